import type { Amounts } from "../project/capacity.ts";
import { capacityOf, capacityWithout, demandOf, RESOURCES, shortfall } from "../project/capacity.ts";
import { diskIn } from "../project/domains.ts";
import type { Cluster, Domain, Environment, Project, Service, Vm } from "../project/project.ts";
import { needsAt, ownNeeds } from "./moved.ts";
import { anyOf, type Fatal, type OneFailure } from "./oneFailure.ts";
import { type Spot, spotsIn, takenIn } from "./spots.ts";
import type { Structure } from "./structure.ts";

export interface PlaceIndex {
  /**
   * Places with room for one more VM like this, in estate order: where one of the service's VMs stands
   * already (its environment), or on the other side of a declared pair; never the VM's own place.
   */
  readonly spotsFor: (vm: Vm, service: Pick<Service, "placed">) => readonly Spot[];
  /** Whether a basket under a VM of the service would no longer be under it in that place. */
  readonly leaves: (vm: Vm, service: Pick<Service, "placed">, spot: Spot, basket: Domain) => boolean;
  /**
   * The same in its own environment for a VM that lets go of the storage or network that it names, and
   * takes what the place has. Asked only of a service on both sides of a pair: what they share there
   * is no datastore or VLAN of a team.
   */
  readonly leavesLettingGo: (vm: Vm, service: Pick<Service, "placed">, spot: Spot, basket: Domain) => boolean;
  /** Whether there is any place where it does one or the other. */
  readonly canLeave: (vm: Vm, service: Pick<Service, "placed">, basket: Domain) => boolean;
  /** Whether it would stand on something together with these VMs that it does not share with them now. */
  readonly sharesMore: (vm: Vm, spot: Spot, others: readonly Vm[]) => boolean;
  /**
   * Best first: nearest home (its own cluster, its own environment, the other side of the pair), then
   * the fewest domains shared with these VMs, the most free room, estate order.
   */
  readonly ranked: (vm: Vm, spots: readonly Spot[], others: readonly Vm[]) => readonly Spot[];
  /** The places of one environment, with or without room, in estate order. */
  readonly spotsIn: (environment: Environment) => readonly Spot[];
  /** What a place could still take, and what its cluster could and still hold after the failures that it tolerates. */
  readonly roomAt: (spot: Spot) => { readonly own: Room; readonly cluster: Room | undefined };
  /** What alone takes down a VM that it has in common with any of these VMs, were it to stand there. */
  readonly sharedAt: (vm: Vm, spot: Spot, others: readonly Vm[]) => number;
}

export function placeIndex(project: Project, structure: Structure, failure: OneFailure): PlaceIndex {
  const { overcommit } = project.policy;
  const spots = new Map(
    project.environments.map((environment) => [environment, spotsIn(environment, structure, failure)]),
  );
  const reach = reachableFrom(project);
  const apart = apartFrom(project);
  const free = memoized((spot: Spot) => freeRoom(spot, overcommit));
  const spare = memoized((cluster: Cluster) => spareOf(cluster, overcommit));
  const under = (vms: readonly Vm[]) => new Set(vms.flatMap((vm) => [...(failure.ofVm(vm) ?? [])]));
  const sees = (vm: Vm, spot: Spot): Fatal =>
    anyOf([takenIn(vm, spot), ...needsAt(project, vm, spot).map((at) => failure.ofNeed(at.need))]);

  function fits(vm: Vm, spot: Spot): boolean {
    if (spot.host?.vms.some((other) => apart.get(vm)?.has(other)) === true) return false;
    if (isShort(vm, free(spot))) return false;
    const grows = spot.cluster !== undefined && spot.cluster !== vm.cluster;
    return !grows || spot.cluster === undefined || !isShort(vm, spare(spot.cluster));
  }

  function* candidates(vm: Vm, service: Pick<Service, "placed">): Iterable<Spot> {
    const environments = new Set(
      service.placed.flatMap((placed) => [...(reach.get(placed.environment) ?? [])]),
    );
    const all = project.environments
      .filter((environment) => environments.has(environment))
      .flatMap((environment) => spots.get(environment) ?? []);
    const others = all.filter((spot) =>
      spot.host === undefined ? vm.scheduled && spot.cluster !== vm.cluster : spot.host !== vm.host,
    );
    // What a scheduler places stays with a scheduler where there is another one.
    const scheduling = others.filter((spot) => spot.host === undefined);
    for (const spot of scheduling.length > 0 ? scheduling : others) if (fits(vm, spot)) yield spot;
  }

  function leaves(vm: Vm, service: Pick<Service, "placed">, spot: Spot, basket: Domain): boolean {
    if (takenIn(vm, spot).has(basket)) return false;
    return needsAt(project, vm, spot, isAtHome(vm, service)).every(
      ({ need, gone }) => gone || failure.ofNeed(need)?.has(basket) !== true,
    );
  }

  function leavesLettingGo(vm: Vm, service: Pick<Service, "placed">, spot: Spot, basket: Domain): boolean {
    const { kind } = basket;
    if (kind !== "storage" && kind !== "network") return false;
    const [named, given] = [vm.needs.get(kind), (spot.host ?? spot.cluster)?.needs.get(kind)];
    if (vm.entry[kind] === undefined || named === undefined || given === undefined) return false;
    if (isAtHome(vm, service) || spot.environment !== vm.environment || takenIn(vm, spot).has(basket))
      return false;
    return [
      given,
      ...needsAt(project, vm, spot).flatMap(({ need, gone }) => (gone || need === named ? [] : [need])),
    ].every((need) => failure.ofNeed(need)?.has(basket) !== true);
  }

  const sharedAt = (vm: Vm, spot: Spot, beside: ReadonlySet<Domain>) =>
    [...(sees(vm, spot) ?? [])].filter((domain) => beside.has(domain)).length;

  return {
    spotsIn: (environment) => spots.get(environment) ?? [],
    roomAt: (spot) => ({ own: free(spot), cluster: spot.cluster && spare(spot.cluster) }),
    sharedAt: (vm, spot, others) => sharedAt(vm, spot, under(others)),
    spotsFor: (vm, service) => [...candidates(vm, service)],
    leaves,
    leavesLettingGo,
    canLeave(vm, service, basket) {
      if (
        isAtHome(vm, service) &&
        ownNeeds(vm).some(
          (need) => diskIn(vm.host, need) === undefined && failure.ofNeed(need)?.has(basket) === true,
        )
      )
        return false;
      for (const spot of candidates(vm, service))
        if (leaves(vm, service, spot, basket) || leavesLettingGo(vm, service, spot, basket)) return true;
      return false;
    },
    sharesMore(vm, spot, others) {
      const now = failure.ofVm(vm);
      const beside = under(others);
      return [...(sees(vm, spot) ?? [])].some((domain) => beside.has(domain) && now?.has(domain) !== true);
    },
    ranked(vm, open, others) {
      const beside = under(others);
      const scored = open.map((spot, order) => ({
        spot,
        order,
        away: farFromHome(vm, spot),
        shared: sharedAt(vm, spot, beside),
        room: shareLeft(free(spot)),
      }));
      return scored
        .sort((a, b) => a.away - b.away || a.shared - b.shared || b.room - a.room || a.order - b.order)
        .map(({ spot }) => spot);
    },
  };
}

/** All of the service stands in the VM's environment. */
function isAtHome(vm: Vm, service: Pick<Service, "placed">): boolean {
  return service.placed.every((other) => other.environment === vm.environment);
}

/** In the paired environment. */
export const ELSEWHERE = 2;

/** 0 within the VM's own cluster, 1 within its environment, else `ELSEWHERE`. */
export function farFromHome(vm: Vm, spot: Spot): number {
  if (spot.environment !== vm.environment) return ELSEWHERE;
  return spot.cluster !== undefined && spot.cluster === vm.cluster ? 0 : 1;
}

/** Each environment with those that stand in for it. */
function reachableFrom(project: Project): ReadonlyMap<Environment, ReadonlySet<Environment>> {
  const reach = new Map(project.environments.map((environment) => [environment, new Set([environment])]));
  for (const { sides } of project.pairs) {
    reach.get(sides[0])?.add(sides[1]);
    reach.get(sides[1])?.add(sides[0]);
  }
  return reach;
}

function apartFrom(project: Project): ReadonlyMap<Vm, ReadonlySet<Vm>> {
  const apart = new Map<Vm, Set<Vm>>();
  for (const { vms } of project.clusters.flatMap((cluster) => cluster.keepApart)) {
    for (const { vm } of vms) {
      const known = apart.get(vm) ?? new Set<Vm>();
      for (const other of vms) if (other.vm !== vm) known.add(other.vm);
      apart.set(vm, known);
    }
  }
  return apart;
}

/** What a place can promise, and what is left of that. */
export interface Room {
  readonly capacity: Amounts;
  readonly left: Amounts;
}

function freeRoom({ host, cluster }: Spot, overcommit: Project["policy"]["overcommit"]): Room {
  const vms = host?.vms ?? cluster?.vms ?? [];
  return roomLeft(
    capacityOf(host === undefined ? (cluster?.hosts ?? []) : [host], overcommit),
    demandOf(vms),
  );
}

/** What a cluster could take over and still hold everything after the failures that it tolerates. */
function spareOf(cluster: Cluster, overcommit: Project["policy"]["overcommit"]): Room {
  return roomLeft(capacityWithout(cluster.hosts, cluster.tolerance, overcommit), demandOf(cluster.vms));
}

function roomLeft(capacity: Amounts, demand: Amounts): Room {
  const left = (resource: keyof Amounts) => {
    const [has, needs] = [capacity[resource], demand[resource]];
    return has === undefined || needs === undefined ? undefined : has - needs;
  };
  return { capacity, left: { cpu: left("cpu"), memory: left("memory") } };
}

/** Whether one more VM like this does not fit. */
export function isShort(vm: Vm, room: Room): boolean {
  const missing = shortfall(vm, room.left);
  return missing.cpu !== undefined || missing.memory !== undefined;
}

/** The scarcer resource decides; where nothing is known nothing is promised. */
export function shareLeft({ capacity, left }: Room): number {
  const shares = RESOURCES.flatMap((resource) => {
    const [has, rest] = [capacity[resource], left[resource]];
    return has === undefined || rest === undefined || has === 0 ? [] : [rest / has];
  });
  return shares.length === 0 ? -1 : Math.min(...shares);
}

function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
