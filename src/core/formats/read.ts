import type { Finding } from "../model/finding.ts";
import { type SilenceComment, silencesIn } from "../model/silence.ts";
import { parseYaml } from "../syntax/parse.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import { lineStarts, positionAt } from "../text/lines.ts";
import { once } from "../text/once.ts";
import type { SourceFile } from "../text/span.ts";
import { looksNative, mayBePointedAt } from "./candidates.ts";
import { readForeign } from "./foreignFormats.ts";
import { type NativeDocuments, readNative } from "./native.ts";
import type { Part } from "./part.ts";
import { unreadable, unreadText } from "./syntaxFindings.ts";

/** Reads one file as whatever it is. What is not ours says nothing, whatever is wrong with it. */
export function readPart(source: SourceFile): Part {
  return readManifest(source) ?? readOther(source) ?? notOurs(source);
}

function readManifest(source: SourceFile): Part | undefined {
  const { path, text } = source;
  if (!looksNative(path, text)) return undefined;
  const syntax = parseYaml(text);
  const starts = once(() => lineStarts(text));
  const part = manifestPart(
    path,
    syntax,
    silencesIn(path, syntax),
    (offset) => positionAt(starts(), offset).line,
  );
  return { ...part, text };
}

/** What a manifest says; `lineOf` tells the line of an offset in it. */
export function manifestPart(
  path: string,
  syntax: SyntaxFile,
  silences: readonly SilenceComment[],
  lineOf: (offset: number) => number,
): Omit<Part, "text"> {
  const shapes: Finding[] = [];
  const native = readNative(syntax.documents, { file: path, syntax, findings: shapes });
  const findings = [...unreadable(path, syntax, "error"), ...withoutFollowUps(shapes, syntax, lineOf)];
  return { path, syntax, recognised: "manifest", native, foreign: undefined, silences, findings };
}

function readOther(source: SourceFile): Part | undefined {
  const { path, text } = source;
  const file = readForeign(source);
  if (file === undefined) return undefined;
  const { recognised, syntax, told, findings } = file;
  return {
    path,
    text,
    syntax,
    recognised,
    native: NOTHING,
    foreign: told,
    silences: silencesIn(path, syntax),
    findings,
  };
}

/** What is odd about the shape of a line that cannot be read follows from that: one cause, one finding. */
function withoutFollowUps(
  shapes: readonly Finding[],
  { problems }: SyntaxFile,
  lineOf: (offset: number) => number,
): readonly Finding[] {
  if (problems.length === 0) return shapes;
  const broken = new Set(problems.map((problem) => lineOf(problem.start)));
  return shapes.filter(({ at }) => !broken.has(lineOf(at.start)));
}

function notOurs({ path, text }: SourceFile): Part {
  const loose = mayBePointedAt(path) ? once(() => parseYaml(text)) : undefined;
  return {
    path,
    text,
    syntax: unreadText(text),
    recognised: "nothing",
    native: NOTHING,
    foreign: undefined,
    ...(loose ? { loose } : {}),
    // What a play runs may lie in a file of tasks, and so may what is to be said about it.
    silences: loose !== undefined && text.includes("baskets-ignore") ? silencesIn(path, loose()) : [],
    findings: [],
  };
}

const NOTHING: NativeDocuments = { estates: [], rollouts: [], policies: [] };
