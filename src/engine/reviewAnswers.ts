import { stateBefore } from "../core/formats/terraform/planBefore.ts";
import { reviewReport } from "../core/report/reviewReport.ts";
import type { Place } from "../core/text/span.ts";
import { reviewGroups } from "../core/views/reviewGroups.ts";
import type { Looked } from "./answers.ts";
import { type Base, reviewIn } from "./bases.ts";
import type { ReviewItem, ReviewReport } from "./pairReports.ts";
import type { Texts } from "./texts.ts";

/** Answers about what a change does, against the base that was told. */

export function reviewReportOf(estate: Looked, base: Base | undefined): ReviewReport | undefined {
  const { analysis, texts } = estate;
  if (analysis === undefined || base === undefined) return undefined;
  const { summary, groups } = reviewGroups(reviewIn(base, analysis));
  const [then, now] = [textsByPath(base.texts), textsByPath(texts)];
  const paths = [...new Set([...then.keys(), ...now.keys()])].sort();
  const placeOf = (at: Place, inBase: boolean): ReviewItem["place"] => {
    // Where a file is as it was, the one at hand does as well.
    const isOther = inBase && then.get(at.file) !== now.get(at.file);
    const range = (isOther ? base.texts : texts).rangeOf(at);
    return range === undefined ? null : { path: at.file, range, inBase: isOther };
  };
  return {
    summary,
    groups: groups.map(({ title, items }) => ({
      title,
      items: items.map(({ at, inBase, note, ...item }) => ({
        ...item,
        note: note ?? null,
        place: at === undefined ? null : placeOf(at, inBase),
      })),
    })),
    files: paths
      .filter((path) => then.get(path) !== now.get(path))
      .map((path) => ({ path, was: then.get(path) ?? null, gone: !now.has(path) })),
  };
}

export function reviewMarkdownOf(estate: Looked, base: Base | undefined, name: string): string | undefined {
  const { analysis, texts } = estate;
  if (analysis === undefined || base === undefined) return undefined;
  const said = reviewReport(
    reviewIn(base, analysis),
    { before: base.texts.files(), after: texts.files() },
    { format: "markdown", base: name, asOf: analysis.asOf, width: 80, colour: false },
  );
  return typeof said === "string" ? said : [...said].join("");
}

export function planBefore({ texts }: Looked, path: string): string | undefined {
  const text = textsByPath(texts).get(path);
  return text === undefined ? undefined : stateBefore(text);
}

function textsByPath(texts: Texts): ReadonlyMap<string, string> {
  return new Map(texts.files().map(({ path, text }) => [path, text]));
}
