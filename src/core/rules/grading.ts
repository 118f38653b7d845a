import type { Finding } from "../model/finding.ts";
import { nearest } from "../model/nearest.ts";
import type { Policy } from "../model/policy.ts";
import type { PolicyDocument } from "../model/policyManifest.ts";

/** Rules whose errors mean that something was not read, and so not checked: no policy turns them off. */
const UNREAD: readonly string[] = ["syntax", "shape", "unknown-reference", "duplicate-name"];

/**
 * A finding with the severity that the policy gives its rule; none where the policy turns the rule
 * off, or where its profile is `relaxed` and the finding is mere information. What was not read stays
 * as loud as it is, and so does what is wrong with the policy itself.
 */
export function graded(
  finding: Finding,
  policy: Policy,
  policyFiles: ReadonlySet<string>,
): readonly Finding[] {
  const level = policy.severity.get(finding.rule);
  const unread = finding.rule === "syntax" || (finding.severity === "error" && UNREAD.includes(finding.rule));
  if (policyFiles.has(finding.at.file) || (unread && level !== "warning" && level !== "info"))
    return [finding];
  if (level === undefined)
    return policy.profile === "relaxed" && finding.severity === "info" ? [] : [finding];
  return level === "off" ? [] : [{ ...finding, severity: level }];
}

/** Of two gradings of one finding that which says more. */
export function louder(one: readonly Finding[], other: readonly Finding[]): readonly Finding[] {
  const rank = ([finding]: readonly Finding[]) => (finding === undefined ? 0 : RANK[finding.severity]);
  return rank(other) > rank(one) ? other : one;
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

/** Rules that a policy grades though there are none of that name: the author thinks that something is off. */
export function unknownRules(
  policies: readonly Partial<PolicyDocument>[],
  ids: ReadonlySet<string>,
): readonly Finding[] {
  return policies
    .flatMap((policy) => policy.severity ?? [])
    .flatMap(({ key }): Finding[] => {
      if (ids.has(key.value)) return [];
      const [meant] = nearest(key.value, ids);
      const hint = meant === undefined ? "" : ` Did you mean “${meant}”?`;
      return [
        {
          rule: "shape",
          severity: "warning",
          message: `There is no rule called “${key.value}”: this severity is for nothing.${hint}`,
          at: key.at,
        },
      ];
    });
}
