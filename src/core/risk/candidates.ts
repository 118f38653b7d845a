import { hostOf, unavailability } from "../project/domains.ts";
import type { Domain, Host, Need, Project, Service, Vm } from "../project/project.ts";
import { figures } from "./inWords.ts";
import { isComparable, otherPlatform, placementAt } from "./moved.ts";
import { farFromHome, type PlaceIndex } from "./places.ts";
import type { Risk, ServiceRisk } from "./risk.ts";
import type { Spot } from "./spots.ts";
import { type Placement, placementOf } from "./structure.ts";

/** One VM of a service at another place, or on another storage where it stands, with what that leaves of the risk. */
export type Candidate =
  | { readonly vm: Vm; readonly spot: Spot; readonly risk: ServiceRisk }
  | { readonly vm: Vm; readonly storage: Domain; readonly risk: ServiceRisk };

/**
 * The moves of one VM that lower the unavailability of its service, best first: every place with room that
 * differs in what it stands on is tried by counting anew, but none of which less is known. Among those that a person would be told the same
 * number of, the nearest. What is more than a move comes last.
 */
export function candidateMoves(
  service: Service,
  project: Project,
  places: PlaceIndex,
  risk: Risk,
): readonly Candidate[] {
  const now = risk.of(service);
  if (now?.exact !== true) return [];
  const found: Candidate[] = [];
  // Of those alike the last: what was placed first stays.
  for (const vm of unlike([...service.placed].reverse(), vmKey)) {
    if (vm.pinned) continue;
    const others = service.placed.filter((other) => other !== vm).map(placementOf);
    const at = (placement: Placement) => risk.at(service, [...others, placement], service.needs);
    const open = places.spotsFor(vm, service).filter((spot) => isComparable(project, vm, spot));
    // Of those alike the one that any other rule would offer as well.
    const spots = places.ranked(
      vm,
      open,
      service.placed.filter((other) => other !== vm),
    );
    for (const spot of unlike(spots, (each) => spotKey(each, service))) {
      const after = at(placementAt(project, vm, spot));
      if (after !== undefined) found.push({ vm, spot, risk: after });
    }
    for (const storage of storagesNear(vm, project)) {
      const moved = withStorage(vm, storage);
      const after = moved && at(moved);
      if (after !== undefined) found.push({ vm, storage, risk: after });
    }
  }
  const better = found.filter((each) => isLower(each.risk, now));
  return better
    .map((candidate, order) => ({ candidate, order }))
    .sort(
      (a, b) =>
        Number(isRebuilt(a.candidate)) - Number(isRebuilt(b.candidate)) ||
        byOutage(a.candidate.risk, b.candidate.risk) ||
        distance(a.candidate) - distance(b.candidate) ||
        a.order - b.order,
    )
    .map(({ candidate }) => candidate);
}

/** The VM would have to be built anew on another platform: more than a move, and so offered last. */
function isRebuilt(candidate: Candidate): boolean {
  return "spot" in candidate && otherPlatform(candidate.vm, candidate.spot) !== undefined;
}

/** How far from home it goes, as `farFromHome`; a storage is where the VM is. */
export function distance(candidate: Candidate): number {
  return "spot" in candidate ? farFromHome(candidate.vm, candidate.spot) : 0;
}

/** By what is left of the outage, as far as a person is told a difference. */
export function byOutage(a: ServiceRisk, b: ServiceRisk): number {
  return figures(a.minutes) === figures(b.minutes) ? 0 : a.minutes.high - b.minutes.high;
}

/** By so much at least, or nobody would move anything for it. */
const WORTH = 0.95;

function isLower(after: ServiceRisk, before: ServiceRisk): boolean {
  return after.minutes.high < before.minutes.low * WORTH;
}

/** One of each make, the first. */
function unlike<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(keyOf(item))) seen.set(keyOf(item), item);
  return [...seen.values()];
}

function vmKey(vm: Vm): string {
  const { needs } = placementOf(vm);
  return [
    vm.host?.domain.id ?? vm.cluster?.domain.id,
    vm.pinned,
    vm.cpu,
    vm.memory,
    ...needs.map(needKey),
  ].join(" ");
}

/** Hosts of one cluster that stand on the same and hold none of the service are all the same to it. */
function spotKey({ host, cluster, environment }: Spot, service: Service): string {
  if (host === undefined) return `cluster ${cluster?.domain.id ?? ""}`;
  const taken = service.placed.some((vm) => vm.host === host);
  return [
    environment.name,
    cluster?.domain.id,
    unavailability(host.domain),
    ...[...host.needs.values()].map(needKey),
    taken || host.domain.within.length > 0 ? host.domain.id : "",
  ].join(" ");
}

function needKey({ anyOf, domains }: Need): string {
  return `${anyOf ? "any" : "all"} ${domains.map(({ id }) => id).join(",")}`;
}

/** Storages that others use where this VM stands, without the disks inside other hosts; room on them is not known. */
function storagesNear(vm: Vm, project: Project): readonly Domain[] {
  const mates = vm.cluster === undefined ? (vm.host?.vms ?? []) : vm.cluster.vms;
  const hosts: readonly Host[] = vm.cluster?.hosts ?? (vm.host === undefined ? [] : [vm.host]);
  const used = new Set([
    ...hosts.flatMap((host) => only(host.needs.get("storage"))),
    ...mates.flatMap((mate) => mate.storage.flatMap(only)),
  ]);
  const own = new Set(vm.storage.flatMap(({ domains }) => domains));
  return [...used].filter((storage) => {
    const inside = hostOf(storage);
    return (
      !own.has(storage) && (inside === undefined || inside === vm.host) && project.domains.has(storage.id)
    );
  });
}

function only(need: Need | undefined): readonly Domain[] {
  return need !== undefined && !need.anyOf && need.domains.length === 1 ? need.domains : [];
}

/** The VM where it stands with another storage instead of its one; its disks keep theirs. */
function withStorage(vm: Vm, storage: Domain): Placement | undefined {
  const own = vm.needs.get("storage");
  if (own === undefined || only(own).length === 0 || !vm.storage.includes(own)) return undefined;
  const placement = placementOf(vm);
  return {
    ...placement,
    needs: placement.needs.map((need) => (need === own ? { ...need, domains: [storage] } : need)),
  };
}
