import type { Fix } from "../model/finding.ts";
import type { Domain, Need, Service, Vm } from "../project/project.ts";
import { byOutage } from "../risk/candidates.ts";
import { isComparable, otherPlatform, placementAt } from "../risk/moved.ts";
import { ELSEWHERE, farFromHome } from "../risk/places.ts";
import type { Spot } from "../risk/spots.ts";
import { placementOf } from "../risk/structure.ts";
import type { BuildFacts, BuildNews } from "./buildNews.ts";
import type { Facts } from "./facts.ts";
import { type Edits, homeEdits, keepApartEdits, moveEdits, removeFrom, spotName } from "./mending.ts";
import { type After, promisedFix, riskAfter } from "./promise.ts";
import { basketName, listed } from "./wording.ts";

/** What is known of the project while one service is looked at. */
export interface Look extends Facts {
  readonly builds: BuildFacts;
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
 * Fixes that bring so many VMs of a service out of baskets that they share, to places that leave all of them and
 * bring no new one: that first which leaves the least outage, among those of which a person is told the same the
 * nearest; the first preferred.
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
    if (fixes.length > 0) return ranked(fixes);
  }
  return [];
}

/** A fix with what it leaves of the outage. */
interface Offer {
  readonly fix: Fix;
  readonly after: After;
  /** The VM would have to be built anew on another platform. */
  readonly rebuilt: boolean;
}

/**
 * By what they leave; those of which no number can be told after these, and those that are more than a move last,
 * each in the order in which they were found.
 */
function ranked(offers: readonly Offer[]): readonly Fix[] {
  return offers
    .map((each, order) => ({ ...each, order }))
    .sort((a, b) => {
      if (a.rebuilt !== b.rebuilt) return Number(a.rebuilt) - Number(b.rebuilt);
      if (a.after === undefined || b.after === undefined)
        return Number(a.after === undefined) - Number(b.after === undefined) || a.order - b.order;
      return byOutage(a.after, b.after) || a.order - b.order;
    })
    .slice(0, 3)
    .map(({ fix }, index) => (index === 0 ? { ...fix, preferred: true } : fix));
}

/** What the VM shares by name only: it takes what its own side or place has instead. */
function atHome(service: Service, vm: Vm, baskets: readonly Basket[], look: Look): readonly Fix[] {
  const { project, failure } = look;
  const [basket, second] = baskets;
  const others = [...new Set(service.placed.map((other) => other.environment))].filter(
    (environment) => environment !== vm.environment,
  );
  const kind = basket?.domain.kind;
  if (basket === undefined || second !== undefined || (kind !== "storage" && kind !== "network")) return [];
  const isFree = (need: Need) => failure.ofNeed(need)?.has(basket.domain) !== true;
  const home = homeEdits(project, vm, kind, others, isFree);
  if (home === undefined) return [];
  const after = withNeed(service, vm, home.need, look);
  const title = `Let ${vm.name} use ${kind} ${home.name}`;
  return promisedFix({ title, service, after, edits: [home.edits] }, look, true);
}

/** The service with another storage or network for one of its VMs. */
function withNeed(service: Service, vm: Vm, need: Need, { risk }: Look): After {
  const placements = service.placed.map((each) => {
    const placement = placementOf(each);
    if (each !== vm) return placement;
    return {
      ...placement,
      needs: placement.needs.map((own) => (own === vm.needs.get(need.kind) ? need : own)),
    };
  });
  return risk().at(service, placements, service.needs);
}

/** To the best place of its own environment, with what that has instead of what the VM names of the other side. */
function lettingGo(service: Service, vm: Vm, baskets: readonly Basket[], look: Look): readonly Offer[] {
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
      const given = (spot.host ?? spot.cluster)?.needs.get(kind);
      if (given === undefined) return [];
      const there = placementAt(look.project, vm, spot);
      const placements = [
        ...others.map(placementOf),
        { ...there, needs: there.needs.map((own) => (own === vm.needs.get(kind) ? given : own)) },
      ];
      return offer(
        service,
        `Move ${vm.name} to ${spotName(spot, vm)} and let it use ${listed(given.domains.map(basketName))}`,
        [moveEdits(look.project, vm, spot), removeFrom(look.project, vm.entry, kind)],
        isComparable(look.project, vm, spot) ? look.risk().at(service, placements, service.needs) : undefined,
        otherPlatform(vm, spot) !== undefined,
        look,
      );
    });
}

function offer(
  service: Service,
  title: string,
  edits: readonly Edits[],
  after: After,
  rebuilt: boolean,
  look: Look,
): readonly Offer[] {
  const fixes = promisedFix({ title, service, after, edits }, look);
  return fixes.map((fix) => ({ fix, after, rebuilt }));
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

function moveFix(service: Service, vm: Vm, spot: Spot, look: Look): readonly Offer[] {
  const { project } = look;
  const { cluster } = vm;
  const title = `Move ${vm.name} to ${spotName(spot, vm)}`;
  const move = moveEdits(project, vm, spot);
  const after = riskAfter(service, new Map([[vm, spot]]), look);
  const together = service.placed.filter((other) => other.cluster === cluster);
  if (
    cluster === undefined ||
    spot.cluster !== cluster ||
    !cluster.autoPlace ||
    cluster.keepApart.some((group) => group.vms.some((each) => each.vm === vm)) ||
    together.length > cluster.hosts.length
  ) {
    return offer(service, title, [move], after, otherPlatform(vm, spot) !== undefined, look);
  }
  return offer(
    service,
    `${title} and keep ${listed(together.map((each) => each.name))} apart`,
    [move, keepApartEdits(project, cluster, [{ vms: together }])],
    after,
    false,
    look,
  );
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
  const title = `Move ${listed(moves.map(({ vm, spot }) => `${vm.name} to ${spotName(spot, vm)}`))}`;
  const after = riskAfter(service, new Map(moves.map(({ vm, spot }) => [vm, spot])), look);
  const edits = moves.map(({ vm, spot }) => moveEdits(look.project, vm, spot));
  return promisedFix({ title, service, after, edits }, look, true);
}
