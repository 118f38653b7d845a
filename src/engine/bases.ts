import { type Analysis, analyze } from "../core/analyze.ts";
import { reviewOf } from "../core/review.ts";
import type { Review } from "../core/rules/reviewed.ts";
import type { SourceFile } from "../core/text/span.ts";
import type { BaseTexts } from "./pairReports.ts";
import { createTexts, type Texts } from "./texts.ts";

/** An estate as it was elsewhere or before. Looked at by the policy and on the day of the estate at hand. */
export interface Base {
  readonly texts: Texts;
  last: { readonly now: Analysis; readonly was: Analysis; review?: Review } | undefined;
}

/** The texts at hand are those of the base but where it says otherwise. */
export function baseOf(now: readonly SourceFile[], texts: BaseTexts): Base {
  const base = createTexts();
  for (const file of now) base.change(file);
  for (const { path, text } of texts) base.change(text === null ? { path, gone: true } : { path, text });
  return { texts: base, last: undefined };
}

/** Counted once for each look at the estate. */
export function wasIn(base: Base, now: Analysis): Analysis {
  return looked(base, now).was;
}

/** What the change from the base to the estate at hand does; counted once for each look as well. */
export function reviewIn(base: Base, now: Analysis): Review {
  const last = looked(base, now);
  last.review ??= reviewOf(last.was, now);
  return last.review;
}

function looked(base: Base, now: Analysis): NonNullable<Base["last"]> {
  if (base.last?.now !== now) {
    // What both have was read once already: for the estate at hand, or for the base by the last look.
    // Not what follows the edits of the estate at hand, since the base does not follow them.
    const previous = base.last?.was ?? { parts: now.parts.filter(({ live }) => live === undefined) };
    base.last = { now, was: analyze(base.texts.files(), { ...now.options, previous }) };
  }
  return base.last;
}
