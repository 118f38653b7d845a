import { formatDuration } from "../model/values.ts";
import { aloneOf, gentleConcurrency } from "./avoid.ts";
import { mendedGates, weaknessOf } from "./gates.ts";
import type { Ground } from "./ground.ts";
import { soakDue, watchOf } from "./limits.ts";
import { actingStages, planWith, type RolloutPlan, type StagePlan, type StageSpec } from "./plan.ts";
import { freeName } from "./proposal.ts";
import { growthSplit, type Insertion, jumps, resyncSplit } from "./split.ts";

/** Stages for the targets that are in none, and what the stage that was the last one needs now that it is not. */
export interface Rest {
  readonly insertions: readonly Insertion[];
  readonly before: { readonly stage: StagePlan; readonly soak?: string; readonly gates?: readonly string[] };
}

/** Undefined where a short way to take in what is left does not exist. */
export function restInsertions(ground: Ground, plan: RolloutPlan): Rest | undefined {
  const { project } = ground;
  const specs = plan.stages.map((stage) => stage.spec);
  const last = actingStages(plan).at(-1);
  if (last === undefined) return undefined;
  const all: StageSpec = {
    name: freeName(
      "rest",
      specs.map((spec) => spec.name),
    ),
    share: 1,
  };
  const draft = planWith(project, plan.source, [...specs, all]);
  const added = draft.stages.at(-1);
  const most = added?.hosts.length ?? 0;
  const concurrency = gentleConcurrency(ground, draft, specs.length, most, aloneOf(ground));
  const rest: StageSpec = (concurrency ?? 1) < most ? { ...all, concurrency: concurrency ?? 1 } : all;
  const between =
    concurrency === undefined && added !== undefined
      ? resyncSplit(ground, draft, added)?.insertions
      : grown(ground, plan, [...specs, rest]);
  if (between === undefined) return undefined;
  const whole = planWith(project, plan.source, [...specs, ...between.map(({ spec }) => spec), rest]);
  const acting = actingStages(whole);
  const position = acting.findIndex((stage) => stage.index === last.index);
  const [now, next] = [acting[position], acting[position + 1]];
  const due = soakDue(project.policy, position, acting.length);
  const short = now !== undefined && next !== undefined && watchOf(now, next) < due;
  const weakness = weaknessOf(ground, last);
  const oneWay = plan.source.document.update.oneWay?.value ?? false;
  return {
    insertions: [...between, { before: specs.length, spec: rest }],
    before: {
      stage: last,
      ...(short ? { soak: formatDuration(due) } : {}),
      ...(weakness === undefined ? {} : { gates: mendedGates(ground, last, weakness, oneWay) }),
    },
  };
}

function grown(
  ground: Ground,
  plan: RolloutPlan,
  specs: readonly StageSpec[],
): readonly Insertion[] | undefined {
  return growthSplit(
    ground,
    plan,
    specs,
    jumps(ground, plan).map((stage) => stage.index),
  )?.insertions;
}
