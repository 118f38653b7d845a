import type { Position } from "../core/text/lines.ts";
import type { TreeNode } from "../core/views/estateNodes.ts";
import { treeFiltered, treeOf, treePath } from "../core/views/estateTree.ts";
import { mentionAt } from "../core/views/mentions.ts";
import type { Looked } from "./answers.ts";
import type { TreeNodeReport } from "./languageReports.ts";

/** Answers about the estate's tree: rows are made level by level, as they are opened. */

/** The rows below the one that these keys lead to; with a filter, the top holds what has it in its name. */
export function treeChildren(
  { analysis, texts }: Looked,
  keys: readonly string[],
  filter: string,
): readonly TreeNodeReport[] {
  if (analysis === undefined) return [];
  const { facts, parts, findings } = analysis;
  const top = filter === "" ? treeOf(facts, parts, findings) : treeFiltered(facts, filter, findings);
  const rows = keys.reduce<readonly TreeNode[]>(
    (level, key) => level.find((node) => node.key === key)?.children?.() ?? [],
    top,
  );
  return rows.map(({ key, label, description, kind, tone, at, children }) => {
    const range = at && texts.rangeOf(at);
    return {
      key,
      label,
      description,
      kind,
      tone,
      place: at === undefined || range === undefined ? null : { path: at.file, range },
      hasChildren: children !== undefined,
    };
  });
}

/** The keys from the top to what a word names; undefined where it names nothing in the tree. */
export function treeKeysAt(
  { analysis, texts }: Looked,
  path: string,
  position: Position,
): readonly string[] | undefined {
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || offset === undefined) return undefined;
  const subject = mentionAt(analysis.facts, path, offset)?.subject;
  const keys = subject && treePath(subject);
  return keys && leads(analysis, keys) ? keys : undefined;
}

function leads(
  { facts, parts, findings }: NonNullable<Looked["analysis"]>,
  keys: readonly string[],
): boolean {
  let level: readonly TreeNode[] = treeOf(facts, parts, findings);
  return keys.every((key) => {
    const node = level.find((each) => each.key === key);
    level = node?.children?.() ?? [];
    return node !== undefined;
  });
}
