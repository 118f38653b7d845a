import { Composer, CST, type Document, type ErrorCode, Lexer, Parser } from "yaml";
import type { Span } from "../text/span.ts";
import { explain, type Fault } from "./messages.ts";
import type { Comment, SyntaxProblem } from "./tree.ts";

/** Collections may stand in each other this many levels deep; what lies deeper is not read. */
export const MAX_DEPTH = 100;

/** One part of a text as the library reads it, all offsets counted from the start of the part. */
export interface Scanned {
  readonly documents: readonly Document.Parsed[];
  readonly comments: readonly Comment[];
  /** At most one a line, in order. */
  readonly problems: readonly SyntaxProblem[];
}

/** Reads one part of a text. The part must begin at the start of a line. */
export function scan(part: string): Scanned {
  const { tokens, comments, problems, stopped } = parse(part);
  const { documents, faults } = composed(tokens);
  if (documents.length === 0) problems.push(...orphans(tokens));
  const brackets = problems.length > 0;
  for (const fault of faults) {
    if (fault.start >= stopped || fault.message.startsWith("Missing closing")) continue;
    if (brackets && fault.message.includes("end with a")) continue;
    const span = visible(part, fault);
    const message = explain({ ...fault, ...span }, part);
    if (message !== undefined) problems.push({ ...span, message });
  }
  return { documents, comments, problems: onePerLine(part, problems) };
}

/** More faults than this in one part say nothing more, and each costs time. */
const MAX_FAULTS = 10_000;

function composed(tokens: readonly CST.Token[]) {
  const faults: Fault[] = [];
  const composer = new Composer({ schema: "failsafe", uniqueKeys: false, resolveKnownTags: false });
  // The library makes an error with its stack of each fault; a hundred thousand of them take seconds.
  Object.assign(composer, {
    onError: (source: FaultSource, code: ErrorCode, message: string, warning?: boolean) => {
      if (warning !== true && faults.length < MAX_FAULTS) faults.push({ ...place(source), code, message });
    },
  });
  const documents = [...composer.compose(tokens)];
  for (const { errors } of documents) {
    for (const { pos, code, message } of errors) {
      if (faults.length < MAX_FAULTS) faults.push({ start: pos[0], end: pos[1], code, message });
    }
  }
  return { documents, faults };
}

/** What stands outside of any document, where the library says nothing. */
function orphans(tokens: readonly CST.Token[]): SyntaxProblem[] {
  for (const token of tokens) {
    if (token.type === "directive") {
      const message =
        "No document follows this `%` line, so that it says nothing. Remove it, or put it in quotes if it is a value.";
      return [{ start: token.offset, end: token.offset + token.source.length, message }];
    }
    if (token.type !== "doc-end") continue;
    const stray = token.end?.find(({ type }) => type !== "space" && type !== "newline" && type !== "comment");
    if (stray === undefined) continue;
    const message = "Nothing can stand behind `...`, which ends a document. Move this to the next line.";
    return [{ start: stray.offset, end: stray.offset + Math.max(1, stray.source.length), message }];
  }
  return [];
}

type FaultSource = number | readonly number[] | { readonly offset: number; readonly source?: unknown };

function place(source: FaultSource): Span {
  if (typeof source === "number") return { start: source, end: source + 1 };
  if ("offset" in source) {
    const length = typeof source.source === "string" ? source.source.length : 1;
    return { start: source.offset, end: source.offset + length };
  }
  const [start = 0, end = start + 1] = source;
  return { start, end };
}

interface Parsed {
  readonly tokens: readonly CST.Token[];
  readonly comments: readonly Comment[];
  readonly problems: SyntaxProblem[];
  /** Where reading was given up; the length of the part where it was not. */
  readonly stopped: number;
}

/**
 * Ends every quoted text and bracket that the part leaves open. The library ends an open quote at the first
 * line that is indented too little, but only where another quote follows somewhere: these two do.
 */
const CLOSER = "---\n#\"'";

function parse(part: string): Parsed {
  const lexer = new Lexer();
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const comments: Comment[] = [];
  const problems: SyntaxProblem[] = [];
  let isScalar = false;
  let stopped = Number.POSITIVE_INFINITY;
  let mismatched = false;
  // An opening bracket that is left over because another was closed wrongly is the same mistake.
  const open = () => {
    if (!mismatched) problems.push(...openBracket(parser.stack, part));
    mismatched = false;
  };
  const mismatch = (closing: string) => {
    const found = wrongBracket(parser.stack, closing);
    mismatched ||= found.length > 0;
    problems.push(...found);
  };
  const body = part.endsWith("\n") || part === "" ? part : `${part}\n`;
  for (const lexeme of lexer.lex(body + CLOSER)) {
    const start = parser.offset;
    if (start >= part.length) break;
    if (!isScalar) {
      if (lexeme[0] === "#") comments.push(comment(lexeme, start));
      else if (isOpenQuote(lexeme)) problems.push(openQuote(lexeme, start));
      else if (lexeme === CST.FLOW_END) open();
      else if (lexeme === "]" || lexeme === "}") mismatch(lexeme);
    }
    isScalar = !isScalar && lexeme === CST.SCALAR;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (depth(parser.stack) > MAX_DEPTH) {
      stopped = start;
      problems.push({ start, end: start + lexeme.length, message: TOO_DEEP });
      break;
    }
  }
  if (stopped > part.length) open();
  for (const token of parser.end()) tokens.push(token);
  return { tokens, comments, problems, stopped };
}

const TOO_DEEP =
  `This is nested more than ${MAX_DEPTH} levels deep. From here on, this part of the document is not read. ` +
  "Write it flatter, or close the brackets that were left open.";

function comment(lexeme: string, start: number): Comment {
  const written = lexeme.trimEnd();
  return { start, end: start + written.length, text: written.slice(1).trim() };
}

/** The last quote closes the text unless it is escaped: doubled in single quotes, behind a backslash in double. */
function isOpenQuote(lexeme: string): boolean {
  const quote = lexeme[0];
  if (quote !== '"' && quote !== "'") return false;
  if (lexeme.length === 1 || !lexeme.endsWith(quote)) return true;
  if (quote === "'") return run(lexeme, "'", lexeme.length - 1) % 2 === 0;
  return run(lexeme, "\\", lexeme.length - 2) % 2 === 1;
}

/** How often a character stands up to `last`, not counting the first of the text. */
function run(text: string, character: string, last: number): number {
  let first = last;
  while (first > 0 && text[first] === character) first--;
  return last - first;
}

function openQuote(lexeme: string, start: number): SyntaxProblem {
  const end = start + (lexeme.split("\n", 1)[0] ?? "").trimEnd().length;
  return {
    start,
    end,
    message: `The quote ${lexeme[0]} that opens here is not closed. Add a ${lexeme[0]} at the end of the text.`,
    open: true,
  };
}

/** The innermost bracket that is still open. */
function openBracket(stack: readonly CST.Token[], part: string): SyntaxProblem[] {
  const open = innermost(stack);
  if (open === undefined) return [];
  const { opens, closes, start } = open;
  const [line = ""] = part.slice(start).split(/[\r\n]/, 1);
  const where = goesOn(line)
    ? ", and indent all lines up to it further than the key before the bracket."
    : " at the end of this line.";
  const message = `The bracket \`${opens}\` that opens here is not closed. Add a \`${closes}\`${where}`;
  return [{ start, end: start + 1, message, open: true }];
}

/** Whether what opens on a line is meant to go on below it: nothing is finished there yet. */
function goesOn(line: string): boolean {
  return /[,:{[]$/.test(line.replace(/\s#.*$/, "").trimEnd());
}

function wrongBracket(stack: readonly CST.Token[], closing: string): SyntaxProblem[] {
  const open = innermost(stack);
  if (open === undefined || open.closes === closing) return [];
  const { opens, closes, start } = open;
  const message = `The bracket \`${opens}\` that opens here meets a \`${closing}\` before it is closed. Add a \`${closes}\`.`;
  return [{ start, end: start + 1, message, open: true }];
}

function innermost(stack: readonly CST.Token[]) {
  const open = stack.findLast((token) => token.type === "flow-collection" && token.end.length === 0);
  if (open?.type !== "flow-collection") return undefined;
  const isMap = open.start.source === "{";
  return { start: open.offset, opens: isMap ? "{" : "[", closes: isMap ? "}" : "]" };
}

function depth(stack: readonly CST.Token[]): number {
  const top = stack[stack.length - 1];
  return top !== undefined && "items" in top ? stack.length - 1 : stack.length - 2;
}

/**
 * A span that can be seen: within the part, at least one character, and not only white space. The library
 * points behind the item before a wrong one; what a person has to look at is the next thing written.
 */
function visible(part: string, fault: Fault): Span {
  const start = Math.max(0, Math.min(fault.start, part.length));
  const end = Math.max(start, Math.min(fault.end, part.length));
  const written = part.slice(start, end).trimStart();
  if (written !== "") {
    const first = end - written.length;
    const line = part.indexOf("\n", first);
    return { start: first, end: line === -1 ? end : Math.min(end, line) };
  }
  if (fault.code === "TAB_AS_INDENT" && end > start) return { start, end };
  const next = start + part.slice(start).search(/\S/);
  if (next >= start && part[next] !== "#") return { start: next, end: next + 1 };
  let last = start;
  while (last > 0 && isSpace(part.charCodeAt(last - 1))) last--;
  return last > 0 ? { start: last - 1, end: last } : { start, end };
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function onePerLine(part: string, problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const ordered = [...problems].sort((a, b) => a.start - b.start);
  const kept: SyntaxProblem[] = [];
  let lineEnd = -1;
  for (const problem of ordered) {
    if (problem.start <= lineEnd) continue;
    kept.push(problem);
    lineEnd = part.indexOf("\n", Math.max(problem.start, problem.end - 1));
    if (lineEnd === -1) lineEnd = part.length;
  }
  return kept;
}
