import { type Cursor, DEEPEST, indexOf, report } from "./hclScan.ts";
import type { Expression } from "./hclTree.ts";

type Parts = readonly (string | Expression)[];

/** A string in quotes, from its first quote; what a template in it says is read as an expression. */
export function parseString(cursor: Cursor): Expression {
  const start = cursor.at;
  cursor.at++;
  const { parts, isOpaque } = parseParts(cursor, "quoted");
  if (cursor.text.charAt(cursor.at) === '"' && cursor.at < cursor.end) cursor.at++;
  else report(cursor, start, start + 1, 'This string is not closed on its line: write " where it ends.');
  return templateOf(parts, isOpaque, start, cursor.at);
}

const HEREDOC = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/uy;

/** A heredoc (`<<EOT`, `<<-EOT`), from its `<<`; undefined where that is none. */
export function parseHeredoc(cursor: Cursor): Expression | undefined {
  HEREDOC.lastIndex = cursor.at;
  const match = HEREDOC.exec(cursor.text);
  if (match === null || cursor.at + match[0].length > cursor.end) return undefined;
  const start = cursor.at;
  const word = match[2] ?? "";
  const from = start + match[0].length;
  const { to, next } = closing(cursor, word, from);
  if (to === undefined)
    report(
      cursor,
      start,
      start + 2 + word.length,
      `This text is not closed: write ${word} on a line by itself.`,
    );
  const body: Cursor = { ...cursor, at: from, end: to ?? cursor.end };
  const { parts, isOpaque } = parseParts(body, "heredoc");
  cursor.at = next;
  return templateOf(match[1] === "-" ? unindented(parts) : parts, isOpaque, start, next);
}

/** Where the line with the closing word begins, and where what follows the word does. */
function closing(
  cursor: Cursor,
  word: string,
  from: number,
): { readonly to: number | undefined; readonly next: number } {
  for (let line = from; line < cursor.end; ) {
    const lineEnd = indexOf(cursor, "\n", line);
    let first = line;
    while (first < lineEnd && (cursor.text[first] === " " || cursor.text[first] === "\t")) first++;
    const isWord = cursor.text.startsWith(word, first) && first + word.length <= lineEnd;
    if (isWord && cursor.text.slice(first + word.length, lineEnd).trim() === "")
      return { to: line, next: first + word.length };
    line = lineEnd + 1;
  }
  return { to: undefined, next: cursor.end };
}

/** Texts and expressions up to the closing quote, the end of the line (quoted) or the end of the cursor. */
function parseParts(
  cursor: Cursor,
  form: "quoted" | "heredoc",
): { readonly parts: Parts; readonly isOpaque: boolean } {
  const parts: (string | Expression)[] = [];
  let said = "";
  let isOpaque = false;
  let from = cursor.at;
  const take = (end: number) => {
    said += cursor.text.slice(from, end);
  };
  while (cursor.at < cursor.end) {
    const sign = cursor.text.charAt(cursor.at);
    if (form === "quoted" && (sign === '"' || sign === "\n")) break;
    const next = cursor.text.charAt(cursor.at + 1);
    if (form === "quoted" && sign === "\\") {
      take(cursor.at);
      said += escaped(cursor);
      from = cursor.at;
    } else if ((sign === "$" || sign === "%") && next === sign && cursor.text.charAt(cursor.at + 2) === "{") {
      take(cursor.at + 1);
      cursor.at += 3;
      from = cursor.at - 1;
    } else if ((sign === "$" || sign === "%") && next === "{") {
      take(cursor.at);
      if (said !== "") parts.push(said);
      said = "";
      if (sign === "%") isOpaque = true;
      parts.push(parseInterpolation(cursor));
      from = cursor.at;
    } else cursor.at++;
  }
  take(cursor.at);
  if (said !== "") parts.push(said);
  return { parts, isOpaque };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);

function escaped(cursor: Cursor): string {
  const start = cursor.at;
  const sign = cursor.text.charAt(start + 1);
  const digits = sign === "u" ? 4 : sign === "U" ? 8 : 0;
  const code = cursor.text.slice(start + 2, start + 2 + digits);
  if (digits > 0 && code.length === digits && /^[0-9a-fA-F]+$/.test(code)) {
    cursor.at = Math.min(cursor.end, start + 2 + digits);
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  const plain = ESCAPES.get(sign);
  // A backslash at the end of a line escapes nothing: the string ends there, unclosed.
  cursor.at = Math.min(cursor.end, start + (plain === undefined ? 1 : 2));
  if (plain === undefined)
    report(cursor, start, start + 2, "HCL knows no such escape: write \\\\ for a backslash.");
  return plain ?? "\\";
}

/** `${ … }` or `%{ … }`, with `~` at either end; a directive is gone over. */
function parseInterpolation(cursor: Cursor): Expression {
  const start = cursor.at;
  const isDirective = cursor.text.charAt(start) === "%";
  cursor.at += 2;
  if (cursor.text.charAt(cursor.at) === "~") cursor.at++;
  const outer = cursor.joinLines;
  cursor.joinLines = true;
  const inner = isDirective || cursor.depth >= DEEPEST ? undefined : cursor.expression(cursor);
  cursor.joinLines = outer;
  if (inner === undefined && !isDirective)
    report(cursor, start, start + 2, "What stands in this interpolation cannot be read: it is left out.");
  skipToBrace(cursor);
  const end = cursor.at;
  return inner ?? { kind: "opaque", start, end };
}

/** Behind the `}` that closes an interpolation, on the way over whatever else stands in it. */
function skipToBrace(cursor: Cursor): void {
  let open = 0;
  while (cursor.at < cursor.end) {
    const sign = cursor.text.charAt(cursor.at);
    if (sign === '"') {
      skipQuoted(cursor);
      continue;
    }
    // An interpolation that is not closed must not swallow the file.
    if (sign === "\n" && open === 0) return;
    cursor.at++;
    if (sign === "{") open++;
    else if (sign === "}" && open-- === 0) return;
  }
}

/** Behind a quoted text, at the latest at the end of its line. */
export function skipQuoted(cursor: Cursor): void {
  cursor.at++;
  while (cursor.at < cursor.end) {
    const sign = cursor.text.charAt(cursor.at);
    if (sign === "\n") return;
    cursor.at += sign === "\\" ? 2 : 1;
    if (sign === '"') break;
  }
  cursor.at = Math.min(cursor.at, cursor.end);
}

function templateOf(parts: Parts, isOpaque: boolean, start: number, end: number): Expression {
  if (isOpaque) return { kind: "opaque", start, end };
  if (parts.length === 0) return { kind: "literal", value: "", start, end };
  const [only] = parts;
  if (parts.length === 1 && typeof only === "string") return { kind: "literal", value: only, start, end };
  return { kind: "template", parts, start, end };
}

/** `<<-`: as much space as the least indented line begins with is taken from each line. */
function unindented(parts: Parts): Parts {
  const indents: number[] = [];
  let atStart = true;
  for (const part of parts) {
    if (typeof part !== "string") {
      if (atStart) indents.push(0);
      atStart = false;
      continue;
    }
    part.split("\n").forEach((line, index, all) => {
      const begins = index > 0 || atStart;
      const isLast = index === all.length - 1;
      // Behind the last line end stands nothing, or what an expression follows.
      if (begins && line.trim() !== "") indents.push(/^[ \t]*/.exec(line)?.[0].length ?? 0);
      else if (begins && isLast && line !== "" && part !== parts[parts.length - 1]) indents.push(line.length);
    });
    atStart = part.endsWith("\n");
  }
  const least = indents.length === 0 ? 0 : indents.reduce((a, b) => Math.min(a, b));
  if (least === 0) return parts;
  let begins = true;
  return parts.map((part) => {
    if (typeof part !== "string") {
      begins = false;
      return part;
    }
    const lines = part
      .split("\n")
      .map((line, index) =>
        index > 0 || begins ? line.slice(Math.min(least, /^[ \t]*/.exec(line)?.[0].length ?? 0)) : line,
      );
    begins = part.endsWith("\n");
    return lines.join("\n");
  });
}
