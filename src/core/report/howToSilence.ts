import type { Rule } from "../rules/rule.ts";

/** One way to silence a rule, or why there is none: a sentence without its end, and what to write. */
export interface SilenceWay {
  readonly words: string;
  readonly code?: string;
}

/** Syntax errors and what is said about silences themselves cannot be silenced. */
export function howToSilence({ id, group }: Rule): readonly SilenceWay[] {
  if (id === "syntax") return [{ words: "It cannot be silenced: what is not read is not checked" }];
  const off = `severity: {${id}: off}`;
  if (group === "silence")
    return [{ words: "It cannot be silenced where it stands; a policy may turn it off", code: off }];
  return [
    {
      words: "On the line or the line above, with a reason",
      code: `# baskets-ignore ${id}: reason, until 2030-01-31`,
    },
    {
      words: "For many objects, in the policy",
      code: `silence: [{rule: ${id}, object: lab-*, reason: lab}]`,
    },
  ];
}
