import { lineStarts, positionAt } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import { type Anchors, fileBudget } from "./anchors.ts";
import { compose, composeParts, type Part, partStarts, type Reading } from "./compose.ts";
import { MAX_LENGTH, prepare, splitDocuments, splitParts } from "./guards.ts";
import { LIST_ON_KEY_LINE, NEXT_LINE_INDENTED } from "./messages.ts";
import { type Scanned, scan } from "./scan.ts";
import type { Comment, Node, SyntaxDocument, SyntaxFile, SyntaxProblem } from "./tree.ts";

/**
 * Reads a text as a stream of YAML 1.2 documents. Every text gives a file: what cannot be read is left out
 * and named in `problems`, and a fault in one document or one entry of it does not touch the others.
 */
export function parseYaml(text: string): SyntaxFile {
  if (text.length > MAX_LENGTH) return tooLarge(text);
  const problems: SyntaxProblem[] = [];
  const source = prepare(text, problems);
  const budget = fileBudget(text);
  const documents: SyntaxDocument[] = [];
  const comments: Comment[] = [];
  for (const span of splitDocuments(source, source.startsWith("\ufeff") ? 1 : 0)) {
    if (problems.length > MAX_PROBLEMS) break;
    const read = readDocument(source, span, { byName: new Map(), budget });
    for (const comment of read.comments) comments.push(comment);
    for (const problem of read.problems) problems.push(problem);
    for (const document of read.documents) documents.push(document);
  }
  problems.sort((a, b) => a.start - b.start || a.end - b.end);
  return { text, documents, comments, problems: firstOf(withoutEchoes(text, problems)) };
}

/** What one slip makes the reader say of line after line below it: the first says it all. */
const ECHOES: ReadonlySet<string> = new Set([NEXT_LINE_INDENTED, LIST_ON_KEY_LINE]);

function withoutEchoes(text: string, problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  if (problems.length < 2) return problems;
  const starts = lineStarts(text);
  const lines = problems.map((problem) => positionAt(starts, problem.start).line);
  return problems.filter((problem, i) => {
    const before = problems[i - 1];
    const echo = ECHOES.has(problem.message) && before?.message === problem.message;
    return !echo || (lines[i] ?? 0) - (lines[i - 1] ?? 0) > 1;
  });
}

/** Past this many problems they have one cause, or the text is no YAML. What comes then is neither listed nor read. */
const MAX_PROBLEMS = 1000;

function firstOf(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const next = problems[MAX_PROBLEMS];
  if (next === undefined) return problems;
  const message =
    `This file has more than ${MAX_PROBLEMS.toLocaleString("en")} problems, of which only the first are listed. ` +
    "What follows may not be read at all. Correct those above first.";
  return [...problems.slice(0, MAX_PROBLEMS), { ...next, message }];
}

type Read = Omit<SyntaxFile, "text">;

function readDocument(source: string, span: Span, anchors: Anchors): Read {
  const text = source.slice(span.start, span.end);
  const whole = scan(text);
  const reading: Reading = { text: source, base: span.start, anchors, problems: [] };
  const parts = whole.problems.length === 0 ? [] : splitParts(text);
  if (!isIntact(whole, parts)) return readParts(text, reading, whole, parts);
  const documents = whole.documents.map(({ contents, range }, i): SyntaxDocument => {
    const next = whole.documents[i + 1];
    const start = i === 0 ? span.start : span.start + range[0];
    const end = next === undefined ? span.end : span.start + next.range[0];
    return { start, end, root: written(compose(reading, contents)) };
  });
  const { comments, problems } = moved(whole, span.start);
  return { documents, comments, problems: [...problems, ...besides(text, reading, problems)] };
}

/** Whether the library found each part of a document with faults where it stands: then they cost no part. */
function isIntact({ problems, documents }: Scanned, parts: readonly Span[]): boolean {
  if (problems.length === 0) return true;
  const [document, ...others] = documents;
  if (document === undefined || others.length > 0) return false;
  const starts = partStarts(document.contents);
  return (
    starts.length === parts.length &&
    parts.every(({ start, end }, i) => {
      const at = starts[i] ?? -1;
      return start <= at && at < end;
    })
  );
}

/**
 * Reads a document with a fault part by part, so that the fault costs no more than its own part.
 * A fault between the parts, such as wrong indentation, shows in the whole alone: the first of those is kept.
 */
function readParts(text: string, reading: Reading, whole: Scanned, spans: readonly Span[]): Read {
  const parts: Part[] = [];
  const comments: Comment[] = [];
  const found: SyntaxProblem[] = [];
  for (const span of spans) {
    const base = reading.base + span.start;
    if (found.length > MAX_PROBLEMS) break;
    const scanned = spans.length === 1 ? whole : scan(text.slice(span.start, span.end));
    const faulty = scanned.problems.length > 0;
    for (const { contents } of scanned.documents)
      parts.push({ reading: { ...reading, base }, contents, faulty });
    for (const comment of scanned.comments) comments.push(shifted(comment, base));
    for (const problem of scanned.problems) found.push(shifted(problem, base));
  }
  const root = composeParts(parts);
  const line = lineOf(text, reading);
  const first = moved(whole, reading.base).problems[0];
  if (first !== undefined && !found.some((problem) => line(problem) <= line(first))) found.unshift(first);
  return {
    documents: [{ start: reading.base, end: reading.base + text.length, root: written(root) }],
    comments,
    problems: [...found, ...besides(text, reading, found)],
  };
}

function lineOf(text: string, { base }: Reading): (problem: Span) => number {
  const starts = lineStarts(text);
  return ({ start }) => positionAt(starts, start - base).line;
}

/** The problems on lines that have none yet: a line that cannot be read says nothing about its meaning. */
function besides(text: string, reading: Reading, known: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  if (known.length === 0 || reading.problems.length === 0) return reading.problems;
  const line = lineOf(text, reading);
  const lines = new Set(known.map(line));
  return reading.problems.filter((problem) => !lines.has(line(problem)));
}

/** A document of which nothing is written has no root. */
function written(root: Node | undefined): Node | undefined {
  return root?.kind === "scalar" && root.start === root.end ? undefined : root;
}

function moved(scanned: Scanned, by: number): Pick<Read, "comments" | "problems"> {
  return {
    comments: scanned.comments.map((comment) => shifted(comment, by)),
    problems: scanned.problems.map((problem) => shifted(problem, by)),
  };
}

function shifted<T extends Span>(span: T, by: number): T {
  return { ...span, start: span.start + by, end: span.end + by };
}

function tooLarge(text: string): SyntaxFile {
  const message =
    `This file has ${text.length.toLocaleString("en")} characters; more than ${MAX_LENGTH.toLocaleString("en")} are not read. ` +
    "Split it into several files.";
  return { text, documents: [], comments: [], problems: [{ start: 0, end: 1, message }] };
}
