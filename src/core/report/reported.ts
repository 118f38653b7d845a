import type { Recognised } from "../formats/part.ts";
import type { Finding, Fix } from "../model/finding.ts";
import type { Instant } from "../model/values.ts";
import type { Facts } from "../rules/facts.ts";
import type { Silenced } from "../rules/silencing.ts";
import { comparePlaces } from "../text/span.ts";

/** What a report is made from: the part of an analysis that reports read. */
export interface Reported {
  readonly facts: Facts;
  /** In order of file, place, rule. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly asOf: Instant;
  /** What each file turned out to be, by path; `nothing` for what is not ours. */
  readonly recognised: ReadonlyMap<string, Recognised>;
}

/** The fixes of a finding that a report offers: applied, the finding is gone and nothing new appears. */
export type FixesOf = (finding: Finding) => readonly Fix[];

/**
 * A finding for a file that could not be turned into text: it stands at the start of the file,
 * since no place within can be named, and counts like any other `syntax` error.
 */
export function notText(path: string, why: string): Finding {
  return {
    rule: "syntax",
    severity: "error",
    message: `This file is not UTF-8 text${why === "" ? "" : ` (${why})`}, so nothing in it was checked. Save it as UTF-8.`,
    at: { file: path, start: 0, end: 0 },
    subject: { kind: "file", name: path },
  };
}

/** The same analysis with findings that were made outside of it, in their order. */
export function withFindings<T extends Reported>(analysis: T, more: readonly Finding[]): T {
  if (more.length === 0) return analysis;
  const findings = [...analysis.findings, ...more].sort((a, b) => comparePlaces(a.at, b.at));
  return { ...analysis, findings };
}

/** Whether one of the findings is at least as severe as `least`; nothing is when `least` is `never`. */
export function reaches(findings: readonly Finding[], least: Threshold): boolean {
  const order: readonly string[] = ["error", "warning", "info"];
  return findings.some((finding) => order.indexOf(finding.severity) <= order.indexOf(least));
}

/** The least severity that makes a check fail. */
export type Threshold = "error" | "warning" | "info" | "never";
