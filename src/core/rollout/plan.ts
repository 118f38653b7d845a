import type { StageEntry } from "../model/rolloutManifest.ts";
import type { Duration, Instant } from "../model/values.ts";
import type { Host, Project, RolloutSource } from "../project/project.ts";

/** A rollout bound to the estate: which hosts, in which stages and waves (spec MANIFESTS.md, "Rollout"). */
export interface RolloutPlan {
  readonly source: RolloutSource;
  /** Targets that are not held back for good, in estate order, and those held back. */
  readonly targets: readonly Host[];
  readonly heldBack: readonly Host[];
  readonly stages: readonly StagePlan[];
  /** Targets in no stage. */
  readonly left: readonly Host[];
}

export interface StagePlan {
  /** As written, `all` where the rollout has no stages, else `stage 2`. */
  readonly name: string;
  readonly entry: StageEntry | undefined;
  readonly hosts: readonly Host[];
  readonly concurrency: number;
  readonly soak: Duration;
  readonly waves: readonly Wave[];
}

export interface Wave {
  readonly hosts: readonly Host[];
  /** Missing where the rollout has no start. */
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
}

export declare function planOf(project: Project, rollout: RolloutSource): RolloutPlan;
