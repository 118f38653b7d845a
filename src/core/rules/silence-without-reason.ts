import type { Rule } from "./rule.ts";

/** Found where silences are applied (rules/silencing.ts). */
export const silenceWithoutReason: Rule = {
  id: "silence-without-reason",
  group: "silence",
  severity: "warning",
  title: "A finding is silenced and nobody says why",
  why: "An accepted risk is a decision. Without its reason the next reader cannot tell it from an oversight, so the finding stays until there is one.",
  remedy:
    "Write the reason after a colon, and a date after which it is looked at again: `# baskets-ignore no-redundancy: lab only, until 2009-06-30`. Or remove the comment.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  # baskets-ignore shape
  - {name: lab, colour: blue}
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  # baskets-ignore shape: the colour is read by the wall display
  - {name: lab, colour: blue}
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: lab, colour: blue}
`,
};
