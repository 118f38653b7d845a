import { capacityOf, demandOf, RESOURCES } from "../project/capacity.ts";
import { diskIn } from "../project/domains.ts";
import type { Cluster, Domain, Host, KeepApart, Need, Vm } from "../project/project.ts";
import type { Stay } from "./flight.ts";
import { type Ground, push } from "./ground.ts";

/**
 * Moves what can be moved off the hosts in flight and adds the rest to `down` (spec RISK.md, "In
 * flight" and "Capacity"): VMs are taken in estate order, each as long as there is room.
 */
export function evacuate(ground: Ground, inFlight: ReadonlySet<Host>, down: Map<Vm, Stay>): void {
  const clusters = new Map<Cluster, Host[]>();
  const stranded = new Map<Cluster, Vm[]>();
  for (const vm of down.keys()) if (vm.cluster !== undefined) push(stranded, vm.cluster, vm);
  for (const host of inFlight) {
    if (host.cluster !== undefined) push(clusters, host.cluster, host);
    else for (const vm of host.vms) strandOn(host, vm, down);
  }
  for (const [cluster, hosts] of clusters) {
    for (const [vm, stay] of emptied(ground, cluster, hosts, stranded.get(cluster) ?? [])) down.set(vm, stay);
  }
}

/** A cluster is emptied by itself: what is in flight elsewhere makes no difference but for what it took down here. */
function emptied(
  ground: Ground,
  cluster: Cluster,
  hosts: readonly Host[],
  stranded: readonly Vm[],
): ReadonlyMap<Vm, Stay> {
  return ground.emptied(cluster, hosts, stranded, () => {
    const down = new Map<Vm, Stay>(stranded.map((vm) => [vm, BEFORE]));
    emptyHosts(ground, cluster, new Set(hosts), down);
    return new Map([...down].filter(([, stay]) => stay !== BEFORE));
  });
}

/** Stands for what is down already, for a reason that is told elsewhere. */
const BEFORE: Stay = { why: "noHost" };

function strandOn(host: Host, vm: Vm, down: Map<Vm, Stay>): void {
  if (vm.counts && !host.maintenance && !down.has(vm)) down.set(vm, { why: "fixed" });
}

function emptyHosts(
  ground: Ground,
  cluster: Cluster,
  inFlight: ReadonlySet<Host>,
  down: Map<Vm, Stay>,
): void {
  const leaving: Vm[] = [];
  const scheduled: Vm[] = [];
  const staying: Vm[] = [];
  for (const vm of cluster.vms) {
    if (!vm.counts || vm.host?.maintenance === true) continue;
    const away = vm.host === undefined || inFlight.has(vm.host);
    // A local disk goes down with its host: what counts here is that the VM cannot leave it.
    const stay = away && !vm.scheduled ? stayOf(vm, cluster) : undefined;
    if (stay !== undefined) down.set(vm, stay);
    else if (!down.has(vm)) (vm.scheduled ? scheduled : away ? leaving : staying).push(vm);
  }
  const free = cluster.hosts.filter((host) => !inFlight.has(host));
  const room = roomOf(ground, free, [...staying, ...leaving, ...scheduled]);
  for (const vm of staying) room.take(vm);
  const seats = seating(ground, free);
  for (const vm of [...leaving, ...scheduled]) {
    const stay = free.length === 0 ? ({ why: "noHost" } as const) : (seats.problem(vm) ?? room.problem(vm));
    if (stay !== undefined) down.set(vm, stay);
    else {
      room.take(vm);
      seats.take(vm);
    }
  }
}

/** What keeps a VM on its host, wherever else there might be room. */
function stayOf(vm: Vm, cluster: Cluster): Stay | undefined {
  if (!cluster.autoPlace && cluster.tolerance < 1) return { why: "fixed" };
  if (vm.pinned) return { why: "pinned" };
  const [local] = vm.storage.flatMap((need) => diskIn(vm.host, need) ?? []);
  return local && { why: "localDisk", storage: local };
}

interface Room {
  readonly problem: (vm: Vm) => Stay | undefined;
  readonly take: (vm: Vm) => void;
}

/** Room by the totals of the free hosts; a resource of which any figure is missing is not looked at. */
function roomOf(ground: Ground, free: readonly Host[], vms: readonly Vm[]): Room {
  const { overcommit } = ground.project.policy;
  const total = capacityOf(free, overcommit);
  const each = free.map((host) => capacityOf([host], overcommit));
  const demand = demandOf(vms);
  const resources = RESOURCES.flatMap((resource) => {
    const left = total[resource];
    if (left === undefined || demand[resource] === undefined) return [];
    const largest = each.reduce((most, amounts) => Math.max(most, amounts[resource] ?? 0), 0);
    return [{ resource, left, largest }];
  });
  return {
    problem(vm) {
      const short = resources.find(
        ({ resource, left, largest }) => (vm[resource] ?? 0) > Math.min(left, largest),
      );
      return short && { why: "noRoom", resource: short.resource };
    },
    take(vm) {
      for (const resource of resources) resource.left -= vm[resource.resource] ?? 0;
    },
  };
}

/** Which of the free hosts a VM may be on: kept apart from others, its storage in reach. */
function seating(ground: Ground, free: readonly Host[]): Room {
  const seats = new Map<Vm, Host>();
  const isFree = new Set(free);
  const hostNow = (vm: Vm) =>
    seats.get(vm) ?? (vm.counts && vm.host !== undefined && isFree.has(vm.host) ? vm.host : undefined);
  const rivals = (vm: Vm): readonly { readonly host: Host; readonly rule: KeepApart }[] =>
    (ground.keptApart.get(vm) ?? []).flatMap((rule) =>
      rule.vms.flatMap((member) => {
        const host = member.vm === vm ? undefined : hostNow(member.vm);
        return host === undefined ? [] : [{ host, rule }];
      }),
    );
  const seat = (vm: Vm): Host | Stay => {
    const unreached = new Map(free.map((host) => [host, outOfReach(vm, host)]));
    const reached = free.filter((host) => unreached.get(host) === undefined);
    const [storage] = [...unreached.values()].filter((domain) => domain !== undefined);
    if (reached.length === 0 && storage !== undefined) return { why: "localDisk", storage };
    const taken = rivals(vm);
    const choice = reached.find((host) => !taken.some((rival) => rival.host === host));
    const [first] = taken;
    return choice ?? (first === undefined ? { why: "noHost" } : { why: "keepApart", rule: first.rule });
  };
  const isAnywhere = (vm: Vm) => !ground.keptApart.has(vm) && ownStorage(vm) === undefined;
  return {
    problem(vm) {
      if (isAnywhere(vm)) return undefined;
      const found = seat(vm);
      return "why" in found ? found : undefined;
    },
    take(vm) {
      if (isAnywhere(vm)) return;
      const found = seat(vm);
      if (!("why" in found)) seats.set(vm, found);
    },
  };
}

/**
 * A storage of the VM that another host does not reach: one that is written at its own host and not
 * at the other. A storage of the cluster, or of the VM alone, is taken to be in reach of all.
 */
function outOfReach(vm: Vm, host: Host): Domain | undefined {
  const own = ownStorage(vm);
  const other = host.needs.get("storage");
  if (own === undefined || other === undefined) return undefined;
  const missing = (domain: Domain) => own.domains.includes(domain) && !other.domains.includes(domain);
  for (const need of vm.storage) {
    const gone = need.domains.filter(missing);
    if (gone.length > 0 && (!need.anyOf || gone.length === need.domains.length)) return gone[0];
  }
  return undefined;
}

/** What is written as storage at the VM's own host, if that is not its cluster's. */
function ownStorage(vm: Vm): Need | undefined {
  const own = vm.host?.needs.get("storage");
  return own === vm.cluster?.needs.get("storage") ? undefined : own;
}
