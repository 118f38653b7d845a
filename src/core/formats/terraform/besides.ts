import type { ClusterEntry, EstateDocument, HostEntry, VmEntry } from "../../model/estate.ts";
import { fieldsOf } from "../../model/fields.ts";

/**
 * The estate that is written as manifests, and what Terraform says besides it: a VM, host or cluster that both name is the
 * same thing, and the manifests know it better; anti-affinity rules add up. Of one that two folders name the first counts.
 * What is added binds: nothing names what is not there, and where there are several environments everything says by its
 * place which it is in.
 * @param native the manifests' own documents
 * @param folders the documents of each folder or state, in order
 */
export function withTerraform(
  native: readonly EstateDocument[],
  folders: readonly (readonly EstateDocument[])[],
): readonly EstateDocument[] {
  if (folders.length === 0) return native;
  const several = native.reduce((count, { environments }) => count + (environments?.length ?? 0), 0) > 1;
  const there: There = {
    clusters: counted(native.flatMap(({ clusters }) => clusters ?? [])),
    hosts: counted(native.flatMap(({ hosts }) => hosts ?? [])),
    vms: counted(native.flatMap(({ vms }) => vms ?? [])),
    native: new Set(native.flatMap(({ vms }) => vms ?? []).map(({ name }) => name.value)),
  };
  const joined = folders.map((documents) => joinFolder(documents, there, several));
  const groups = new Map<string, Group[]>();
  folders.forEach((documents, index) => {
    gather(documents, joined[index] ?? [], there, groups);
  });
  return [...native, ...joined.flat()].map((document) => withGroups(document, there, groups));
}

/** How often each name is there. */
interface There {
  readonly clusters: Map<string, number>;
  readonly hosts: Map<string, number>;
  readonly vms: Map<string, number>;
  /** VMs of the manifests. */
  readonly native: ReadonlySet<string>;
}

type Group = NonNullable<ClusterEntry["keepApart"]>[number];
type Named = { readonly name: { readonly value: string } };

function counted(items: readonly Named[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of items) counts.set(name.value, (counts.get(name.value) ?? 0) + 1);
  return counts;
}

function joinFolder(
  documents: readonly EstateDocument[],
  there: There,
  several: boolean,
): readonly EstateDocument[] {
  // Where there are several environments a new cluster is in none that anybody could name.
  const clusters = documents.map((each) => (several ? [] : added(each.clusters, there.clusters)));
  const hosts = documents.map((each) =>
    added(each.hosts, there.hosts, (host) => placedHost(host, there, several)),
  );
  const vms = documents.map((each) => added(each.vms, there.vms, (vm) => placedVm(vm, there, several)));
  return documents.map(({ node, at, apiVersion, kind }, index) => ({
    node,
    at,
    apiVersion,
    kind,
    clusters: (clusters[index] ?? []).map(withoutGroups),
    hosts: hosts[index] ?? [],
    vms: vms[index] ?? [],
  }));
}

/**
 * The groups that a folder declares, by cluster. They name VMs of the folder itself, and by data sources such as stand
 * elsewhere; one that it declares and that is left out, since another of the name was there first, is not that other.
 */
function gather(
  documents: readonly EstateDocument[],
  joined: readonly EstateDocument[],
  there: There,
  groups: Map<string, Group[]>,
): void {
  const added = new Set(joined.flatMap(({ vms }) => vms ?? []).map(({ name }) => name.value));
  const leftOut = documents
    .flatMap(({ vms }) => vms ?? [])
    .filter(({ name }) => !added.has(name.value) && !there.native.has(name.value));
  const others = new Set(leftOut.map(({ name }) => name.value));
  const isMember = (name: string) => there.vms.get(name) === 1 && !others.has(name);
  for (const { name, keepApart } of documents.flatMap(({ clusters }) => clusters ?? [])) {
    const known = (keepApart ?? [])
      .map((group) => group.filter(({ value }) => isMember(value)))
      .filter((group) => group.length > 1);
    if (known.length > 0) groups.set(name.value, [...(groups.get(name.value) ?? []), ...known]);
  }
}

function withoutGroups(cluster: ClusterEntry): ClusterEntry {
  const { keepApart: _, ...rest } = fieldsOf(cluster);
  return rest;
}

/** Each cluster with the groups that Terraform declares for it, but for those it has already. */
function withGroups(
  document: EstateDocument,
  there: There,
  groups: ReadonlyMap<string, readonly Group[]>,
): EstateDocument {
  const isMeant = ({ name }: ClusterEntry) => there.clusters.get(name.value) === 1 && groups.has(name.value);
  if (document.clusters?.some(isMeant) !== true) return document;
  const clusters = document.clusters.map((cluster) => {
    if (!isMeant(cluster)) return cluster;
    const own = new Set((cluster.keepApart ?? []).map(keyOf));
    const more = (groups.get(cluster.name.value) ?? []).filter((group) => !own.has(keyOf(group)));
    return { ...fieldsOf(cluster), keepApart: [...(cluster.keepApart ?? []), ...more] };
  });
  return { ...fieldsOf(document), clusters };
}

function keyOf(group: Group): string {
  return [...new Set(group.map(({ value }) => value))].sort().join("\0");
}

/** Those of a new name, each as it can stand there; their names are there from now on. */
function added<T extends Named>(
  items: readonly T[] | undefined,
  names: Map<string, number>,
  place: (item: T) => T | undefined = (item) => item,
): readonly T[] {
  return (items ?? []).flatMap((item) => {
    if (names.has(item.name.value)) return [];
    const placed = place(item);
    if (placed === undefined) return [];
    names.set(item.name.value, 1);
    return [placed];
  });
}

function placedHost(host: HostEntry, { clusters }: There, several: boolean): HostEntry | undefined {
  if (host.cluster !== undefined && clusters.get(host.cluster.value) === 1) return host;
  const { cluster: _, ...rest } = fieldsOf(host);
  return several ? undefined : rest;
}

function placedVm(vm: VmEntry, { clusters, hosts }: There, several: boolean): VmEntry | undefined {
  if (vm.host !== undefined && hosts.get(vm.host.value) === 1) return vm;
  if (vm.cluster !== undefined && clusters.get(vm.cluster.value) === 1) return vm;
  const { host: _, cluster: __, ...rest } = fieldsOf(vm);
  return several ? undefined : rest;
}
