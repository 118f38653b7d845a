import type { Comment, SyntaxProblem } from "../../syntax/tree.ts";
import type { Expression } from "./hclTree.ts";

/** A text while it is being read, from left to right and never back. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** Behind the last character that the reader may take: the end of the text, or of a template. */
  readonly end: number;
  /** Whether a line end is mere space: within brackets and parentheses, not in a body or between the entries of an object. */
  joinLines: boolean;
  /** How many expressions and blocks stand around this place. */
  depth: number;
  readonly comments: Comment[];
  readonly problems: SyntaxProblem[];
  /** Reads an expression: it holds strings and lists, which hold expressions again. Undefined where none stands. */
  readonly expression: (cursor: Cursor) => Expression | undefined;
}

/** Deeper than this nothing is read: no one writes it, and the stack has an end. */
export const DEEPEST = 200;

/** So many problems are told of one file; what follows is mostly the same one again. */
const MOST_PROBLEMS = 20;

export function report(cursor: Cursor, start: number, end: number, message: string): void {
  if (cursor.problems.length >= MOST_PROBLEMS) return;
  cursor.problems.push({ start, end: Math.max(end, Math.min(start + 1, cursor.end)), message });
}

/** The character here, empty at the end. */
export function here(cursor: Cursor): string {
  return cursor.at < cursor.end ? cursor.text.charAt(cursor.at) : "";
}

export function startsWith(cursor: Cursor, word: string): boolean {
  return cursor.at + word.length <= cursor.end && cursor.text.startsWith(word, cursor.at);
}

/** Goes over spaces and comments; over line ends only where they are mere space. */
export function skipSpace(cursor: Cursor): void {
  while (cursor.at < cursor.end) {
    const sign = cursor.text.charAt(cursor.at);
    if (sign === " " || sign === "\t" || sign === "\r" || sign === "\ufeff") cursor.at++;
    else if (sign === "\n" && cursor.joinLines) cursor.at++;
    else if (sign === "#" || startsWith(cursor, "//")) lineComment(cursor);
    else if (startsWith(cursor, "/*")) blockComment(cursor);
    else return;
  }
}

/** The same over line ends too. */
export function skipLines(cursor: Cursor): void {
  const before = cursor.joinLines;
  cursor.joinLines = true;
  skipSpace(cursor);
  cursor.joinLines = before;
}

function lineComment(cursor: Cursor): void {
  const start = cursor.at;
  const lineEnd = indexOf(cursor, "\n", start);
  const end = cursor.text.charAt(lineEnd - 1) === "\r" ? lineEnd - 1 : lineEnd;
  const from = start + (cursor.text.charAt(start) === "#" ? 1 : 2);
  cursor.comments.push({ start, end, text: cursor.text.slice(from, end).trim() });
  cursor.at = lineEnd;
}

function blockComment(cursor: Cursor): void {
  const start = cursor.at;
  const close = cursor.text.indexOf("*/", start + 2);
  const isClosed = close !== -1 && close + 2 <= cursor.end;
  const end = isClosed ? close + 2 : cursor.end;
  if (!isClosed) report(cursor, start, start + 2, "This comment is not closed: write */ where it ends.");
  cursor.comments.push({ start, end, text: cursor.text.slice(start + 2, isClosed ? close : end).trim() });
  cursor.at = end;
}

/** Where a text comes next, the end where it does not. */
export function indexOf(cursor: Cursor, word: string, from: number): number {
  const index = cursor.text.indexOf(word, from);
  return index === -1 || index > cursor.end ? cursor.end : index;
}

const WORD = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;

/** An identifier (letters, digits, `_`, `-`), undefined where there is none. */
export function takeWord(cursor: Cursor): string | undefined {
  WORD.lastIndex = cursor.at;
  const word = WORD.exec(cursor.text)?.[0];
  if (word === undefined || cursor.at + word.length > cursor.end) return undefined;
  cursor.at += word.length;
  return word;
}

const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

export function takeNumber(cursor: Cursor): number | undefined {
  NUMBER.lastIndex = cursor.at;
  const digits = NUMBER.exec(cursor.text)?.[0];
  if (digits === undefined || cursor.at + digits.length > cursor.end) return undefined;
  cursor.at += digits.length;
  return Number(digits);
}
