import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Plain } from "./edit.ts";
import {
  areApart,
  entryEnd,
  indentOf,
  insertBelow,
  isBlankLine,
  isBreak,
  keepsBlankLines,
  lineBefore,
  lineEndOf,
  lineStart,
  nextLine,
  removeLines,
  skipBlanks,
  startsLine,
} from "./layout.ts";
import {
  allFlow,
  entryLines,
  flowText,
  indented,
  isList,
  isPadded,
  itemLines,
  keyText,
  lookOf,
} from "./render.ts";
import type { Entry, ListNode, MapNode, Node, SyntaxFile } from "./tree.ts";

/** A new entry of a block map, behind the first `index` of its own entries. */
export function insertBlockEntry(
  file: SyntaxFile,
  map: MapNode,
  own: readonly Entry[],
  index: number,
  key: string,
  value: Plain,
): readonly Edit[] | undefined {
  const { text } = file;
  const indent = mapIndent(text, map, own);
  const previous = own[index - 1];
  const end = index === own.length || previous === undefined ? map.end : entryEnd(text, previous);
  if (indent === undefined || end === undefined) return undefined;
  const values = own.map((entry) => entry.value);
  const inFlow = typeof value === "object" && !isList(value) && allFlow(values);
  const sibling = values.find((node): node is MapNode => node?.kind === "map");
  const lines = inFlow
    ? [`${keyText(key)}: ${flowText(value, isPadded(text, sibling))}`]
    : entryLines(key, value, lookOf(file, map));
  const last: Node | undefined = index === own.length ? map : previous?.value;
  const ends = own.map((item) => ({ start: item.key.start, end: entryEnd(text, item) ?? item.key.end }));
  const gap = stepsApart(text, ends, index) && !keepsBlankLines(text, last) ? [""] : [];
  return some(insertBelow(text, end, last, indent, [...gap, ...indented(lines, indent)]));
}

/** Whether blank lines stand between the members of a collection where a new one comes in. */
function stepsApart(text: string, members: readonly Span[], index: number): boolean {
  const at = index < members.length ? index : index - 1;
  const [before, after] = [members[at - 1], members[at]];
  return before !== undefined && after !== undefined && areApart(text, before.end, after.start);
}

export function removeBlockEntry(
  file: SyntaxFile,
  own: readonly Entry[],
  index: number,
): readonly Edit[] | undefined {
  const { text } = file;
  const entry = own[index];
  const end = entry === undefined ? undefined : entryEnd(text, entry);
  if (entry === undefined || end === undefined) return undefined;
  if (joins(text, own[index - 1]?.value, end)) return undefined;
  return some(removeLines(text, entry.key.start, end, index === 0));
}

export function insertBlockItem(
  file: SyntaxFile,
  list: ListNode,
  index: number,
  value: Plain,
): readonly Edit[] | undefined {
  const { text } = file;
  const indent = indentOf(text, list.start);
  if (indent === undefined) return undefined;
  const look = lookOf(file);
  const siblings = list.items.some((item) => item.kind === "map") ? allFlow(list.items) : look.flowItems;
  const sample = list.items.find((item): item is MapNode => item.kind === "map");
  const isMap = typeof value === "object" && !isList(value);
  const lines =
    siblings && isMap ? [`- ${flowText(value, isPadded(text, sample))}`] : itemLines(value, look, siblings);
  const previous = list.items[index - 1];
  if (previous !== undefined) {
    const end = index === list.items.length ? list.end : previous.end;
    const last = index === list.items.length ? list : previous;
    const gap = stepsApart(text, list.items, index) && !keepsBlankLines(text, last) ? [""] : [];
    return some(insertBelow(text, end, last, indent, [...gap, ...indented(lines, indent)]));
  }
  const eol = lineEndOf(text);
  if (!startsLine(text, list.start)) {
    const [first = "", ...rest] = lines;
    const moved = [first, ...indented(rest, indent)].join(eol);
    return [{ start: list.start, end: list.start, text: moved + eol + indent }];
  }
  const at = aboveComments(text, list.start);
  return [{ start: at, end: at, text: indented(lines, indent).join(eol) + eol }];
}

export function removeBlockItem(
  file: SyntaxFile,
  list: ListNode,
  index: number,
): readonly Edit[] | undefined {
  const { text } = file;
  const item = list.items[index];
  if (item === undefined || joins(text, list.items[index - 1], item.end)) return undefined;
  const dash = dashOf(text, list, item);
  return dash === undefined ? undefined : some(removeLines(text, dash, item.end, index === 0));
}

/** Whether the blank lines behind what is removed would become part of the value before it. */
function joins(text: string, before: Node | undefined, end: number): boolean {
  return keepsBlankLines(text, before) && isBlankLine(text, nextLine(text, end));
}

function some(edit: Edit | undefined): readonly Edit[] | undefined {
  return edit === undefined ? undefined : [edit];
}

function mapIndent(text: string, map: MapNode, own: readonly Entry[]): string | undefined {
  const aligned = own.find(({ key }) => startsLine(text, key.start));
  return indentOf(text, aligned?.key.start ?? map.start);
}

/** The start of the line, or of the comment lines directly above it in the same column. */
function aboveComments(text: string, at: number): number {
  const column = at - lineStart(text, at);
  let start = lineStart(text, at);
  while (start > 0 && isBreak(text, start - 1)) {
    const above = lineBefore(text, start);
    const first = skipBlanks(text, above);
    if (text[first] !== "#" || first - above !== column || above === start) break;
    start = above;
  }
  return start;
}

/** The dash of an item: it stands in the column of the list's first, on the item's line or one above. */
function dashOf(text: string, list: ListNode, item: Node): number | undefined {
  if (item === list.items[0]) return list.start;
  const column = list.start - lineStart(text, list.start);
  for (let line = lineStart(text, item.start); line > list.start; ) {
    const dash = line + column;
    if (text[dash] === "-" && startsLine(text, dash)) return dash;
    line = lineBefore(text, line);
  }
  return undefined;
}
