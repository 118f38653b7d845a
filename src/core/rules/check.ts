import type { Finding } from "../model/finding.ts";
import type { Policy } from "../model/policy.ts";
import type { Project } from "../project/project.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";

/** All that a rule finds: by its check, and in what files of other tools show by themselves. */
export function checkRule(facts: Facts, rule: Rule): readonly Finding[] {
  return [...(rule.check?.(facts) ?? []), ...remarked(facts.project, rule.id)];
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
