import type { Matched } from "../pairs/match.ts";
import type { Cluster, Environment, Host, Service, Vm } from "../project/project.ts";
import { isShort, type PlaceIndex, type Room, shareLeft } from "../risk/places.ts";
import type { Spot } from "../risk/spots.ts";

/** Gives each VM that is to be made in an environment a place there, one after the other; undefined where none has room. */
export type RoomThere = (vm: Vm) => Spot | undefined;

/**
 * The place for a copy: in the cluster where the halves of its cluster stand, away from the service's other VMs
 * there, with the most room left. What the copies before it take is no longer free.
 */
export function roomThere(
  places: PlaceIndex,
  matched: readonly Pick<Matched, "here" | "there">[],
  to: Environment,
): RoomThere {
  const spots = places.spotsIn(to);
  const homes = homesOf(matched);
  const taken = new Map<Host | Cluster, Taken>();
  const beside = new Map<Service, Spot[]>();

  const ownRoom = (spot: Spot) => {
    const holder = spot.host ?? spot.cluster;
    return less(places.roomAt(spot).own, holder && taken.get(holder));
  };
  const fits = (vm: Vm, spot: Spot) => {
    const { cluster } = places.roomAt(spot);
    if (isShort(vm, ownRoom(spot))) return false;
    return cluster === undefined || !isShort(vm, less(cluster, spot.cluster && taken.get(spot.cluster)));
  };

  return (vm) => {
    const scheduling = vm.scheduled ? spots.filter(({ host }) => host === undefined) : [];
    const open = (scheduling.length > 0 ? scheduling : spots.filter(({ host }) => host !== undefined)).filter(
      (spot) => fits(vm, spot),
    );
    const home = vm.cluster && homes.get(vm.cluster);
    const kin = to.vms.filter(({ service }) => service !== undefined && service === vm.service);
    const copies = (vm.service && beside.get(vm.service)) ?? [];
    const scored = open.map((spot) => ({
      spot,
      away: home === undefined || spot.cluster === home ? 0 : 1,
      shared:
        places.sharedAt(vm, spot, kin) +
        copies.reduce((sum, other) => sum + sharedBetween(spot, other), 0) +
        kin.filter(({ host }) => host !== undefined && host === spot.host).length,
      room: shareLeft(ownRoom(spot)),
    }));
    const [best] = scored.sort((a, b) => a.away - b.away || a.shared - b.shared || b.room - a.room);
    if (best === undefined) return undefined;
    const { spot } = best;
    for (const holder of new Set([spot.host, spot.cluster]))
      if (holder !== undefined) taken.set(holder, plus(taken.get(holder), vm));
    if (vm.service !== undefined) beside.set(vm.service, [...copies, spot]);
    return spot;
  };
}

interface Taken {
  readonly cpu: number;
  readonly memory: number;
}

function plus(before: Taken | undefined, { cpu, memory }: Vm): Taken {
  return { cpu: (before?.cpu ?? 0) + (cpu ?? 0), memory: (before?.memory ?? 0) + (memory ?? 0) };
}

/** What is left of a room after what copies take there. */
function less({ capacity, left }: Room, taken: Taken | undefined): Room {
  const rest = (resource: keyof Taken) => {
    const free = left[resource];
    return free === undefined ? undefined : free - (taken?.[resource] ?? 0);
  };
  return { capacity, left: { cpu: rest("cpu"), memory: rest("memory") } };
}

/** How many failures two places have in common, the host itself included, from which a cluster restarts. */
function sharedBetween(one: Spot, other: Spot): number {
  const same = one.host !== undefined && one.host === other.host ? 1 : 0;
  return [...one.takes].filter((domain) => other.takes.has(domain)).length + same;
}

/** The cluster on the other side in which most halves of a cluster's VMs stand. */
function homesOf(matched: readonly Pick<Matched, "here" | "there">[]): ReadonlyMap<Cluster, Cluster> {
  const counts = new Map<Cluster, Map<Cluster, number>>();
  for (const { here, there } of matched) {
    if (here.cluster === undefined || there.cluster === undefined) continue;
    const known = counts.get(here.cluster) ?? new Map<Cluster, number>();
    known.set(there.cluster, (known.get(there.cluster) ?? 0) + 1);
    counts.set(here.cluster, known);
  }
  return new Map(
    [...counts].flatMap(([cluster, halves]) => {
      const [most] = [...halves].sort((a, b) => b[1] - a[1]);
      return most === undefined ? [] : [[cluster, most[0]] as const];
    }),
  );
}
