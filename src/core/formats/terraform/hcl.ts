import { MAX_LENGTH } from "../../syntax/guards.ts";
import type { Comment, SyntaxProblem } from "../../syntax/tree.ts";
import { parseExpression } from "./hclExpression.ts";
import { type Cursor, DEEPEST, here, report, skipLines, skipSpace, startsWith, takeWord } from "./hclScan.ts";
import { parseHeredoc, parseString, skipQuoted } from "./hclTemplate.ts";
import type { Expression, HclAttribute, HclBlock, HclBody, HclFile } from "./hclTree.ts";

/**
 * Reads HCL2 native syntax, as Terraform and OpenTofu write it, into a located tree. Whatever cannot be read is a problem
 * at its place and left out: a broken value costs its attribute, a broken block ends where the next one begins. Any text
 * gives a tree, in time that grows with its length.
 */
export function parseHcl(text: string): HclFile {
  const comments: Comment[] = [];
  const problems: SyntaxProblem[] = [];
  if (text.length > MAX_LENGTH) {
    problems.push({ start: 0, end: 1, message: "This file is too long to be read." });
    return { text, body: { attributes: [], blocks: [] }, comments, problems };
  }
  const cursor: Cursor = {
    text,
    at: 0,
    end: text.length,
    joinLines: false,
    depth: 0,
    comments,
    problems,
    expression: parseExpression,
  };
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  while (cursor.at < cursor.end) {
    const body = parseBody(cursor, undefined);
    attributes.push(...body.attributes);
    blocks.push(...body.blocks);
    // Only a brace that closes nothing stops a body of the outermost level.
    if (here(cursor) === "}") {
      report(cursor, cursor.at, cursor.at + 1, "This brace closes nothing: remove it, or open its block.");
      cursor.at++;
    }
  }
  return { text, body: { attributes, blocks }, comments: eachOnce(comments), problems };
}

/** In order; where a value was gone over twice, since it could not be read, its comments were met twice. */
function eachOnce(comments: readonly Comment[]): readonly Comment[] {
  const byStart = new Map(comments.map((comment) => [comment.start, comment]));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

/** A block that is open while its body is read. */
interface Open {
  /** The column in which it begins: a block of the outermost level that begins there or before ends an unclosed one. */
  readonly column: number;
}

/** Attributes and blocks up to the closing brace (which is left) or the end. */
function parseBody(cursor: Cursor, open: Open | undefined): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (;;) {
    skipLines(cursor);
    if (cursor.at >= cursor.end || here(cursor) === "}") break;
    if (open !== undefined && beginsOutside(cursor, open)) break;
    const start = cursor.at;
    const name = takeWord(cursor);
    skipSpace(cursor);
    if (name !== undefined && here(cursor) === "=" && !startsWith(cursor, "==")) {
      cursor.at++;
      attributes.push(parseAttribute(cursor, name, start));
    } else {
      const block = name === undefined ? undefined : parseBlock(cursor, name, start);
      if (block !== undefined) blocks.push(block);
      else skipBroken(cursor, start);
    }
  }
  return { attributes, blocks };
}

/** The blocks that stand on the outermost level of Terraform's files, and nowhere else in this form. */
const OUTERMOST =
  /(?:(?:resource|data|ephemeral)[ \t]+"[^"\n]*"[ \t]+"[^"\n]*"|(?:variable|output|module|provider|check)[ \t]+"[^"\n]*"|locals|terraform|moved|import|removed)[ \t]*\{/y;

/** Whether a block of the outermost level begins here, in a column where the open one cannot hold it. */
function beginsOutside(cursor: Cursor, open: Open): boolean {
  if (columnOf(cursor, cursor.at) > open.column) return false;
  OUTERMOST.lastIndex = cursor.at;
  return OUTERMOST.test(cursor.text);
}

/** How far from the start of its line a place is, where only space stands before it; else far. */
function columnOf(cursor: Cursor, at: number): number {
  let first = at;
  while (first > 0 && (cursor.text[first - 1] === " " || cursor.text[first - 1] === "\t")) first--;
  return first === 0 || cursor.text[first - 1] === "\n" ? at - first : Number.MAX_SAFE_INTEGER;
}

function parseAttribute(cursor: Cursor, name: string, start: number): HclAttribute {
  skipSpace(cursor);
  const from = cursor.at;
  const { depth } = cursor;
  const value = parseExpression(cursor);
  cursor.depth = depth;
  cursor.joinLines = false;
  skipSpace(cursor);
  const next = here(cursor);
  if (value !== undefined && (next === "" || next === "\n" || next === "}" || next === ",")) {
    if (next === ",") {
      report(
        cursor,
        cursor.at,
        cursor.at + 1,
        "A comma stands only between the items of a list or object: remove it.",
      );
      cursor.at++;
    }
    return { name, value, start, end: value.end };
  }
  const broken = cursor.at;
  skipRest(cursor, from);
  report(
    cursor,
    Math.min(broken, cursor.at),
    Math.min(broken + 1, cursor.end),
    `The value of “${name}” cannot be read from here on: it is left out.`,
  );
  const opaque: Expression = { kind: "opaque", start: from, end: Math.max(from, cursor.at) };
  return { name, value: opaque, start, end: opaque.end };
}

/** From the beginning of a value that cannot be read to the end of its last line. */
function skipRest(cursor: Cursor, from: number): void {
  const reached = cursor.at;
  cursor.at = from;
  let open = 0;
  while (cursor.at < cursor.end) {
    const sign = here(cursor);
    if (sign === "\n" && (open <= 0 || nextLineIsOutermost(cursor))) break;
    if (sign === "}" && open <= 0 && cursor.at >= reached) break;
    if (sign === '"') skipQuoted(cursor);
    else if (sign === "#" || startsWith(cursor, "//") || startsWith(cursor, "/*")) skipSpace(cursor);
    else if (startsWith(cursor, "<<") && cursor.at >= reached && parseHeredoc(cursor) !== undefined) continue;
    else {
      if (sign === "{" || sign === "[" || sign === "(") open++;
      else if (sign === "}" || sign === "]" || sign === ")") open--;
      cursor.at++;
    }
  }
}

function nextLineIsOutermost(cursor: Cursor): boolean {
  OUTERMOST.lastIndex = cursor.at + 1;
  return OUTERMOST.test(cursor.text);
}

/** A block behind its type: labels and a body in braces. Undefined where no brace opens it on its line. */
function parseBlock(cursor: Cursor, type: string, start: number): HclBlock | undefined {
  const labels: string[] = [];
  let headEnd = start + type.length;
  for (;;) {
    skipSpace(cursor);
    const sign = here(cursor);
    if (sign === "{") break;
    const label = sign === '"' ? labelOf(parseString(cursor)) : takeWord(cursor);
    if (label === undefined) return undefined;
    labels.push(label);
    headEnd = cursor.at;
  }
  const head = { start, end: headEnd };
  if (cursor.depth >= DEEPEST) return undefined;
  cursor.at++;
  cursor.depth++;
  const body = parseBody(cursor, { column: columnOf(cursor, start) });
  cursor.depth--;
  if (here(cursor) === "}") cursor.at++;
  else report(cursor, start, headEnd, "This block is not closed: write } where it ends.");
  return { type, labels, head, body, start, end: cursor.at };
}

function labelOf(string: Expression): string | undefined {
  return string.kind === "literal" && typeof string.value === "string" ? string.value : undefined;
}

/** Over what is neither an attribute nor a block, to the end of its line. */
function skipBroken(cursor: Cursor, start: number): void {
  const from = Math.max(cursor.at, start);
  skipRest(cursor, from);
  if (cursor.at === start) cursor.at++;
  const lineEnd = cursor.text.indexOf("\n", start);
  const end = lineEnd === -1 ? cursor.at : Math.min(lineEnd, cursor.at);
  report(
    cursor,
    start,
    Math.max(start + 1, end),
    "Here is neither an attribute (name = value) nor a block (name { … }): it is left out.",
  );
}
