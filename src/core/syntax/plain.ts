import { readInline, readKey, skipSpaces } from "./plainScalar.ts";
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

/** Reads what is not plain: an item of a list, from the start of its line to its end. Undefined where that cannot be read alone. */
export type ReadItem = (text: string, start: number, end: number) => ItemRead | undefined;

export interface ItemRead {
  readonly node: Node;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** The line with content that is looked at, and what was met on the way to it. */
interface LineReader {
  readonly text: string;
  readonly comments: Comment[];
  readonly problems: SyntaxProblem[];
  readonly lists: PlainList[];
  /** Where the last line with content ended, its line end included. */
  before: number;
  /** Columns before the content; −1 behind the last line. */
  indent: number;
  /** Where the line starts and its content, and where it ends without its line end. */
  lineStart: number;
  at: number;
  lineEnd: number;
  /** Something was met that is not plain. */
  refused: boolean;
  readonly next: () => void;
  /** The same from the start of another line on. */
  readonly goTo: (lineStart: number) => void;
  readonly readItem: ReadItem;
}

const [SPACE, HASH, COLON, DASH, TAB, CR, PERCENT, DOT] = [32, 35, 58, 45, 9, 13, 37, 46] as const;

function lineReader(
  text: string,
  start: number,
  end: number,
  readItem: ReadItem,
  startsDocument: boolean,
): LineReader {
  let following = start;
  // The `---` that starts a document says nothing more where it stands alone.
  let isFirst = startsDocument;
  const reader: LineReader = {
    text,
    comments: [],
    problems: [],
    lists: [],
    before: start,
    indent: -1,
    lineStart: start,
    at: start,
    lineEnd: start,
    refused: false,
    readItem,
    next() {
      reader.before = Math.min(following, end);
      while (following < end) {
        const lineStart = following;
        let at = lineStart;
        while (at < end && text.charCodeAt(at) === SPACE) at++;
        const feed = text.indexOf("\n", at);
        const stop = feed === -1 || feed >= end ? end : feed;
        following = stop + 1;
        const lineEnd = stop > at && text.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
        if (at >= lineEnd) continue;
        const code = text.charCodeAt(at);
        if (code === HASH) {
          pushComment(reader, at, lineEnd);
          continue;
        }
        if (
          at === lineStart &&
          isFirst &&
          text.startsWith("---", at) &&
          skipSpaces(text, at + 3, lineEnd) === lineEnd
        ) {
          isFirst = false;
          continue;
        }
        isFirst = false;
        if (code === TAB || (at === lineStart && isMarker(text, at, code))) {
          reader.refused = true;
          break;
        }
        reader.indent = at - lineStart;
        reader.lineStart = lineStart;
        reader.at = at;
        reader.lineEnd = lineEnd;
        return;
      }
      reader.indent = -1;
      reader.lineStart = end;
    },
    goTo(lineStart) {
      following = lineStart;
      reader.next();
    },
  };
  reader.next();
  return reader;
}

/** `---`, `...` and `%` lines divide and direct a stream: that is not for this reader. */
function isMarker(text: string, at: number, code: number): boolean {
  if (code === PERCENT) return true;
  return (
    (code === DASH || code === DOT) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code
  );
}

function pushComment({ text, comments }: LineReader, at: number, lineEnd: number): void {
  const written = text.slice(at, lineEnd).trimEnd();
  comments.push({ start: at, end: at + written.length, text: written.slice(1).trim() });
}

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
  let key: ScalarNode | undefined = first;
  let end = first.end;
  while (key !== undefined) {
    const name = key.text;
    if (name === "<<" || entries.some((entry) => entry.key.text === name)) return refuse(reader);
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
