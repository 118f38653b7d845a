import type { Analysis } from "../core/analyze.ts";
import { type Edit, movedSpan } from "../core/text/edit.ts";
import { type Lens, type LensChoice, lensesOf } from "../core/views/lenses.ts";
import { type Base, reviewIn } from "./bases.ts";
import type { LensReport } from "./protocol.ts";
import type { Texts } from "./texts.ts";

/** The lenses of an estate as they were last counted, by file; edits that came since move them when they are asked for. */
export interface Lenses {
  /** What they were counted from. */
  readonly made: Analysis["made"];
  readonly byPath: ReadonlyMap<string, readonly Lens[]>;
  readonly edits: Map<string, Edit[]>;
}

/**
 * The lenses of what was just looked at. While something cannot be read, what was said before stays: a service does not
 * lose its storage because somebody is in the middle of a word.
 */
export function lensesNow(
  last: Lenses | undefined,
  analysis: Analysis,
  choice: LensChoice,
  review: Base | undefined,
): Lenses | undefined {
  if (choice === "off") return undefined;
  const broken = analysis.findings.some(({ rule }) => rule === "syntax");
  if (last !== undefined && (last.made === analysis.made || broken)) return last;
  const byPath = new Map<string, Lens[]>();
  for (const { at, title } of lensesOf(analysis.facts, choice, pointsOf(review, analysis))) {
    // Where it stands today: until the next look it is moved by hand.
    const lens = { title, at: { file: at.file, start: at.start, end: at.end } };
    const here = byPath.get(at.file);
    if (here === undefined) byPath.set(at.file, [lens]);
    else here.push(lens);
  }
  return { made: analysis.made, byPath, edits: new Map() };
}

/** What the change under review adds to scores; one analysis more, and only while somebody reviews. */
function pointsOf(review: Base | undefined, analysis: Analysis): ReadonlyMap<string, number> {
  if (review === undefined) return new Map();
  return new Map(
    reviewIn(review, analysis).services.flatMap(({ name, points }) =>
      points === undefined ? [] : [[name, points]],
    ),
  );
}

/** Remembers edits of a file, so that lenses that were counted before stand where they should. */
export function moveLenses(lenses: Lenses | undefined, path: string, edits: readonly Edit[]): void {
  if (lenses?.byPath.has(path)) lenses.edits.set(path, [...(lenses.edits.get(path) ?? []), ...edits]);
}

export function lensReports(lenses: Lenses | undefined, texts: Texts, path: string): readonly LensReport[] {
  const edits = lenses?.edits.get(path) ?? [];
  return (lenses?.byPath.get(path) ?? []).flatMap(({ at, title }) => {
    const range = texts.rangeOf({ file: path, ...movedSpan(at, edits) });
    return range === undefined ? [] : [{ range, title }];
  });
}
