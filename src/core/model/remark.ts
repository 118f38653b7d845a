import type { Place } from "../text/span.ts";
import type { Related, Severity, Subject } from "./finding.ts";

/** What a file of another tool shows by itself, in words of its format: found by the rule of this id. */
export interface Remark {
  readonly rule: string;
  readonly severity: Severity;
  /** Whole sentences. */
  readonly message: string;
  readonly at: Place;
  readonly subject: Subject;
  readonly related?: readonly Related[];
}
