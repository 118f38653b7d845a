import { domainKind } from "../model/kinds.ts";
import { firstBatchInWords, type Play } from "../model/play.ts";
import { formatShare } from "../model/values.ts";
import { counted } from "../model/words.ts";
import type { Cluster, Domain, Host, Service, Vm } from "../project/project.ts";
import { outageInWords, scoreInWords } from "../risk/inWords.ts";
import { flightsOf, type WaveFlight } from "../rollout/flight.ts";
import { isUnstaged, type RolloutPlan, type StagePlan, sizeOf } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { pointsInWords } from "../rules/reviewed.ts";
import { basketName } from "../rules/wording.ts";
import type { Place } from "../text/span.ts";
import { causeOf } from "./causes.ts";
import { fallInWords } from "./fallWords.ts";

/** The line of small print above an object: one for each object, the cause first, no more digits than the model deserves. */
export interface Lens {
  /** The object's name: the lens stands above its line. */
  readonly at: Place;
  readonly title: string;
}

/** `services`: services and rollouts; `all`: hosts, clusters, other failure domains and stages too. */
export type LensChoice = "services" | "all" | "off";

export function lensesOf(
  facts: Facts,
  choice: LensChoice,
  /** What a change under review adds to the score of a service. */
  points: ReadonlyMap<string, number> = new Map(),
): readonly Lens[] {
  if (choice === "off") return [];
  const { project, plans } = facts;
  const modest = [
    ...project.services.map((service) => ({
      at: service.entry.name.at,
      title: `${serviceTitle(service, facts)}${pointsInWords(points.get(service.name))}`,
    })),
    ...plans.map((plan) => ({ at: plan.source.at, title: rolloutTitle(plan, facts) })),
    ...project.plays.map((play) => ({ at: play.at, title: playTitle(play, facts) })),
  ];
  if (choice === "services") return modest;
  return [
    ...modest,
    ...project.clusters.map((cluster) => ({
      at: cluster.entry.name.at,
      title: `${clusterTitle(cluster)}${fallTitle(cluster.domain, cluster.vms, facts)}`,
    })),
    ...project.hosts.map((host) => ({
      at: host.entry.name.at,
      title: `${hostTitle(host)}${fallTitle(host.domain, host.vms, facts)}`,
    })),
    ...domainLenses(facts),
    ...stageLenses(facts),
  ];
}

function serviceTitle(service: Service, facts: Facts): string {
  if (service.vms.length === 0) return "no VMs";
  const cause = causeOf(service, facts);
  if (cause.kind === "unplaced")
    return `${counted(service.vms.length, "VM")}, none of them on and at a known place`;
  const single = service.placed.length === 1 ? ["1 VM"] : [];
  if (cause.kind === "down")
    return [...single, "down already: something it stands on has passed its date"].join(" · ");
  const [first, ...others] = cause.domains;
  const why =
    first === undefined
      ? "no single failure takes it down"
      : `one failure: ${basketName(first)}${others.length === 0 ? "" : ` (and ${others.length} more)`}`;
  return [...single, why, ...riskInWords(service, facts)].join(" · ");
}

/** `~90 min/year (est., target 53)`, `Risk 62` */
function riskInWords(service: Service, { project, risk }: Facts): readonly string[] {
  const found = risk().of(service);
  if (found === undefined) return [];
  const score = scoreInWords(found);
  return [outageInWords(found, service.tier, project.policy), ...(score === undefined ? [] : [score])];
}

function rolloutTitle(plan: RolloutPlan, facts: Facts): string {
  const { targets, done, heldBack, left } = plan;
  const rest = [
    ...(heldBack.length > 0 ? [`${counted(heldBack.length, "host")} held back`] : []),
    ...(left.length > 0 ? [`${counted(left.length, "host")} in no stage`] : []),
  ];
  return [...exposed(plan, facts), ...stagesInWords(plan, targets.length, done.length), ...rest].join(" · ");
}

function stagesInWords(plan: RolloutPlan, targets: number, done: number): readonly string[] {
  if (targets === 0)
    return [done > 0 ? `nothing left to update: ${counted(done, "host")} done` : "no host to update"];
  if (isUnstaged(plan)) return [`all ${targets} hosts in one stage`];
  const [first] = plan.stages;
  const size = first === undefined ? [] : [`first stage ${counted(sizeOf(first), "host")}`];
  return [
    counted(plan.stages.length, "stage"),
    counted(targets, "host"),
    ...(plan.stages.length > 1 ? size : []),
  ];
}

function playTitle(play: Play, facts: Facts): string {
  const plan = facts.playPlans.get(play);
  return [...(plan === undefined ? [] : exposed(plan, facts)), firstBatchInWords(play)].join(" · ");
}

/** `Exposure 99 %`; nothing where there is no wave, or nobody says which services there are. */
function exposed(plan: RolloutPlan, facts: Facts): readonly string[] {
  const waves = plan.stages.some((stage) => stage.waves.length > 0);
  const services = facts.project.services.some(({ placed }) => placed.length > 0);
  return waves && services ? [`Exposure ${formatShare(facts.exposure(plan).mixed)}`] : [];
}

function hostTitle(host: Host): string {
  return host.maintenance ? "in maintenance" : standing(host.vms);
}

function clusterTitle(cluster: Cluster): string {
  return `${counted(cluster.hosts.length, "host")} · ${standing(cluster.vms)}`;
}

/** Goes on behind what stands there: `· if it fails alone: 2 VMs, 1 service (1 of tier 1), 400 users go down`. */
function fallTitle(domain: Domain, vms: readonly Vm[], facts: Facts): string {
  const fall = facts.falls(domain);
  const isEmpty = fall.services.length === 0 && !vms.some((vm) => vm.counts);
  return isEmpty ? "" : ` · ${fallInWords(fall)}`;
}

/** Above the entries of `domains:` that are neither a host nor a cluster. */
function domainLenses(facts: Facts): readonly Lens[] {
  return [...facts.project.domains.values()].flatMap((domain): Lens[] => {
    if (domain.facts === undefined || domain.host !== undefined || domain.cluster !== undefined) return [];
    const title =
      domainKind(domain.kind)?.reach === "control"
        ? "running VMs go on without it"
        : fallInWords(facts.falls(domain));
    return [{ at: domain.facts.name.at, title }];
  });
}

/** `12 VMs · 3 services · 400 users stand here` */
function standing(vms: readonly Vm[]): string {
  const on = vms.filter((vm) => vm.counts);
  if (on.length === 0) return "nothing stands here";
  const parts = carriedInWords(on);
  return `${parts.join(" · ")} ${on.length === 1 && parts.length === 1 ? "stands" : "stand"} here`;
}

/** What so many VMs are to people: `12 VMs`, `3 services`, `400 users`; what is nothing or not known is left out. */
export function carriedInWords(vms: readonly Vm[]): readonly string[] {
  const services = new Set(vms.flatMap((vm) => vm.service ?? []));
  const users = [...services].reduce((sum, service) => sum + (service.users ?? 0), 0);
  return [
    counted(vms.length, "VM"),
    ...(services.size > 0 ? [counted(services.size, "service")] : []),
    ...(users > 0 ? [counted(users, "user")] : []),
  ];
}

function stageLenses(facts: Facts): readonly Lens[] {
  const { ground } = facts;
  return facts.plans.flatMap((plan) => {
    if (plan.source.document.stages === undefined) return [];
    const flights = flightsOf(ground, plan);
    return plan.stages.flatMap((stage): Lens[] => {
      const { entry } = stage;
      if (entry === undefined) return [];
      const of = flights.filter((flight) => flight.stage === stage);
      return [
        {
          at: entry.name?.at ?? { file: entry.at.file, start: entry.at.start, end: entry.at.start },
          title: stageTitle(plan, stage, of),
        },
      ];
    });
  });
}

function stageTitle(plan: RolloutPlan, stage: StagePlan, flights: readonly WaveFlight[]): string {
  if (stage.hosts.length === 0)
    return stage.done.length > 0 ? `${counted(stage.done.length, "host")} done` : "no host";
  const vms = stage.hosts.flatMap((host) => host.vms).filter((vm) => vm.counts);
  const lows = servicesLow(flights);
  const shown = lows
    .slice(0, 2)
    .map(({ service, up }) => `${service.name} down to ${up} of ${service.placed.length}`);
  const more = lows.length > 2 ? [`${lows.length - 2} more services short`] : [];
  // Of all that will carry the update one day, so many do when the stage has ended.
  const updated = plan.stages.slice(0, stage.index + 1).reduce((sum, { hosts }) => sum + hosts.length, 0);
  const carrying = `carrying ${formatShare(updated / (plan.targets.length + plan.heldBack.length))}`;
  return [counted(stage.hosts.length, "host"), counted(vms.length, "VM"), carrying, ...shown, ...more].join(
    " · ",
  );
}

/** Services that fall below what they need in one of the waves, with the fewest VMs that stay up. */
export function servicesLow(
  flights: readonly WaveFlight[],
): readonly { readonly service: Service; readonly up: number }[] {
  const lowest = new Map<Service, number>();
  for (const { servicesDown, down } of flights) {
    for (const service of servicesDown) {
      const up = service.placed.filter((vm) => !down.has(vm)).length;
      lowest.set(service, Math.min(up, lowest.get(service) ?? up));
    }
  }
  return [...lowest].map(([service, up]) => ({ service, up }));
}
