import type { Fix } from "../model/finding.ts";
import type { Instant } from "../model/values.ts";
import type { Domain, Need, Service, Vm } from "../project/project.ts";
import { ELSEWHERE, farFromHome } from "../risk/places.ts";
import type { Spot } from "../risk/spots.ts";
import type { BuildNews } from "./buildNews.ts";
import type { Facts } from "./facts.ts";
import { fixOf, homeEdits, keepApartEdits, moveEdits, removeFrom, spotName } from "./mending.ts";
import { basketName, listed } from "./wording.ts";

/** What is known of the project while one service is looked at. */
export interface Look extends Facts {
  readonly installed: ReadonlyMap<Domain, Instant>;
}

/** A domain under too many of the VMs, with those VMs and why it is named now. */
export interface Basket {
  readonly domain: Domain;
  readonly vms: readonly Vm[];
  readonly news: BuildNews | undefined;
}

/** VMs of a pool are alike: a few of them show where they could go. */
const TRIED = 4;

/** The last first: what was placed first stays. What is pinned was meant to stay. */
export function movers(vms: readonly Vm[]): readonly Vm[] {
  const reversed = [...vms].reverse();
  return [...reversed.filter((vm) => !vm.pinned), ...reversed.filter((vm) => vm.pinned)].slice(0, TRIED);
}

/**
 * Fixes that bring so many VMs of a service out of baskets that they share: to the nearest place that
 * leaves all of them and brings no new one, the first preferred.
 */
export function movesFor(
  service: Service,
  baskets: readonly Basket[],
  count: number,
  look: Look,
): readonly Fix[] {
  const inAll = service.placed.filter(
    (vm) => !vm.pinned && baskets.every((basket) => basket.vms.includes(vm)),
  );
  if (count > 1) return severalMoves(service, inAll.slice(-count), count, baskets, look);
  for (const vm of movers(inAll)) {
    const fixes = atHome(service, vm, baskets, look);
    if (fixes.length > 0) return fixes;
  }
  for (const vm of movers(inAll)) {
    const few = bestFew(vm, betterSpots(vm, service, baskets, look));
    const moves = (spots: readonly Spot[]) => spots.flatMap((spot) => moveFix(service, vm, spot, look));
    const fixes = [
      ...moves(few.filter((spot) => farFromHome(vm, spot) < ELSEWHERE)),
      ...lettingGo(service, vm, baskets, look),
      ...moves(few.filter((spot) => farFromHome(vm, spot) === ELSEWHERE)),
    ];
    if (fixes.length > 0)
      return fixes.slice(0, 3).map((fix, index) => (index === 0 ? { ...fix, preferred: true } : fix));
  }
  return [];
}

/** What the VM shares by name only: it takes what its own side or place has instead. */
function atHome(
  service: Service,
  vm: Vm,
  baskets: readonly Basket[],
  { project, failure }: Look,
): readonly Fix[] {
  const [basket, second] = baskets;
  const others = [...new Set(service.placed.map((other) => other.environment))].filter(
    (environment) => environment !== vm.environment,
  );
  const kind = basket?.domain.kind;
  if (basket === undefined || second !== undefined || (kind !== "storage" && kind !== "network")) return [];
  const isFree = (need: Need) => failure.ofNeed(need)?.has(basket.domain) !== true;
  const home = homeEdits(project, vm, kind, others, isFree);
  return home === undefined
    ? []
    : fixOf(project, `Let ${vm.name} use ${kind} ${home.name}`, [home.edits], true);
}

/** To the best place of its own environment, with what that has instead of what the VM names of the other side. */
function lettingGo(service: Service, vm: Vm, baskets: readonly Basket[], look: Look): readonly Fix[] {
  const [basket, second] = baskets;
  const kind = basket?.domain.kind;
  if (basket === undefined || second !== undefined || (kind !== "storage" && kind !== "network")) return [];
  const places = look.places();
  const others = service.placed.filter((other) => other !== vm);
  const spots = places
    .spotsFor(vm, service)
    .filter((spot) => places.leavesLettingGo(vm, service, spot, basket.domain))
    .filter((spot) => !places.sharesMore(vm, spot, others));
  return places
    .ranked(vm, spots, others)
    .slice(0, 1)
    .flatMap((spot) => {
      const given = (spot.host ?? spot.cluster)?.needs.get(kind)?.domains.map(basketName) ?? [];
      return fixOf(
        look.project,
        `Move ${vm.name} to ${spotName(spot, vm.environment)} and let it use ${listed(given)}`,
        [moveEdits(look.project, vm, spot), removeFrom(look.project, vm.entry, kind)],
      );
    });
}

/** Places that leave all of the baskets and bring no new one. */
function betterSpots(vm: Vm, service: Service, baskets: readonly Basket[], look: Look): readonly Spot[] {
  const places = look.places();
  const others = service.placed.filter((other) => other !== vm);
  const spots = places
    .spotsFor(vm, service)
    .filter((spot) => baskets.every(({ domain }) => places.leaves(vm, service, spot, domain)));
  return places.ranked(
    vm,
    spots.filter((spot) => !places.sharesMore(vm, spot, others)),
    others,
  );
}

/** The best of its own cluster, of its own environment and beyond; then the next best. */
function bestFew(vm: Vm, ranked: readonly Spot[]): readonly Spot[] {
  const nearest = [0, 1, ELSEWHERE].map((far) => ranked.find((spot) => farFromHome(vm, spot) === far));
  return [...new Set([...nearest, ...ranked.slice(1, 6)])].filter((spot) => spot !== undefined);
}

function moveFix(service: Service, vm: Vm, spot: Spot, { project }: Look): readonly Fix[] {
  const move = moveEdits(project, vm, spot);
  const { cluster } = vm;
  const title = `Move ${vm.name} to ${spotName(spot, vm.environment)}`;
  if (
    cluster === undefined ||
    spot.cluster !== cluster ||
    !cluster.autoPlace ||
    cluster.keepApart.some((group) => group.vms.some((each) => each.vm === vm))
  ) {
    return fixOf(project, title, [move]);
  }
  const together = service.placed.filter((other) => other.cluster === cluster);
  if (together.length > cluster.hosts.length) return fixOf(project, title, [move]);
  return fixOf(project, `${title} and keep ${listed(together.map((each) => each.name))} apart`, [
    move,
    keepApartEdits(project, cluster, [together]),
  ]);
}

/** Each to a place of its own, as far from the others as can be. */
function severalMoves(
  service: Service,
  vms: readonly Vm[],
  count: number,
  baskets: readonly Basket[],
  look: Look,
): readonly Fix[] {
  if (vms.length < count) return [];
  const used = new Set<Spot>();
  const moves = vms.flatMap((vm) => {
    const spot = betterSpots(vm, service, baskets, look).find((candidate) => !used.has(candidate));
    if (spot === undefined) return [];
    used.add(spot);
    return [{ vm, spot }];
  });
  if (moves.length < count) return [];
  const title = `Move ${listed(moves.map(({ vm, spot }) => `${vm.name} to ${spotName(spot, vm.environment)}`))}`;
  return fixOf(
    look.project,
    title,
    moves.map(({ vm, spot }) => moveEdits(look.project, vm, spot)),
    true,
  );
}
