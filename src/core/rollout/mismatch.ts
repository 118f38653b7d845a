import { isGlob } from "../model/glob.ts";
import type { Located } from "../model/shape.ts";
import type { Host, Project } from "../project/project.ts";
import { type RolloutPlan, type StagePlan, sizeOf } from "./plan.ts";
import { matcher, patternsOf, type SelectorKey, type SelectorTold } from "./select.ts";

/** One pattern that selects nothing it could be meant to select (spec MANIFESTS.md, "Rollout"). */
export interface Miss {
  readonly key: SelectorKey;
  readonly pattern: Located<string>;
  /** `nothing`: no host of the estate; else hosts that are matched but cannot be updated by it. */
  readonly why: "nothing" | "otherPlatform" | "heldBack" | "noTarget";
  readonly hosts: readonly Host[];
}

/** Patterns of the rollout's targets that reach no host. */
export function missedTargets(project: Project, plan: RolloutPlan): readonly Miss[] {
  const { targets, update } = plan.source.document;
  const reached = new Set([...plan.targets, ...plan.heldBack, ...plan.done]);
  return missesIn(project, targets ?? {}, (hosts, exact) => {
    if (hosts.some((host) => reached.has(host))) return undefined;
    if (hosts.every((host) => host.platform !== update.platform.value))
      return exact ? "otherPlatform" : undefined;
    return exact ? "noTarget" : undefined;
  });
}

/** Patterns of a stage or of the holdback that select no target: of those that are done nothing is said. */
export function missedIn(
  project: Project,
  plan: RolloutPlan,
  told: SelectorTold,
  isHoldback: boolean,
): readonly Miss[] {
  const reached = new Set([...plan.targets, ...plan.done, ...(isHoldback ? plan.heldBack : [])]);
  const held = new Set(plan.heldBack);
  const reachesAny = plan.targets.length + plan.done.length + plan.heldBack.length > 0;
  return missesIn(project, told, (hosts) => {
    // Where the rollout reaches nothing at all, no stage of it could select anything.
    if (!reachesAny || hosts.some((host) => reached.has(host))) return undefined;
    return hosts.every((host) => held.has(host)) ? "heldBack" : "noTarget";
  });
}

function missesIn(
  project: Project,
  told: SelectorTold,
  judge: (hosts: readonly Host[], exact: boolean) => Miss["why"] | undefined,
): readonly Miss[] {
  return patternsOf(told).flatMap(({ key, pattern }): Miss[] => {
    const hosts = project.hosts.filter(matcher({ [key]: [pattern.value] }));
    const why = hosts.length === 0 ? "nothing" : judge(hosts, !isGlob(pattern.value));
    return why === undefined ? [] : [{ key, pattern, why, hosts }];
  });
}

/** What a pattern of this key could have meant. */
export function namesFor(project: Project, key: SelectorKey): readonly string[] {
  if (key === "environments") return project.environments.map((environment) => environment.name);
  if (key === "clusters") return project.clusters.map((cluster) => cluster.name);
  return key === "hosts"
    ? project.hosts.map((host) => host.name)
    : [...new Set(project.hosts.flatMap((host) => host.build ?? []))];
}

/** A host that two stages name: the name in the later one selects nothing. */
export interface Overlap {
  readonly stage: StagePlan;
  readonly pattern: Located<string>;
  readonly taken: StagePlan;
}

/** Hosts that a stage names one by one although an earlier one has taken them; globs and environments may overlap on purpose. */
export function overlaps(plan: RolloutPlan): readonly Overlap[] {
  const taken = new Map<Host, StagePlan>();
  return plan.stages.flatMap((stage) => {
    const named = (stage.entry?.hosts ?? []).filter((pattern) => !isGlob(pattern.value));
    const found = named.flatMap((pattern): Overlap[] => {
      const selects = matcher({ hosts: [pattern.value] });
      const earlier = [...taken].filter(([host]) => selects(host)).map(([, by]) => by);
      const own = [...stage.hosts, ...stage.done].some(selects);
      return earlier[0] === undefined || own ? [] : [{ stage, pattern, taken: earlier[0] }];
    });
    for (const host of [...stage.hosts, ...stage.done]) taken.set(host, stage);
    return found;
  });
}

export interface EmptyStage {
  readonly stage: StagePlan;
  /** `taken`: by earlier stages; `none`: a share of nothing; `nowhere`: no target matches all of its keys together. */
  readonly why: "taken" | "none" | "nowhere";
}

/** Stages that have no host although each of their patterns selects some. */
export function emptyStages(project: Project, plan: RolloutPlan): readonly EmptyStage[] {
  const doubled = new Set(overlaps(plan).map((overlap) => overlap.stage));
  return plan.stages.flatMap((stage): EmptyStage[] => {
    const { entry, spec } = stage;
    if (
      entry === undefined ||
      sizeOf(stage) > 0 ||
      doubled.has(stage) ||
      missedIn(project, plan, entry, false).length > 0
    )
      return [];
    if (spec.share === 0) return [{ stage, why: "none" }];
    const { environments, clusters, hosts } = spec;
    return [
      { stage, why: plan.targets.some(matcher({ environments, clusters, hosts })) ? "taken" : "nowhere" },
    ];
  });
}

/** Targets that run another build than the rollout says it starts from. */
export function otherBuilds(plan: RolloutPlan): readonly Host[] {
  const from = plan.source.document.update.from?.value;
  return from === undefined
    ? []
    : plan.targets.filter((host) => host.build !== undefined && host.build !== from);
}
