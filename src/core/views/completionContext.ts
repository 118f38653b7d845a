import { parseYaml } from "../syntax/parse.ts";
import type { ListNode, MapNode, Node } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";

/** Where in a manifest a word is being written. */
export interface WritingContext {
  /** What is to be replaced: the word around the offset. */
  readonly word: Span;
  /** The manifest's `kind` as far as it is written. */
  readonly kind: string | undefined;
  /** Keys from the root to the map or list in which the word stands; lists have no step of their own. */
  readonly path: readonly string[];
  /** A key of a map, a value of the key at the end of the path, or one item of a list. */
  readonly role: "key" | "value" | "item";
  /** The map in which the word stands as a key, or in whose value. */
  readonly map: MapNode | undefined;
  /** The map around that one. */
  readonly outer: MapNode | undefined;
  /** Whether it stands between brackets. */
  readonly inFlow: boolean;
  /** Whether the map begins with this word: behind a dash. */
  readonly isFirst: boolean;
}

/** A rule's id is being written in a silencing comment. */
export interface SilenceContext {
  readonly word: Span;
  readonly role: "silence";
}

/**
 * Reads only what decides: the lines above that are further left, those beside it in the same map, and its own. So the
 * cost does not grow with the file, and what else is unfinished in it does not matter.
 */
export function contextAt(text: string, offset: number): WritingContext | SilenceContext | undefined {
  const word = wordAt(text, offset);
  const line = lineOf(text, word.start);
  const before = text.slice(line.start, word.start);
  const comment = /(^|\s)#(.*)$/.exec(before);
  if (comment !== null)
    return /^\s*baskets-ignore\s+$/.test(comment[2] ?? "") ? { word, role: "silence" } : undefined;
  const after = text.slice(word.end, line.end);
  const around = surroundings(text, line, before);
  const isAlone = /^\s*(?:-\s+)*$/.test(before) && /^\s*(#.*)?$/.test(after);
  const own = `${before}${MARKER}${isAlone ? ":" : ""}${after}`;
  // What follows on the line may be what makes it unreadable.
  const read =
    located(`${around.above}${own}\n${around.below}`) ??
    located(`${around.above}${before}${MARKER}${closing(before)}\n`);
  return (
    read && {
      ...read,
      word,
      isFirst: isAlone && /-\s+$/.test(before),
      kind: /^kind:\s*["']?(\w+)/m.exec(around.head)?.[1],
    }
  );
}

const MARKER = "zzBasketszz";

/** What closes the brackets that are open at the end of a text. */
function closing(text: string): string {
  const open: string[] = [];
  for (const character of text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "")) {
    if (character === "{") open.push("}");
    else if (character === "[") open.push("]");
    else if (character === "}" || character === "]") open.pop();
  }
  return open.reverse().join("");
}

const WORD = /[\p{L}\p{N}_./%@+-]/u;

function wordAt(text: string, offset: number): Span {
  let [start, end] = [offset, offset];
  while (start > 0 && WORD.test(text.charAt(start - 1))) start--;
  while (end < text.length && WORD.test(text.charAt(end))) end++;
  return { start, end };
}

function lineOf(text: string, offset: number): Span {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return { start, end: end === -1 ? text.length : end };
}

interface Surroundings {
  /** How the document begins: its `apiVersion` and `kind`. */
  readonly head: string;
  /** The lines that decide, above and below. */
  readonly above: string;
  readonly below: string;
}

/** Column of the first character that is neither space nor the dash of a list. */
function contentColumn(line: string): number {
  return /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
}

function dashColumn(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

function surroundings(text: string, line: Span, before: string): Surroundings {
  const indent = contentColumn(before);
  const start = documentStart(text, line.start);
  const above = linesBetween(text, start, line.start);
  const kept: string[] = [];
  // A dash on the line itself begins an item: what is beside it is another one.
  let level = /^\s*-/.test(before) ? dashColumn(before) : indent;
  let isBeside = level === indent;
  for (let at = above.length - 1; at >= 0 && (level > 0 || isBeside); at--) {
    const each = above[at] ?? "";
    if (/^\s*(#.*)?$/.test(each)) continue;
    const [dash, content] = [dashColumn(each), contentColumn(each)];
    if (isBeside && content === level) kept.push(each);
    else if (content < level || (dash < level && /^\s*-/.test(each))) kept.push(each);
    else continue;
    if (dash < level) {
      level = dash;
      isBeside = false;
    }
  }
  const below: string[] = [];
  if (!/^\s*-/.test(before) || indent > dashColumn(before)) {
    for (const each of linesBelow(text, line.end)) {
      if (/^\s*(#.*)?$/.test(each)) continue;
      if (/^(---|\.\.\.)/.test(each) || dashColumn(each) < indent) break;
      if (dashColumn(each) === indent && !/^\s*-/.test(each)) below.push(each);
    }
  }
  return {
    head: text.slice(start, start + 2000),
    above: kept
      .reverse()
      .map((each) => `${each}\n`)
      .join(""),
    below: below.map((each) => `${each}\n`).join(""),
  };
}

function documentStart(text: string, offset: number): number {
  const before = text.slice(0, offset);
  const marks = [...before.matchAll(/^---.*$/gm)];
  const last = marks.at(-1);
  return last === undefined ? 0 : Math.min(offset, last.index + last[0].length + 1);
}

function linesBetween(text: string, start: number, end: number): readonly string[] {
  return text
    .slice(start, end)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
}

/** A few hundred lines are enough: an item is not longer. */
function linesBelow(text: string, start: number): readonly string[] {
  return text
    .slice(start + 1, start + 20_000)
    .split(/\r?\n/)
    .slice(0, 400);
}

type Read = Pick<WritingContext, "path" | "role" | "map" | "outer" | "inFlow">;

function located(text: string): Read | undefined {
  const [document] = parseYaml(text).documents;
  return document?.root && findIn(document.root, [], false, undefined);
}

function findIn(
  node: Node,
  path: readonly string[],
  inFlow: boolean,
  map: MapNode | undefined,
): Read | undefined {
  if (node.kind === "scalar")
    return node.text === MARKER ? { path, role: "value", map, outer: undefined, inFlow } : undefined;
  const isFlow = inFlow || node.flow;
  return node.kind === "list" ? inList(node, path, isFlow, map) : inMap(node, path, isFlow, map);
}

function inList(
  list: ListNode,
  path: readonly string[],
  inFlow: boolean,
  map: MapNode | undefined,
): Read | undefined {
  for (const item of list.items) {
    if (item.kind === "scalar" && item.text === MARKER)
      return { path, role: "item", map, outer: undefined, inFlow };
    const found = findIn(item, path, inFlow, map);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inMap(
  map: MapNode,
  path: readonly string[],
  inFlow: boolean,
  outer: MapNode | undefined,
): Read | undefined {
  for (const { key, value } of map.entries) {
    if (key.text === MARKER) return { path, role: "key", map, outer, inFlow };
    const found = value && findIn(value, [...path, key.text], inFlow, map);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The text of a key's value in the map in which the word stands. */
export function besides(map: MapNode | undefined, key: string): string | undefined {
  const value = map?.entries.find((entry) => entry.key.text === key)?.value;
  return value?.kind === "scalar" ? value.text : undefined;
}

/** The keys that a map has, but the one being written. */
export function keysOf(map: MapNode | undefined): ReadonlySet<string> {
  return new Set(map?.entries.map(({ key }) => key.text).filter((text) => text !== MARKER));
}
