import type { Finding } from "../model/finding.ts";
import type { Project } from "../project/project.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";

/** All findings of the rules that are on: those that are off by default speak once the policy, or its profile `strict`, gives them a severity. */
export function checkRules(facts: Facts, rules: readonly Rule[]): readonly Finding[] {
  const { severity, profile } = facts.project.policy;
  return rules.flatMap((rule) => {
    const level = severity.get(rule.id) ?? (profile === "strict" ? rule.strict : undefined) ?? rule.severity;
    if (level === "off") return [];
    return [...(rule.check?.(facts) ?? []), ...remarked(facts.project, rule.id)];
  });
}

/** What files of other tools show by themselves is found by the rule that means the same. */
function remarked({ remarks, vms }: Project, id: string): readonly Finding[] {
  return remarks
    .filter(({ rule }) => rule === id)
    .filter(({ vms: about = [] }) => !vms.some(({ name }) => about.includes(name)))
    .map(({ vms: _, ...finding }) => finding);
}
