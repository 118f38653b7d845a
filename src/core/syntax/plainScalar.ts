import type { Entry, Node, ScalarNode } from "./tree.ts";

/** A node and nothing else on the way to it: `undefined` where the text is not in the plain part of YAML. */
export type Read<T> = T | undefined;

const [TAB, SPACE] = [9, 32] as const;
const HASH = 35;
const COLON = 58;
const COMMA = 44;
const DASH = 45;
const [SINGLE, DOUBLE, BACKSLASH] = [39, 34, 92] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [91, 93, 123, 125] as const;

/** What no plain text begins with (YAML 1.2, 5.3); of `-`, `?` and `:` the dash alone is told apart further here. */
const INDICATORS = new Set([..."?:,[]{}#&*!|>'\"%@`"].map((sign) => sign.charCodeAt(0)));

/** The forms of null in the core schema of YAML 1.2 (10.3.2). */
export const NULLS: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

/** A text, a list or a map that is written on one line, at `at`; where it ends is its own `end`. */
export function readInline(text: string, at: number, lineEnd: number): Read<Node> {
  const code = text.charCodeAt(at);
  if (code === OPEN_LIST || code === OPEN_MAP) return readFlow(text, at, lineEnd, 0);
  if (code === SINGLE || code === DOUBLE) return readQuoted(text, at, lineEnd);
  return readPlainText(text, at, lineEnd, false);
}

/** Longer keys YAML does not allow (1.2, 7.4.2); what to say of them the library knows. */
const MAX_KEY = 1000;

/** A text that may be a key, at `at`. */
export function readKey(text: string, at: number, lineEnd: number): Read<ScalarNode> {
  const code = text.charCodeAt(at);
  const key =
    code === SINGLE || code === DOUBLE
      ? readQuoted(text, at, lineEnd)
      : readPlainText(text, at, lineEnd, false);
  return key === undefined || key.end - key.start > MAX_KEY ? undefined : key;
}

/** In quotes, on one line; with a backslash in double quotes it is for the library. */
function readQuoted(text: string, at: number, lineEnd: number): Read<ScalarNode> {
  const quote = text.charCodeAt(at);
  let doubled = false;
  for (let i = at + 1; i < lineEnd; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH && quote === DOUBLE) return undefined;
    if (code !== quote) continue;
    if (quote === SINGLE && text.charCodeAt(i + 1) === SINGLE) {
      doubled = true;
      i++;
      continue;
    }
    const inside = text.slice(at + 1, i);
    return {
      kind: "scalar",
      start: at,
      end: i + 1,
      text: doubled ? inside.replaceAll("''", "'") : inside,
      style: quote === SINGLE ? "single" : "double",
      isNull: false,
    };
  }
  return undefined;
}

/** Up to a comment, to a colon that makes a key of it or, in a list or map of one line, to what divides that. */
function readPlainText(text: string, at: number, lineEnd: number, inFlow: boolean): Read<ScalarNode> {
  const first = text.charCodeAt(at);
  if (INDICATORS.has(first)) return undefined;
  if (first === DASH && (inFlow || isSpaceOrEnd(text, at + 1, lineEnd))) return undefined;
  let end = at;
  for (let i = at; i < lineEnd; i++) {
    const code = text.charCodeAt(i);
    if (code === SPACE) continue;
    if (code === TAB) return undefined;
    if (code === HASH && text.charCodeAt(i - 1) === SPACE) break;
    if (code === COLON && isSpaceOrEnd(text, i + 1, lineEnd)) break;
    if (inFlow) {
      if (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP) break;
      // `a:b`, `a[` and the like mean something else in brackets than they seem to.
      if (code === COLON || code === OPEN_LIST || code === OPEN_MAP) return undefined;
    }
    end = i + 1;
  }
  const written = text.slice(at, end);
  return { kind: "scalar", start: at, end, text: written, style: "plain", isNull: NULLS.has(written) };
}

function isSpaceOrEnd(text: string, at: number, lineEnd: number): boolean {
  return at >= lineEnd || text.charCodeAt(at) === SPACE;
}

/** Lists and maps in brackets may stand in each other this many levels deep here. */
const MAX_FLOW = 20;

function readFlow(text: string, at: number, lineEnd: number, depth: number): Read<Node> {
  if (depth > MAX_FLOW) return undefined;
  const inMap = text.charCodeAt(at) === OPEN_MAP;
  const closing = inMap ? CLOSE_MAP : CLOSE_LIST;
  const items: Node[] = [];
  const entries: Entry[] = [];
  const isNew = keysOnce();
  let i = skipSpaces(text, at + 1, lineEnd);
  while (text.charCodeAt(i) !== closing) {
    const item = inMap ? undefined : readFlowItem(text, i, lineEnd, depth);
    const entry = inMap ? readFlowEntry(text, i, lineEnd, depth) : undefined;
    if (item !== undefined) items.push(item);
    else if (entry === undefined || !isNew(entries, entry.key.text)) return undefined;
    else entries.push(entry);
    i = skipSpaces(text, (item ?? entry?.value)?.end ?? lineEnd, lineEnd);
    if (text.charCodeAt(i) === COMMA) {
      i = skipSpaces(text, i + 1, lineEnd);
      // A comma before the bracket is allowed, but seldom meant.
      if (text.charCodeAt(i) === closing) return undefined;
    } else if (text.charCodeAt(i) !== closing) return undefined;
  }
  const span = { start: at, end: i + 1, flow: true };
  if (i >= lineEnd) return undefined;
  return inMap ? { kind: "map", ...span, entries } : { kind: "list", ...span, items };
}

function readFlowItem(text: string, at: number, lineEnd: number, depth: number): Read<Node> {
  const code = text.charCodeAt(at);
  if (code === OPEN_LIST || code === OPEN_MAP) return readFlow(text, at, lineEnd, depth + 1);
  if (code === SINGLE || code === DOUBLE) return readQuoted(text, at, lineEnd);
  return readPlainText(text, at, lineEnd, true);
}

function readFlowEntry(text: string, at: number, lineEnd: number, depth: number): Read<Entry> {
  const code = text.charCodeAt(at);
  const key =
    code === SINGLE || code === DOUBLE
      ? readQuoted(text, at, lineEnd)
      : readPlainText(text, at, lineEnd, true);
  if (key === undefined || key.text === "<<") return undefined;
  const colon = skipSpaces(text, key.end, lineEnd);
  if (text.charCodeAt(colon) !== COLON || text.charCodeAt(colon + 1) !== SPACE) return undefined;
  const value = readFlowItem(text, skipSpaces(text, colon + 1, lineEnd), lineEnd, depth);
  return value && { key, value };
}

/** Whether keys come twice; a few are compared with each other, which takes no set for each small map. */
export function keysOnce(): (entries: readonly Entry[], key: string) => boolean {
  let seen: Set<string> | undefined;
  return (entries, key) => {
    if (entries.length < FEW) return !entries.some((entry) => entry.key.text === key);
    seen ??= new Set(entries.map((entry) => entry.key.text));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

const FEW = 32;

export function skipSpaces(text: string, from: number, lineEnd: number): number {
  let at = from;
  while (at < lineEnd && text.charCodeAt(at) === SPACE) at++;
  return at;
}
