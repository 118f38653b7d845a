import { type Analysis, readingOf } from "../core/analyze.ts";
import type { Part } from "../core/formats/part.ts";
import type { Finding } from "../core/model/finding.ts";
import { type Edit, movedSpan } from "../core/text/edit.ts";
import { comparePlaces } from "../core/text/span.ts";

/** Findings by file, each with where it stands now: edits move it until the next look finds it anew. */
export type Standing = ReadonlyMap<string, readonly Finding[]>;

export const NOTHING: Standing = new Map();

/** What an analysis found besides what reading found. */
export function othersIn(analysis: Analysis): Standing {
  const reading = new Map<string, ReadonlySet<string>>();
  for (const part of analysis.parts)
    if (part.findings.length > 0) reading.set(part.path, new Set(readingOf(part, analysis).map(sameness)));
  const others = new Map<string, Finding[]>();
  for (const finding of analysis.findings) {
    const { file, start, end } = finding.at;
    if (reading.get(file)?.has(sameness(finding))) continue;
    const standing = { ...finding, at: { file, start, end } };
    const list = others.get(file);
    if (list === undefined) others.set(file, [standing]);
    else list.push(standing);
  }
  return others;
}

function sameness({ rule, at, message }: Finding): string {
  return `${rule} ${at.start} ${message}`;
}

/** The same after edits of a file. */
export function movedIn(standing: Standing, path: string, edits: readonly Edit[]): Standing {
  const here = standing.get(path);
  if (here === undefined) return standing;
  const moved = here.map((finding) => ({ ...finding, at: { file: path, ...movedSpan(finding.at, edits) } }));
  return new Map([...standing, [path, moved]]);
}

/** What can be said of a file before the whole estate was looked at. */
export function earlyFindings(part: Part, before: Analysis, others: Standing): readonly Finding[] {
  return [...readingOf(part, before), ...(others.get(part.path) ?? [])].sort((a, b) =>
    comparePlaces(a.at, b.at),
  );
}
