import type { Section } from "./items.ts";
import type { Observed } from "./observed.ts";

/**
 * What an export speaks of. One with fewer sheets or answers than the last knows nothing of what is not in it: its
 * silence is no news.
 */
export interface Reach {
  /** Whether it lists what there is of a kind, so that what it does not show is gone. */
  readonly lists: (section: Section) => boolean;
  /** Whether it tells of an item, and does not only name it beside another. */
  readonly tellsOf: (section: Section, environment: string, name: string) => boolean;
}

export function reachOf({ environments, hosts, clusters, vms }: Observed): Reach {
  const told = new Set(
    hosts.flatMap(({ environment, name, fact }) => (fact === undefined ? [] : [`${environment}\0${name}`])),
  );
  const hasClusters = clusters.some(({ name, environment, source, extra, ...facts }) =>
    Object.values(facts).some((value) => value !== undefined),
  );
  const asked = new Set(environments.flatMap(({ name, extra }) => (extra === undefined ? [] : [name])));
  return {
    lists(section) {
      if (section === "vms") return vms.length > 0;
      if (section === "hosts") return told.size > 0;
      return section !== "clusters" || hasClusters;
    },
    tellsOf(section, environment, name) {
      if (section === "environments") return asked.has(name);
      if (section === "hosts") return told.has(`${environment}\0${name}`);
      return section !== "clusters" || hasClusters;
    },
  };
}
