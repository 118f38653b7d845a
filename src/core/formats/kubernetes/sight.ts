import type { Fix } from "../../model/finding.ts";
import type { Play, Remark } from "../../model/play.ts";
import type { Policy } from "../../model/policy.ts";
import { type Change, type Plain, setKey } from "../../syntax/edit.ts";
import type { MapNode } from "../../syntax/tree.ts";
import type { KubeNode } from "./nodes.ts";
import type { KubeObject } from "./objects.ts";

/** What all files together show, for the reading of one object. */
export interface Sight {
  readonly nodes: readonly KubeNode[];
  readonly pools: readonly KubeObject[];
  readonly policy: Policy;
}

/** What one object comes to. */
export interface Reading {
  readonly play?: Play;
  readonly remarks: readonly Remark[];
  /** It empties nodes by evicting their pods, which disruption budgets may refuse. */
  readonly drains?: true;
}

/** A remark about an object, at one of its values. */
export function remarkOn(
  object: KubeObject,
  remark: Pick<Remark, "rule" | "severity" | "message" | "fixes" | "related" | "vms"> & {
    readonly at?: Remark["at"];
  },
): Remark {
  return { at: object.at, subject: { kind: subjectKind(object), name: object.name }, ...remark };
}

/** Virtual machines are what they are; whatever updates something is a rollout; the rest are objects. */
function subjectKind({ kind }: KubeObject): string {
  if (kind.startsWith("VirtualMachine")) return "vm";
  return kind === "PodDisruptionBudget" || kind === "Version" ? "object" : "play";
}

/** A key of an object set to a value; none where it was taken from a running cluster or cannot be written. */
export function setting(
  object: KubeObject,
  title: string,
  map: MapNode | undefined,
  key: string,
  value: Plain,
  after: readonly string[] = [],
): readonly Fix[] {
  return fixBy(object, title, map && setKey(object.syntax, map, key, value, { after }));
}

export function fixBy(object: KubeObject, title: string, change: Change): readonly Fix[] {
  if (change === undefined || object.observed) return [];
  return [{ title, edits: change.map((edit) => ({ ...edit, file: object.file })) }];
}

/** The first fix of a list as the one that "fix all" takes. */
export function preferred(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.map((fix, index) => (index === 0 ? { ...fix, preferred: true as const } : fix));
}
