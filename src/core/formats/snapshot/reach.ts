import { DEFAULTS, type Section } from "./items.ts";
import type { HostSeen, Observed, VmSeen } from "./observed.ts";

/**
 * What an export speaks of. One with fewer sheets or answers than the last knows nothing of what is not in it: its
 * silence is no news.
 */
export interface Reach {
  /** Whether it lists what there is of a kind, so that what it does not show is gone. */
  readonly lists: (section: Section) => boolean;
  /** Whether it tells this key of any of them: else it may have no such column or answer, or another format wrote it. */
  readonly tellsKey: (section: Section, key: string) => boolean;
  /** Whether it tells of an item, and does not only name it beside another. */
  readonly tellsOf: (section: Section, environment: string, name: string) => boolean;
}

/** What is true until somebody moves or boots it. */
const PASSING: ReadonlySet<string> = new Set(["host", "cluster", "booted"]);

export function reachOf({ environments, hosts, clusters, vms }: Observed): Reach {
  const told = new Set(
    hosts.flatMap(({ environment, name, fact }) => (fact === undefined ? [] : [`${environment}\0${name}`])),
  );
  const hasClusters = clusters.some(({ name, environment, source, extra, ...facts }) =>
    Object.values(facts).some((value) => value !== undefined),
  );
  const asked = new Set(environments.flatMap(({ name, extra }) => (extra === undefined ? [] : [name])));
  const keys = { hosts: keysOf(hosts), vms: keysOf(vms) };
  return {
    lists(section) {
      if (section === "vms") return vms.length > 0;
      if (section === "hosts") return told.size > 0;
      return section !== "clusters" || hasClusters;
    },
    tellsKey(section, key) {
      // Of clusters there may be one alone.
      if ((section !== "hosts" && section !== "vms") || PASSING.has(key)) return true;
      return keys[section].has(key);
    },
    tellsOf(section, environment, name) {
      if (section === "environments") return asked.has(name);
      if (section === "hosts") return told.has(`${environment}\0${name}`);
      return section !== "clusters" || hasClusters;
    },
  };
}

function keysOf(items: readonly (HostSeen | VmSeen)[]): ReadonlySet<string> {
  const keys = new Set(Object.keys(DEFAULTS));
  for (const { extra, ...item } of items)
    for (const [key, value] of Object.entries({ ...item, ...extra })) if (value !== undefined) keys.add(key);
  return keys;
}
