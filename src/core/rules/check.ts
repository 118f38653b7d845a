import type { Finding } from "../model/finding.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";

/** All findings of the rules that are on: those that are off by default speak once the policy, or its profile `strict`, gives them a severity. */
export function checkRules(facts: Facts, rules: readonly Rule[]): readonly Finding[] {
  const { severity, profile } = facts.project.policy;
  return rules.flatMap((rule) => {
    const level = severity.get(rule.id) ?? (profile === "strict" ? rule.strict : undefined) ?? rule.severity;
    return rule.check === undefined || level === "off" ? [] : [...rule.check(facts)];
  });
}
