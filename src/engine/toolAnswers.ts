import { validFixes } from "../core/analyze.ts";
import type { Severity } from "../core/model/finding.ts";
import { ruleMarkdown } from "../core/report/explain.ts";
import { jsonReport } from "../core/report/json.ts";
import { simulateReport } from "../core/report/simulateReport.ts";
import { RULES } from "../core/rules/index.ts";
import { hoverAt } from "../core/views/hovers.ts";
import { mentions } from "../core/views/mentions.ts";
import { nameOf } from "../core/views/subject.ts";
import type { Looked } from "./answers.ts";

/** Answers for programs that edit the manifests: the JSON of the command line (spec CLI.md), and words about a name. */

export interface CheckAsk {
  /** Only findings of this severity or worse. */
  readonly least: Severity;
  /** Only findings in this file. */
  readonly file?: string;
}

/** Fixes are tried before they are told, which costs an analysis each: beyond these findings none are. */
const FIXES_TRIED = 20;

export function checkJson(estate: Looked, { least, file }: CheckAsk): string | undefined {
  const { analysis, texts } = estate;
  if (analysis === undefined) return undefined;
  const findings = analysis.findings.filter(
    ({ severity, at }) => RANK[severity] >= RANK[least] && (file === undefined || at.file === file),
  );
  const tried = new Set(findings.slice(0, FIXES_TRIED));
  const told = jsonReport({ ...analysis, findings }, texts.files(), (finding) =>
    tried.has(finding) ? validFixes(analysis, finding) : [],
  );
  return [...told].join("");
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

/** Undefined where there is no rollout of that name. */
export function simulateJson({ analysis }: Looked, name: string): string | undefined {
  const plan = analysis?.facts.plans.find(({ source }) => source.name === name);
  if (analysis === undefined || plan === undefined) return undefined;
  const options = { format: "json", at: undefined, width: 80, colour: false };
  const told = simulateReport(analysis.facts, plan, options);
  return typeof told === "string" ? told : [...told].join("");
}

/** A rule by its id, or whatever in the estate has that name, as Markdown; undefined where nothing has. */
export function explained({ analysis }: Looked, about: string): string | undefined {
  const rule = RULES.find(({ id }) => id === about);
  if (rule !== undefined) return ruleMarkdown(rule);
  if (analysis === undefined) return undefined;
  const cards = new Set<string>();
  for (const { at, subject, isDefinition } of mentions(analysis.facts)) {
    if (nameOf(subject) !== about || (!isDefinition && subject.kind !== "domain")) continue;
    const card = hoverAt(analysis.facts, at.file, at.start);
    if (card !== undefined) cards.add(card.markdown);
  }
  return cards.size === 0 ? undefined : [...cards].join("\n\n---\n\n");
}
