import type { EstateDocument } from "../model/estate.ts";
import type { Finding } from "../model/finding.ts";
import type { ClusterImage } from "../model/image.ts";
import type { Play, Remark } from "../model/play.ts";
import type { Policy } from "../model/policy.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import type { SourceFile } from "../text/span.ts";
import type { AnsiblePart } from "./ansible/read.ts";
import type { KubernetesPart } from "./kubernetes/objects.ts";
import type { Recognised } from "./part.ts";
import type { ConfigFile } from "./proxmox-config/config.ts";
import type { TerraformPart } from "./terraform/read.ts";
import type { VlcmFile } from "./vlcm/read.ts";

/** What a file of another tool says, as its own format reads it: told apart by `kind`. */
export type Told = AnsiblePart | KubernetesPart | ConfigFile | TerraformPart | VlcmFile;

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
  /** Images that are put on whole clusters. */
  readonly images?: readonly ClusterImage[];
}

/** The estate with what files of other tools say about it. */
export interface Joined {
  readonly estates: readonly EstateDocument[];
  readonly findings: readonly Finding[];
}

/** YAML that is nothing by itself: what a file of a format points at (a list of tasks, variables of a group). */
export interface LooseFile {
  readonly path: string;
  readonly text: string;
  /** Its tree, parsed when it is first asked for: most YAML is never asked about. */
  readonly tree: () => SyntaxFile;
}

/** What a format may ask about when it binds its files. */
export interface Surroundings {
  readonly policy: Policy;
  /** In order of their paths. */
  readonly loose: readonly LooseFile[];
}

/** A format of another tool that is read in place. */
export interface ForeignFormat {
  /** Undefined for a text that is not of this format: told cheaply before anything is parsed, then by content. */
  readonly read: (source: SourceFile) => ForeignFile | undefined;
  /** Binds what all files say, in order of their paths; each format takes what is its own. */
  readonly link: (told: readonly Told[], around: Surroundings) => Linked;
  /**
   * Adds what the files say to the estate, in which every item that is there already stays as it is written. Missing where
   * they say nothing about the estate.
   */
  readonly join?: (estates: readonly EstateDocument[], told: readonly Told[]) => Joined;
}
