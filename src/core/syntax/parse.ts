import { lineStarts, positionAt } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import { type Anchors, fileBudget } from "./anchors.ts";
import { compose, composeParts, type Reading } from "./compose.ts";
import { MAX_LENGTH, prepare, splitDocuments, splitParts } from "./guards.ts";
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
  return { text, documents, comments, problems: firstOf(problems) };
}

/** Past this many problems they have one cause, or the text is no YAML. What comes then is neither listed nor read. */
const MAX_PROBLEMS = 1000;

function firstOf(problems: SyntaxProblem[]): SyntaxProblem[] {
  const next = problems[MAX_PROBLEMS];
  if (next === undefined) return problems;
  const message =
    `This file has more than ${MAX_PROBLEMS.toLocaleString("en")} problems, of which only the first are listed. ` +
    "What follows may not be read at all. Correct those above first.";
  return [...problems.slice(0, MAX_PROBLEMS), { ...next, message }];
}

type Read = Omit<SyntaxFile, "text">;

function readDocument(source: string, span: Span, anchors: Anchors): Read {
  const whole = scan(source.slice(span.start, span.end));
  const problems: SyntaxProblem[] = [];
  const reading: Reading = { text: source, base: span.start, anchors, problems };
  if (whole.problems.length === 0) {
    const documents = whole.documents.map(({ contents, range }, i): SyntaxDocument => {
      const next = whole.documents[i + 1];
      const start = i === 0 ? span.start : span.start + range[0];
      const end = next === undefined ? span.end : span.start + next.range[0];
      return { start, end, root: written(compose(reading, contents)) };
    });
    return { documents, comments: moved(whole, span.start).comments, problems };
  }
  return readParts(source, span, reading, whole);
}

/**
 * Reads a document with a fault part by part, so that the fault costs no more than its own part.
 * A fault between the parts, such as wrong indentation, shows in the whole alone: the first of those is kept.
 */
function readParts(source: string, span: Span, reading: Reading, whole: Scanned): Read {
  const text = source.slice(span.start, span.end);
  const parts: (Pick<Read, "comments" | "problems"> & { base: number; documents: Scanned["documents"] })[] =
    [];
  const found: SyntaxProblem[] = [];
  const spans = splitParts(text);
  for (const part of spans) {
    const base = span.start + part.start;
    if (found.length > MAX_PROBLEMS) break;
    const scanned = spans.length === 1 ? whole : scan(text.slice(part.start, part.end));
    parts.push({ base, documents: scanned.documents, ...moved(scanned, base) });
    for (const problem of scanned.problems) found.push(shifted(problem, base));
  }
  const root = composeParts(
    parts.flatMap(({ base, documents, problems }) =>
      documents.map(({ contents }) => ({
        reading: { ...reading, base },
        contents,
        faulty: problems.length > 0,
      })),
    ),
  );
  const starts = lineStarts(text);
  const line = (problem: Span) => positionAt(starts, problem.start - span.start).line;
  const first = moved(whole, span.start).problems[0];
  if (first !== undefined && !found.some((problem) => line(problem) <= line(first))) found.unshift(first);
  return {
    documents: [{ ...span, root: written(root) }],
    comments: parts.flatMap((part) => part.comments),
    problems: [...found, ...besides(line, found, reading.problems)],
  };
}

/** The problems on lines that have none yet: a line that cannot be read says nothing about its meaning. */
function besides(
  line: (problem: Span) => number,
  known: readonly SyntaxProblem[],
  problems: readonly SyntaxProblem[],
): SyntaxProblem[] {
  const lines = new Set(known.map(line));
  return problems.filter((problem) => !lines.has(line(problem)));
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
