import type { EnvironmentEntry, EstateDocument } from "../model/estate.ts";
import type { Located } from "../model/shape.ts";
import type { Place } from "../text/span.ts";
import {
  allNames,
  type DomainDraft,
  type DomainRegistry,
  derive,
  inheritHost,
  needsOf,
  onlyName,
} from "./domains.ts";
import { bind, type Linking, type NameIndex, nameIndex, unique } from "./names.ts";
import type { Cluster, Environment, Host, KeepApart, Need, Needs, Vm } from "./project.ts";

/** Items while they are being linked; to everyone else they are read-only. */
export interface EnvironmentDraft extends Environment {
  clusters: ClusterDraft[];
  hosts: HostDraft[];
  vms: Vm[];
  needs: Needs;
}

export interface ClusterDraft extends Cluster {
  environment: EnvironmentDraft;
  allHosts: HostDraft[];
  hosts: HostDraft[];
  vms: Vm[];
  tolerance: number;
  witness: readonly Need[];
  keepApart: readonly KeepApart[];
  needs: Needs;
  domain: DomainDraft;
}

export interface HostDraft extends Host {
  environment: EnvironmentDraft;
  cluster: ClusterDraft | undefined;
  vms: Vm[];
  platform: string | undefined;
  build: string | undefined;
  model: string | undefined;
  needs: Needs;
  domain: DomainDraft;
}

/** The environments, and the one that is made up when an item belongs to none. */
export interface Places {
  readonly linking: Linking;
  readonly index: NameIndex<EnvironmentDraft>;
  readonly all: () => readonly EnvironmentDraft[];
  /** The environment that an item names, or the only one; `undefined` names are reported once for each item. */
  readonly environmentFor: (
    named: Located<string> | undefined,
    what: string,
    item: Located<string>,
  ) => EnvironmentDraft;
  /** For an item whose place is unknown, which has been said already: the first environment, silently. */
  readonly somewhere: (at: Place) => EnvironmentDraft;
}

type MakeDomain<T> = (item: T, key: string, at: Place) => DomainDraft;

export function linkEnvironments(linking: Linking, estates: readonly EstateDocument[]): Places {
  const entries = unique(
    linking,
    "environment",
    estates.flatMap((estate) => estate.environments ?? []),
    (entry) => entry.name,
    () => "",
  );
  const named = entries.map((entry) => environment(entry.name.value, entry, entry.name.at));
  const index = nameIndex("environment", named);
  const madeUp: EnvironmentDraft[] = [];
  const fallback = (at: Place): EnvironmentDraft => {
    const [first] = madeUp;
    if (first !== undefined) return first;
    const made = environment("", undefined, at);
    madeUp.push(made);
    return made;
  };
  return {
    linking,
    index,
    all: () => [...named, ...madeUp],
    somewhere: (at) => named[0] ?? fallback(at),
    environmentFor(reference, what, item) {
      const bound = reference && bind(linking, index, reference, undefined);
      if (bound !== undefined) return bound;
      const [only, second] = named;
      if (reference === undefined && only !== undefined && second === undefined) return only;
      if (reference === undefined && named.length > 1) reportHomeless(linking, what, item);
      return fallback(item.at);
    },
  };
}

function environment(name: string, entry: EnvironmentEntry | undefined, at: Place): EnvironmentDraft {
  return { name, entry, at, clusters: [], hosts: [], vms: [], needs: new Map() };
}

function reportHomeless(linking: Linking, what: string, item: Located<string>): void {
  const message = `The ${what} “${item.value}” does not say where it belongs: write its environment.`;
  linking.findings.push({ rule: "shape", severity: "error", message, at: item.at });
}

export function linkClusters(
  places: Places,
  estates: readonly EstateDocument[],
  makeDomain: MakeDomain<Cluster>,
): readonly ClusterDraft[] {
  const placed = estates
    .flatMap((estate) => estate.clusters ?? [])
    .map((entry) => ({
      entry,
      environment: places.environmentFor(entry.environment, "cluster", entry.name),
    }));
  const kept = unique(
    places.linking,
    "cluster",
    placed,
    ({ entry }) => entry.name,
    (item) => item.environment.name,
  );
  return kept.map(({ entry, environment }) => {
    const draft = {
      name: entry.name.value,
      entry,
      environment,
      allHosts: [],
      hosts: [],
      vms: [],
      tolerates: entry.tolerates?.value ?? 0,
      tolerance: 0,
      autoPlace: entry.autoPlace?.value ?? false,
      quorum: entry.quorum?.value === "majority",
      witness: [],
      keepApart: [],
      needs: new Map(),
    };
    const cluster = withDomain<ClusterDraft>(draft, (item) =>
      makeDomain(item, `${environment.name}/${item.name}`, entry.name.at),
    );
    environment.clusters.push(cluster);
    return cluster;
  });
}

export function linkHosts(
  places: Places,
  estates: readonly EstateDocument[],
  clusters: NameIndex<ClusterDraft>,
  makeDomain: MakeDomain<Host>,
): readonly HostDraft[] {
  const placed = estates
    .flatMap((estate) => estate.hosts ?? [])
    .map((entry) => {
      const cluster =
        entry.cluster && bind(places.linking, clusters, entry.cluster, entry.environment?.value);
      const unknownCluster =
        entry.cluster !== undefined && cluster === undefined && entry.environment === undefined;
      const environment =
        cluster?.environment ??
        (unknownCluster
          ? places.somewhere(entry.name.at)
          : places.environmentFor(entry.environment, "host", entry.name));
      if (
        cluster !== undefined &&
        entry.environment !== undefined &&
        entry.environment.value !== environment.name
      ) {
        const message = `The host “${entry.name.value}” is written to be in ${entry.environment.value}, but its cluster “${cluster.name}” is in ${environment.name}: its cluster's environment is taken.`;
        places.linking.findings.push({ rule: "shape", severity: "error", message, at: entry.environment.at });
      }
      return { entry, cluster, environment };
    });
  const kept = unique(
    places.linking,
    "host",
    placed,
    ({ entry }) => entry.name,
    (item) => item.environment.name,
  );
  return kept.map(({ entry, cluster, environment }, order) => {
    const draft = {
      name: entry.name.value,
      entry,
      environment,
      cluster,
      maintenance: entry.maintenance?.value ?? false,
      vms: [],
      platform: undefined,
      build: undefined,
      model: undefined,
      get cpu() {
        return entry.cpu?.value;
      },
      get memory() {
        return entry.memory?.value;
      },
      needs: new Map(),
      order,
    };
    const host = withDomain<HostDraft>(draft, (item) =>
      makeDomain(item, `${environment.name}/${item.name}`, entry.name.at),
    );
    environment.hosts.push(host);
    cluster?.allHosts.push(host);
    if (!host.maintenance) cluster?.hosts.push(host);
    return host;
  });
}

/** An item and its own failure domain point at each other. */
function withDomain<T extends { domain: DomainDraft }>(
  draft: Omit<T, "domain">,
  make: (item: T) => DomainDraft,
): T {
  const item = draft as T;
  item.domain = make(item);
  return item;
}

/** Failure domains of environments, clusters and hosts, once all hosts and clusters have names to be found by. */
export function nameItemDomains(
  registry: DomainRegistry,
  places: Places,
  clusters: readonly ClusterDraft[],
  hosts: readonly HostDraft[],
): void {
  for (const item of [...clusters, ...hosts]) {
    const index: NameIndex<Cluster | Host> = "allHosts" in item ? registry.clusters : registry.hosts;
    if ((index.byName.get(item.name)?.length ?? 0) > 1)
      item.domain.name = `${item.environment.name}/${item.name}`;
  }
  for (const item of places.all()) {
    if (item.entry !== undefined) item.needs = inheritHost(registry, item.needs, item.entry, item.name);
  }
  for (const item of clusters) {
    item.needs = inheritHost(registry, item.environment.needs, item.entry, item.environment.name);
    item.tolerance = Math.max(0, Math.min(item.tolerates, item.hosts.length - 1));
    item.witness = needsOf(registry, item.entry.witness, item.environment.name);
  }
  const derived = new Map<Needs, Needs>();
  for (const item of hosts) {
    const inherited = inheritHost(
      registry,
      item.cluster?.needs ?? item.environment.needs,
      item.entry,
      item.environment.name,
    );
    item.needs = derived.get(inherited) ?? derive(registry, inherited);
    derived.set(inherited, item.needs);
    item.platform = onlyName(item.needs, "platform")?.value;
    item.build = onlyName(item.needs, "build")?.value;
    item.model = allNames(item.needs, "model");
  }
}
