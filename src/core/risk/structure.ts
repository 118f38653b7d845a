import type { Cluster, Domain, Host, Project, Service, Vm } from "../project/project.ts";

/**
 * The structure function of an estate (spec MANIFESTS.md, "When is something down?") as one shared
 * directed acyclic graph of monotone gates over basic events, children before parents.
 */
export interface Structure {
  /** The basic events: one for each failure domain, in a stable order. */
  readonly events: readonly Domain[];
  readonly gates: readonly Gate[];
  /** The gate that is true when the item is down; undefined for a service without placed VMs (never down). */
  readonly serviceGate: ReadonlyMap<Service, number>;
  readonly vmGate: ReadonlyMap<Vm, number>;
  readonly hostGate: ReadonlyMap<Host, number>;
  readonly clusterHosts?: ReadonlyMap<Cluster, readonly number[]>;
}

export type Gate =
  | { readonly op: "never" }
  | { readonly op: "always" }
  | { readonly op: "event"; readonly event: number }
  | { readonly op: "or"; readonly parts: readonly number[] }
  | { readonly op: "and"; readonly parts: readonly number[] }
  /** True when parts of at least this total weight are true. */
  | { readonly op: "atLeast"; readonly least: number; readonly parts: readonly { readonly gate: number; readonly weight: number }[] };

export declare function structureOf(project: Project): Structure;
