import { type LineReader, lineReader, pushComment, type ReadItem } from "./plainLines.ts";
import { keysOnce, readInline, readKey, skipSpaces } from "./plainScalar.ts";
import type { Comment, Entry, ListNode, MapNode, Node, ScalarNode, SyntaxProblem } from "./tree.ts";

/** What the plain part of YAML gives: the same tree and comments that the library would give, without a problem. */
export interface PlainRead {
  readonly root: Node;
  readonly comments: readonly Comment[];
  /** What is wrong with single items, and only with them. */
  readonly problems: readonly SyntaxProblem[];
  /** The lists below the keys of the document, with the lines of each item. */
  readonly lists: readonly PlainList[];
}

export interface PlainList {
  readonly node: ListNode;
  /** Columns before its dashes. */
  readonly indent: number;
  readonly items: readonly PlainItem[];
}

/** Whole lines: comments and blank lines belong to the item that they stand above. */
export interface PlainItem {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
  /** The start of the line of its dash. */
  readonly line: number;
  /** The library read it; what it holds may go on with what is indented below it. */
  readonly apart: boolean;
}

/**
 * Reads a document written in the part of YAML that nearly all manifests keep to: maps and lists by indentation, texts,
 * lists and maps on one line. It is some twenty times as fast as the library, which reads everything else: `undefined`
 * where anything else is met, and so wherever something is wrong. Held to the library by a property test.
 */
export function readPlain(
  text: string,
  start: number,
  end: number,
  readItem: ReadItem,
): PlainRead | undefined {
  const reader = lineReader(text, start, end, readItem, true);
  const root = reader.indent < 0 ? undefined : readBlock(reader, reader.indent, reader.at, 0);
  if (root === undefined || reader.refused || reader.indent >= 0) return undefined;
  return resultOf(reader, root);
}

/** The same for some items of a list whose dashes stand behind so many columns, from the start of a line to the end of one. */
export function readPlainItems(text: string, indent: number, readItem: ReadItem): PlainRead | undefined {
  const reader = lineReader(text, 0, text.length, readItem, false);
  if (reader.indent !== indent || !startsItem(reader, reader.at)) return undefined;
  const root = readList(reader, indent, reader.at, ITEM_DEPTH);
  return root === undefined || reader.refused || reader.indent >= 0 ? undefined : resultOf(reader, root);
}

function resultOf({ comments, problems, lists }: LineReader, root: Node): PlainRead {
  return { root, comments, problems, lists };
}

const [SPACE, HASH, COLON, DASH] = [32, 35, 58, 45] as const;

/** Blocks may stand in each other this many levels deep here; the library knows its own limit. */
const MAX_LEVELS = 50;

/** The list, map or text whose first character is at `at`, in the column `indent`. */
function readBlock(reader: LineReader, indent: number, at: number, depth: number): Node | undefined {
  if (depth > MAX_LEVELS) return refuse(reader);
  if (startsItem(reader, at)) return readList(reader, indent, at, depth);
  const { text, lineEnd } = reader;
  const key = readKey(text, at, lineEnd);
  if (key !== undefined && isColon(text, key.end, lineEnd)) return readMap(reader, indent, key, depth);
  const value = readInline(text, at, lineEnd);
  if (value === undefined) return refuse(reader);
  return closeLine(reader, value, indent) ? value : undefined;
}

function refuse(reader: LineReader): undefined {
  reader.refused = true;
  return undefined;
}

/** A dash with a space or nothing behind it. */
function startsItem({ text, lineEnd }: LineReader, at: number): boolean {
  return text.charCodeAt(at) === DASH && (at + 1 >= lineEnd || text.charCodeAt(at + 1) === SPACE);
}

function isColon(text: string, keyEnd: number, lineEnd: number): boolean {
  const at = skipSpaces(text, keyEnd, lineEnd);
  return (
    at < lineEnd && text.charCodeAt(at) === COLON && (at + 1 >= lineEnd || text.charCodeAt(at + 1) === SPACE)
  );
}

/**
 * Goes on behind a value that ends on this line: only a comment may follow. A line that is indented further than what
 * the value belongs to goes on with it, which is for the library.
 */
function closeLine(reader: LineReader, value: Node, indent: number): boolean {
  const { text, lineEnd } = reader;
  const at = skipSpaces(text, value.end, lineEnd);
  if (at < lineEnd) {
    if (text.charCodeAt(at) !== HASH || at === value.end) {
      reader.refused = true;
      return false;
    }
    pushComment(reader, at, lineEnd);
  }
  reader.next();
  if (reader.indent > indent) reader.refused = true;
  return !reader.refused;
}

function readMap(reader: LineReader, indent: number, first: ScalarNode, depth: number): MapNode | undefined {
  const entries: Entry[] = [];
  const isNew = keysOnce();
  let key: ScalarNode | undefined = first;
  let end = first.end;
  while (key !== undefined) {
    const name = key.text;
    if (name === "<<" || !isNew(entries, name)) return refuse(reader);
    const { text, lineEnd } = reader;
    const colon = skipSpaces(text, key.end, lineEnd);
    const behind = skipSpaces(text, colon + 1, lineEnd);
    const value: Node | undefined =
      behind >= lineEnd || text.charCodeAt(behind) === HASH
        ? readBelow(reader, indent, behind, depth)
        : readBehind(reader, indent, behind);
    if (reader.refused) return undefined;
    entries.push({ key, value });
    end = value?.end ?? colon + 1;
    if (reader.indent !== indent || startsItem(reader, reader.at)) break;
    key = readKey(reader.text, reader.at, reader.lineEnd);
    if (key === undefined || !isColon(reader.text, key.end, reader.lineEnd)) return refuse(reader);
  }
  return { kind: "map", flow: false, start: first.start, end, entries };
}

/** A value on the line of its key. */
function readBehind(reader: LineReader, indent: number, at: number): Node | undefined {
  const value = readInline(reader.text, at, reader.lineEnd);
  if (value === undefined) return refuse(reader);
  return closeLine(reader, value, indent) ? value : undefined;
}

/** A value on the lines below its key; nothing where they are not indented further, unless they are a list. */
function readBelow(reader: LineReader, indent: number, at: number, depth: number): Node | undefined {
  if (at < reader.lineEnd) {
    // A comment needs a space before it, and the colon is none.
    if (reader.text.charCodeAt(at - 1) !== SPACE) return refuse(reader);
    pushComment(reader, at, reader.lineEnd);
  }
  reader.next();
  if (reader.refused || reader.indent < indent) return undefined;
  if (reader.indent === indent)
    return startsItem(reader, reader.at) ? readBlock(reader, indent, reader.at, depth + 1) : undefined;
  return readBlock(reader, reader.indent, reader.at, depth + 1);
}

function readList(reader: LineReader, indent: number, start: number, depth: number): ListNode | undefined {
  const items: Node[] = [];
  const lines: PlainItem[] = [];
  let at = start;
  let from = reader.before;
  for (;;) {
    const comments = reader.comments.length;
    const mayStandApart = depth <= ITEM_DEPTH && at === reader.at;
    let item = readItem(reader, indent, at, depth);
    const apart = item === undefined && mayStandApart;
    if (apart) {
      reader.comments.length = comments;
      item = readItemApart(reader, indent, at);
    }
    if (item === undefined) return refuse(reader);
    items.push(item);
    const to = apart ? reader.lineStart : reader.before;
    if (depth === ITEM_DEPTH) lines.push({ node: item, from, to, line: at - indent, apart });
    from = to;
    if (reader.indent !== indent || !startsItem(reader, reader.at)) break;
    at = reader.at;
  }
  const end = items[items.length - 1]?.end ?? start;
  const node: ListNode = { kind: "list", flow: false, start, end, items };
  if (depth === ITEM_DEPTH) reader.lists.push({ node, indent, items: lines });
  return node;
}

function readItem(reader: LineReader, indent: number, at: number, depth: number): Node | undefined {
  const behind = skipSpaces(reader.text, at + 1, reader.lineEnd);
  if (behind >= reader.lineEnd || reader.text.charCodeAt(behind) === HASH) return refuse(reader);
  const item = readBlock(reader, indent + (behind - at), behind, depth + 1);
  return reader.refused ? undefined : item;
}

/** Items of lists down to this level are read by the library where they are not plain, so that one costs only itself. */
const ITEM_DEPTH = 1;

function readItemApart(reader: LineReader, indent: number, at: number): Node | undefined {
  const { text } = reader;
  reader.refused = false;
  const comments = reader.comments.length;
  reader.goTo(text.indexOf("\n", at) + 1 || text.length);
  // What the lines hold does not matter here: the item ends before the first that is not indented further.
  while (!reader.refused && reader.indent > indent) reader.next();
  reader.comments.length = comments;
  if (reader.refused) return undefined;
  const read = reader.readItem(text, at - indent, reader.lineStart);
  for (const comment of read?.comments ?? []) reader.comments.push(comment);
  for (const problem of read?.problems ?? []) reader.problems.push(problem);
  return read?.node;
}
