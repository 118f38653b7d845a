import { type Analysis, analyzeParts } from "./analyze.ts";
import { learned } from "./project/learned.ts";
import { type Review, reviewed } from "./rules/reviewed.ts";

/** What a change does: the estate before and after it, both looked at on one day and by the policy that holds now. */
export function reviewOf(before: Analysis, after: Analysis): Review {
  return reviewed(before, analyzeParts(learned(before.parts, after.parts), after.options), after);
}
