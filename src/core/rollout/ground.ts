import { carries } from "../project/domains.ts";
import type { Cluster, Domain, Host, KeepApart, Need, Project, Service, Vm } from "../project/project.ts";
import { type Needing, needingIndex } from "../project/within.ts";
import { type DatesOf, datesIn } from "./dates.ts";
import type { Stay } from "./flight.ts";

/** What every look at hosts in flight needs, found once for a project. */
export interface Ground {
  readonly project: Project;
  readonly datesOf: DatesOf;
  /** Storages and networks that hosts in flight can take along: served by hosts, or within one. In their order. */
  readonly fragile: ReadonlyMap<Domain, number>;
  /** Those of them that hosts of a cluster serve. */
  readonly served: ReadonlyMap<Cluster, readonly Domain[]>;
  /** What needs a domain for itself. */
  readonly needing: Needing;
  readonly vmsOn: ReadonlyMap<Domain, readonly Vm[]>;
  readonly keptApart: ReadonlyMap<Vm, readonly KeepApart[]>;
  /** Services that cannot run without this one. */
  readonly dependents: ReadonlyMap<Service, readonly Service[]>;
  readonly order: ReadonlyMap<Service, number>;
  /**
   * VMs that cannot leave these hosts of one cluster while these others are down already. Kept once it was
   * found: whoever looks for a plan tries the same waves again and again.
   */
  readonly emptied: (
    cluster: Cluster,
    hosts: readonly Host[],
    stranded: readonly Vm[],
    find: () => ReadonlyMap<Vm, Stay>,
  ) => ReadonlyMap<Vm, Stay>;
}

/** `datesOf`: what is known of builds; by itself only what the estate says. */
export function groundOf(project: Project, datesOf: DatesOf = datesIn(project)): Ground {
  const fragile = new Set<Domain>();
  const vmsOn = new Map<Domain, Vm[]>();
  const needing = needingIndex(project.domains.values());
  const stands = standingOnHosts(project, needing);
  for (const vm of project.vms) {
    if (!vm.counts) continue;
    for (const domain of new Set(vmNeeds(vm).flatMap((need) => need.domains))) {
      if (!stands.has(domain)) continue;
      fragile.add(domain);
      push(vmsOn, domain, vm);
    }
  }
  const keptApart = new Map<Vm, KeepApart[]>();
  for (const group of project.clusters.flatMap((cluster) => cluster.keepApart)) {
    for (const { vm } of group.vms) push(keptApart, vm, group);
  }
  const dependents = new Map<Service, Service[]>();
  for (const service of project.services) {
    for (const edge of service.dependsOn) push(dependents, edge.service, service);
  }
  const order = new Map(project.services.map((service, index) => [service, index]));
  const served = new Map<Cluster, Domain[]>();
  for (const domain of fragile)
    if (domain.servedBy !== undefined) push(served, domain.servedBy.cluster, domain);
  return {
    project,
    fragile: new Map([...fragile].map((domain, index) => [domain, index])),
    served,
    needing,
    vmsOn,
    keptApart,
    dependents,
    order,
    emptied: emptiedOnce(project),
    datesOf,
  };
}

function emptiedOnce({ vms }: Project): Ground["emptied"] {
  const order = new Map(vms.map((vm, index) => [vm, index]));
  const known = new Map<Cluster, Map<string, ReadonlyMap<Vm, Stay>>>();
  return (cluster, hosts, stranded, find) => {
    const here = known.get(cluster) ?? new Map<string, ReadonlyMap<Vm, Stay>>();
    known.set(cluster, here);
    const key = `${hosts.map((host) => host.order).join(" ")}, ${stranded.map((vm) => order.get(vm)).join(" ")}`;
    const found = here.get(key) ?? find();
    here.set(key, found);
    return found;
  };
}

/** What a VM needs beside its place: its storage, that of its disks, its network. */
export function vmNeeds(vm: Vm): readonly Need[] {
  const network = vm.needs.get("network");
  return network === undefined ? vm.storage : [...vm.storage, network];
}

/** Storages that hosts of this cluster serve. */
export function servedStorages({ served }: Ground, { cluster }: Host): readonly Domain[] {
  return cluster === undefined ? [] : (served.get(cluster) ?? []);
}

/** What some of the hosts in flight could take along, redundant or not. */
function standingOnHosts({ domains }: Project, needing: Needing): ReadonlySet<Domain> {
  const found = new Set(
    [...domains.values()].filter(({ host, servedBy }) => host !== undefined || servedBy !== undefined),
  );
  for (const domain of found)
    if (carries(domain)) for (const inner of needing.get(domain) ?? []) found.add(inner.domain);
  return found;
}

/** Adds to the list under a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
