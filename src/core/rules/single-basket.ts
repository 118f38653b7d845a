import type { Finding, Related, Severity } from "../model/finding.ts";
import { unavailability } from "../project/domains.ts";
import type { Domain, Service, Vm } from "../project/project.ts";
import { failingAtLeast } from "../risk/oneFailure.ts";
import { buildFacts, buildNews } from "./buildNews.ts";
import { type Basket, type Look, movers, movesFor } from "./moves.ts";
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
    "Place one of the VMs where none of the baskets named lies under it. The quick fixes move one VM (as many as it takes, where the service needs several) to a place with room. Each says what it does to the outage of the service, counted anew (`64 → 3 min/year`); the one that leaves least comes first, and among those that come to the same the nearest (its own cluster, its own environment, the other side of the pair). A place on another platform, where the VM would have to be built anew, comes last and is named. Where a scheduler could undo the move it also keeps the VMs apart. By hand: change `host:`, and have the VM moved.",
  silentWhen:
    "Only baskets are named that the service can leave: a place with room and without the basket exists in an environment where one of its VMs stands, or on the other side of its pair. What `estate-basket` says of the environment or cluster of every VM that stands on it is not said again of each service. A storage or network that a VM names itself (a datastore or a VLAN for each team) goes with it, as long as the service stays in one environment. A shared build or release is named only while the build is young (the policy's `young`), when it carries a date, or when a rollout would remove the last host without it. A service that needs all of its VMs has no redundancy to lose. Places whose cpu or memory is not written are taken to have room. Of VMs that Terraform keeps apart it is said, as information, that they lie on one datastore, only where another VM of their cluster lies on a second.",
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
  *check(facts) {
    const builds = buildFacts(facts.project, facts.known);
    // Not a copy: that would find every fact there is.
    const look: Look = Object.create(facts, { builds: { value: builds } });
    for (const service of look.project.services) {
      const up = service.placed.filter((vm) => look.failure.ofVm(vm) !== undefined);
      if (up.length <= service.needs) continue;
      const baskets = basketsToLeave(service, up, look);
      if (baskets.length > 0) yield findingOf(service, up, baskets, look);
    }
  },
};

/** Worst first. `up` are the VMs that are not down already, as of the day looked at. */
function basketsToLeave(service: Service, up: readonly Vm[], look: Look): readonly Basket[] {
  const fatal = failingAtLeast(up.map(look.failure.ofVm), up.length - service.needs + 1);
  if (fatal === undefined || fatal.size === 0) return [];
  const baskets = [...fatal].flatMap((domain): Basket[] => {
    const vms = up.filter((vm) => look.failure.ofVm(vm)?.has(domain) === true);
    const said = vms.every((vm) => isSaidElsewhere(domain, vm, look));
    if (domain.kind !== "build" && domain.kind !== "release")
      return said ? [] : [{ domain, vms, news: undefined }];
    const news = buildNews(domain, service, look.project, look.plans, look.builds);
    // That neither side is spared on that day is not what is said of each side by itself.
    const onBothSides = vms.some((vm) => vm.environment !== vms[0]?.environment);
    const isSpared = said && !(news?.stopsAll === true && onBothSides);
    return news === undefined || isSpared ? [] : [{ domain, vms, news }];
  });
  return baskets
    .filter(({ domain, vms }) => movers(vms).some((vm) => look.places().canLeave(vm, service, domain)))
    .sort((a, b) => unavailability(b.domain) - unavailability(a.domain));
}

/** Whether it is said of where this VM stands; one build in a cluster is normal, and looked at by itself. */
function isSaidElsewhere(domain: Domain, { environment, cluster }: Vm, { estate }: Look): boolean {
  if (estate.said(environment).has(domain)) return true;
  return domain.kind !== "build" && cluster !== undefined && estate.said(cluster).has(domain);
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
    fixes: () => movesFor(service, baskets, count, look),
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
