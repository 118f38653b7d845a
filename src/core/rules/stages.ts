import type { Finding, Related, Subject } from "../model/finding.ts";
import { headOf } from "../model/shape.ts";
import type { Project } from "../project/project.ts";
import type { RolloutPlan, StagePlan, StageSpec } from "../rollout/plan.ts";
import { plainStage } from "../rollout/proposal.ts";
import type { Insertion, Split } from "../rollout/split.ts";
import { insertItem, type Plain, removeItem } from "../syntax/edit.ts";
import { entryOf } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";
import { placeIn } from "../text/stretch.ts";
import { type Edits, joined, removeFrom, setIn } from "./mending.ts";

/** Places and edits that the rules about rollouts share. */

/** What a finding about a stage points at: its name, else its first key, else the rollout. */
export function stageAt(plan: RolloutPlan, stage: StagePlan): Place {
  const { entry } = stage;
  if (entry === undefined) return plan.source.at;
  return entry.name?.at ?? placeIn(entry.at.file, headOf(entry.node));
}

/** `update-2/canary`: stages of several rollouts share their names. */
export function stageSubject(plan: RolloutPlan, stage: StagePlan): Subject {
  return { kind: "stage", name: `${plan.source.name}/${stage.name}` };
}

export function rolloutSubject(plan: RolloutPlan): Subject {
  return { kind: "rollout", name: plan.source.name };
}

const ROLLOUT_KEYS = [
  "apiVersion",
  "kind",
  "metadata",
  "update",
  "targets",
  "start",
  "window",
  "stages",
  "verify",
  "halt",
  "rollback",
  "holdback",
];
const STAGE_KEYS = ["name", "environments", "clusters", "hosts", "share", "concurrency", "soak", "gates"];

/** Writes a key of the rollout, a new one where the specification has it. */
export function setInRollout(project: Project, plan: RolloutPlan, key: string, value: Plain): Edits {
  return setIn(project, plan.source.document, key, value, ROLLOUT_KEYS.slice(0, ROLLOUT_KEYS.indexOf(key)));
}

/** Writes a key of a stage; undefined for the one stage of a rollout that has none. */
export function setInStage(project: Project, stage: StagePlan, key: string, value: Plain): Edits {
  return stage.entry && setIn(project, stage.entry, key, value, STAGE_KEYS.slice(0, STAGE_KEYS.indexOf(key)));
}

/** Puts new stages before those that are written; an index past the last appends. */
export function insertStages(project: Project, plan: RolloutPlan, insertions: readonly Insertion[]): Edits {
  const { document } = plan.source;
  const file = project.files.get(document.at.file);
  const list = entryOf(document.node, "stages")?.value;
  if (file === undefined || list?.kind !== "list") return undefined;
  const made = insertions.map(({ before, spec }) => {
    const entry = plan.stages[before]?.entry;
    const index = entry === undefined ? list.items.length : list.items.indexOf(entry.node);
    return index === -1 ? undefined : insertItem(file, list, index, plainStage(spec));
  });
  if (made.includes(undefined)) return undefined;
  return made.flatMap((edits) => edits ?? []).map((edit) => ({ ...edit, file: document.at.file }));
}

/** Takes stages out of a list in which others stay. */
export function removeStages(project: Project, plan: RolloutPlan, stages: readonly StagePlan[]): Edits {
  const { document } = plan.source;
  const file = project.files.get(document.at.file);
  const list = entryOf(document.node, "stages")?.value;
  if (file === undefined || list?.kind !== "list" || stages.length >= list.items.length) return undefined;
  return joined(
    stages.map(({ entry }) => {
      const index = entry === undefined ? -1 : list.items.indexOf(entry.node);
      return removeItem(file, list, index)?.map((edit) => ({ ...edit, file: document.at.file }));
    }),
  );
}

/**
 * Writes the stages of a rollout. Where the author wrote a single one it stays, with its name and
 * comments, as the last of them; nothing that somebody said about it is lost.
 */
export function stagesEdits(project: Project, plan: RolloutPlan, specs: readonly StageSpec[]): Edits {
  const [only, second] = plan.stages;
  const last = specs[specs.length - 1];
  const before = specs.slice(0, -1);
  const keeps =
    only?.entry !== undefined && second === undefined && before.every((spec) => spec.name !== only.name);
  if (!keeps || last === undefined)
    return hasComments(project, plan)
      ? undefined
      : setInRollout(project, plan, "stages", specs.map(plainStage));
  return joined([
    insertStages(
      project,
      plan,
      before.map((spec) => ({ before: 0, spec })),
    ),
    rewritten(project, only, last),
  ]);
}

/** Whether a list of stages that is written anew would take comments along. */
function hasComments(project: Project, plan: RolloutPlan): boolean {
  const { document } = plan.source;
  const list = entryOf(document.node, "stages")?.value;
  const comments = project.files.get(document.at.file)?.comments ?? [];
  const after = list?.kind === "list" ? (list.items[list.items.length - 1]?.end ?? list.end) : 0;
  return (
    list !== undefined && comments.some((comment) => comment.start >= list.start && comment.start <= after)
  );
}

/** A written stage made to take the hosts that a proposed one does: its name, gates and caution stay. */
function rewritten(project: Project, stage: StagePlan, spec: StageSpec): Edits {
  const { entry } = stage;
  const wanted = new Map(Object.entries(plainStage(spec)));
  return joined(
    STAGE_KEYS.slice(1).map((key) => {
      const value = wanted.get(key);
      if (value !== undefined) return setInStage(project, stage, key, value);
      const selects = ["environments", "clusters", "hosts", "share"].includes(key);
      const drop = entry !== undefined && selects && entryOf(entry.node, key) !== undefined;
      return drop ? removeFrom(project, entry, key) : [];
    }),
  );
}

/** Puts new stages in between and takes the hosts that they got out of the lists that named them. */
export function splitEdits(project: Project, plan: RolloutPlan, { insertions, kept }: Split): Edits {
  const lists = kept.map(({ index, hosts }) => {
    const stage = plan.stages[index];
    return stage && setInStage(project, stage, "hosts", hosts);
  });
  return joined([...lists, ...(insertions.length === 0 ? [] : [insertStages(project, plan, insertions)])]);
}

/** Names of stages in a sentence: `“canary”`. */
export function quoted(stages: readonly { readonly name: string }[]): readonly string[] {
  return stages.map((stage) => `“${stage.name}”`);
}

/** A finding without the lists that are empty. */
export function finding(
  parts: Omit<Finding, "related" | "fixes"> & {
    readonly related?: readonly Related[];
    readonly fixes?: Finding["fixes"];
  },
): Finding {
  const { related, fixes, ...rest } = parts;
  return { ...rest, ...(related?.length ? { related } : {}), ...(fixes ? { fixes } : {}) };
}
