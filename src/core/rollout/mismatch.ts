import { isGlob } from "../model/glob.ts";
import type { Located } from "../model/shape.ts";
import type { Host, Project } from "../project/project.ts";
import { type RolloutPlan, type StagePlan, sizeOf } from "./plan.ts";
import { matcher, namesOf, patternsOf, type SelectorKey, type SelectorTold } from "./select.ts";

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
  const named = namedHosts(project, told);
  return patternsOf(told).flatMap(({ key, pattern }): Miss[] => {
    const exact = !isGlob(pattern.value);
    const hosts = exact
      ? named(key, pattern.value)
      : project.hosts.filter(matcher({ [key]: [pattern.value] }));
    const why = hosts.length === 0 ? "nothing" : judge(hosts, exact);
    return why === undefined ? [] : [{ key, pattern, why, hosts }];
  });
}

/** The hosts that an exact name selects, found without a walk through the estate for each of a thousand names. */
function namedHosts(
  project: Project,
  told: SelectorTold,
): (key: SelectorKey, name: string) => readonly Host[] {
  const byKey = new Map<SelectorKey, ReadonlyMap<string, readonly Host[]>>();
  for (const key of new Set(patternsOf(told).map((each) => each.key))) {
    const byName = new Map<string, Host[]>();
    for (const host of project.hosts) {
      for (const name of namesOf(key, host)) {
        const known = byName.get(name);
        if (known === undefined) byName.set(name, [host]);
        else known.push(host);
      }
    }
    byKey.set(key, byName);
  }
  return (key, name) => byKey.get(key)?.get(name) ?? [];
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
  const taken = new Map<string, StagePlan>();
  return plan.stages.flatMap((stage) => {
    const hosts = [...stage.hosts, ...stage.done];
    const own = new Set(hosts.flatMap((host) => namesOf("hosts", host)));
    const found = (stage.entry?.hosts ?? []).flatMap((pattern): Overlap[] => {
      const by = isGlob(pattern.value) || own.has(pattern.value) ? undefined : taken.get(pattern.value);
      return by === undefined ? [] : [{ stage, pattern, taken: by }];
    });
    for (const name of own) if (!taken.has(name)) taken.set(name, stage);
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
