import type { Policy } from "../model/policy.ts";
import type { Host } from "../project/project.ts";
import { type Alone, aloneOf, gentleConcurrency, isGentle } from "./avoid.ts";
import { dateNotLivedPast } from "./dates.ts";
import { flightsOf } from "./flight.ts";
import { gatesFor } from "./gates.ts";
import type { Ground } from "./ground.ts";
import { hostNamer } from "./hostNames.ts";
import { firstStageLimit, growthLimit, isDivisible, soakDue } from "./limits.ts";
import { type Pick, picksOf } from "./picks.ts";
import { planWith, type RolloutPlan, type StageSpec, sizeOf } from "./plan.ts";
import { shareFor } from "./proposal.ts";

/** A proposed staging that keeps to the policy, verified by computing the rollout anew with it. */
export interface Staging {
  readonly stages: readonly StageSpec[];
  readonly plan: RolloutPlan;
}

/**
 * Stages for a rollout that has none: representatives of each (platform, model) of an environment
 * first, then shares that grow by the policy; the recovery side of a pair before the protected one
 * and never both together; watched by the policy; no more hosts at a time than every service bears
 * (spec RISK.md, "A suggested staging"). Undefined where no short staging keeps to all of that.
 */
export function stagingOf(ground: Ground, plan: RolloutPlan): Staging | undefined {
  const { policy } = ground.project;
  const alone = aloneOf(ground);
  const picks = picksOf(ground, plan, alone);
  if (picks === undefined || picks.length < 2) return undefined;
  const selected = selectors(ground, plan, picks);
  if (selected === undefined) return undefined;
  const oneWay = plan.source.document.update.oneWay?.value ?? false;
  const watched = selected.map((spec, index): StageSpec => {
    if (index === selected.length - 1) return spec;
    return {
      ...spec,
      soak: soakDue(policy, index, selected.length),
      gates: gatesFor(ground, picks[index]?.hosts ?? [], oneWay),
    };
  });
  const stages = paced(ground, plan, pastKnownDate(ground, plan, watched), alone);
  const staged = planWith(ground.project, plan.source, stages);
  return keepsTo(ground, staged, policy, alone) ? { stages, plan: staged } : undefined;
}

/** The shortest way to write each pick that selects exactly its hosts. */
function selectors(
  ground: Ground,
  plan: RolloutPlan,
  picks: readonly Pick[],
): readonly StageSpec[] | undefined {
  const nameOf = hostNamer(ground.project);
  const specs: StageSpec[] = [];
  for (const [index, pick] of picks.entries()) {
    const names = pick.hosts.map(nameOf);
    const inPlace = pick.environments === undefined ? {} : { environments: pick.environments };
    const share = shareFor(pick.hosts.length, plan.targets.length);
    const candidates: readonly StageSpec[] = [
      ...(index === picks.length - 1 ? [{ name: pick.name, share: 1 }] : []),
      ...(pick.clusters === undefined ? [] : [{ name: pick.name, clusters: pick.clusters }]),
      ...(pick.representative
        ? []
        : [
            { name: pick.name, ...inPlace },
            ...(share === undefined ? [] : [{ name: pick.name, ...inPlace, share }]),
          ]),
      { name: pick.name, hosts: names },
    ];
    const exact = candidates.find((candidate) =>
      selectsExactly(planWith(ground.project, plan.source, [...specs, candidate]), pick.hosts),
    );
    if (exact === undefined) return undefined;
    specs.push(exact);
  }
  return specs;
}

function selectsExactly(plan: RolloutPlan, hosts: readonly Host[]): boolean {
  const selected = plan.stages[plan.stages.length - 1]?.hosts ?? [];
  return selected.length === hosts.length && hosts.every((host) => selected.includes(host));
}

/** Where a date of the new build is known, the first stage is watched until it has passed. */
function pastKnownDate(ground: Ground, plan: RolloutPlan, specs: readonly StageSpec[]): readonly StageSpec[] {
  const date = dateNotLivedPast(ground.project, planWith(ground.project, plan.source, specs));
  return date === undefined
    ? specs
    : specs.map((spec, index) => (index === 0 ? { ...spec, soak: date.watch } : spec));
}

/** Gives each stage the most hosts at a time that leave every service up and that its clusters are known to bear. */
function paced(
  ground: Ground,
  plan: RolloutPlan,
  specs: readonly StageSpec[],
  alone: Alone,
): readonly StageSpec[] {
  let stages = specs;
  for (const index of specs.keys()) {
    const draft = planWith(ground.project, plan.source, stages);
    const hosts = draft.stages[index]?.hosts ?? [];
    if (hosts.length < 2) continue;
    const concurrency = gentleConcurrency(ground, draft, index, bearable(hosts), alone) ?? 1;
    if (concurrency < hosts.length)
      stages = stages.map((spec, at) => (at === index ? { ...spec, concurrency } : spec));
  }
  return stages;
}

/**
 * Where nobody knows how much room a cluster has, its tolerance is what it is said to bear. Hosts go
 * in estate order, cluster by cluster, so the least of them counts for the whole stage.
 */
function bearable(hosts: readonly Host[]): number {
  const limits = [...new Set(hosts.map((host) => host.cluster))].map((cluster) => {
    if (cluster === undefined) return hosts.length;
    const known = [...cluster.hosts, ...cluster.vms].every(
      (item) => item.memory !== undefined && item.cpu !== undefined,
    );
    const here = hosts.filter((host) => host.cluster === cluster).length;
    return known || here === 1 ? hosts.length : Math.max(1, cluster.tolerance);
  });
  return Math.min(...limits);
}

/** Whether none of the rules about stages would have anything to say. */
function keepsTo(ground: Ground, plan: RolloutPlan, policy: Policy, alone: Alone): boolean {
  const sizes = plan.stages.map(sizeOf);
  const grows = plan.stages.every((stage, index) => {
    const before = sizes[index - 1];
    return before === undefined || sizeOf(stage) <= growthLimit(policy, before) || !isDivisible(plan, stage);
  });
  const apart = plan.stages.every((stage) => {
    const environments = new Set(stage.hosts.map((host) => host.environment));
    return !ground.project.pairs.some(({ sides }) => sides.every((side) => environments.has(side)));
  });
  return (
    plan.left.length === 0 &&
    sizes.every((size) => size > 0) &&
    (sizes[0] ?? 0) <= firstStageLimit(plan, policy) &&
    grows &&
    apart &&
    dateNotLivedPast(ground.project, plan) === undefined &&
    flightsOf(ground, plan).every((flight) => isGentle(flight, alone))
  );
}
