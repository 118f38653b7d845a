import { isGlob } from "../model/glob.ts";
import type { Host } from "../project/project.ts";
import { mendedGates, weaknessOf } from "./gates.ts";
import { type Ground, servedStorages } from "./ground.ts";
import { hostNamer } from "./hostNames.ts";
import { growthLimit, isDivisible, soakDue } from "./limits.ts";
import { actingStages, planWith, type RolloutPlan, type StagePlan, type StageSpec, sizeOf } from "./plan.ts";
import { freeName, shareFor } from "./proposal.ts";

/** A stage to be put before one that is written. */
export interface Insertion {
  /** Index among the stages as written. */
  readonly before: number;
  readonly spec: StageSpec;
}

/** New stages, and what stages that name their hosts one by one keep of these names. */
export interface Split {
  readonly insertions: readonly Insertion[];
  readonly kept: readonly { readonly index: number; readonly hosts: readonly string[] }[];
}

const MOST_INSERTIONS = 8;

/** Indexes of stages that grow by more than the policy allows over the one before. */
export function jumps(ground: Ground, plan: RolloutPlan): readonly StagePlan[] {
  const acting = actingStages(plan);
  return acting.filter((stage, position) => {
    const before = acting[position - 1];
    return (
      before !== undefined &&
      sizeOf(stage) > growthLimit(ground.project.policy, sizeOf(before)) &&
      isDivisible(plan, stage)
    );
  });
}

/**
 * Stages to put in between so that no stage grows faster than the policy allows, but for those that
 * are `tolerated`; undefined where it would take too many, or shares do not fit.
 */
export function growthSplit(
  ground: Ground,
  plan: RolloutPlan,
  specs: readonly StageSpec[],
  tolerated: readonly number[],
): Split | undefined {
  let stages: readonly Draft[] = specs.map((spec, index) => ({ spec, before: index, added: false }));
  for (let round = 0; round <= MOST_INSERTIONS; round++) {
    const draft = planWith(
      ground.project,
      plan.source,
      stages.map(({ spec }) => spec),
    );
    const jump = jumps(ground, draft).find(
      (stage) => !tolerated.includes(stages[stage.index]?.before ?? -1) || stages[stage.index]?.added,
    );
    if (jump === undefined) return splitOf(ground, draft, stages, specs);
    const acting = actingStages(draft);
    const before = acting[acting.indexOf(jump) - 1];
    const own = stages[jump.index];
    if (before === undefined || own === undefined) return undefined;
    const count = growthLimit(ground.project.policy, sizeOf(before));
    const part = firstPart(ground, draft, jump, count);
    if (part === undefined) return undefined;
    const { concurrency } = own.spec;
    const added: StageSpec = {
      ...part.selector,
      name: freeName(
        `${own.spec.name}-first`,
        stages.map(({ spec }) => spec.name),
      ),
      concurrency: concurrency === undefined ? undefined : Math.min(concurrency, count),
      gates: own.spec.gates ?? before.spec.gates,
    };
    stages = stages.toSpliced(
      jump.index,
      1,
      { spec: added, before: own.before, added: true },
      { ...own, spec: part.rest },
    );
  }
  return undefined;
}

/** The first hosts of a stage, by their names where it names them one by one, else as a share of the same selection. */
function firstPart(ground: Ground, draft: RolloutPlan, stage: StagePlan, count: number) {
  const { environments, clusters, hosts } = stage.spec;
  if (namesItsHosts(stage)) {
    const moved = stage.hosts.slice(0, count);
    return {
      selector: { hosts: moved.map(hostNamer(ground.project)) },
      rest: { ...stage.spec, hosts: keptNames(stage, moved) },
    };
  }
  const share = shareFor(count, draft.targets.length);
  return share === undefined
    ? undefined
    : { selector: { environments, clusters, hosts, share }, rest: stage.spec };
}

function namesItsHosts({ spec }: StagePlan): boolean {
  return spec.hosts !== undefined && (spec.share ?? 1) === 1 && !spec.hosts.some(isGlob);
}

function keptNames({ spec }: StagePlan, moved: readonly Host[]): readonly string[] {
  const gone = new Set(moved.flatMap((host) => [host.name, `${host.environment.name}/${host.name}`]));
  return (spec.hosts ?? []).filter((name) => !gone.has(name));
}

/**
 * Stages that take the hosts of one stage so few at a time that a storage which they serve has
 * resynced before the next; what remains stays in the stage itself. Undefined where there is nothing
 * to part, or too much, or where whole clusters are updated.
 */
export function resyncSplit(ground: Ground, plan: RolloutPlan, stage: StagePlan): Split | undefined {
  if (plan.source.document.update.unit?.value === "cluster" || (stage.spec.share ?? 1) < 1) return undefined;
  const parts: Host[][] = [];
  for (const host of stage.hosts) {
    const served = servedStorages(ground, host).flatMap((domain) => domain.servedBy ?? []);
    const spare = Math.max(1, Math.min(stage.hosts.length, ...served.map((servedBy) => servedBy.survives)));
    const fits = parts.find(
      (part) => served.length === 0 || part.filter((other) => other.cluster === host.cluster).length < spare,
    );
    if (fits === undefined) parts.push([host]);
    else fits.push(host);
  }
  if (parts.length < 2 || parts.length - 1 > MOST_INSERTIONS) return undefined;
  const nameOf = hostNamer(ground.project);
  const taken = plan.stages.map(({ name }) => name);
  const moved = parts.slice(0, -1);
  const added = moved.map((part, index): Draft => {
    const spec: StageSpec = {
      name: freeName(`${stage.name}-${index + 1}`, taken),
      hosts: part.map(nameOf),
      gates: stage.spec.gates,
    };
    return { spec: part.length > 1 ? { ...spec, concurrency: 1 } : spec, before: stage.index, added: true };
  });
  const specs = plan.stages.map(({ spec }) => spec);
  const rest = namesItsHosts(stage) ? { ...stage.spec, hosts: keptNames(stage, moved.flat()) } : stage.spec;
  const written = specs.map(
    (spec, index): Draft => ({ spec: index === stage.index ? rest : spec, before: index, added: false }),
  );
  const stages = written.toSpliced(stage.index, 0, ...added);
  return splitOf(
    ground,
    planWith(
      ground.project,
      plan.source,
      stages.map(({ spec }) => spec),
    ),
    stages,
    specs,
  );
}

interface Draft {
  readonly spec: StageSpec;
  readonly before: number;
  readonly added: boolean;
}

/** What was added, each watched as the policy asks at its position, with gates that prove something; and what names are left. */
function splitOf(
  ground: Ground,
  draft: RolloutPlan,
  stages: readonly Draft[],
  specs: readonly StageSpec[],
): Split {
  const acting = actingStages(draft);
  const oneWay = draft.source.document.update.oneWay?.value ?? false;
  const insertions = stages.flatMap(({ spec, before, added }, index): Insertion[] => {
    const position = acting.findIndex((stage) => stage.index === index);
    const stage = acting[position];
    if (!added || stage === undefined) return [];
    const weakness = weaknessOf(ground, stage);
    const gates = weakness === undefined ? spec.gates : mendedGates(ground, stage, weakness, oneWay);
    return [
      { before, spec: { ...spec, soak: soakDue(ground.project.policy, position, acting.length), gates } },
    ];
  });
  const kept = stages.flatMap(({ spec: { hosts }, before, added }) =>
    added || hosts === undefined || hosts === specs[before]?.hosts ? [] : [{ index: before, hosts }],
  );
  return { insertions, kept };
}
