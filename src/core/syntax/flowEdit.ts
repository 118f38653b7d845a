import type { Edit } from "../text/edit.ts";
import type { Plain } from "./edit.ts";
import {
  endsLine,
  entryEnd,
  indentOf,
  isBreak,
  isTrivia,
  lineEnd,
  lineEndOf,
  lineStart,
  nextLine,
  ownEntries,
  skipBlanks,
  startsLine,
} from "./layout.ts";
import { allFlow, flowText, isPadded, keyText } from "./render.ts";
import type { ListNode, MapNode, Node, SyntaxFile } from "./tree.ts";

/** Where a member of a flow collection stands. The end is unknown where its value was not read. */
interface Member {
  readonly start: number;
  readonly end: number | undefined;
}

export function insertFlowEntry(
  file: SyntaxFile,
  map: MapNode,
  index: number,
  key: string,
  value: Plain,
): readonly Edit[] | undefined {
  const written = `${keyText(key)}: ${flowText(value, isPadded(file.text, map))}`;
  return insertFlow(file.text, map, members(file.text, map), index, written);
}

export function insertFlowItem(
  file: SyntaxFile,
  list: ListNode,
  index: number,
  value: Plain,
): readonly Edit[] | undefined {
  const sample = list.items.find((item): item is MapNode => item.kind === "map");
  const padded = allFlow(list.items) && isPadded(file.text, sample);
  return insertFlow(file.text, list, members(file.text, list), index, flowText(value, padded));
}

/** Removes a member of a flow collection with one comma, and its line where it has one for itself. */
export function removeFlow(
  file: SyntaxFile,
  collection: MapNode | ListNode,
  index: number,
): readonly Edit[] | undefined {
  const { text } = file;
  if (!isBracketed(text, collection)) return undefined;
  const all = members(text, collection);
  const member = all[index];
  if (member?.end === undefined) return undefined;
  const before = all[index - 1]?.end ?? collection.start + 1;
  const comma = commaAfter(text, member.end, collection.end - 1);
  if (comma === undefined && !isTrivia(text, member.end, collection.end - 1)) return undefined;
  if (!onlyCommas(text, before, member.start)) return undefined;
  const end = comma ?? member.end;
  const ownLine = startsLine(text, member.start) && endsLine(text, end);
  const edits: Edit[] = [];
  if (comma === undefined && index > 0) {
    const previous = commaAfter(text, before, member.start);
    if (previous === undefined) return undefined;
    if (!ownLine && !text.slice(before, member.start).includes("#")) {
      return [{ start: before, end: member.end, text: "" }];
    }
    edits.push({ start: previous - 1, end: previous, text: "" });
  }
  if (ownLine) {
    edits.push({ start: lineStart(text, member.start), end: nextLine(text, end), text: "" });
  } else {
    const next = all[index + 1];
    const gap = comma === undefined ? end : skipBlanks(text, end);
    const keepGap = next === undefined || isBreak(text, gap) || text[gap] === "#";
    edits.push({ start: member.start, end: keepGap ? end : gap, text: "" });
  }
  return edits;
}

function insertFlow(
  text: string,
  collection: MapNode | ListNode,
  all: readonly Member[],
  index: number,
  written: string,
): readonly Edit[] | undefined {
  if (!isBracketed(text, collection)) return undefined;
  const previous = all[index - 1];
  const open = collection.start + 1;
  if (previous === undefined) {
    const inside = text.slice(open, collection.end - 1);
    if (/^[ \t]*$/.test(inside)) return [{ start: open, end: collection.end - 1, text: written }];
    const empty = all.length === 0 && isTrivia(text, open, collection.end - 1);
    const at = empty || isBreak(text, skipBlanks(text, open)) ? open : skipBlanks(text, open);
    if (text[at] === "#") return undefined;
    const first = all[0];
    if (!empty && first !== undefined && at === open && startsLine(text, first.start)) {
      const indent = indentOf(text, first.start) ?? "";
      const line = lineStart(text, first.start);
      return [{ start: line, end: line, text: `${indent}${written},${lineEndOf(text)}` }];
    }
    return [{ start: at, end: at, text: empty ? written : `${written}, ` }];
  }
  if (previous.end === undefined) return undefined;
  const comma = commaAfter(text, previous.end, collection.end - 1);
  const behind = comma ?? previous.end;
  if (
    startsLine(text, previous.start) &&
    endsLine(text, behind) &&
    isWhole(text, collection, behind, comma)
  ) {
    const line = `${lineEndOf(text)}${indentOf(text, previous.start) ?? ""}${written}`;
    const at = lineEnd(text, behind);
    if (comma !== undefined) return [{ start: at, end: at, text: `${line},` }];
    return [
      { start: previous.end, end: previous.end, text: "," },
      { start: at, end: at, text: line },
    ];
  }
  return [{ start: previous.end, end: previous.end, text: `, ${written}` }];
}

/** A line behind this one still lies within the brackets, and no comma waits on it. */
function isWhole(
  text: string,
  { end }: MapNode | ListNode,
  behind: number,
  comma: number | undefined,
): boolean {
  return lineEnd(text, behind) < end && (comma !== undefined || isTrivia(text, behind, end - 1));
}

function members(text: string, collection: MapNode | ListNode): readonly Member[] {
  if (collection.kind === "list") return collection.items.map(({ start, end }: Node) => ({ start, end }));
  return ownEntries(collection).map((entry) => ({ start: entry.key.start, end: entryEnd(text, entry) }));
}

function isBracketed(text: string, { kind, start, end }: MapNode | ListNode): boolean {
  return kind === "map"
    ? text[start] === "{" && text[end - 1] === "}"
    : text[start] === "[" && text[end - 1] === "]";
}

/** The offset behind the comma that follows; `undefined` where there is none before `limit`. */
function commaAfter(text: string, from: number, limit: number): number | undefined {
  for (let at = from; at < limit; at++) {
    const character = text[at];
    if (character === ",") return at + 1;
    if (character === "#") at = lineEnd(text, at);
    else if (character !== " " && character !== "\t" && !isBreak(text, at)) return undefined;
  }
  return undefined;
}

function onlyCommas(text: string, from: number, to: number): boolean {
  const comma = commaAfter(text, from, to);
  return comma === undefined ? isTrivia(text, from, to) : isTrivia(text, comma, to);
}
