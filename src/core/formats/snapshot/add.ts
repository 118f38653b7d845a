import { insertItem, setKey } from "../../syntax/edit.ts";
import { parseYaml } from "../../syntax/parse.ts";
import { type ListNode, type MapNode, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import { applyEdits, type Edit } from "../../text/edit.ts";
import { type Item, SECTIONS, type Sections } from "./items.ts";
import { estateIn, identityOf, matchIn } from "./known.ts";
import type { SnapshotFormat } from "./observed.ts";
import type { Reach } from "./reach.ts";

/** What an import brings. */
export interface Coming {
  readonly format: SnapshotFormat;
  readonly sections: Sections;
  readonly reach: Reach;
  /** ISO 8601: what `takenAt` becomes; its day is written where something is gone. */
  readonly takenAt: string;
}

/**
 * What is new goes into any Estate, one that people wrote too; nothing that stands there is changed or marked.
 * @param whole what a text without an Estate gets, as a document of its own
 */
export function addInto(
  text: string,
  coming: Coming,
  whole: () => string,
): { readonly text: string; readonly added: number } | { readonly problem: string } {
  const file = parseYaml(text);
  if (file.problems.length > 0) return { problem: UNREADABLE };
  const root = estateIn(file, () => true);
  if (root === undefined) {
    const added = SECTIONS.reduce((sum, section) => sum + coming.sections[section].length, 0);
    return { text: text.trim() === "" ? whole() : `${text.trimEnd()}\n---\n${whole()}`, added };
  }
  const { edits, added } = newItems(file, root, coming, "last");
  const now = applyEdits(text, edits);
  return now === undefined ? { problem: UNSAFE } : { text: now, added };
}

/** Clauses that follow the name of a manifest. */
export const UNREADABLE = "it holds YAML that cannot be read: mend that first, so that nothing is lost";
export const UNSAFE = "its lines stand so that they could not be changed safely";

/** New items at their place in the order, where the file still has it. */
export function newItems(
  file: SyntaxFile,
  root: MapNode,
  coming: Coming,
  where: "in order" | "last" = "in order",
): { readonly edits: readonly Edit[]; readonly added: number } {
  // Items of the last list and new sections may begin at one place: the items belong to the list before it.
  const items: Edit[] = [];
  const sections: Edit[] = [];
  let added = 0;
  for (const section of SECTIONS) {
    const list = valueUnder(root, section);
    const { pairs, fresh } = matchIn(root, section, coming.sections);
    if (fresh.length === 0) continue;
    added += fresh.length;
    if (list?.kind !== "list" || list.items.length === 0) {
      sections.push(...(setKey(file, root, section, fresh, { after: SECTIONS }) ?? []));
      continue;
    }
    const known = pairs.map(([each]) => ({ index: each.index, order: identityOf(section, each.item) }));
    const named = fresh.map((item) => ({ item, order: identityOf(section, item) }));
    items.push(...inserted(file, list, where === "last" ? undefined : known, named));
  }
  return { edits: [...items, ...sections], added };
}

function inserted(
  file: SyntaxFile,
  list: ListNode,
  known: readonly { readonly index: number; readonly order: string }[] | undefined,
  fresh: readonly { readonly item: Item; readonly order: string }[],
): readonly Edit[] {
  const inOrder =
    known?.every(({ order }, index) => index === 0 || (known[index - 1]?.order ?? "") <= order) === true;
  return fresh.flatMap(({ item, order }) => {
    const before = inOrder ? (known?.[lastUpTo(known, order)]?.index ?? -1) : list.items.length - 1;
    return insertItem(file, list, before + 1, item) ?? [];
  });
}

/** The position of the last one that does not come after, -1 for none. */
function lastUpTo(known: readonly { readonly order: string }[], order: string): number {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((known[middle]?.order ?? "") <= order) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
