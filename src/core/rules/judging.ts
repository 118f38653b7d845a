import type { Part } from "../formats/part.ts";
import { readPolicySetting } from "../formats/policySetting.ts";
import type { Finding } from "../model/finding.ts";
import { type Policy, policyFrom } from "../model/policy.ts";
import type { Instant } from "../model/values.ts";
import { comparePlaces, type SourceFile } from "../text/span.ts";
import { isOff } from "./check.ts";
import { graded, louder, unknownRules } from "./grading.ts";
import { RULES } from "./index.ts";
import { applySilences, type Silenced } from "./silencing.ts";

/** What is said, and what is not since somebody accepted it; in order of file, place, rule. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

/** By which policies an estate is looked at, and how what is found is judged by them. */
export interface Judging {
  readonly policy: Policy;
  /** What is wrong with the policies themselves. */
  readonly findings: readonly Finding[];
  /** Severities as the policies set them, what is silenced taken out: for findings of these parts. */
  readonly judge: (found: readonly Finding[], parts: readonly Part[]) => Judged;
}

export interface JudgingOptions {
  readonly asOf: Instant;
  readonly policy?: SourceFile;
  readonly untrusted?: boolean;
}

export function judgingOf(parts: readonly Part[], options: JudgingOptions): Judging {
  const setting = options.policy && readPolicySetting(options.policy);
  const given = setting ? [setting.policy] : [];
  const policies = [...parts.flatMap((part) => part.native.policies), ...given];
  const untrusted = options.untrusted === true;
  const whole = policyFrom(policies);
  const trusted = untrusted ? policyFrom(given) : whole;
  // What only adds findings counts whoever says it; figures and limits could make them go.
  const policy = {
    ...trusted,
    freezes: whole.freezes,
    catalogues: whole.catalogues,
    timeZone: whole.timeZone,
  };
  const off = new Set(RULES.filter((rule) => isOff(rule, policy)).map(({ id }) => id));
  const rules = { ids: RULE_IDS, off };
  const policyFiles = new Set([
    ...parts.filter((part) => part.native.policies.length > 0).map((part) => part.path),
    ...(options.policy ? [options.policy.path] : []),
  ]);
  const grade = (finding: Finding) =>
    louder(graded(finding, policy, policyFiles), graded(finding, whole, policyFiles));
  return {
    policy,
    findings: [...(setting?.findings ?? []), ...unknownRules(policies, RULE_IDS)],
    judge(found, from) {
      const { spoken, silenced } = untrusted
        ? applySilences(found, from.map(unsilenced), given, rules, options.asOf)
        : applySilences(found, from, policies, rules, options.asOf);
      return {
        findings: spoken.flatMap(grade).sort(compareFindings),
        silenced: silenced
          .flatMap((each) => grade(each.finding).map((finding) => ({ ...each, finding })))
          .sort((a, b) => compareFindings(a.finding, b.finding)),
      };
    },
  };
}

function unsilenced(part: Part): Part {
  return part.silences.length === 0 ? part : { ...part, silences: [] };
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map((rule) => rule.id));

function compareFindings(a: Finding, b: Finding): number {
  return comparePlaces(a.at, b.at) || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
