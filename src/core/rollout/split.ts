import type { Host } from "../project/project.ts";
import { mendedGates, weaknessOf } from "./gates.ts";
import { type Ground, servedStorages } from "./ground.ts";
import { growthLimit, isDivisible, soakDue } from "./limits.ts";
import { actingStages, planWith, type RolloutPlan, sizeOf, type StagePlan, type StageSpec } from "./plan.ts";
import { freeName, shareFor } from "./proposal.ts";
import { hostNamer } from "./hostNames.ts";

/** A stage to be put before one that is written. */
export interface Insertion {
  /** Index among the stages as written. */
  readonly before: number;
  readonly spec: StageSpec;
}

const MOST_INSERTIONS = 8;

/** Indexes of stages that grow by more than the policy allows over the one before. */
export function jumps(ground: Ground, plan: RolloutPlan): readonly StagePlan[] {
  const acting = actingStages(plan);
  return acting.filter((stage, position) => {
    const before = acting[position - 1];
    return before !== undefined && sizeOf(stage) > growthLimit(ground.project.policy, sizeOf(before)) && isDivisible(plan, stage);
  });
}

/**
 * Stages to put in between so that the stages at `growing` (and those that come to grow too fast by
 * that) keep to the policy; undefined where it would take too many, or shares do not fit.
 */
export function growthInsertions(
  ground: Ground,
  plan: RolloutPlan,
  specs: readonly StageSpec[],
  tolerated: readonly number[],
): readonly Insertion[] | undefined {
  let stages = specs.map((spec, index) => ({ spec, before: index, added: false }));
  for (let round = 0; round <= MOST_INSERTIONS; round++) {
    const draft = planWith(ground.project, plan.source, stages.map(({ spec }) => spec));
    const jump = jumps(ground, draft).find((stage) => !tolerated.includes(stages[stage.index]?.before ?? -1) || stages[stage.index]?.added);
    if (jump === undefined) return watched(ground, draft, stages);
    const acting = actingStages(draft);
    const before = acting[acting.indexOf(jump) - 1];
    const own = stages[jump.index];
    const count = before === undefined ? 0 : growthLimit(ground.project.policy, sizeOf(before));
    const share = shareFor(count, draft.targets.length);
    if (before === undefined || own === undefined || share === undefined) return undefined;
    const { environments, clusters, hosts, concurrency } = own.spec;
    const gates = own.spec.gates ?? before.spec.gates;
    const name = freeName(`${own.spec.name}-first`, stages.map(({ spec }) => spec.name));
    const spec = { name, environments, clusters, hosts, share, concurrency: concurrency === undefined ? undefined : Math.min(concurrency, count), gates };
    stages = stages.toSpliced(jump.index, 0, { spec, before: own.before, added: true });
  }
  return undefined;
}

/**
 * Stages that take the hosts of one stage so few at a time that a storage which they serve has
 * resynced before the next; what remains stays in the stage itself. Undefined where there is nothing
 * to part, or too much.
 */
export function resyncInsertions(ground: Ground, plan: RolloutPlan, stage: StagePlan): readonly Insertion[] | undefined {
  if (plan.source.document.update.unit?.value === "cluster") return undefined;
  const parts: Host[][] = [];
  for (const host of stage.hosts) {
    const served = servedStorages(ground, host).flatMap((domain) => domain.servedBy ?? []);
    const spare = Math.max(1, Math.min(stage.hosts.length, ...served.map((servedBy) => servedBy.survives)));
    const fits = parts.find((part) => served.length === 0 || part.filter((other) => other.cluster === host.cluster).length < spare);
    if (fits === undefined) parts.push([host]);
    else fits.push(host);
  }
  if (parts.length < 2 || parts.length - 1 > MOST_INSERTIONS) return undefined;
  const nameOf = hostNamer(ground.project);
  const taken = plan.stages.map(({ name }) => name);
  const added = parts.slice(0, -1).map((part, index) => {
    const { gates } = stage.spec;
    const spec: StageSpec = { name: freeName(`${stage.name}-${index + 1}`, taken), hosts: part.map(nameOf), gates };
    return { spec: part.length > 1 ? { ...spec, concurrency: 1 } : spec, before: stage.index, added: true };
  });
  const written = plan.stages.map(({ spec, index }) => ({ spec, before: index, added: false }));
  const stages = written.toSpliced(stage.index, 0, ...added);
  return watched(ground, planWith(ground.project, plan.source, stages.map(({ spec }) => spec)), stages);
}

interface Draft {
  readonly spec: StageSpec;
  readonly before: number;
  readonly added: boolean;
}

/** The stages that were added, each watched as the policy asks at its position, with gates that prove something. */
function watched(ground: Ground, draft: RolloutPlan, stages: readonly Draft[]): readonly Insertion[] {
  const acting = actingStages(draft);
  const oneWay = draft.source.document.update.oneWay?.value ?? false;
  return stages.flatMap(({ spec, before, added }, index) => {
    const position = acting.findIndex((stage) => stage.index === index);
    const stage = acting[position];
    if (!added || stage === undefined) return [];
    const weakness = weaknessOf(ground, stage);
    const gates = weakness === undefined ? spec.gates : mendedGates(ground, stage, weakness, oneWay);
    return [{ before, spec: { ...spec, soak: soakDue(ground.project.policy, position, acting.length), gates } }];
  });
}
