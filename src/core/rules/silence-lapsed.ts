import type { Rule } from "./rule.ts";

/** Found where silences are applied (rules/silencing.ts). */
export const silenceLapsed: Rule = {
  id: "silence-lapsed",
  group: "silence",
  severity: "warning",
  title: "A risk was accepted until a day that has passed",
  why: "The date is what makes an accepted risk different from a forgotten one. From that day on the finding speaks again, and this says why it is back.",
  remedy: "Mend what the finding says, or accept it anew with a reason and a later date.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  # baskets-ignore shape: read by the wall display, until 2008-01-01
  - {name: lab, colour: blue}
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  # baskets-ignore shape: read by the wall display, until 2999-01-01
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
