import { lineStarts, positionAt } from "../text/lines.ts";
import { once } from "../text/once.ts";
import { fileBudget } from "./anchors.ts";
import { MAX_LENGTH, prepare, splitDocuments } from "./guards.ts";
import { MAX_PROBLEMS, readByLibrary, readItemByLibrary } from "./library.ts";
import { LIST_ON_KEY_LINE, NEXT_LINE_INDENTED } from "./messages.ts";
import { readPlain } from "./plain.ts";
import type { Comment, SyntaxDocument, SyntaxFile, SyntaxProblem } from "./tree.ts";

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
    const plain = readPlain(source, span.start, span.end, readItemByLibrary);
    if (plain !== undefined) {
      documents.push({ ...span, root: plain.root });
      for (const comment of plain.comments) comments.push(comment);
      for (const problem of plain.problems) problems.push(problem);
      continue;
    }
    const read = readByLibrary(source, span, { byName: new Map(), budget });
    for (const comment of read.comments) comments.push(comment);
    for (const problem of read.problems) problems.push(problem);
    for (const document of read.documents) documents.push(document);
  }
  return { text, documents, comments, problems: toldProblems(problems, lineIn(text)) };
}

/** The line that an offset of a text stands in; they are counted when the first is asked for. */
function lineIn(text: string): (offset: number) => number {
  const starts = once(() => lineStarts(text));
  return (offset) => positionAt(starts(), offset).line;
}

/** Problems as they are told: in order, without what follows from others, and not more than anyone reads. */
export function toldProblems(
  problems: readonly SyntaxProblem[],
  lineOf: (offset: number) => number,
): readonly SyntaxProblem[] {
  const sorted = [...problems].sort((a, b) => a.start - b.start || a.end - b.end);
  return firstOf(withoutEchoes(sorted, lineOf));
}

/** What one slip makes the reader say of line after line below it: the first says it all. */
const ECHOES: ReadonlySet<string> = new Set([NEXT_LINE_INDENTED, LIST_ON_KEY_LINE]);

function withoutEchoes(
  problems: readonly SyntaxProblem[],
  lineOf: (offset: number) => number,
): readonly SyntaxProblem[] {
  if (problems.length < 2) return problems;
  const lines = problems.map((problem) => lineOf(problem.start));
  return problems.filter((problem, i) => {
    const before = problems[i - 1];
    const echo = ECHOES.has(problem.message) && before?.message === problem.message;
    return !echo || (lines[i] ?? 0) - (lines[i - 1] ?? 0) > 1;
  });
}

function firstOf(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const next = problems[MAX_PROBLEMS];
  if (next === undefined) return problems;
  const message =
    `This file has more than ${MAX_PROBLEMS.toLocaleString("en")} problems, of which only the first are listed. ` +
    "What follows may not be read at all. Correct those above first.";
  return [...problems.slice(0, MAX_PROBLEMS), { ...next, message }];
}

function tooLarge(text: string): SyntaxFile {
  const message =
    `This file has ${text.length.toLocaleString("en")} characters; more than ${MAX_LENGTH.toLocaleString("en")} are not read. ` +
    "Split it into several files.";
  return { text, documents: [], comments: [], problems: [{ start: 0, end: 1, message }] };
}
