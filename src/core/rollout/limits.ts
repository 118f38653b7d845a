import type { Policy } from "../model/policy.ts";
import { countOf, type Duration } from "../model/values.ts";
import type { Cluster, Host } from "../project/project.ts";
import { actingStages, type RolloutPlan, type StagePlan, sizeOf } from "./plan.ts";

/**
 * The most hosts that the first stage may have: the policy's share of the targets, at least one host
 * for each (platform, model) of the environments it touches; where whole clusters are updated, the
 * smallest cluster that has the model (spec MANIFESTS.md, "Policy"; RISK.md, "Rollouts").
 */
export function firstStageLimit(plan: RolloutPlan, policy: Policy): number {
  const [first] = actingStages(plan);
  const hosts = first === undefined ? [] : [...first.hosts, ...first.done];
  const environments = new Set(hosts.map((host) => host.environment));
  const classes = new Map<string, Host[]>();
  const all = [...plan.targets, ...plan.stages.flatMap((stage) => stage.done)];
  for (const host of all) {
    if (!environments.has(host.environment)) continue;
    const key = classOf(host);
    classes.set(key, [...(classes.get(key) ?? []), host]);
  }
  const wholeClusters = plan.source.document.update.unit?.value === "cluster";
  const needed = [...classes.values()].map((members) => (wholeClusters ? smallestCluster(members, all) : 1));
  const representatives = needed.reduce((sum, count) => sum + count, 0);
  return Math.max(shareLimit(policy, all.length), representatives);
}

/** The policy's share of so many targets, rounded up. */
export function shareLimit(policy: Policy, targets: number): number {
  return countOf({ kind: "share", share: policy.rollout.firstStage }, targets);
}

/** What the first stage of an environment has to represent: hosts of one class differ in nothing that an update knows. */
export function classOf(host: Host): string {
  return `${host.environment.name}\n${host.platform ?? ""}\n${host.model ?? ""}`;
}

function smallestCluster(members: readonly Host[], all: readonly Host[]): number {
  const sizes = new Map<Cluster | undefined, number>();
  for (const host of all) sizes.set(host.cluster, (sizes.get(host.cluster) ?? 0) + 1);
  return members.reduce(
    (least, host) => Math.min(least, host.cluster === undefined ? 1 : (sizes.get(host.cluster) ?? 1)),
    all.length,
  );
}

/** The least time to watch after a stage, the largest that applies (spec MANIFESTS.md, "Policy"): `position` from 0, of `count` stages. */
export function soakDue(policy: Policy, position: number, count: number): Duration {
  const { afterFirst, afterSecond, beforeLast } = policy.rollout.soak;
  if (position >= count - 1) return 0;
  const own = position === 0 ? afterFirst : afterSecond;
  return position === count - 2 ? Math.max(own, beforeLast) : own;
}

/** How long a stage is watched: from the end of its last wave until the next stage's first wave, a wait for the window included. */
export function watchOf(stage: StagePlan, next: StagePlan): Duration {
  const wave = next.waves[0];
  return wave === undefined || stage.waves.length === 0
    ? stage.soak
    : Math.max(stage.soak, wave.startsAfter - stage.endsAfter);
}

/** The most hosts that a stage may have after one of `before` hosts. */
export function growthLimit(policy: Policy, before: number): number {
  return Math.max(1, Math.floor(policy.rollout.growth * before + 1e-9));
}

/** Whether a stage could be made smaller at all: where whole clusters are updated, one cluster is the least. */
export function isDivisible(plan: RolloutPlan, stage: StagePlan): boolean {
  if (sizeOf(stage) < 2) return false;
  if (plan.source.document.update.unit?.value !== "cluster") return true;
  const hosts = [...stage.hosts, ...stage.done];
  return hosts.some((host) => host.cluster === undefined || host.cluster !== hosts[0]?.cluster);
}

/** Hosts that may fail before the rollout stops by itself; undefined where nothing stops it before all of them have. */
export function stopsAfter(plan: RolloutPlan): number | undefined {
  const { halt } = plan.source.document;
  const total = plan.targets.length;
  const failures = halt === undefined ? total : countOf(halt.failures.value, total);
  return failures < total ? failures : undefined;
}
