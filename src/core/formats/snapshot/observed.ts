import type { DomainEntry } from "../../model/estate.ts";

/**
 * What an export of another tool shows, in the words of an Estate manifest (spec MANIFESTS.md): values are texts as they
 * stand there (`64GiB`, `2026-11-26T06:00Z`, `8.0.3-24022510`). What the export does not say is missing, never guessed.
 */
export interface Observed {
  /** When it was taken, ISO 8601 in UTC, where the export says so. */
  readonly takenAt?: string;
  readonly environments: readonly EnvironmentSeen[];
  readonly clusters: readonly ClusterSeen[];
  readonly hosts: readonly HostSeen[];
  readonly vms: readonly VmSeen[];
  readonly domains: readonly DomainSeen[];
  /** What was left out or taken for something, for the person who imports. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly file: string;
  /** 1-based line, row of a sheet, or position in a list, of the first of them. */
  readonly row?: number;
  /** A whole sentence, without the file and the row. */
  readonly message: string;
}

/** A name, or several of which all are needed. */
export type Names = string | readonly string[];

/** What every item may carry. */
interface Seen {
  readonly name: string;
  /** An id of the other tool that outlives a rename: written as `x-source`. */
  readonly source?: string;
  /** Further facts for people, written as they are; keys begin with `x-`. */
  readonly extra?: { readonly [key: `x-${string}`]: string };
}

/** Facts that the team's own `map` may use: a column, custom attribute, tag category or field, by its name there. */
export type FactOf = (name: string) => string | undefined;

export interface EnvironmentSeen extends Seen {
  readonly site?: string;
  readonly manager?: string;
}

export interface ClusterSeen extends Seen {
  readonly environment: string;
  /** Of all its hosts that do not say their own. */
  readonly site?: string;
  readonly tolerates?: number;
  readonly autoPlace?: boolean;
  readonly quorum?: "majority" | "none";
  readonly keepApart?: readonly (readonly string[])[];
  readonly storage?: Names;
  readonly network?: Names;
  readonly fact?: FactOf;
}

export interface HostSeen extends Seen {
  readonly environment: string;
  readonly cluster?: string;
  readonly platform?: string;
  readonly build?: string;
  readonly site?: string;
  readonly rack?: string;
  readonly power?: Names | { readonly anyOf: readonly string[] };
  /** The machine, and the processor in it. */
  readonly model?: Names;
  readonly vendor?: string;
  readonly firmware?: readonly { readonly part: string; readonly version: string }[];
  readonly licence?: Names;
  readonly time?: Names | { readonly anyOf: readonly string[] };
  readonly cpu?: number;
  readonly memory?: string;
  readonly maintenance?: boolean;
  readonly installed?: string;
  readonly booted?: string;
  readonly inService?: string;
  /** Missing where the export only names it, as what a VM runs on. */
  readonly fact?: FactOf;
}

export interface VmSeen extends Seen {
  readonly environment: string;
  readonly host?: string;
  readonly cluster?: string;
  readonly pinned?: boolean;
  readonly storage?: Names;
  readonly network?: Names;
  readonly cpu?: number;
  readonly memory?: string;
  readonly disk?: string;
  readonly os?: string;
  readonly power?: "on" | "off" | "suspended";
  readonly replica?: { readonly last?: string; readonly every?: string };
  readonly fact?: FactOf;
}

/** Facts about a failure domain; `within` by kind. */
export interface DomainSeen {
  readonly kind: string;
  readonly name: string;
  readonly expires?: string;
  readonly reason?: NonNullable<DomainEntry["reason"]>["value"];
  readonly breaks?: NonNullable<DomainEntry["breaks"]>["value"];
  readonly within?: { readonly [kind: string]: string };
  readonly servedBy?: { readonly cluster: string; readonly survives?: number; readonly resync?: string };
  readonly note?: string;
}

/** One file of an export; text where a person pasted it. */
export interface ExportFile {
  /** For messages and for what only a file's name says. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A format of exports that become an estate (docs/formats.md). */
export interface SnapshotFormat {
  /** Its word on the command line. */
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  /**
   * The keys that it tells of each kind of item. A later import sets these, and takes one away that is not
   * told any more; all others belong to people or to another format.
   */
  readonly tells: {
    readonly [kind in "environments" | "clusters" | "hosts" | "vms"]: readonly string[];
  };
  /** Whether one export has what stands in several environments of other formats, as an inventory of all sites does. */
  readonly spans?: boolean;
  /** By content, or a name that only it has. */
  readonly recognise: (file: ExportFile) => boolean;
  /** All files of one export together. Total: what cannot be read is a note, the rest is there. */
  readonly read: (files: readonly ExportFile[], options: ReadOptions) => Observed;
}

export interface ReadOptions {
  /** The name of the environment where the export does not say one. */
  readonly environment: string;
}
