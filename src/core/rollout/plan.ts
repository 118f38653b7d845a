import type { RolloutDocument, StageEntry } from "../model/rolloutManifest.ts";
import { countOf, type Duration, type Instant } from "../model/values.ts";
import type { Host, Project, RolloutSource } from "../project/project.ts";
import { isGiven, matcher, plainSelector, type Selector } from "./select.ts";
import { calendarOf } from "./timeline.ts";

/** A rollout bound to the estate: which hosts, in which stages and waves (spec MANIFESTS.md, "Rollout"). */
export interface RolloutPlan {
  readonly source: RolloutSource;
  /** Targets that the stages are to update, in estate order: those held back are not among them. */
  readonly targets: readonly Host[];
  /** Targets that deliberately stay on the old build, in estate order. */
  readonly heldBack: readonly Host[];
  /** When the held-back hosts join; undefined: never. */
  readonly heldUntil: Instant | undefined;
  /** Hosts that the targets' keys match and that run the new build already: no targets any more. */
  readonly done: readonly Host[];
  readonly stages: readonly StagePlan[];
  /** Targets in no stage. */
  readonly left: readonly Host[];
  /** Milliseconds that one wave takes. */
  readonly waveTime: Duration;
}

export interface StagePlan {
  /** As written, `all` where the rollout has no stages, else `stage 2`. */
  readonly name: string;
  /** Position among the stages, from 0. */
  readonly index: number;
  /** Undefined for the one stage of a rollout without stages, and for one that is only proposed. */
  readonly entry: StageEntry | undefined;
  readonly spec: StageSpec;
  /** In estate order. */
  readonly hosts: readonly Host[];
  /** Hosts that its selector names and that run the new build already: this much of the stage is behind us. */
  readonly done: readonly Host[];
  readonly concurrency: number;
  readonly soak: Duration;
  readonly waves: readonly Wave[];
  /** Milliseconds since the rollout's start: when its last wave ends (an empty stage ends as it begins). */
  readonly endsAfter: Duration;
}

export interface Wave {
  readonly hosts: readonly Host[];
  /** Missing where the rollout has no start, and from the wave on that fits into no opening of its window. */
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
  /** Milliseconds since the rollout's start, also where that is not written: for what lies between two waves. */
  readonly startsAfter: Duration;
  readonly endsAfter: Duration;
  /** The rollout has a window and none of its openings is long enough for this wave. */
  readonly neverFits: boolean;
}

/** What a stage says, as plain values: read from a manifest, or proposed. */
export interface StageSpec extends Omit<Selector, "builds"> {
  readonly name: string;
  /** Of all targets that are not held back, between 0 and 1. */
  readonly share?: number | undefined;
  /** Hosts at the same time; default the whole stage. */
  readonly concurrency?: number | undefined;
  readonly soak?: Duration | undefined;
  readonly gates?: readonly string[] | undefined;
}

export function planOf(project: Project, rollout: RolloutSource): RolloutPlan {
  const entries = rollout.document.stages ?? [];
  return planWith(project, rollout, entries.map(specOf), entries);
}

/** The same rollout with other stages: to judge a proposal exactly as what is written. No stages = one, named `all`. */
export function planWith(
  project: Project,
  rollout: RolloutSource,
  specs: readonly StageSpec[],
  entries: readonly StageEntry[] = [],
): RolloutPlan {
  const { document } = rollout;
  const reached = reachedBy(project, document);
  const held = new Set(heldBackOf(document, reached.targets));
  const targets = reached.targets.filter((host) => !held.has(host));
  const staged = stagesOf(
    targets,
    reached.done,
    specs.length > 0 ? specs : [{ name: "all" }],
    document.update.unit?.value === "cluster",
  );
  const waveTime = document.update.duration?.value ?? project.policy.rollout.updateTime;
  const stages = timed(staged.stages, document, waveTime, project.asOf, entries);
  return {
    source: rollout,
    ...staged,
    targets,
    heldBack: [...held],
    heldUntil: document.holdback?.until?.value,
    done: reached.done,
    stages,
    waveTime,
  };
}

function specOf(entry: StageEntry, index: number): StageSpec {
  return {
    ...plainSelector(entry),
    name: entry.name?.value ?? `stage ${index + 1}`,
    share: entry.share?.value,
    concurrency: entry.concurrency?.value,
    soak: entry.soak?.value,
    gates: entry.gates?.map((gate) => gate.value),
  };
}

/** How many hosts a stage is about, those that are behind it included. */
export function sizeOf(stage: StagePlan): number {
  return stage.hosts.length + stage.done.length;
}

/** Stages that update something or have done so: an empty stage is neither a first one nor a later one. */
export function actingStages(plan: RolloutPlan): readonly StagePlan[] {
  return plan.stages.filter((stage) => sizeOf(stage) > 0);
}

/** Two or more targets and all of them in one stage, whatever its concurrency (spec RULES.md, `unstaged-rollout`). */
export function isUnstaged(plan: RolloutPlan): boolean {
  return plan.targets.length > 1 && plan.left.length === 0 && actingStages(plan).length === 1;
}

/** A host is reached when it runs the platform and matches every key given; on the new build it is done, else a target. */
function reachedBy(
  project: Project,
  { update, targets }: RolloutDocument,
): { targets: readonly Host[]; done: readonly Host[] } {
  const { builds, ...place } = targets === undefined ? {} : plainSelector(targets);
  const inPlace = matcher(place);
  const onBuild = matcher({ builds });
  const reached = project.hosts.filter((host) => host.platform === update.platform.value && inPlace(host));
  // What is done no longer runs the build by which it was chosen.
  const done = reached.filter((host) => host.build === update.to.value);
  return { done, targets: reached.filter((host) => host.build !== update.to.value && onBuild(host)) };
}

function heldBackOf({ holdback }: RolloutDocument, targets: readonly Host[]): readonly Host[] {
  if (holdback === undefined) return [];
  const selector = plainSelector({
    environments: holdback.environments,
    clusters: holdback.clusters,
    hosts: holdback.hosts,
  });
  if (!isGiven(selector) && holdback.share === undefined) return [];
  const selected = targets.filter(matcher(selector));
  if (holdback.share === undefined) return selected;
  const count = countOf({ kind: "share", share: holdback.share.value }, targets.length);
  return count === 0 ? [] : selected.slice(-count);
}

interface Staged {
  readonly spec: StageSpec;
  readonly hosts: readonly Host[];
  readonly done: readonly Host[];
}

function stagesOf(
  targets: readonly Host[],
  done: readonly Host[],
  specs: readonly StageSpec[],
  wholeClusters: boolean,
): { stages: readonly Staged[]; left: readonly Host[] } {
  const left = new Set(targets);
  const behind = new Set(done);
  const stages = specs.map((spec): Staged => {
    const { environments, clusters, hosts } = spec;
    const selects = matcher({ environments, clusters, hosts });
    const selected = [...left].filter(selects);
    const count =
      spec.share === undefined
        ? selected.length
        : countOf({ kind: "share", share: spec.share }, targets.length);
    const taken = new Set(selected.slice(0, count));
    if (wholeClusters) {
      const touched = new Set([...taken].map((host) => host.cluster));
      for (const host of left) if (host.cluster !== undefined && touched.has(host.cluster)) taken.add(host);
    }
    for (const host of taken) left.delete(host);
    const past = isGiven({ environments, clusters, hosts }) ? [...behind].filter(selects) : [];
    for (const host of past) behind.delete(host);
    return { spec, hosts: targets.filter((host) => taken.has(host)), done: past };
  });
  return { stages, left: [...left] };
}

/**
 * Lays the stages on the time line: each starts when the one before has ended and its soak has
 * passed, each wave in the next opening that it fits into (spec RISK.md, "Rollouts").
 */
function timed(
  staged: readonly Staged[],
  { start, window }: RolloutDocument,
  waveTime: Duration,
  asOf: Instant,
  entries: readonly StageEntry[],
): readonly StagePlan[] {
  const calendar = window && calendarOf(window);
  // Without a start the order and the gaps are known all the same, as if it began today.
  const origin = start?.value ?? asOf;
  let now = origin;
  let lost = false;
  return staged.map(({ spec, hosts, done }, index) => {
    const concurrency = Math.max(1, Math.min(spec.concurrency ?? hosts.length, hosts.length));
    const soak = spec.soak ?? 0;
    const waves: Wave[] = [];
    for (let at = 0; at < hosts.length; at += concurrency) {
      const opening = calendar === undefined ? now : calendar(now, waveTime);
      lost ||= opening === undefined;
      const starts = opening ?? now;
      now = starts + waveTime;
      const known = start !== undefined && !lost;
      waves.push({
        hosts: hosts.slice(at, at + concurrency),
        start: known ? starts : undefined,
        end: known ? now : undefined,
        startsAfter: starts - origin,
        endsAfter: now - origin,
        neverFits: opening === undefined,
      });
    }
    const endsAfter = now - origin;
    now += soak;
    return {
      name: spec.name,
      index,
      entry: entries[index],
      spec,
      hosts,
      done,
      concurrency,
      soak,
      waves,
      endsAfter,
    };
  });
}
