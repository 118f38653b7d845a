import type { Policy } from "../model/policy.ts";
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

export function pointOfNoReturn(plan: RolloutPlan, { policy }: Project): PointOfNoReturn | undefined {
  const oneWay = plan.source.document.update.oneWay?.value ?? false;
  const carrying = new Set<Host>();
  for (const stage of plan.stages) {
    for (const [index, wave] of stage.waves.entries()) {
      for (const host of wave.hosts) carrying.add(host);
      const number = index + 1;
      if (oneWay) return { stage, wave, number, why: { kind: "oneWay" } };
      const touched = new Set(wave.hosts.flatMap((host) => host.cluster ?? []));
      for (const cluster of touched) {
        const free = cluster.hosts.filter((host) => !carrying.has(host));
        if (!holds(free, cluster.vms, policy)) return { stage, wave, number, why: { kind: "full", cluster } };
      }
    }
  }
  return undefined;
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
