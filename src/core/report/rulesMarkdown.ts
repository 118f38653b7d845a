import type { Rule, RuleGroup } from "../rules/rule.ts";
import { howToSilence, type SilenceWay } from "./howToSilence.ts";

const GROUPS: readonly (readonly [RuleGroup, string])[] = [
  ["reading", "Reading"],
  ["placement", "Placement"],
  ["rollout", "Rollouts"],
  ["time", "Time"],
  ["pair", "Pair"],
  ["silence", "Silence"],
];

/** RULES.md: a table, then a section for each rule. Made from the rules themselves. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const head = [
    "# The rules",
    "",
    "<!-- Made by `npm run generate` from src/core/rules: change it there. -->",
    "",
    "Ids are names and never change. A normal, healthy estate gives no finding at warning or above.",
    "A policy sets the severity of a rule, or turns it off: `severity: {no-keep-apart: warning, stage-jump: off}`.",
    "",
  ];
  const table = [
    "| rule | severity | finds |",
    "| --- | --- | --- |",
    ...rules.map((rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${rule.title} |`),
    "",
  ];
  const sections = GROUPS.flatMap(([group, title]) => {
    const members = rules.filter((rule) => rule.group === group);
    return members.length === 0
      ? []
      : [`## ${title}`, "", ...members.flatMap((rule) => ruleSection(rule, 3))];
  });
  return `${[...head, ...table, ...sections].join("\n").trimEnd()}\n`;
}

/** One rule as Markdown: what, why, bad, good, how to mend, how to silence. */
export function ruleSection(rule: Rule, level: number): readonly string[] {
  const hashes = "#".repeat(level);
  return [
    `${hashes} ${rule.id}`,
    "",
    `**${rule.title}.** Severity: ${rule.severityBy ?? rule.severity}.`,
    "",
    rule.why,
    "",
    "Bad:",
    "",
    ...fence(rule.bad),
    "Good:",
    "",
    ...fence(rule.good),
    `**How to mend it.** ${rule.remedy}`,
    "",
    ...(rule.silentWhen === undefined ? [] : [`**When it stays silent.** ${rule.silentWhen}`, ""]),
    `**How to silence it.** ${howToSilence(rule).map(silenceWay).join(" ")}`,
    "",
  ];
}

function silenceWay({ words, code }: SilenceWay): string {
  return code === undefined ? `${words}.` : `${words}: \`${code}\`.`;
}

function fence(text: string): readonly string[] {
  return ["```yaml", text.trimEnd(), "```", ""];
}
