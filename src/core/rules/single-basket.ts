import type { Finding, Fix, Related, Severity } from "../model/finding.ts";
import type { Instant } from "../model/values.ts";
import { unavailability } from "../project/domains.ts";
import type { Domain, Project, Service, Vm } from "../project/project.ts";
import type { EstateBaskets } from "../risk/estateBaskets.ts";
import { failingAtLeast, type OneFailure } from "../risk/oneFailure.ts";
import { type PlaceIndex, placeIndex } from "../risk/places.ts";
import type { Spot } from "../risk/spots.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { type BuildNews, buildNews, firstInstalled } from "./buildNews.ts";
import { fixOf, homeEdits, keepApartEdits, moveEdits, spotName } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { allVms, basketName, listed, standing } from "./wording.ts";

export const singleBasket: Rule = {
  id: "single-basket",
  group: "placement",
  severity: "error",
  severityBy: "error for a service of tier 1, warning for tier 2, information else",
  title: "A service with more VMs than it needs that one failure takes down",
  why: "Two eggs in one basket cost as much as two eggs in two, and break as easily as one. Somebody paid for a second VM so that one failure would not matter; a host, a rack or an array under both of them makes it matter again, and nobody notices until it fails.",
  remedy:
    "Place one of the VMs where none of the baskets named lies under it. The quick fix moves one VM (as many as it takes, where the service needs several) to a place with room, ranked by how little it shares with the others; where a scheduler could undo the move it also keeps the VMs apart. By hand: change `host:`, and have the VM moved.",
  silentWhen:
    "Only baskets are named that the service can leave: a place with room and without the basket exists in an environment where one of its VMs stands, or on the other side of its pair. What lies under most of an environment, or under every host of a cluster, is said once by `estate-basket`. A storage or network that a VM names itself (a datastore or a VLAN for each team) goes with it, as long as the service stays in one environment. A shared build or release is named only while the build is young (the policy's `young`), when it carries a date, or when a rollout would remove the last host without it. A service that needs all of its VMs has no redundancy to lose. Places whose cpu or memory is not written are taken to have room.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-01
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 1
    needs: all   # two VMs that are both needed are one egg
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-01
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
`,
  *check({ project, structure, failure, estate, plans }) {
    const look: Look = {
      project,
      plans,
      failure,
      estate,
      places: placeIndex(project, structure, failure),
      installed: firstInstalled(project),
    };
    for (const service of project.services) {
      const up = service.placed.filter((vm) => failure.ofVm(vm) !== undefined);
      if (up.length <= service.needs) continue;
      const baskets = basketsToLeave(service, up, look);
      if (baskets.length > 0) yield findingOf(service, up, baskets, look);
    }
  },
};

interface Look {
  readonly project: Project;
  readonly plans: readonly RolloutPlan[];
  readonly failure: OneFailure;
  readonly estate: EstateBaskets;
  readonly places: PlaceIndex;
  readonly installed: ReadonlyMap<Domain, Instant>;
}

/** A domain under too many of the VMs, with those VMs and why it is named now. */
interface Basket {
  readonly domain: Domain;
  readonly vms: readonly Vm[];
  readonly news: BuildNews | undefined;
}

/** VMs of a pool are alike: a few of them show where they could go. */
const TRIED = 4;

/** Worst first. `up` are the VMs that are not down already, as of the day looked at. */
function basketsToLeave(service: Service, up: readonly Vm[], look: Look): readonly Basket[] {
  const fatal = failingAtLeast(up.map(look.failure.ofVm), up.length - service.needs + 1);
  if (fatal === undefined || fatal.size === 0) return [];
  const baskets = [...fatal].flatMap((domain): Basket[] => {
    if (isSaidElsewhere(domain, service, look)) return [];
    const vms = up.filter((vm) => look.failure.ofVm(vm)?.has(domain) === true);
    const basket = { domain, vms, news: undefined };
    if (domain.kind !== "build" && domain.kind !== "release") return [basket];
    const news = buildNews(domain, service, look.project, look.plans, look.installed);
    return news === undefined ? [] : [{ ...basket, news }];
  });
  return baskets
    .filter(({ domain, vms }) => movers(vms).some((vm) => look.places.canLeave(vm, service, domain)))
    .sort((a, b) => unavailability(b.domain) - unavailability(a.domain));
}

/** Whether it is said of an environment or cluster of the service, not of each service; builds are looked at by themselves. */
function isSaidElsewhere(domain: Domain, service: Service, { estate }: Look): boolean {
  return service.placed.some(
    ({ environment, cluster }) =>
      estate.ofEnvironment.get(environment)?.has(domain) === true ||
      (domain.kind !== "build" &&
        cluster !== undefined &&
        estate.ofCluster.get(cluster)?.has(domain) === true),
  );
}

function findingOf(service: Service, up: readonly Vm[], baskets: readonly Basket[], look: Look): Finding {
  const count = movesNeeded(service, up, baskets);
  return {
    rule: "single-basket",
    severity: severityOf(service),
    message: messageOf(service, up.length, baskets, count),
    at: service.entry.name.at,
    subject: { kind: "service", name: service.name },
    related: relatedTo(baskets),
    fixes: fixesFor(service, baskets, count, look),
  };
}

function severityOf({ tier }: Service): Severity {
  if (tier === 1) return "error";
  return tier === 2 ? "warning" : "info";
}

function messageOf(service: Service, total: number, baskets: readonly Basket[], count: number): string {
  const [worst, ...others] = baskets as readonly [Basket, ...Basket[]];
  const who = worst.vms.length === total ? allVms(total) : `${worst.vms.length} of the ${total} VMs`;
  const first = `${who} of “${service.name}” stand on ${basketName(worst.domain)}${whyNow(worst)}: its one failure takes the service down, though ${service.needs} of ${total} would be enough.`;
  const more =
    others.length === 0
      ? ""
      : ` The same holds for ${listed(others.map((basket) => `${basketName(basket.domain)}${whyNow(basket)}`))}.`;
  return `${first}${more} There is room elsewhere: place ${count === 1 ? "one of them" : `${count} of them`} there.`;
}

function whyNow({ news }: Basket): string {
  return news === undefined ? "" : `, which ${news.because}`;
}

function relatedTo(baskets: readonly Basket[]): readonly Related[] {
  const vms = [...new Set(baskets.flatMap((basket) => basket.vms))];
  return [
    ...vms.map((vm) => ({
      at: vm.entry.host?.at ?? vm.entry.cluster?.at ?? vm.entry.name.at,
      message: `${vm.name} stands ${standing(vm)}.`,
    })),
    ...baskets.map(({ domain }) => ({ at: domain.at, message: `This is ${basketName(domain)}.` })),
    ...baskets.flatMap(({ news }) =>
      news?.rollout === undefined
        ? []
        : [{ at: news.rollout.source.at, message: `The rollout “${news.rollout.source.name}”.` }],
    ),
  ];
}

/** So many VMs must stand elsewhere before no basket takes too many along. */
function movesNeeded(service: Service, up: readonly Vm[], baskets: readonly Basket[]): number {
  return Math.max(...baskets.map(({ vms }) => service.needs - (up.length - vms.length)));
}

/** The last first: what was placed first stays. What is pinned was meant to stay. */
function movers(vms: readonly Vm[]): readonly Vm[] {
  const reversed = [...vms].reverse();
  return [...reversed.filter((vm) => !vm.pinned), ...reversed.filter((vm) => vm.pinned)].slice(0, TRIED);
}

function fixesFor(service: Service, baskets: readonly Basket[], count: number, look: Look): readonly Fix[] {
  const inAll = service.placed.filter(
    (vm) => !vm.pinned && baskets.every((basket) => basket.vms.includes(vm)),
  );
  if (count > 1) return severalMoves(service, inAll.slice(-count), count, baskets, look);
  for (const vm of movers(inAll)) {
    const fixes = atHome(service, vm, baskets, look);
    if (fixes.length > 0) return fixes;
  }
  for (const vm of movers(inAll)) {
    const fixes = bestFew(vm, betterSpots(vm, service, baskets, look)).flatMap((spot) =>
      moveFix(service, vm, spot, look),
    );
    if (fixes.length > 0)
      return fixes.slice(0, 3).map((fix, index) => (index === 0 ? { ...fix, preferred: true } : fix));
  }
  return [];
}

/** What two environments share by name only: the VM takes what its own side has instead. */
function atHome(service: Service, vm: Vm, baskets: readonly Basket[], { project }: Look): readonly Fix[] {
  const [basket, second] = baskets;
  const others = [...new Set(service.placed.map((other) => other.environment))].filter(
    (environment) => environment !== vm.environment,
  );
  const kind = basket?.domain.kind;
  if (second !== undefined || others.length === 0 || (kind !== "storage" && kind !== "network")) return [];
  const home = homeEdits(project, vm, kind, others);
  return home === undefined
    ? []
    : fixOf(project, `Let ${vm.name} use ${kind} ${home.name}`, [home.edits], true);
}

/** Places that leave all of the baskets and bring no new one. */
function betterSpots(
  vm: Vm,
  service: Service,
  baskets: readonly Basket[],
  { places }: Look,
): readonly Spot[] {
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

/** The best of all, of the VM's own environment and of its own cluster; then the next best. */
function bestFew(vm: Vm, ranked: readonly Spot[]): readonly Spot[] {
  const near = [
    ranked[0],
    ranked.find((spot) => spot.environment === vm.environment),
    ranked.find((spot) => spot.cluster !== undefined && spot.cluster === vm.cluster),
  ];
  return [...new Set([...near, ...ranked.slice(1, 6)])].filter((spot) => spot !== undefined);
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
