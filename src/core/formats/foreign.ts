import type { Finding } from "../model/finding.ts";
import type { Play, Remark } from "../model/play.ts";
import type { Policy } from "../model/policy.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import type { SourceFile } from "../text/span.ts";
import type { AnsiblePart } from "./ansible/read.ts";
import type { KubernetesPart } from "./kubernetes/objects.ts";
import type { Recognised } from "./part.ts";

/** What a file of another tool says, as its own format reads it: told apart by `kind`. */
export type Told = AnsiblePart | KubernetesPart;

/** One file of another tool, read by itself. */
export interface ForeignFile {
  readonly recognised: Recognised;
  readonly syntax: SyntaxFile;
  readonly told: Told;
  /** What is wrong with how it is written. */
  readonly findings: readonly Finding[];
}

/** What the files of another tool come to together. */
export interface Linked {
  readonly plays: readonly Play[];
  /** Findings that need no estate, for the rules to report. */
  readonly remarks: readonly Remark[];
}

/** A format of another tool that is read in place. */
export interface ForeignFormat {
  /** Undefined for a text that is not of this format: told cheaply before anything is parsed, then by content. */
  readonly read: (source: SourceFile) => ForeignFile | undefined;
  /** Binds what all files say, in order of their paths; each format takes what is its own. */
  readonly link: (told: readonly Told[], policy: Policy) => Linked;
}
