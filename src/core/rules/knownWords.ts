import type { Match } from "../catalogue/known.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { listed } from "./wording.ts";

/** What the catalogue knows, in words: for the rules that speak of it. */

/** `From 2008-08-12 on it breaks power-on and resume.`; without a day: `It breaks …`. */
function brokenThen({ breaks, trigger }: KnownIssue, asOf: Instant): string {
  const what = `breaks ${listed(breaks)}`;
  if (trigger?.kind !== "date") return `It ${what}.`;
  const day = formatDay(trigger.on);
  return trigger.on <= asOf ? `Since ${day} it ${what}.` : `From ${day} on it ${what}.`;
}

/** What is said after the fact itself: what breaks, whether it holds here, what is fixed, what helps, and who says so. */
export function knownInWords({ issue, certain }: Match, asOf: Instant): string {
  const { fixedIn, workaround, url, onlyIf } = issue;
  const doubt =
    onlyIf === undefined
      ? "Whether it is that build cannot be told from what is written: unknown, not good."
      : `Whether that holds here is unknown: only if ${onlyIf}.`;
  const parts = [
    brokenThen(issue, asOf),
    certain ? "" : doubt,
    fixedIn.length === 0 ? "" : `Fixed in ${listed(fixedIn)}.`,
    workaround === undefined ? "" : `What helps: ${workaround}.`,
    `See ${url[0] ?? ""}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}
