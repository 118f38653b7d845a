import type { Finding } from "../model/finding.ts";
import type { Policy } from "../model/policy.ts";
import type { Project } from "../project/project.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";

/**
 * All findings of the rules that are on, one rule after the other: those that are off by default speak once the policy,
 * or its profile `strict`, gives them a severity.
 */
export function* checkRules(facts: Facts, rules: readonly Rule[]): Generator<readonly Finding[]> {
  for (const rule of rules) {
    if (isOff(rule, facts.project.policy)) continue;
    yield [...(rule.check?.(facts) ?? []), ...remarked(facts.project, rule.id)];
  }
}

/** Whether nothing is looked for by a rule, because the policy says so or nobody has turned it on. */
export function isOff(rule: Rule, { severity, profile }: Policy): boolean {
  const level = severity.get(rule.id) ?? (profile === "strict" ? rule.strict : undefined) ?? rule.severity;
  return level === "off";
}

/** What files of other tools show by themselves is found by the rule that means the same. */
function remarked({ remarks, vms }: Project, id: string): readonly Finding[] {
  return remarks
    .filter(({ rule }) => rule === id)
    .filter(({ vms: about = [] }) => !vms.some(({ name }) => about.includes(name)))
    .map(({ vms: _, ...finding }) => finding);
}
