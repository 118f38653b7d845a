import type { Edit } from "../text/edit.ts";
import { insertBlockEntry, insertBlockItem, removeBlockEntry, removeBlockItem } from "./blockEdit.ts";
import { insertFlowEntry, insertFlowItem, removeFlow } from "./flowEdit.ts";
import { ownEntries } from "./layout.ts";
import { ownerOf, replaceNode, replaceValue, scalarEdit } from "./replace.ts";
import type { ListNode, MapNode, ScalarNode, SyntaxFile } from "./tree.ts";

/** A value to be written into a file. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** Edits of one file, in offsets of its text; `undefined` where the change cannot be made safely. */
export type Change = readonly Edit[] | undefined;

/** Writes another text into a scalar, in its own quotes where the new text allows it. */
export function replaceScalar(file: SyntaxFile, node: ScalarNode, text: string): Change {
  return node.shared ? undefined : scalarEdit(file, node, text);
}

/**
 * Gives a key its value. A key that is there keeps its place, its quotes and the comment behind it; a new one
 * goes behind the last of `after` that is there, or to the end, in the style and indentation of the map.
 */
export function setKey(
  file: SyntaxFile,
  map: MapNode,
  key: string,
  value: Plain,
  options: { readonly after?: readonly string[] } = {},
): Change {
  if (map.shared) return undefined;
  const own = ownEntries(map);
  const entry = own.find((candidate) => candidate.key.text === key);
  if (entry !== undefined) return replaceValue(file, map, entry, value);
  const previous = options.after?.findLast((name) => own.some((candidate) => candidate.key.text === name));
  const index =
    previous === undefined ? own.length : own.findIndex(({ key: { text } }) => text === previous) + 1;
  return map.flow
    ? insertFlowEntry(file, map, index, key, value)
    : insertBlockEntry(file, map, own, index, key, value);
}

/** Removes a key with its value and the comment behind it; comments above other keys stay. */
export function removeKey(file: SyntaxFile, map: MapNode, key: string): Change {
  if (map.shared) return undefined;
  const own = ownEntries(map);
  const index = own.findIndex((candidate) => candidate.key.text === key);
  if (index === -1) return undefined;
  if (map.flow) return removeFlow(file, map, index);
  if (map.entries.length === 1) return replaceNode(file, map, ownerOf(file, map), {});
  return removeBlockEntry(file, own, index);
}

/** Puts a value into a list, before the item that has this index now; an index past the end appends. */
export function insertItem(file: SyntaxFile, list: ListNode, index: number, value: Plain): Change {
  if (list.shared) return undefined;
  const at = Math.max(0, Math.min(Math.trunc(index), list.items.length));
  return list.flow ? insertFlowItem(file, list, at, value) : insertBlockItem(file, list, at, value);
}

/** Removes an item of a list with the comment behind it; comments above other items stay. */
export function removeItem(file: SyntaxFile, list: ListNode, index: number): Change {
  if (list.shared || list.items[index] === undefined) return undefined;
  if (list.flow) return removeFlow(file, list, index);
  if (list.items.length === 1) return replaceNode(file, list, ownerOf(file, list), []);
  return removeBlockItem(file, list, index);
}
