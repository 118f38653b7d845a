import type { Plain } from "../../syntax/edit.ts";
import { SOURCE, sourceOf } from "./known.ts";
import type { ClusterSeen, HostSeen, Observed, VmSeen } from "./observed.ts";
import type { ServicesSeen } from "./services.ts";

/** What an export shows, as the items of a manifest: sorted, so that two exports of one estate differ only where it does. */

export type Item = { readonly [key: string]: Plain };

export const SECTIONS = ["environments", "clusters", "hosts", "services", "vms", "domains"] as const;
export type Section = (typeof SECTIONS)[number];
export type Sections = { readonly [section in Section]: readonly Item[] };

/**
 * @param format its id: each item says where it comes from, so that a later import knows what it may mark as gone
 * @param map our key → their column, for facts of hosts (`site`, `rack`, `power`); those of services are in `services`
 */
export function itemsOf(
  format: string,
  observed: Observed,
  services: ServicesSeen,
  map: ReadonlyMap<string, string>,
): Sections {
  // The environment is always written: another export, in this file or beside it, may show the same names elsewhere.
  const from = (seen: object, more: Item = {}) => entryOf(format, seen, more);
  return {
    environments: sorted(observed.environments, (item) => item.name).map((item) => from(item)),
    clusters: sorted(observed.clusters, keyOf).map((item) => from(item)),
    hosts: sorted(observed.hosts, keyOf).map((item) => from(item, factsOf(item, map))),
    services: services.services.map((item) => ({ ...item })),
    vms: sorted(observed.vms, keyOf).map((item) => {
      const { cluster, ...rest } = item;
      // A host tells its cluster: one fact, one place.
      return from(item.host === undefined ? item : rest, service(services.of.get(item)));
    }),
    domains: sorted(observed.domains, (item) => `${item.kind}\0${item.name}`).map((item) => from(item)),
  };
}

/** Kinds of failure domain that a team may keep in columns of its own. */
export const HOST_FACTS: readonly string[] = [
  "site",
  "rack",
  "power",
  "model",
  "platform",
  "build",
  "network",
  "identity",
  "dns",
  "time",
  "backup",
  "updateSource",
];

function factsOf(host: HostSeen, map: ReadonlyMap<string, string>): Item {
  const facts: { [key: string]: Plain } = {};
  for (const key of HOST_FACTS) {
    const theirs = map.get(key);
    const value = theirs === undefined ? undefined : host.fact?.(theirs)?.trim();
    if (value !== undefined && value !== "") facts[key] = value;
  }
  return facts;
}

function service(name: string | undefined): Item {
  return name === undefined ? {} : { service: name };
}

function keyOf(item: HostSeen | ClusterSeen | VmSeen): string {
  return `${item.environment}\0${item.name}`;
}

/** By code units: the same order on every machine. */
function sorted<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const keyed = items.map((item) => [key(item), item] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

/** The order of keys in a manifest: what it is and where it stands first, where it comes from last. */
const ORDER = (
  "kind name environment service cluster host pinned tier owner needs users " +
  "site rack power manager tolerates autoPlace quorum keepApart " +
  "platform build model vendor firmware cpu memory disk storage network os " +
  "licence time identity dns backup updateSource maintenance installed booted inService replica " +
  "expires reason breaks note within servedBy"
).split(" ");

/** What is so without a word is not written. */
export const DEFAULTS: Item = {
  power: "on",
  maintenance: false,
  pinned: false,
  autoPlace: false,
  quorum: "none",
};

const POSITION: ReadonlyMap<string, number> = new Map(ORDER.map((key, index) => [key, index]));

/** What is not written as it is seen: what is so without a word, and an id, which becomes `x-source`. */
function entryOf(format: string, seen: object, more: Item): Item {
  const { fact, source, extra, ...rest } = seen as Partial<HostSeen>;
  const entries = Object.entries<Plain | undefined>({ ...rest, ...more });
  entries.sort(([a], [b]) => (POSITION.get(a) ?? ORDER.length) - (POSITION.get(b) ?? ORDER.length));
  entries.push([SOURCE, sourceOf(format, source)]);
  entries.push(...Object.entries(extra ?? {}));
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, Plain] => entry[1] !== undefined && DEFAULTS[entry[0]] !== entry[1],
    ),
  );
}
