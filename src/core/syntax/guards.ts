import type { Span } from "../text/span.ts";
import type { SyntaxProblem } from "./tree.ts";

/** Texts longer than this many UTF-16 units (64 Mi) are not read. */
export const MAX_LENGTH = 64 * 1024 * 1024;

/**
 * The text as the library can read it, with every character in its place: lone carriage returns are line
 * ends (YAML 1.2, 5.4), characters that YAML does not allow and the lines of merge conflicts are masked,
 * each with a problem.
 */
export function prepare(text: string, problems: SyntaxProblem[]): string {
  let source = text;
  if (source.includes("\r")) source = source.replace(/\r(?!\n)/g, "\n");
  source = maskCharacters(source, problems);
  if (/(?<![^\n])[<=>|]{7}/.test(source)) source = maskConflicts(source, problems);
  return source;
}

/** The documents of a stream: each runs from its `---` (or the end of the one before) to the next one's start. */
export function splitDocuments(source: string, from: number): readonly Span[] {
  const spans: Span[] = [];
  let start = from;
  for (const { index, 0: marker } of source.matchAll(/(?<![^\n])(?:---|\.\.\.)(?=[ \t\r\n]|$)[^\n]*\n?/g)) {
    const at = marker.startsWith(".") ? index + marker.length : index;
    // Directives, comments and blank lines before `---` belong to the document that it starts.
    if (at <= start || (marker.startsWith("-") && isPrelude(source, start, at))) continue;
    spans.push({ start, end: at });
    start = at;
  }
  if (start < source.length || spans.length === 0) spans.push({ start, end: source.length });
  return spans;
}

/** The parts of a document that can be read alone: the entries or items of its outermost level. */
export function splitParts(document: string): readonly Span[] {
  const level = outermost(document);
  const inList = startsWithItem(document);
  const starts: number[] = [];
  for (const { index, 0: line, 1: indent = "" } of document.matchAll(LINE)) {
    if (indent.length > level || /^(?:---|\.\.\.)(?:[ \t\r]|$)/.test(line)) continue;
    // A dash in the column of its key belongs to that key.
    const isItem = /^ *-(?:[ \t\r]|$)/.test(line);
    if (isItem === inList) starts.push(index);
  }
  const cuts = [0, ...starts.slice(1), document.length];
  return cuts.slice(1).map((end, i) => ({ start: cuts[i] as number, end }));
}

/** Lines with content. A line starts behind a line feed alone: JavaScript's `^` also takes U+2028 for a line end. */
const LINE = /(?<![^\n])( *)(?![ \t\r\n#%}\]])[^\n]+/g;

function isPrelude(source: string, from: number, to: number): boolean {
  for (let line = from; line < to; line = source.indexOf("\n", line) + 1) {
    let first = line;
    while (source[first] === " " || source[first] === "\t") first++;
    const isEmpty = source[first] === "#" || source[first] === "\n" || source[first] === "\r";
    if (!isEmpty && source[line] !== "%") return false;
  }
  return true;
}

const FIRST_LINE = /(?<![^\n])( *)(?!(?:---|\.\.\.)(?:[ \t\r\n]|$)|[ \t\r\n#%])/;

function outermost(document: string): number {
  return FIRST_LINE.exec(document)?.[1]?.length ?? 0;
}

function startsWithItem(document: string): boolean {
  const at = FIRST_LINE.exec(document);
  return at !== null && /^ *-(?:[ \t\r\n]|$)/.test(document.slice(at.index, at.index + at[0].length + 2));
}

/** What YAML 1.2 (5.1) allows is everything printable; half surrogate pairs and controls are not. */
const FORBIDDEN = /(?![\t\n\r\u0085])[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]/u;

function maskCharacters(source: string, problems: SyntaxProblem[]): string {
  const body = source.startsWith("\ufeff") ? 1 : 0;
  const first = source.slice(body).search(FORBIDDEN);
  if (first === -1) return source;
  let count = 0;
  const masked = source.slice(body).replace(new RegExp(FORBIDDEN, "gu"), () => {
    count++;
    return "\ufffd";
  });
  const start = first + body;
  const code = source.charCodeAt(start).toString(16).toUpperCase().padStart(4, "0");
  const more = count === 1 ? "" : `, and ${count - 1} more like it in this file`;
  problems.push({
    start,
    end: start + 1,
    message:
      `Here is a character that YAML does not allow (U+${code})${more}. ` +
      "Remove it, or save the file as UTF-8 text if it is in another encoding.",
  });
  return source.slice(0, body) + masked;
}

const MARKER = /(?<![^\n])(<{7}|\|{7}|={7}|>{7})(?: [^\n]*|\r)?(?=\n|$)/g;

/** Of each conflict the first side is read; markers that stand alone are left out. */
function maskConflicts(source: string, problems: SyntaxProblem[]): string {
  let result = "";
  let done = 0;
  let told = false;
  let skipping = false;
  for (const { index, 0: line, 1: mark = "" } of source.matchAll(MARKER)) {
    const from = skipping ? done : index;
    result += source.slice(done, from) + blank(source.slice(from, index + line.length));
    done = index + line.length;
    const sign = mark.charAt(0);
    if (sign === "<" || !told) problems.push({ start: index, end: index + mark.length, message: CONFLICT });
    if (sign === "<") told = true;
    skipping = told && (sign === "|" || sign === "=");
    if (sign === ">") told = false;
  }
  return result + source.slice(done);
}

const CONFLICT =
  "Here is a merge conflict that git left open. Only its first side is read. " +
  "Keep one side and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`.";

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
