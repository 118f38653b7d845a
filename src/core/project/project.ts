import type {
  ClusterEntry,
  DomainEntry,
  EnvironmentEntry,
  HostEntry,
  PairEntry,
  ServiceEntry,
  VmEntry,
} from "../model/estate.ts";
import type { Finding } from "../model/finding.ts";
import type { ClusterImage } from "../model/image.ts";
import type { Play, Remark } from "../model/play.ts";
import type { Policy } from "../model/policy.ts";
import type { RolloutDocument } from "../model/rolloutManifest.ts";
import type { Located } from "../model/shape.ts";
import type { Instant } from "../model/values.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";

/**
 * The linked project: every name bound, failure domains inherited. Lists are in estate order (files
 * by path, then as written). What could not be bound is a finding, and the item stands without it.
 */
export interface Project {
  readonly environments: readonly Environment[];
  readonly clusters: readonly Cluster[];
  readonly hosts: readonly Host[];
  readonly services: readonly Service[];
  readonly vms: readonly Vm[];
  readonly pairs: readonly Pair[];
  /** Every failure domain that anything names, by id; hosts and clusters are failure domains too. */
  readonly domains: ReadonlyMap<string, Domain>;
  readonly rollouts: readonly RolloutSource[];
  /** Foreign rollouts read in place: Ansible plays that update hosts, and what is one in other tools. */
  readonly plays: readonly Play[];
  /** What files of other tools say by themselves, for the rules to report. */
  readonly remarks: readonly Remark[];
  /** Images that files of other tools put on whole clusters. */
  readonly images: readonly ClusterImage[];
  readonly policy: Policy;
  /** The day looked at. */
  readonly asOf: Instant;
  /** By path: the located trees, for edits. */
  readonly files: ReadonlyMap<string, SyntaxFile>;
  /** Estate documents with `takenAt`: observations, in which a placement fix is a task, never an edit. */
  readonly snapshots: readonly Snapshot[];
  /** What reading and linking found. */
  readonly findings: readonly Finding[];
}

export interface Snapshot {
  readonly takenAt: Located<Instant>;
  /** The document: everything within is observed. */
  readonly at: Place;
}

export interface Environment {
  /** Empty for the one that is made up when items belong to none. */
  readonly name: string;
  readonly entry: EnvironmentEntry | undefined;
  /** Where it is named; for the made-up one, its first item. */
  readonly at: Place;
  readonly clusters: readonly Cluster[];
  readonly hosts: readonly Host[];
  /** VMs on its hosts or in its clusters, or placed nowhere yet. */
  readonly vms: readonly Vm[];
  readonly needs: Needs;
}

export interface Cluster {
  readonly name: string;
  readonly entry: ClusterEntry;
  readonly environment: Environment;
  /** All that are written as its hosts. */
  readonly allHosts: readonly Host[];
  /** Those that count: not in maintenance. */
  readonly hosts: readonly Host[];
  /** VMs on its hosts and VMs that its scheduler places. */
  readonly vms: readonly Vm[];
  /** As written, default 0. */
  readonly tolerates: number;
  /** `tolerates`, at most hosts − 1 (spec MANIFESTS.md, "When is something down?"). */
  readonly tolerance: number;
  readonly autoPlace: boolean;
  readonly quorum: boolean;
  readonly witness: readonly Need[];
  readonly keepApart: readonly KeepApart[];
  readonly needs: Needs;
  readonly domain: Domain;
}

/** An anti-affinity group: its VMs never share a host. */
export interface KeepApart {
  readonly at: Place;
  readonly vms: readonly { readonly vm: Vm; readonly at: Place }[];
}

export interface Host {
  readonly name: string;
  readonly entry: HostEntry;
  readonly environment: Environment;
  readonly cluster: Cluster | undefined;
  readonly maintenance: boolean;
  /** VMs that say they run here. */
  readonly vms: readonly Vm[];
  /** Single values of the kinds that are compared; undefined when not known. */
  readonly platform: string | undefined;
  readonly build: string | undefined;
  /** The machine, and the processor where it is named too: both make hosts alike. */
  readonly model: string | undefined;
  /** Physical cores and bytes. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  readonly needs: Needs;
  readonly domain: Domain;
  /** Position in estate order. */
  readonly order: number;
}

export interface Service {
  readonly name: string;
  readonly entry: ServiceEntry;
  readonly tier: number | undefined;
  readonly users: number | undefined;
  /** All VMs that name it. */
  readonly vms: readonly Vm[];
  /** Those that are on and have a known place: the ones that count. */
  readonly placed: readonly Vm[];
  /** How many of `placed` must run: at least 1, at most all of them; 0 where there are none. */
  readonly needs: number;
  /** Whether somebody wrote `needs`; if not it is computed as all. */
  readonly needsWritten: boolean;
  readonly dependsOn: readonly { readonly service: Service; readonly at: Place }[];
}

export interface Vm {
  readonly name: string;
  readonly entry: VmEntry;
  readonly environment: Environment;
  readonly service: Service | undefined;
  /** Where it runs, if a host is named. */
  readonly host: Host | undefined;
  /** Its host's cluster, or the one whose scheduler places it. */
  readonly cluster: Cluster | undefined;
  /** Placed by its cluster's scheduler (`cluster:`), on no host in particular. */
  readonly scheduled: boolean;
  /** On and at a known place: counts for its service. */
  readonly counts: boolean;
  readonly pinned: boolean;
  /** Virtual CPUs and bytes. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  /** Its own storage and that of each of its disks: all are needed. */
  readonly storage: readonly Need[];
  readonly needs: Needs;
}

export interface Pair {
  readonly entry: PairEntry;
  readonly at: Place;
  /** Protected side first, recovery side second. */
  readonly sides: readonly [Environment, Environment];
}

/** By kind of failure domain: what an item stands on, inherited from above unless it says its own. */
export type Needs = ReadonlyMap<string, Need>;

export interface Need {
  readonly kind: string;
  /** false: all are needed; true: redundant, down only when all of them are. */
  readonly anyOf: boolean;
  readonly domains: readonly Domain[];
  /** Where it is written (for derived kinds: where that is written which it follows from). */
  readonly at: Place;
}

export interface Domain {
  /** `kind:name`, with `environment/` before the names of hosts and clusters. */
  readonly id: string;
  readonly kind: string;
  /** For people: bare where it is the only one of its kind and name, else `east/esx-01`. */
  readonly name: string;
  /** Its `domains:` entry, if somebody wrote facts about it. */
  readonly facts: DomainEntry | undefined;
  /** The entry or, without one, where it is first named. */
  readonly at: Place;
  /** What it needs itself. */
  readonly within: readonly Need[];
  readonly servedBy: ServedBy | undefined;
  /** What it is itself inside the estate. */
  readonly runsOn: RunsOn | undefined;
  readonly host: Host | undefined;
  readonly cluster: Cluster | undefined;
  /** Failures a year and milliseconds to repair: its own facts, else the policy's figure for its kind. */
  readonly annualFailures: number;
  readonly repair: number;
}

export interface ServedBy {
  readonly cluster: Cluster;
  readonly survives: number;
  /** Milliseconds after a host came back until it counts again. */
  readonly resync: number;
}

/** A domain that is a service or a VM of the estate: so many of these VMs must run for it to be there. */
export interface RunsOn {
  readonly vms: readonly Vm[];
  readonly needs: number;
}

export interface RolloutSource {
  readonly name: string;
  readonly document: RolloutDocument;
  /** What a finding about the whole rollout points at: its name, else its `kind`. */
  readonly at: Place;
}
