import type { ClusterEntry, EstateDocument, HostEntry, VmEntry } from "../../model/estate.ts";
import { fieldsOf } from "../../model/fields.ts";
import type { Finding } from "../../model/finding.ts";
import type { Located } from "../../model/shape.ts";
import { valueUnder } from "../../syntax/tree.ts";
import { type ConfigFolder, clusterFolders, type From, foldersOf } from "./clusters.ts";
import { type ConfigFile, type CorosyncCluster, placeIn } from "./config.ts";
import { clusterDocument, type Home, type StorageFact, storageDocument, storageFacts } from "./estate.ts";
import { isApart } from "./rules.ts";

type ClusterFolder = ConfigFolder & { readonly cluster: From<CorosyncCluster> };

/**
 * The estate with what the files of Proxmox VE add to it. A cluster of which the estate names nothing is added with its
 * hosts. What the estate names itself stays as it is written there, and gets what its files know besides: guests that
 * are kept apart, found by the id that imports note in `x-source`, and what storages stand on that something stands on.
 */
export function joinConfigs(
  estates: readonly EstateDocument[],
  files: readonly ConfigFile[],
): { readonly estates: readonly EstateDocument[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  let all: readonly EstateDocument[] = estates;
  for (const folder of clusterFolders(foldersOf(files))) {
    const known = knownAs(estates, folder.cluster.said);
    if (known === "no") {
      const home = homeOf(estates, all, folder.cluster.said);
      const made = home && clusterDocument(folder, home);
      findings.push(...(made?.findings ?? []));
      if (made?.document === undefined) continue;
      all = [...all, made.document];
    } else if (known !== "unclear") all = keptApart(all, folder, known);
    if (known !== "unclear") all = [...all, ...storagesOf(all, folder, known === "no" ? undefined : known)];
  }
  return { estates: all, findings };
}

/**
 * Where a new cluster goes. An estate with several environments, or with nothing in it, gets another one. In any other
 * its items need not say theirs, and a second one would leave them without: there the cluster joins them, unless
 * another file has brought hosts of the same names.
 */
function homeOf(
  estates: readonly EstateDocument[],
  all: readonly EstateDocument[],
  { name, nodes }: CorosyncCluster,
): Home | undefined {
  const environments = all.flatMap((estate) => estate.environments ?? []);
  const own = estates.flatMap((estate) => estate.environments ?? []).length;
  const isEmpty = estates.every(({ clusters = [], hosts = [], vms = [] }) => {
    return clusters.length + hosts.length + vms.length === 0;
  });
  if (own > 1 || (own === 0 && isEmpty))
    return environments.some((each) => each.name.value === name.text) ? "own" : "new";
  const hosts = new Set(all.flatMap((estate) => estate.hosts ?? []).map((host) => host.name.value));
  return nodes.some((node) => hosts.has(node.name.text)) ? undefined : "only";
}

/** The entry of the estate that is this cluster; "no" where the estate names neither it nor any of its hosts. */
function knownAs(
  estates: readonly EstateDocument[],
  cluster: CorosyncCluster,
): ClusterEntry | "no" | "unclear" {
  const entries = estates.flatMap((estate) => estate.clusters ?? []);
  const nodes = new Set(cluster.nodes.map(({ name }) => name.text));
  const hosts = estates.flatMap((estate) => estate.hosts ?? []).filter(({ name }) => nodes.has(name.value));
  const named = entries.filter(({ name }) => name.value === cluster.name.text);
  if (named.length === 0 && hosts.length === 0) return "no";
  const names = new Set(hosts.map((host) => bare(host.cluster)));
  const [name] = names;
  const of =
    named.length > 0 ? named : names.size === 1 ? entries.filter((each) => each.name.value === name) : [];
  const [only, second] = of;
  return only === undefined || second !== undefined ? "unclear" : only;
}

/** `west/esx-01` → `esx-01`. */
function bare(name: Located<string> | undefined): string | undefined {
  return name?.value.slice(name.value.lastIndexOf("/") + 1);
}

/** The rules that keep guests apart as groups of the cluster, where the estate does not say the same. */
function keptApart(
  estates: readonly EstateDocument[],
  folder: ClusterFolder,
  cluster: ClusterEntry,
): readonly EstateDocument[] {
  const vms = guestsOf(estates, folder.cluster.said, cluster);
  const told = (cluster.keepApart ?? []).map((group) => new Set(group.map((name) => bare(name))));
  const groups = folder.rules
    .filter(({ said }) => isApart(said) && said.disable === undefined)
    .map(({ file, said }) =>
      said.guests.flatMap((guest) => {
        const vm = vms.get(guest.text);
        return vm === undefined ? [] : [{ value: vm.name.value, at: placeIn(file, guest) }];
      }),
    )
    .filter(
      (group) => group.length > 1 && !told.some((known) => group.every(({ value }) => known.has(value))),
    );
  if (groups.length === 0) return estates;
  const more = { ...fieldsOf(cluster), keepApart: [...(cluster.keepApart ?? []), ...groups] };
  return estates.map((estate) =>
    estate.clusters?.includes(cluster)
      ? { ...fieldsOf(estate), clusters: estate.clusters.map((each) => (each === cluster ? more : each)) }
      : estate,
  );
}

/** VMs of this cluster by their id in HA, `vm:100`; an id that two of them have is left out. */
function guestsOf(
  estates: readonly EstateDocument[],
  { nodes }: CorosyncCluster,
  cluster: ClusterEntry,
): ReadonlyMap<string, VmEntry> {
  const hosts = new Set(nodes.map(({ name }) => name.text));
  const found = new Map<string, VmEntry | undefined>();
  for (const vm of estates.flatMap((estate) => estate.vms ?? [])) {
    const host = bare(vm.host);
    const isHere = host === undefined ? bare(vm.cluster) === cluster.name.value : hosts.has(host);
    const source = valueUnder(vm.node, "x-source");
    const [, type, number] = /\/(qemu|lxc)\/(\d+)$/.exec(source?.kind === "scalar" ? source.text : "") ?? [];
    if (!isHere || number === undefined) continue;
    const id = `${type === "lxc" ? "ct" : "vm"}:${number}`;
    found.set(id, found.has(id) ? undefined : vm);
  }
  return new Map([...found].flatMap(([id, vm]) => (vm === undefined ? [] : [[id, vm] as const])));
}

/** Facts about storages that something stands on, and of which the estate says nothing itself. */
function storagesOf(
  estates: readonly EstateDocument[],
  folder: ClusterFolder,
  known: ClusterEntry | undefined,
): readonly EstateDocument[] {
  const stoodOn = storagesStoodOn(estates);
  const told = new Set(
    estates
      .flatMap((estate) => estate.domains ?? [])
      .filter(({ kind }) => kind.value === "storage")
      .map(({ name }) => name.value),
  );
  return storageFacts(folder).flatMap((fact) => {
    const on = standOf(estates, folder.cluster.said, known, fact);
    return fact.names
      .filter((name) => stoodOn.has(name) && !told.has(name))
      .flatMap((name) => {
        told.add(name);
        return (on && storageDocument(fact, name, on).document) ?? [];
      });
  });
}

/** What a storage stands on, by a name that only that has; undefined where there is none. */
function standOf(
  estates: readonly EstateDocument[],
  cluster: CorosyncCluster,
  known: ClusterEntry | undefined,
  { node }: StorageFact,
): { readonly host: string } | { readonly servedBy: string } | undefined {
  const clusters = estates.flatMap((estate) => estate.clusters ?? []);
  const hosts = estates.flatMap((estate) => estate.hosts ?? []);
  const only = (items: readonly (ClusterEntry | HostEntry)[], name: string) => {
    const same = items.filter((item) => item.name.value === name);
    const inOwn = same.filter((item) => item.environment?.value === cluster.name.text);
    if (same.length === 1) return name;
    return inOwn.length === 1 ? `${cluster.name.text}/${name}` : undefined;
  };
  if (node !== undefined) {
    const host = only(hosts, node);
    return host === undefined ? undefined : { host };
  }
  const servedBy = only(clusters, known?.name.value ?? cluster.name.text);
  return servedBy === undefined ? undefined : { servedBy };
}

function storagesStoodOn(estates: readonly EstateDocument[]): ReadonlySet<string> {
  const needs = estates.flatMap((estate) => [
    ...[...(estate.environments ?? []), ...(estate.clusters ?? []), ...(estate.hosts ?? [])].map(
      ({ storage }) => storage,
    ),
    ...(estate.vms ?? []).flatMap(({ storage, disks = [] }) => [
      storage,
      ...disks.map((disk) => disk.storage),
    ]),
  ]);
  return new Set(needs.flatMap((need) => need?.names.map(({ value }) => value) ?? []));
}
