import type { Finding, Fix, Related, Subject } from "../model/finding.ts";
import { caveats, importsOf, type Play, wordsOf } from "../model/play.ts";
import { formatDuration } from "../model/values.ts";
import type { Host, Project, Service } from "../project/project.ts";
import { type Alone, avoidable, gentleConcurrency } from "../rollout/avoid.ts";
import { flightsOf, type WaveFlight } from "../rollout/flight.ts";
import type { Ground } from "../rollout/ground.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import { isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { resyncSplit } from "../rollout/split.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject, setInStage, splitEdits, stageAt, stageSubject } from "./stages.ts";
import { serialFix } from "./stagingFix.ts";
import { counted, listed } from "./wording.ts";

const withConcurrency = (concurrency: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: prod, environment: east, tolerates: 1}
hosts:
  - {name: esx-01, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-04, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: old-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: old-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
services:
  - {name: erp, tier: 1, needs: 1}
vms:
  - {name: erp-1, service: erp, host: old-01}
  - {name: erp-2, service: erp, host: old-02}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, migrate-to-new, login]}
  - {name: rest, concurrency: ${concurrency}}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const stageTakesService: Rule = {
  id: "stage-takes-service",
  group: "rollout",
  severity: "error",
  severityBy:
    "error where another order, a lower concurrency or time to resync would keep the service up; information for a planned outage, which no order avoids, said once for a rollout",
  title: "A wave that takes a service below what it needs",
  why: "Hosts that are updated together are one basket for as long as it lasts. A wave that holds all VMs of a service, or more copies of a storage than it survives, is an outage that somebody wrote into the plan.",
  remedy:
    "Lower the concurrency, or part the hosts into stages with time between them: the quick fix does. Where a VM cannot leave the only host it can run on, tell those who use it.",
  silentWhen:
    "A VM counts as moved away where its cluster restarts or moves VMs and another host has room, reaches its storage and holds nothing that it must be kept apart from; figures that are missing are taken to suffice. Where everything is in one stage, what a staging would avoid is said by `unstaged-rollout`. The batches of an Ansible play are looked at like stages where the estate has all of its hosts; where a tool takes hosts in an order of its own nobody knows which go together, and only the planned outage is said.",
  bad: withConcurrency("5"),
  good: withConcurrency("1"),
  fixed: withConcurrency("4"),
  *check(facts) {
    const { project, plans, ground, alone } = facts;
    for (const plan of plans) {
      const flights = flightsOf(ground, plan);
      if (!isUnstaged(plan)) {
        for (const stage of plan.stages) yield* ofStage(project, ground, plan, stage, flights, alone);
      }
      yield* planned(project, plan, alone, rolloutSubject(plan));
    }
    for (const [play, plan] of facts.playPlans) {
      if (!isUnstaged(plan) && !play.batches.shuffled) yield* ofPlay(facts, play, plan);
      yield* planned(project, plan, alone, { kind: "play", name: play.name }, importsOf(play));
    }
  },
};

/** All batches come from one value, so what they take down is one finding, with the worst of them. */
function* ofPlay(facts: Facts, play: Play, plan: RolloutPlan): Generator<Finding> {
  const { project, ground, alone } = facts;
  const bad = takingDown(flightsOf(ground, plan), alone);
  const worst = worstOf(bad);
  if (worst === undefined) return;
  const { flight, services } = worst;
  const more = bad.length === 1 ? "" : ` (the worst of ${counted(bad.length, "wave")})`;
  yield finding({
    rule: "stage-takes-service",
    severity: "error",
    message: [
      `While ${flight.stage.name} of the ${wordsOf(play).thing} “${play.name}” updates ${listed(
        flight.wave.hosts.map(hostNamer(project)),
      )}${more}, ${listed(
        services.map((service) => reason(flight, service)),
        2,
      )}. ${remedy(flight, wordsOf(play).batches)}`,
      ...caveats(play),
    ].join(" "),
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related: [
      ...[...new Set(bad.flatMap((one) => one.services))].map((service) => {
        const stages = bad
          .filter((one) => one.services.includes(service))
          .map((one) => one.flight.stage.name);
        return {
          at: service.entry.name.at,
          message: `“${service.name}” goes down in ${listed([...new Set(stages)], 3)}.`,
        };
      }),
      ...importsOf(play),
    ],
    fixes: () => serialFix(facts, play) ?? [],
  });
}

interface TakingDown {
  readonly flight: WaveFlight;
  readonly services: readonly Service[];
}

/** Waves that take services down which other waves would leave up. */
function takingDown(flights: readonly WaveFlight[], alone: Alone): readonly TakingDown[] {
  return flights
    .map((flight) => ({ flight, services: avoidable(flight, alone) }))
    .filter(({ services }) => services.length > 0);
}

function worstOf([first, ...more]: readonly TakingDown[]): TakingDown | undefined {
  return more.reduce((a, b) => (a !== undefined && b.services.length > a.services.length ? b : a), first);
}

function* ofStage(
  project: Project,
  ground: Ground,
  plan: RolloutPlan,
  stage: StagePlan,
  flights: readonly WaveFlight[],
  alone: Alone,
): Generator<Finding> {
  const bad = takingDown(
    flights.filter((flight) => flight.stage === stage),
    alone,
  );
  const worst = worstOf(bad);
  if (worst === undefined) return;
  const services = [...new Set(bad.flatMap((one) => one.services))];
  const hosts = worst.flight.wave.hosts.map(hostNamer(project));
  const waves = bad.length === 1 ? "" : ` (the worst of ${counted(bad.length, "wave")})`;
  yield finding({
    rule: "stage-takes-service",
    severity: "error",
    message: `While “${stage.name}” updates ${listed(hosts)}${waves}, ${listed(
      worst.services.map((service) => reason(worst.flight, service)),
      2,
    )}. ${remedy(worst.flight, undefined)}`,
    at: stage.entry?.concurrency?.at ?? stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    related: services.map((service) => ({
      at: service.entry.name.at,
      message: `“${service.name}” goes down in “${stage.name}”.`,
    })),
    fixes: () => spread(project, ground, plan, stage, alone),
  });
}

/** `“erp” is down (0 of its 2 VMs run, it needs 1)`. */
function reason(flight: WaveFlight, service: Service): string {
  const total = service.placed.length;
  const up = total - service.placed.filter((vm) => flight.down.has(vm)).length;
  if (up >= service.needs) return `“${service.name}” is down with a service that it cannot run without`;
  if (total === 1) return `“${service.name}” is down (its only VM does not run)`;
  return `“${service.name}” is down (${up} of its ${total} VMs ${up === 1 ? "runs" : "run"}, it needs ${service.needs})`;
}

/** `size` is what sets the size of a batch, in another tool's file. */
function remedy(flight: WaveFlight, size: string | undefined): string {
  const served = [...flight.down.values()].flatMap((stay) =>
    stay.why === "domain" && stay.domain.servedBy !== undefined ? [stay.domain] : [],
  );
  const [storage] = served;
  if (storage?.servedBy === undefined)
    return `One after the other they would leave ${size === undefined ? "every service up: lower the concurrency" : `them up: lower \`${size}\``}.`;
  const { survives, resync, cluster } = storage.servedBy;
  const wait = resync > 0 ? `, and a host that came back counts only after ${formatDuration(resync)}` : "";
  const how =
    size === undefined
      ? "in stages of their own or one in each opening of a window"
      : `in smaller batches (\`${size}\`) with a pause between them`;
  return `The storage ${storage.name} survives ${counted(survives, "missing host")} of ${cluster.name}${wait}: update them further apart, ${how}.`;
}

function spread(
  project: Project,
  ground: Ground,
  plan: RolloutPlan,
  stage: StagePlan,
  alone: Alone,
): readonly Fix[] {
  const concurrency = gentleConcurrency(ground, plan, stage.index, stage.concurrency - 1, alone);
  if (concurrency !== undefined) {
    return fixOf(
      project,
      `Update “${stage.name}” with ${counted(concurrency, "host")} at a time`,
      [setInStage(project, stage, "concurrency", concurrency)],
      true,
    );
  }
  const split = resyncSplit(ground, plan, stage);
  if (split === undefined) return [];
  return fixOf(
    project,
    `Part “${stage.name}” into ${split.insertions.length + 1} stages with time to resync`,
    [splitEdits(project, plan, split)],
    true,
  );
}

/** Services that updating some target stops in whatever order: said once, so that somebody is told. */
function* planned(
  project: Project,
  plan: RolloutPlan,
  alone: Alone,
  subject: Subject,
  related: readonly Related[] = [],
): Generator<Finding> {
  const by = new Map<Service, Host>();
  for (const host of plan.targets) {
    for (const service of alone(host).servicesDown) if (!by.has(service)) by.set(service, host);
  }
  const services = project.services.filter((service) => by.has(service));
  if (services.length === 0) return;
  const nameOf = hostNamer(project);
  const placeOf = (service: Service) => by.get(service) as Host;
  const owners = [...new Set(services.flatMap((service) => service.entry.owner?.value ?? []))];
  const names = services.map((service) => `“${service.name}” (${nameOf(placeOf(service))})`);
  const one = services.length === 1;
  const told = owners.length > 0 ? listed(owners) : one ? "those who use it" : "those who use them";
  const first = plan.stages.find((stage) =>
    services.some((service) => stage.hosts.includes(placeOf(service))),
  );
  yield finding({
    rule: "stage-takes-service",
    severity: "info",
    message: `“${plan.source.name}” stops ${listed(names)} for about ${formatDuration(plan.waveTime)}${one ? "" : " each"} while the host is updated, in whatever order: what ${one ? "it needs" : "they need"} cannot leave the host. This is a planned outage: tell ${told}.`,
    at: first === undefined ? plan.source.at : stageAt(plan, first),
    subject,
    related: [
      ...services.map((service) => {
        const stage = plan.stages.find((each) => each.hosts.includes(placeOf(service)));
        const when = stage === undefined ? "" : ` in “${stage.name}”`;
        return {
          at: service.entry.name.at,
          message: `“${service.name}” is down while ${nameOf(placeOf(service))} is updated${when}.`,
        };
      }),
      ...related,
    ],
  });
}
