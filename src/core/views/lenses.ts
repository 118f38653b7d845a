import { firstBatchInWords, type Play } from "../model/play.ts";
import { counted } from "../model/words.ts";
import type { Cluster, Host, Service, Vm } from "../project/project.ts";
import { flightsOf, type WaveFlight } from "../rollout/flight.ts";
import { isUnstaged, type RolloutPlan, type StagePlan, sizeOf } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { basketName } from "../rules/wording.ts";
import type { Place } from "../text/span.ts";
import { type Cause, causesOf } from "./causes.ts";

/** The line of small print above an object: one for each object, the cause first, no number that is not computed. */
export interface Lens {
  /** The object's name: the lens stands above its line. */
  readonly at: Place;
  readonly title: string;
}

/** `services`: services and rollouts; `all`: hosts, clusters and stages too. */
export type LensChoice = "services" | "all" | "off";

export function lensesOf(facts: Facts, choice: LensChoice): readonly Lens[] {
  if (choice === "off") return [];
  const { project, plans } = facts;
  const causes = causesOf(facts);
  const modest = [
    ...project.services.map((service) => ({
      at: service.entry.name.at,
      title: serviceTitle(service, causes.get(service)),
    })),
    ...plans.map((plan) => ({ at: plan.source.at, title: rolloutTitle(plan) })),
    ...project.plays.map((play) => ({ at: play.at, title: playTitle(play) })),
  ];
  if (choice === "services") return modest;
  return [
    ...modest,
    ...project.clusters.map((cluster) => ({ at: cluster.entry.name.at, title: clusterTitle(cluster) })),
    ...project.hosts.map((host) => ({ at: host.entry.name.at, title: hostTitle(host) })),
    ...stageLenses(facts),
  ];
}

function serviceTitle(service: Service, cause: Cause | undefined): string {
  if (service.vms.length === 0) return "no VMs";
  if (cause === undefined || cause.kind === "unplaced")
    return `${counted(service.vms.length, "VM")}, none of them on and at a known place`;
  const single = service.placed.length === 1 ? "1 VM · " : "";
  if (cause.kind === "down") return `${single}down already: something it stands on has passed its date`;
  const [first, ...others] = cause.domains;
  if (first === undefined) return `${single}no single failure takes it down`;
  return `${single}one failure: ${basketName(first)}${others.length === 0 ? "" : ` (and ${others.length} more)`}`;
}

function rolloutTitle(plan: RolloutPlan): string {
  const { targets, done, heldBack, left } = plan;
  const rest = [
    ...(heldBack.length > 0 ? [`${counted(heldBack.length, "host")} held back`] : []),
    ...(left.length > 0 ? [`${counted(left.length, "host")} in no stage`] : []),
  ];
  return [...stagesInWords(plan, targets.length, done.length), ...rest].join(" · ");
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

function playTitle(play: Play): string {
  return firstBatchInWords(play);
}

function hostTitle(host: Host): string {
  return host.maintenance ? "in maintenance" : standing(host.vms);
}

function clusterTitle(cluster: Cluster): string {
  return `${counted(cluster.hosts.length, "host")} · ${standing(cluster.vms)}`;
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
      return [{ at: entry.name?.at ?? { ...entry.at, end: entry.at.start }, title: stageTitle(stage, of) }];
    });
  });
}

function stageTitle(stage: StagePlan, flights: readonly WaveFlight[]): string {
  if (stage.hosts.length === 0)
    return stage.done.length > 0 ? `${counted(stage.done.length, "host")} done` : "no host";
  const vms = stage.hosts.flatMap((host) => host.vms).filter((vm) => vm.counts);
  const lows = servicesLow(flights);
  const shown = lows
    .slice(0, 2)
    .map(({ service, up }) => `${service.name} down to ${up} of ${service.placed.length}`);
  const more = lows.length > 2 ? [`${lows.length - 2} more services short`] : [];
  return [counted(stage.hosts.length, "host"), counted(vms.length, "VM"), ...shown, ...more].join(" · ");
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
