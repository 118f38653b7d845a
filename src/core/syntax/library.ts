import { lineStarts, positionAt } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import { type Anchors, fileBudget } from "./anchors.ts";
import { compose, composeParts, type Part, partStarts, type Reading } from "./compose.ts";
import { splitParts } from "./guards.ts";
import type { ItemRead } from "./plainLines.ts";
import { type Scanned, scan } from "./scan.ts";
import type { Comment, Node, SyntaxDocument, SyntaxFile, SyntaxProblem } from "./tree.ts";

/** Past this many problems they have one cause, or the text is no YAML. What comes then is neither listed nor read. */
export const MAX_PROBLEMS = 1000;

export type ReadDocuments = Omit<SyntaxFile, "text">;

/** Reads one document of a stream through the YAML library: whatever the text, with every problem in it. */
export function readByLibrary(source: string, span: Span, anchors: Anchors): ReadDocuments {
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
function readParts(text: string, reading: Reading, whole: Scanned, spans: readonly Span[]): ReadDocuments {
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

function moved(scanned: Scanned, by: number): Pick<ReadDocuments, "comments" | "problems"> {
  return {
    comments: scanned.comments.map((comment) => shifted(comment, by)),
    problems: scanned.problems.map((problem) => shifted(problem, by)),
  };
}

function shifted<T extends Span>(span: T, by: number): T {
  return { ...span, start: span.start + by, end: span.end + by };
}

/**
 * One item of a list by indentation, from the start of its line to its end: undefined where something wrong with it may
 * reach further, or where it has a name that other items may refer to.
 */
export function readItemByLibrary(source: string, start: number, end: number): ItemRead | undefined {
  const text = source.slice(start, end);
  const { documents, comments, problems } = scan(text);
  const [document, second] = documents;
  if (document === undefined || second !== undefined || problems.some(({ open }) => open)) return undefined;
  const anchors: Anchors = { byName: new Map(), budget: fileBudget(text) };
  const reading: Reading = { text: source, base: start, anchors, problems: [] };
  const list = compose(reading, document.contents);
  if (anchors.byName.size > 0 || list?.kind !== "list" || list.flow) return undefined;
  const [node, more] = list.items;
  if (node === undefined || more !== undefined) return undefined;
  const found = problems.map((problem) => shifted(problem, start));
  return {
    node,
    comments: comments.map((comment) => shifted(comment, start)),
    problems: [...found, ...besides(text, reading, found)],
  };
}
