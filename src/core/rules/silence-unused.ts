import type { Rule } from "./rule.ts";

/** Found where silences are applied (rules/silencing.ts). */
export const silenceUnused: Rule = {
  id: "silence-unused",
  group: "silence",
  severity: "info",
  title: "A silence that silences nothing",
  why: "What it covered has been mended or has moved away, or its rule is misspelled or turned off. Left standing it would hide the next finding of that kind without anybody deciding so.",
  remedy: "Remove it.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  # baskets-ignore shape: the colour is read by the wall display
  - {name: east}
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  # baskets-ignore shape: the colour is read by the wall display
  - {name: east, colour: blue}
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: east}
`,
};
