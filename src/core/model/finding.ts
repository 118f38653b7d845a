import type { FileEdit } from "../text/edit.ts";
import type { Place } from "../text/span.ts";

export type Severity = "error" | "warning" | "info";

/** Another place that a finding is about, with what it has to do with it. */
export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** What a finding is about, for JSON, silencing by object and "fix all of this kind". */
export interface Subject {
  /** service, host, cluster, vm, environment, domain, rollout, stage, play (a rollout of another tool), object (of Kubernetes), file */
  readonly kind: string;
  readonly name: string;
}

/** An edit that mends a finding: data only, made by the rule that finds. */
export interface Fix {
  /** Imperative, says what is written where: `Shrink "canary" to 1 host`. */
  readonly title: string;
  readonly edits: readonly FileEdit[];
  /**
   * Text for the clipboard: where the document only says what was seen, mending is a task. The edits are what it comes
   * to, so that it can be tried; they are never made.
   */
  readonly command?: string;
  /** At most one fix of a finding: the one that "fix all" takes. */
  readonly preferred?: true;
}

/** The one shape for syntax errors, model problems and rules. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** Full sentences naming the values: what is wrong, what it means, what to do. */
  readonly message: string;
  readonly at: Place;
  readonly subject?: Subject;
  readonly related?: readonly Related[];
  /** What opens at the place is not closed: other readers notice it further down. */
  readonly open?: true;
  /** What stands at the place could not be read: it is left out, so that there is nothing to be silent about. */
  readonly unread?: true;
  /**
   * Candidates, best first; `validFixes` keeps those that mend and break nothing. Thousands of findings are told and a
   * few looked at, so that they are made when they are asked for; anew each time, since a finding stands while its text
   * is laid out otherwise, and edits are for the text as it is.
   */
  readonly fixes?: () => readonly Fix[];
}
