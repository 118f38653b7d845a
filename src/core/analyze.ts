import type { Finding, Fix } from "./model/finding.ts";
import type { Instant } from "./model/values.ts";
import type { Facts } from "./rules/facts.ts";
import type { SourceFile } from "./text/span.ts";

/** What may be said besides the files. */
export interface AnalyzeOptions {
  /** The day looked at, milliseconds since 1970 UTC. */
  readonly asOf: Instant;
  /** A policy given elsewhere (editor setting, `--policy`), YAML or JSON text with the keys of a Policy; wins over policy files. */
  readonly policy?: SourceFile;
  /** The analysis before: files whose text is the same are not read again. */
  readonly previous?: Analysis;
}

export interface Analysis {
  /** What was read from each file given, by path. */
  readonly recognised: ReadonlyMap<string, Recognised>;
  readonly facts: Facts;
  /** In order of file, place, rule; severities as the policy sets them; what is silenced is left out. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  readonly asOf: Instant;
}

/** `nothing`: not a manifest and no format that Baskets reads. */
export type Recognised = "manifest" | "ansible-playbook" | "ansible-inventory" | "nothing";

export interface Silenced {
  readonly finding: Finding;
  readonly reason: string;
  /** Exclusive; null = for good. */
  readonly until: Instant | null;
}

/** The one façade of the core: files in, everything that is to be said about them out. Total and synchronous. */
export declare function analyze(files: readonly SourceFile[], options: AnalyzeOptions): Analysis;

/**
 * The fixes of a finding that hold: applied and analysed again, the finding is gone and nothing new
 * has appeared. Costs one analysis for each candidate.
 */
export declare function validFixes(analysis: Analysis, finding: Finding): readonly Fix[];
