import { type Cursor, here, skipLines, skipSpace, startsWith, takeWord } from "./hclScan.ts";
import type { Expression, ObjectEntry } from "./hclTree.ts";

/** A list, or a `for` that makes one, from its `[`; undefined where it is not closed or holds what is no expression. */
export function parseBracketed(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  const outer = cursor.joinLines;
  cursor.joinLines = true;
  cursor.at++;
  skipSpace(cursor);
  const list = isFor(cursor) ? parseFor(cursor, start, "]") : parseItems(cursor, start);
  cursor.joinLines = outer;
  return list;
}

function parseItems(cursor: Cursor, start: number): Expression | undefined {
  const items: Expression[] = [];
  for (;;) {
    skipSpace(cursor);
    if (here(cursor) === "]") {
      cursor.at++;
      return { kind: "list", items, start, end: cursor.at };
    }
    const item = cursor.expression(cursor);
    if (item === undefined) return undefined;
    items.push(item);
    skipSpace(cursor);
    if (here(cursor) === ",") cursor.at++;
    else if (here(cursor) !== "]") return undefined;
  }
}

/** An object, or a `for` that makes one, from its `{`. */
export function parseObject(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  const outer = cursor.joinLines;
  cursor.at++;
  cursor.joinLines = true;
  skipSpace(cursor);
  const whole = isFor(cursor) ? parseFor(cursor, start, "}") : parseEntries(cursor, start);
  cursor.joinLines = outer;
  return whole;
}

function parseEntries(cursor: Cursor, start: number): Expression | undefined {
  const entries: ObjectEntry[] = [];
  // An entry ends with its line, or with a comma.
  cursor.joinLines = false;
  for (;;) {
    skipLines(cursor);
    if (here(cursor) === "}") {
      cursor.at++;
      return { kind: "object", entries, start, end: cursor.at };
    }
    const key = parseKey(cursor);
    skipSpace(cursor);
    const sign = here(cursor);
    if (key === undefined || (sign !== "=" && sign !== ":") || startsWith(cursor, "=>")) return undefined;
    cursor.at++;
    skipLines(cursor);
    const value = cursor.expression(cursor);
    if (value === undefined) return undefined;
    entries.push({ key, value });
    skipSpace(cursor);
    const next = here(cursor);
    if (next === ",") cursor.at++;
    else if (next !== "\n" && next !== "}") return undefined;
  }
}

/** A bare word is a text, not a reference; in parentheses it is an expression. */
function parseKey(cursor: Cursor): Expression | undefined {
  const key = cursor.expression(cursor);
  return key?.kind === "name" && cursor.text.charAt(key.start) !== "("
    ? { kind: "literal", value: key.name, start: key.start, end: key.end }
    : key;
}

function isFor(cursor: Cursor): boolean {
  return startsWith(cursor, "for") && /[\s]/.test(cursor.text.charAt(cursor.at + 3));
}

/** `for k, v in of : …` up to its closing sign. */
function parseFor(cursor: Cursor, start: number, close: "]" | "}"): Expression | undefined {
  cursor.at += 3;
  const names = takeNames(cursor);
  skipSpace(cursor);
  if (names.length === 0 || names.length > 2 || takeWord(cursor) !== "in") return undefined;
  const of = cursor.expression(cursor);
  skipSpace(cursor);
  if (of === undefined || here(cursor) !== ":") return undefined;
  cursor.at++;
  const first = cursor.expression(cursor);
  skipSpace(cursor);
  const isObject = startsWith(cursor, "=>");
  if (first === undefined || isObject !== (close === "}")) return undefined;
  if (isObject) cursor.at += 2;
  const second = isObject ? cursor.expression(cursor) : undefined;
  if (isObject && second === undefined) return undefined;
  skipSpace(cursor);
  const grouped = startsWith(cursor, "...");
  if (grouped) cursor.at += 3;
  skipSpace(cursor);
  const test = takeTest(cursor);
  skipSpace(cursor);
  if (here(cursor) !== close) return undefined;
  cursor.at++;
  return {
    kind: "for",
    names,
    of,
    key: isObject ? first : undefined,
    value: second ?? first,
    test,
    grouped,
    start,
    end: cursor.at,
  };
}

function takeNames(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  do {
    skipSpace(cursor);
    const name = takeWord(cursor);
    if (name === undefined) return [];
    names.push(name);
    skipSpace(cursor);
  } while (here(cursor) === "," && ++cursor.at > 0);
  return names;
}

function takeTest(cursor: Cursor): Expression | undefined {
  if (!startsWith(cursor, "if") || !/[\s(!]/.test(cursor.text.charAt(cursor.at + 2))) return undefined;
  cursor.at += 2;
  return cursor.expression(cursor);
}
