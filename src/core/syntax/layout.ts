import type { Edit } from "../text/edit.ts";
import type { Entry, MapNode, Node } from "./tree.ts";

/** The line end that a text uses: the first one in it. */
export function lineEndOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}

/** The offset of the first character of the line; a byte order mark is none. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  return start === 0 && text.startsWith("\ufeff") ? 1 : start;
}

/** The offset of the line's end, before its line break. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text, end)) end++;
  return end;
}

/** The offset behind the line break that ends the line of `at`. */
export function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  if (end === text.length) return end;
  return text.startsWith("\r\n", end) ? end + 2 : end + 1;
}

export function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

/** The offset of the first character from `at` on that is neither a space nor a tab. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === " " || text[next] === "\t") next++;
  return next;
}

/** Whether nothing but blanks and a comment follows on the line. */
export function endsLine(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return next === text.length || isBreak(text, next) || (text[next] === "#" && next > at);
}

/** Whether there are only white space and whole comments between two offsets. */
export function isTrivia(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (text[at] === "#") at = lineEnd(text, at);
    else if (text[at] !== " " && text[at] !== "\t" && !isBreak(text, at)) return false;
  }
  return true;
}

/**
 * The spaces that bring a new line under what starts at `at`; `undefined` where something other than
 * spaces and dashes stands before it.
 */
export function indentOf(text: string, at: number): string | undefined {
  const before = text.slice(lineStart(text, at), at);
  return /^ *(?:- +)*$/.test(before) ? " ".repeat(before.length) : undefined;
}

/** Whether only spaces stand before `at` on its line. */
export function startsLine(text: string, at: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, at), at));
}

/**
 * Inserts lines below what ends at `end`: behind its own comment, and behind comments on the lines after it
 * that are indented further than `indent`. `undefined` where something else follows on the line.
 */
export function insertBelow(
  text: string,
  end: number,
  node: Node | undefined,
  indent: string,
  lines: readonly string[],
): Edit | undefined {
  if (!endsLine(text, end)) return undefined;
  const keep = keepsBlankLines(text, node);
  let at = nextLine(text, end);
  let start = lineEnd(text, end);
  while (at > start) {
    const next = skipBlanks(text, at);
    const blank = next === text.length || isBreak(text, next);
    if (blank && at === text.length) {
      if (keep) start = at;
      break;
    }
    const deeper = text[next] === "#" && next - at > indent.length;
    if (!blank && !deeper) break;
    if (deeper || keep) start = lineEnd(text, next);
    at = nextLine(text, next);
  }
  return insertLines(text, start, lines);
}

/** Inserts lines below the line that ends at `start`. */
export function insertLines(text: string, start: number, lines: readonly string[]): Edit {
  const eol = lineEndOf(text);
  const inserted = lines.join(eol);
  if (start < text.length) {
    const below = nextLine(text, start);
    return { start: below, end: below, text: inserted + eol };
  }
  const ended = start > 0 && isBreak(text, start - 1);
  return { start, end: start, text: ended ? inserted + eol : eol + inserted };
}

/** Whether the blank lines behind a node belong to it: its last value is a block scalar with `+`. */
export function keepsBlankLines(text: string, node: Node | undefined): boolean {
  let last = node;
  while (last !== undefined && last.kind !== "scalar") {
    if (last.flow || last.shared) return false;
    last =
      last.kind === "list" ? last.items[last.items.length - 1] : last.entries[last.entries.length - 1]?.value;
  }
  if (last === undefined || last.style !== "block") return false;
  return /^[|>]\d?\+/.test(text.slice(last.start, last.start + 3));
}

/**
 * Removes the lines from that of `start` to that of `end`, with the comment at their end, and the blank line
 * below them where there is one above them or they are the `first` of their collection. Where a dash stands
 * before, what comes next moves up to it.
 */
export function removeLines(text: string, start: number, end: number, first: boolean): Edit | undefined {
  if (!endsLine(text, end)) return undefined;
  if (startsLine(text, start)) {
    const from = lineStart(text, start);
    const to = nextLine(text, end);
    const apart = first || (from > 0 && isBlankLine(text, lineBefore(text, from)));
    return {
      start: from,
      end: apart && isBlankLine(text, to) ? nextLine(text, to) : to,
      text: "",
    };
  }
  if (indentOf(text, start) === undefined) return undefined;
  let next = nextLine(text, end);
  while (next < text.length && (isBreak(text, next) || text[next] === " ")) next++;
  return next === text.length ? undefined : { start, end: next, text: "" };
}

/** Whether a blank line stands between two offsets. */
export function areApart(text: string, from: number, to: number): boolean {
  for (let line = nextLine(text, from); line < to; line = nextLine(text, line)) {
    if (isBlankLine(text, line)) return true;
  }
  return false;
}

/** The start of the line before the one that starts at `start`. */
export function lineBefore(text: string, start: number): number {
  return lineStart(text, text.startsWith("\r\n", start - 2) ? start - 2 : start - 1);
}

/** Whether the line that starts at `start` is there and has nothing but blanks. */
export function isBlankLine(text: string, start: number): boolean {
  const next = skipBlanks(text, start);
  return start < text.length && (next === text.length || isBreak(text, next));
}

/** The entries that are written in the map itself, not merged into it. */
export function ownEntries(map: MapNode): readonly Entry[] {
  return map.entries.filter((entry) => !entry.key.shared);
}

/** The offset behind the colon of an entry; `undefined` where it has none. */
export function colonEnd(text: string, entry: Entry): number | undefined {
  let at = entry.key.end;
  while (text[at] === " " || text[at] === "\t" || (at < text.length && isBreak(text, at))) at++;
  return text[at] === ":" ? at + 1 : undefined;
}

/** Where an entry ends as it is written; `undefined` where its value was not read. */
export function entryEnd(text: string, entry: Entry): number | undefined {
  if (entry.value !== undefined) return entry.value.end;
  const colon = colonEnd(text, entry);
  if (colon === undefined) return entry.key.end;
  const next = skipBlanks(text, colon);
  const empty = endsLine(text, colon) || text[next] === "," || text[next] === "}" || text[next] === "]";
  return empty ? colon : undefined;
}
