import type { Policy } from "../model/policy.ts";
import { HOUR } from "../model/values.ts";
import { capacityOf, demandOf, RESOURCES } from "../project/capacity.ts";
import type { Cluster, Host, Project, Vm } from "../project/project.ts";
import type { RolloutPlan, StagePlan, Wave } from "./plan.ts";

/** The first wave after which there is no way back without downtime (spec RISK.md, "Rollouts"), and why. */
export interface PointOfNoReturn {
  readonly stage: StagePlan;
  readonly wave: Wave;
  /** Position of the wave in its stage, from 1. */
  readonly number: number;
  readonly why:
    | { readonly kind: "oneWay" }
    /** The hosts that do not carry the update can no longer hold the VMs of this cluster. */
    | { readonly kind: "full"; readonly cluster: Cluster };
}

export function pointOfNoReturn(plan: RolloutPlan, project: Project): PointOfNoReturn | undefined {
  if (isOneWay(plan)) {
    const stage = plan.stages.find(({ waves }) => waves.length > 0);
    const [wave] = stage?.waves ?? [];
    return stage && wave && { stage, wave, number: 1, why: { kind: "oneWay" } };
  }
  for (const point of fullPoints(plan, project)) return point;
  return undefined;
}

function isOneWay({ source }: RolloutPlan): boolean {
  return source.document.update.oneWay?.value ?? false;
}

/** How long the first wave is to be watched before there is no way back (spec RISK.md, "Rollouts"). */
export const LEAST_WATCH = 72 * HOUR;

/**
 * A point of no return that a better plan would put off: before the first wave has been watched for 72
 * hours, or at once because nothing moves back and nothing is held back. A cluster that could not spare
 * even one host has no retreat in any order.
 */
export function earlyNoReturn(plan: RolloutPlan, project: Project): PointOfNoReturn | undefined {
  if (isOneWay(plan))
    return plan.heldBack.length > 0 || plan.targets.length < 2 ? undefined : pointOfNoReturn(plan, project);
  const first = plan.stages.find(({ waves }) => waves.length > 0)?.waves[0];
  if (first === undefined) return undefined;
  for (const point of fullPoints(plan, project)) {
    if (point.wave.endsAfter >= first.endsAfter + LEAST_WATCH) return undefined;
    const { why } = point;
    if (why.kind === "full" && canSpareOne(why.cluster, project)) return point;
  }
  return undefined;
}

function canSpareOne({ hosts, vms }: Cluster, { policy }: Project): boolean {
  return hosts.some((host) =>
    holds(
      hosts.filter((other) => other !== host),
      vms,
      policy,
    ),
  );
}

/** Each wave after which the hosts that do not carry the update can no longer hold the VMs of a cluster. */
function* fullPoints(plan: RolloutPlan, { policy }: Project): Generator<PointOfNoReturn> {
  const carrying = new Set<Host>();
  const full = new Set<Cluster>();
  for (const stage of plan.stages) {
    for (const [index, wave] of stage.waves.entries()) {
      for (const host of wave.hosts) carrying.add(host);
      const touched = new Set(wave.hosts.flatMap((host) => host.cluster ?? []));
      for (const cluster of touched) {
        if (full.has(cluster)) continue;
        const free = cluster.hosts.filter((host) => !carrying.has(host));
        if (holds(free, cluster.vms, policy)) continue;
        full.add(cluster);
        yield { stage, wave, number: index + 1, why: { kind: "full", cluster } };
      }
    }
  }
}

/** By totals with the overcommit, and the largest VM on one host; a figure that is missing is taken to suffice. */
function holds(free: readonly Host[], vms: readonly Vm[], policy: Policy): boolean {
  const on = vms.filter((vm) => vm.counts);
  if (on.length === 0) return true;
  if (free.length === 0) return false;
  const [total, demand] = [capacityOf(free, policy.overcommit), demandOf(on)];
  return RESOURCES.every((resource) => {
    const [has, needs] = [total[resource], demand[resource]];
    if (has === undefined || needs === undefined) return true;
    const largestHost = Math.max(...free.map((host) => capacityOf([host], policy.overcommit)[resource] ?? 0));
    const largestVm = Math.max(...on.map((vm) => vm[resource] ?? 0));
    return needs <= has && largestVm <= largestHost;
  });
}
