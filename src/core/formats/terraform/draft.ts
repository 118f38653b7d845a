import type { Place } from "../../text/span.ts";
import type { Item, Uncounted } from "./items.ts";
import { textOf, type Value } from "./value.ts";

/** What the resources of a folder or state say, in our words but not yet in our keys. */
export interface Draft {
  readonly vms: readonly VmDraft[];
  readonly hosts: ReadonlyMap<string, HostDraft>;
  readonly clusters: ReadonlyMap<string, ClusterDraft>;
  readonly apart: readonly ApartDraft[];
  /** Families of which a rule is declared that a run may or may not make. */
  readonly openFamilies: ReadonlySet<Family>;
  /** Resources of VMs of which nobody can tell how many they make. */
  readonly uncounted: readonly Uncounted[];
  /** VMs whose names another one has already: they go by their addresses. */
  readonly renamed: readonly Renamed[];
}

/** A text with the place where it is said. */
export interface Said {
  readonly text: string;
  readonly at: Place;
}

export interface Renamed {
  readonly vm: VmDraft;
  /** What it is called where it is declared. */
  readonly written: Said;
}

export type Family = "vsphere" | "proxmox" | "nutanix" | "xenorchestra";

export interface VmDraft {
  readonly item: Item;
  readonly family: Family;
  /** Unique in the folder. */
  name: Said;
  host: Said | undefined;
  readonly cluster: Said | undefined;
  /** The same for VMs in one cluster, also where nobody knows its name. */
  readonly clusterKey: string | undefined;
  /** Names of storages that are one thing wherever they are named. */
  readonly storage: readonly Said[];
  readonly networks: readonly Said[];
  readonly cpu: Said | undefined;
  readonly memory: Said | undefined;
  readonly disks: readonly DiskDraft[];
  readonly os: Said | undefined;
  readonly power: Said | undefined;
  /** Bound to its host: restarted or moved nowhere else. */
  pinned: Said | undefined;
  /** Whether the platform may put it elsewhere by itself. */
  readonly moves: "yes" | "no" | "unknown";
}

export interface DiskDraft {
  readonly at: Place;
  readonly name: Said | undefined;
  readonly size: Said | undefined;
  readonly storage: Said | undefined;
}

export interface HostDraft {
  readonly name: Said;
  cluster: Said | undefined;
  readonly platform: string | undefined;
  maintenance: Said | undefined;
}

export interface ClusterDraft {
  readonly name: Said;
  readonly platform: string | undefined;
  tolerates: Said | undefined;
  /** Undefined where this folder does not say. */
  autoPlace: Said | undefined;
  /** Whether its scheduler moves or recommends at all; undefined where this folder does not say. */
  scheduler: boolean | undefined;
  build: Said | undefined;
  /** How many hosts it has, where all are listed. */
  hostCount: number | undefined;
}

/** An anti-affinity rule. */
export interface ApartDraft {
  readonly item: Item;
  readonly family: Family;
  readonly cluster: Said | undefined;
  readonly members: readonly { readonly vm: VmDraft; readonly at: Place }[];
  /** VMs that stand elsewhere, by the names that data sources look them up by. */
  readonly others: readonly Said[];
  /** Whether some of its members are known only when Terraform runs. */
  readonly isOpen: boolean;
  /** The value that switches it off, where one does. */
  readonly off: Said | undefined;
}

/** A plain value as a text; empty ones say nothing. */
export function said(value: Value | undefined): Said | undefined {
  const text = textOf(value);
  return value === undefined || text === undefined || text.trim() === "" ? undefined : { text, at: value.at };
}

/** Another text at the same place. */
export function as(text: string, at: { readonly at: Place }): Said {
  return { text, at: at.at };
}

/** A nested block or object: the first where several could stand. */
export function first(value: Value | undefined): Value | undefined {
  return value?.kind === "list" ? value.items[0] : value;
}

/** Nested blocks or objects; undefined where it is not known how many. */
export function each(value: Value | undefined): readonly Value[] {
  if (value?.kind === "list") return value.items;
  return value?.kind === "object" ? [value] : [];
}

/** So many of a unit that is written behind the number, where that is a sensible number. */
export function sized(value: Value | undefined, unit: "B" | "MiB" | "GiB"): Said | undefined {
  const text = said(value);
  return text !== undefined && /^\d{1,15}$/.test(text.text) && text.text !== "0"
    ? { text: `${text.text}${unit}`, at: text.at }
    : undefined;
}

/** The product of whole numbers, of which the first must be there; the others are 1 where nothing is written. */
export function product(
  value: Value | undefined,
  ...others: readonly (Value | undefined)[]
): Said | undefined {
  const numbers = [value, ...others].map((each) => (each === undefined ? "1" : (textOf(each) ?? "")));
  if (value === undefined || !numbers.every((text) => /^\d{1,5}$/.test(text))) return undefined;
  return { text: String(numbers.reduce((all, text) => all * Number(text), 1)), at: value.at };
}

/** Adds by name; what stands there already is the same thing. */
export function known<T extends { readonly name: Said }>(map: Map<string, T>, item: T): T {
  const before = map.get(item.name.text);
  if (before !== undefined) return before;
  map.set(item.name.text, item);
  return item;
}

/** The last part of a path of an inventory: `/dc-01/host/cluster-01`. */
export function lastPart(path: Said): Said {
  const name = path.text
    .split("/")
    .filter((part) => part !== "")
    .pop();
  return { text: name ?? path.text, at: path.at };
}
