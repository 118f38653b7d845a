import { type Analysis, analyze } from "../core/analyze.ts";
import { reviewOf } from "../core/review.ts";
import type { Review } from "../core/rules/reviewed.ts";
import type { SourceFile } from "../core/text/span.ts";
import { reviewGroups } from "../core/views/reviewGroups.ts";
import type { Looked } from "./answers.ts";
import type { BaseTexts, ReviewReport } from "./pairReports.ts";

/** A review that is under way: the texts that the change is compared with, and what came of it last. */
export interface Base {
  readonly files: readonly SourceFile[];
  last: { readonly after: Analysis; readonly review: Review } | undefined;
}

/** The texts at hand are those of the base but where it says otherwise. */
export function baseOf(now: readonly SourceFile[], texts: BaseTexts): Base {
  const files = new Map(now.map((file) => [file.path, file]));
  for (const { path, text } of texts) {
    if (text === null) files.delete(path);
    else files.set(path, { path, text });
  }
  return { files: [...files.values()], last: undefined };
}

/** Counted once for each look at the estate. */
export function reviewIn(base: Base, after: Analysis): Review {
  if (base.last?.after !== after) {
    const before = analyze(base.files, { ...after.options, previous: after });
    base.last = { after, review: reviewOf(before, after) };
  }
  return base.last.review;
}

export function reviewReportOf(estate: Looked, base: Base | undefined): ReviewReport | undefined {
  const { analysis, texts } = estate;
  if (analysis === undefined || base === undefined) return undefined;
  const { summary, groups } = reviewGroups(reviewIn(base, analysis));
  const then = new Map(base.files.map(({ path, text }) => [path, text]));
  const now = new Map(texts.files().map(({ path, text }) => [path, text]));
  const paths = [...new Set([...then.keys(), ...now.keys()])].sort();
  return {
    summary,
    groups: groups.map(({ title, items }) => ({
      title,
      items: items.map(({ at, inBase, note, ...item }) => {
        const range = at === undefined || inBase ? undefined : texts.rangeOf(at);
        return {
          ...item,
          note: note ?? null,
          place: at === undefined || range === undefined ? null : { path: at.file, range },
        };
      }),
    })),
    files: paths
      .filter((path) => then.get(path) !== now.get(path))
      .map((path) => ({ path, was: then.get(path) ?? null, gone: !now.has(path) })),
  };
}
