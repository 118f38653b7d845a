import { carries } from "../project/domains.ts";
import type { Cluster, Domain, Host, KeepApart, Need, Project, Service, Vm } from "../project/project.ts";
import { type Needing, needingIndex } from "../project/within.ts";
import { type DatesOf, datesIn } from "./dates.ts";
import type { Stay } from "./flight.ts";

/** What every look at hosts in flight needs, found once for a project. */
export interface Ground {
  readonly project: Project;
  readonly datesOf: DatesOf;
  /** Storages and networks that hosts in flight can take along: served by hosts, or within one. */
  readonly fragile: readonly Domain[];
  /** What needs a domain for itself. */
  readonly needing: Needing;
  readonly vmsOn: ReadonlyMap<Domain, readonly Vm[]>;
  readonly keptApart: ReadonlyMap<Vm, readonly KeepApart[]>;
  /** Services that cannot run without this one. */
  readonly dependents: ReadonlyMap<Service, readonly Service[]>;
  readonly order: ReadonlyMap<Service, number>;
  /**
   * VMs that cannot leave these hosts of one cluster while nothing else is down. Kept once it was found:
   * whoever looks for a plan tries the same waves again and again.
   */
  readonly emptied: (
    cluster: Cluster,
    hosts: readonly Host[],
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
  return {
    project,
    fragile: [...fragile],
    needing,
    vmsOn,
    keptApart,
    dependents,
    order,
    emptied: emptiedOnce(),
    datesOf,
  };
}

function emptiedOnce(): Ground["emptied"] {
  const known = new Map<Cluster, Map<string, ReadonlyMap<Vm, Stay>>>();
  return (cluster, hosts, find) => {
    const here = known.get(cluster) ?? new Map<string, ReadonlyMap<Vm, Stay>>();
    known.set(cluster, here);
    const key = hosts.map(({ order }) => order).join(" ");
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
export function servedStorages(ground: Ground, host: Host): readonly Domain[] {
  return ground.fragile.filter(
    (domain) => domain.servedBy !== undefined && domain.servedBy.cluster === host.cluster,
  );
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

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
