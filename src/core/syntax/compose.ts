import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import { type Anchors, aliased, closeAnchor, merged, openAnchor } from "./anchors.ts";
import { shown } from "./messages.ts";
import { NULLS } from "./plainScalar.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode, SyntaxProblem } from "./tree.ts";

/** What the conversion of one document keeps at hand. */
export interface Reading {
  readonly text: string;
  /** Where the part that is being converted starts in the text. */
  readonly base: number;
  readonly anchors: Anchors;
  readonly problems: SyntaxProblem[];
}

type Parsed = Document.Parsed["contents"];

/** The located tree of one parsed document; `undefined` where it is empty. */
export function compose(reading: Reading, contents: Parsed): Node | undefined {
  return convert(reading, contents, 0);
}

/** The root of one part of a document, and whether a problem in that part is known already. */
export interface Part {
  readonly reading: Reading;
  readonly contents: Parsed;
  readonly faulty: boolean;
}

/** One tree out of the roots of the parts of a document that had to be read part by part. */
export function composeParts(parts: readonly Part[]): Node | undefined {
  const filled = parts.filter(({ contents }) => !isEmpty(contents));
  const inMap = filled.some(({ contents }) => isMap(contents));
  const isRoot = (contents: Parsed) => (inMap ? isMap(contents) : isSeq(contents));
  const roots = filled.filter(({ contents }) => isRoot(contents));
  for (const { reading, contents, faulty } of filled) {
    if (!isRoot(contents) && !faulty) reading.problems.push(misplaced(reading, contents, inMap));
  }
  const [head] = roots;
  if (head === undefined) return undefined;
  if (roots.length === 1) return convert(head.reading, head.contents, 0);
  if (!inMap) return listNode(roots.flatMap((part) => convert(part.reading, part.contents, 0) ?? []));
  const collected = collector();
  const spans = roots.flatMap(({ reading, contents }) =>
    isMap(contents) ? [convertEntries(reading, contents, 0, collected)] : [],
  );
  const start = spans[0]?.start ?? 0;
  const end = spans[spans.length - 1]?.end ?? start;
  return { kind: "map", flow: false, start, end, entries: merged(head.reading, collected) };
}

/** Where the entries or items of a root start, as offsets in its part. */
export function partStarts(contents: Parsed): readonly number[] {
  if (!isMap(contents) && !isSeq(contents)) return [];
  const nodes: unknown[] = contents.items.map((item) => (isPair(item) ? item.key : item));
  return nodes.map((node) => (isNode(node) ? (node.range?.[0] ?? -1) : -1));
}

function misplaced(reading: Reading, contents: Parsed, inMap: boolean): SyntaxProblem {
  const { start, end } = spanOf(reading, contents ?? {});
  const line = reading.text.slice(start, end).split("\n", 1)[0] ?? "";
  const message = inMap
    ? `“${shown(line)}” is no \`key: value\`, so it is not read. Add the key or the colon that is missing, or indent it under its key.`
    : `“${shown(line)}” is no list item, so it is not read. Start the line with \`- \`, or indent it under its item.`;
  return { start, end: start + line.length, message };
}

function listNode(lists: readonly Node[]): Node | undefined {
  const [first] = lists;
  const last = lists[lists.length - 1];
  if (first === undefined || last === undefined) return undefined;
  const items = lists.flatMap((list) => (list.kind === "list" ? list.items : []));
  return { kind: "list", flow: false, start: first.start, end: last.end, items };
}

function convert(reading: Reading, node: unknown, depth: number): Node | undefined {
  if (isAlias(node)) {
    const [start = 0, end = start] = node.range ?? [];
    return aliased(reading, node.source, { start: start + reading.base, end: end + reading.base }, depth);
  }
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  const opened = anchor === undefined ? undefined : openAnchor(reading, anchor);
  let converted: Node | undefined;
  if (isMap(node)) converted = convertMap(reading, node, depth);
  else if (isSeq(node)) converted = convertList(reading, node, depth);
  else if (isScalar(node)) converted = convertScalar(reading, node);
  if (opened !== undefined) closeAnchor(opened, converted);
  return converted;
}

/** The entries of a map while it is read: its own, and what its merge keys bring. */
export interface Collected {
  readonly entries: Entry[];
  readonly keys: Set<string>;
  readonly merges: { readonly at: number; readonly key: ScalarNode; readonly value: Node | undefined }[];
}

function collector(): Collected {
  return { entries: [], keys: new Set(), merges: [] };
}

function convertMap(reading: Reading, map: { items: unknown[] } & Ranged, depth: number): MapNode {
  const collected = collector();
  const span = convertEntries(reading, map, depth, collected);
  const flow = map.flow === true;
  return { kind: "map", flow, ...span, entries: merged(reading, collected) };
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined;
  readonly flow?: boolean | undefined;
}

function convertEntries(
  reading: Reading,
  map: { items: unknown[] } & Ranged,
  depth: number,
  into: Collected,
): { start: number; end: number } {
  const { start, end } = spanOf(reading, map);
  let last = start;
  for (const pair of map.items) {
    if (!isPair(pair)) continue;
    const key = convertKey(reading, pair.key, depth + 1, map.flow === true);
    const value = isEmpty(pair.value) ? undefined : convert(reading, pair.value, depth + 1);
    last = Math.max(last, endOf(reading, pair.key), endOf(reading, pair.value), value?.end ?? 0);
    if (key === undefined) continue;
    const isMerge = key.text === "<<" && key.style === "plain";
    if (into.keys.has(key.text)) {
      const message = `The key ${shown(key.text)} is written twice here, and only the first is read. Remove one of them or rename it.`;
      reading.problems.push({ start: key.start, end: key.end, message });
    }
    into.keys.add(key.text);
    if (isMerge) into.merges.push({ at: into.entries.length, key, value });
    else into.entries.push({ key, value });
  }
  return { start, end: map.flow === true ? end : last };
}

function convertKey(reading: Reading, key: unknown, depth: number, inFlow: boolean): ScalarNode | undefined {
  const converted = convert(reading, key, depth);
  if (converted === undefined) return undefined;
  if (converted.kind === "scalar" && !isEmpty(key)) return inFlow ? converted : lastLine(reading, converted);
  const message =
    converted.kind === "scalar"
      ? "There is a colon without a key before it. Write `key: value`."
      : `A ${converted.kind} cannot be a key here. Write a single word or text before the colon, without brackets or a question mark.`;
  const { start } = converted;
  reading.problems.push({
    start,
    end: Math.max(converted.end, Math.min(start + 1, reading.text.length)),
    message,
  });
  return undefined;
}

/** A line without a colon runs into the key on the next: that key is the one that is meant. */
function lastLine({ text }: Reading, key: ScalarNode): ScalarNode {
  const written = text.slice(key.start, key.end);
  const cut = written.lastIndexOf("\n");
  if (key.style !== "plain" || cut === -1) return key;
  // Behind a question mark, also on a line above, a key may go over several lines.
  let before = key.start;
  while (before > 0 && /[\s\uFEFF]/.test(text.charAt(before - 1))) before--;
  if (text[before - 1] === "?") return key;
  const last = written.slice(cut).trimStart();
  return { ...key, start: key.end - last.length, text: last, isNull: NULLS.has(last) };
}

function convertList(reading: Reading, list: { items: unknown[] } & Ranged, depth: number): ListNode {
  const { start, end } = spanOf(reading, list);
  const items: Node[] = [];
  let last = start;
  for (const item of list.items) {
    const node = convert(reading, item, depth + 1);
    if (node !== undefined) items.push(node);
    last = Math.max(last, endOf(reading, item), node?.end ?? 0);
  }
  const flow = list.flow === true;
  return { kind: "list", flow, start, end: flow ? end : last, items };
}

const STYLES = new Map<string, ScalarNode["style"]>([
  ["QUOTE_SINGLE", "single"],
  ["QUOTE_DOUBLE", "double"],
  ["BLOCK_LITERAL", "block"],
  ["BLOCK_FOLDED", "block"],
]);

interface ParsedScalar extends Ranged {
  readonly source?: string;
  readonly tag?: string | undefined;
  readonly type?: string | undefined;
}

function convertScalar(reading: Reading, scalar: ParsedScalar): ScalarNode {
  const style = STYLES.get(scalar.type ?? "") ?? "plain";
  const span = spanOf(reading, scalar);
  const text = (scalar.source ?? "") + lostCharacter(reading, style, span.end);
  const isNull = style === "plain" && scalar.tag === undefined && NULLS.has(text);
  return { kind: "scalar", ...span, text, style, isNull };
}

/** The library takes the last character of a quoted text for its closing quote, even where that is missing. */
function lostCharacter({ text }: Reading, style: ScalarNode["style"], end: number): string {
  const last = text.charAt(end - 1);
  if ((style !== "single" && style !== "double") || last === "'" || last === '"') return "";
  return last;
}

function isEmpty(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  return isScalar(node) && (node.type === undefined || node.type === "PLAIN") && node.source === "";
}

function endOf(reading: Reading, node: unknown): number {
  if (isAlias(node) || isMap(node) || isSeq(node) || isScalar(node)) {
    if (!isMap(node) && !isSeq(node)) return spanOf(reading, node).end;
    return spanOf(reading, node).start;
  }
  return 0;
}

/** Where a node stands in the text. A node that is not written stands directly behind what comes before it. */
function spanOf(reading: Reading, node: Ranged & { type?: unknown }): { start: number; end: number } {
  const [first = 0, last = first] = node.range ?? [];
  const { text, base } = reading;
  let start = Math.min(first + base, text.length);
  let end = Math.min(last + base, text.length);
  if (start === end) {
    while (start > base && isBlank(text.charCodeAt(start - 1))) start--;
    return { start, end: start };
  }
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") end = contentEnd(text, start, end);
  return { start, end };
}

/** The end of the last line of a block scalar that is not blank, without its line end. */
function contentEnd(text: string, start: number, end: number): number {
  let content = end;
  for (let i = end; i > start; i--) {
    const code = text.charCodeAt(i - 1);
    if (code === 10 || code === 13) content = i - 1;
    else if (!isBlank(code)) break;
  }
  return content;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
