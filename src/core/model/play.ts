import type { MapNode } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";
import type { Fix, Related, Severity, Subject } from "./finding.ts";
import { PLAY_WORDS, type PlayKind, type PlayWords } from "./playWords.ts";
import type { Located } from "./shape.ts";
import { formatShare } from "./values.ts";
import { counted, listed, quoted } from "./words.ts";

/**
 * A rollout that is written in a foreign format and read in place: a play that updates hosts, or what
 * is one in another tool. A batch of a play is what a stage is in a rollout of our own.
 */
export interface Play {
  readonly source: "ansible" | "kubernetes";
  readonly kind: PlayKind;
  readonly file: string;
  /** Its name, or its host pattern where it has none. */
  readonly name: string;
  /** The words a finding about the whole play points at: the value of `hosts`, the object's name. */
  readonly at: Place;
  /** Where its playbook is imported by another, the nearest place first; missing where it is run by itself. */
  readonly importedAt?: readonly Place[];
  /** Whose hosts they are: the host pattern as written or by the default of its template, else the name. */
  readonly pattern: string;
  readonly targets: Targets;
  readonly batches: Batches;
  readonly halts: Halts;
  /** What the inventory says of its hosts, where the policy says which variables mean what. */
  readonly facts?: HostFacts;
  /** Sets of its hosts that stand in for each other, where all of a set are among them. */
  readonly standIns?: readonly StandIns[];
  /** What makes this an update of hosts, in the order of the file. Never empty. */
  readonly updates: readonly UpdateStep[];
  /** Steps whose failure stops a host: something looks whether it is well. */
  readonly checks: readonly Step[];
  /** Checks whose failure is thrown away. */
  readonly ignoredChecks: readonly IgnoredCheck[];
  /** Pauses: one is held for each batch, so with several batches they are its soak. */
  readonly pauses: readonly Pause[];
  /** What a reader may take for a gate and is none: `throttle`, `strategy: free`. Whole sentences. */
  readonly notes: readonly Note[];
  /** The play as written, for edits that depend on the estate. */
  readonly node: MapNode;
  /** The key of `node` that lists batch sizes one after the other; missing where the format knows one size only. */
  readonly sizesKey?: string;
  /** Ready-made edits that only insert or change one value; missing where somebody wrote otherwise or none can be made. */
  readonly mends: {
    readonly stage: readonly Fix[];
    /** Makes the first batch as small as it can be. */
    readonly first?: Fix;
    readonly halt?: Fix;
  };
}

/** What a file of another tool shows by itself, without the estate, in words of its format: found by the rule of this id. */
export interface Remark {
  readonly rule: string;
  readonly severity: Severity;
  /** Whole sentences. */
  readonly message: string;
  readonly at: Place;
  readonly subject: Subject;
  readonly related?: readonly Related[];
  readonly fixes?: () => readonly Fix[];
  /** VMs that it is about: said only where the estate knows none of them, since it says more of those it knows. */
  readonly vms?: readonly string[];
}

/** The hosts of a play, in the order in which they are taken. */
export type Targets =
  | {
      readonly known: true;
      /** At least one. */
      readonly hosts: readonly string[];
      /** Parts of the pattern whose hosts no inventory tells: taken as empty, as Ansible does, so the number may differ. */
      readonly missing: readonly string[];
      /** The files that list them. */
      readonly inventories: readonly string[];
      /** There are other inventories too, further away or in contradiction to these. */
      readonly oneOfSeveral?: true;
    }
  | {
      readonly known: false;
      /** A clause that can follow "because": `no inventory names the group "overcloud"`. */
      readonly why: string;
    };

/** By host and by our key (`rack`, `cluster`), with the place that says so. */
export type HostFacts = ReadonlyMap<string, ReadonlyMap<string, Located<string>>>;

/** Hosts of which one takes over when another fails. */
export interface StandIns {
  /** As the team calls them. */
  readonly name: string;
  /** At least two. */
  readonly hosts: readonly string[];
  /** The first place that says so. */
  readonly at: Place;
}

export type BatchSize =
  | { readonly kind: "count"; readonly hosts: number }
  /** Of all hosts of the play. */
  | { readonly kind: "share"; readonly share: number }
  /** All hosts that are left: written as 0. */
  | { readonly kind: "rest" }
  | { readonly kind: "unknown"; readonly why: string };

export interface Batches {
  /** The value that sets the size (`serial`); undefined where none is written and the format's default counts. */
  readonly at: Place | undefined;
  /** That value as written. */
  readonly written: string | undefined;
  /** One size after the other, the last repeated until all hosts are done. Never empty. */
  readonly sizes: readonly BatchSize[];
  /** What was taken as not set, so that a default counts: "serial", "the environment variable X". */
  readonly assumes: readonly string[];
  /** Host names by batch, where targets and sizes are known: a partition of the targets. */
  readonly hosts: readonly (readonly string[])[] | undefined;
  /** The tool takes hosts in an order of its own: how many come together is sure, which ones is not. */
  readonly shuffled?: true;
  /** The value says its sizes itself, so that others can be written in its place: no variable is set elsewhere. */
  readonly plain?: true;
}

/** Whether a failure ends the play before all of its hosts are done. */
export interface Halts {
  readonly verdict: "yes" | "no" | "unknown";
  /** The value that decides, where one is written. */
  readonly at?: Place;
  /** A whole sentence. */
  readonly why: string;
}

/** A task or role of a play. */
export interface Step {
  readonly at: Place;
  /** What it does, in the third person: `restarts the host`, `looks at the cluster's quorum`. */
  readonly what: string;
  /** The module, command or role as written. */
  readonly with: string;
}

export interface UpdateStep extends Step {
  /** How many hosts of a batch do it at the same time, where the step limits that. */
  readonly throttle?: number;
}

export interface IgnoredCheck extends Step {
  /** The words that throw the failure away, as written: `ignore_errors: true`. */
  readonly by: string;
}

export interface Pause {
  readonly at: Place;
  /** Undefined where it waits for a person or its length is not known. */
  readonly seconds: number | undefined;
  readonly prompt: boolean;
  /** What was taken as not set, so that a default counts. */
  readonly assumes?: readonly string[];
}

export interface Note {
  readonly at: Place;
  readonly message: string;
}

/** How a play is spoken of. */
export function wordsOf(play: Play): PlayWords {
  return PLAY_WORDS[play.kind];
}

/** `The play “upgrade”`: begins a sentence. */
export function thePlay(play: Play): string {
  return `The ${wordsOf(play).thing} ${quoted(play.name)}`;
}

/** The first batch of a play, each figure undefined where it cannot be known. */
export interface FirstBatch {
  readonly hosts: number | undefined;
  /** Hosts of the whole play. */
  readonly of: number | undefined;
  /** From 0 to 1, of all hosts of the play. */
  readonly share: number | undefined;
}

export function firstBatch(play: Play): FirstBatch {
  const first = play.batches.sizes[0];
  const whole = play.targets.known && play.targets.missing.length === 0;
  const of = play.targets.known ? play.targets.hosts.length : undefined;
  const hosts = play.batches.hosts?.[0]?.length;
  if (hosts !== undefined && of !== undefined && (whole || first?.kind !== "count")) {
    return { hosts, of, share: hosts / of };
  }
  if (first?.kind === "count") return { hosts: first.hosts, of: undefined, share: undefined };
  if (first?.kind === "share") return { hosts: undefined, of, share: Math.min(1, first.share) };
  if (first?.kind === "rest") return { hosts: of, of, share: 1 };
  return { hosts: undefined, of, share: undefined };
}

/** Whether all hosts of the play are updated in one batch; a play whose number of hosts is unknown is judged by its shares. */
export function inOneBatch(play: Play): "yes" | "no" | "unknown" {
  const first = play.batches.sizes[0];
  if (first === undefined || first.kind === "unknown") return "unknown";
  if (first.kind === "rest" || (first.kind === "share" && first.share >= 1)) return "yes";
  if (play.targets.known && play.targets.missing.length === 0 && play.batches.hosts !== undefined) {
    return play.batches.hosts.length === 1 ? "yes" : "no";
  }
  // A share below all leaves hosts for a second batch, however many there are.
  return first.kind === "share" ? "no" : "unknown";
}

/**
 * The first batch in words with its numbers, to be put into a sentence:
 * `41 of 41 hosts of cluster_a in one batch`, `20 % of the hosts of kube_node in the first batch`;
 * "known hosts" where no inventory names all of them.
 */
export function firstBatchInWords(play: Play): string {
  const { hosts, of, share } = firstBatch(play);
  const [one, many] = wordsOf(play).target;
  const where = inOneBatch(play) === "yes" ? "in one batch" : "in the first batch";
  const whose = `of ${play.pattern}`;
  const known = play.targets.known && play.targets.missing.length > 0 ? `known ${many}` : many;
  if (hosts !== undefined && of !== undefined) return `${hosts} of ${of} ${known} ${whose} ${where}`;
  if (hosts !== undefined) return `${counted(hosts, one, many)} ${whose} ${where}`;
  if (share !== undefined && share < 1) return `${formatShare(share)} of the ${many} ${whose} ${where}`;
  if (share !== undefined) return `all ${many} ${whose} ${where}`;
  return `an unknown number of the ${many} ${whose} ${where}`;
}

/** Sets of hosts that stand in for each other and are updated in one batch; none where the batches are not wholly known. */
export function standInsTogether(play: Play): readonly StandIns[] {
  const { standIns = [], targets, batches } = play;
  if (!targets.known || targets.missing.length > 0 || batches.hosts === undefined) return [];
  if (batches.shuffled && batches.hosts.length > 1) return [];
  const batchOf = new Map(
    batches.hosts.flatMap((batch, index) => batch.map((host) => [host, index] as const)),
  );
  return standIns.filter(({ hosts }) => new Set(hosts.map((host) => batchOf.get(host))).size === 1);
}

/** The places from which a play is imported, for findings about it. */
export function importsOf(play: Play): readonly Note[] {
  return (play.importedAt ?? []).map((at) => ({ at, message: `“${play.name}” is imported here.` }));
}

/**
 * What the figures of a play stand on and what is not known, as whole sentences: defaults that
 * count unless something is set, groups that no inventory names, a number of hosts that nothing tells.
 */
export function caveats(play: Play): readonly string[] {
  const said: string[] = [];
  const { target, list, tool } = wordsOf(play);
  if (!play.targets.known) said.push(`The number of ${target[1]} is not known: ${play.targets.why}.`);
  else if (play.targets.missing.length > 0) {
    const names = listed(play.targets.missing.map(quoted));
    const stand = play.targets.missing.length > 1 ? "stand" : "stands";
    said.push(`No ${list[0]} here says which ${target[1]} ${names} ${stand} for, so the number may differ.`);
  }
  if (play.targets.known && play.targets.oneOfSeveral) {
    const [first = "", ...more] = play.targets.inventories;
    said.push(
      `Of several ${list[1]} this counts ${first}${more.length > 0 ? ` and ${more.length} more` : ""}.`,
    );
  }
  if (play.batches.assumes.length > 0) {
    said.push(
      `This counts the default; ${listed(play.batches.assumes)} may say otherwise when ${tool} runs.`,
    );
  }
  const unknown = play.batches.sizes.find((size) => size.kind === "unknown");
  if (unknown?.kind === "unknown") said.push(`The size of a batch is not known: ${unknown.why}.`);
  return said;
}
