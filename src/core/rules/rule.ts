import type { Finding, Severity } from "../model/finding.ts";
import type { Facts } from "./facts.ts";

export type RuleGroup = "reading" | "placement" | "rollout" | "time" | "pair" | "silence";

/**
 * A rule: what it finds, in words and in code, in one file named by its id (spec RULES.md).
 * RULES.md, the settings and SARIF's rule metadata are generated from these objects.
 */
export interface Rule {
  /** Kebab-case, the file's name, never changed. */
  readonly id: string;
  readonly group: RuleGroup;
  /** The severity unless `severityBy` says otherwise for the case at hand. */
  readonly severity: Severity | "off";
  /** For a rule that is off: what the profile `strict` makes of it. */
  readonly strict?: Severity;
  /** Where the severity depends on the case: said in words, for the documentation. */
  readonly severityBy?: string;
  /** What it finds: a clause in sentence case, no full stop. */
  readonly title: string;
  /** Why it matters: what has happened or would happen. Markdown, a short paragraph. */
  readonly why: string;
  /** How to mend it, by the quick fix and by hand. */
  readonly remedy: string;
  /** Known misses and when it deliberately stays silent. */
  readonly silentWhen?: string;
  /** Files that show the finding; more than one file is written with `#- path` lines before each. */
  readonly bad: string;
  /** The same mended, or a case that looks alike and is healthy: no finding of this rule. */
  readonly good: string;
  /** The bad example after its preferred fix: present if and only if the rule has a preferred one. */
  readonly fixed?: string;
  /** Missing where an earlier stage (reading, linking, silencing) reports under this id. */
  readonly check?: (facts: Facts) => Iterable<Finding>;
}
