import type { Fix } from "../model/finding.ts";
import { diskIn } from "../project/domains.ts";
import { renameEdits } from "../project/names.ts";
import type { Cluster, Environment, Need, Project, Vm } from "../project/project.ts";
import { needInRole, roleOf } from "../project/roles.ts";
import { otherPlatform, ownNeeds } from "../risk/moved.ts";
import type { Spot } from "../risk/spots.ts";
import { insertItem, type Plain, removeKey, setKey } from "../syntax/edit.ts";
import { entryOf, type MapNode } from "../syntax/tree.ts";
import type { Edit, FileEdit } from "../text/edit.ts";
import { contains, type Place } from "../text/span.ts";
import { keepApartCommand, moveCommand } from "./commands.ts";

/** Edits that several rules offer. Everything here answers `undefined` where it cannot be done safely. */

export type Edits = readonly FileEdit[] | undefined;

interface Written {
  readonly node: MapNode;
  readonly at: Place;
}

/** A fix of all these edits, or none if one of them cannot be made. What would falsify a snapshot is a task instead, or none. */
export function fixOf(
  project: Project,
  title: string,
  edits: readonly Edits[],
  preferred = false,
): readonly Fix[] {
  const made = edits.filter((each) => each !== undefined).flat();
  if (made.length === 0 || edits.includes(undefined)) return [];
  const fix = { title, edits: made, ...(preferred ? { preferred: true as const } : {}) };
  if (!made.some((edit) => isObserved(project, edit))) return [fix];
  // All of it is a task then, or none: half a mending is none.
  const isTask = edits.every((each) => each?.some(({ command }) => command !== undefined));
  const commands = made.flatMap(({ command }) => command ?? []);
  return isTask ? [{ ...fix, command: [...new Set(commands)].join("\n") }] : [];
}

/** Edits that a command does where their document only says what was seen. */
function doneBy(edits: Edits, command: string | undefined): Edits {
  return command === undefined
    ? edits
    : edits?.map((edit, index) => (index === 0 ? { ...edit, command } : edit));
}

/** A document with `takenAt` says what was seen: no edit belongs there (spec MANIFESTS.md). */
function isObserved(project: Project, edit: FileEdit): boolean {
  return project.snapshots.some(({ at }) => at.file === edit.file && contains(at, edit));
}

export function setIn(
  project: Project,
  entry: Written,
  key: string,
  value: Plain,
  after: readonly string[] = [],
): Edits {
  const file = project.files.get(entry.at.file);
  return file && named(entry.at.file, setKey(file, entry.node, key, value, { after }));
}

export function removeFrom(project: Project, entry: Written, key: string): Edits {
  const file = project.files.get(entry.at.file);
  return file && named(entry.at.file, removeKey(file, entry.node, key));
}

export function named(file: string, edits: readonly Edit[] | undefined): Edits {
  return edits?.map((edit) => ({ ...edit, file }));
}

/** VMs that are never to share a host: some are there, some are made by the same fix. */
export interface ApartGroup {
  readonly vms: readonly Vm[];
  readonly added?: readonly string[];
}

/** Adds anti-affinity groups to a cluster, or widens those that hold nothing but VMs of a new one. */
export function keepApartEdits(project: Project, cluster: Cluster, groups: readonly ApartGroup[]): Edits {
  const { entry } = cluster;
  const file = project.files.get(entry.at.file);
  const list = entryOf(entry.node, "keepApart")?.value;
  const written = groups.map(({ vms, added }) => [
    ...vms.map((vm) => nameFrom(project.vms, vm, cluster.environment.name)),
    ...(added ?? []),
  ]);
  if (file === undefined) return undefined;
  if (list?.kind !== "list" || list.items.length === 0) {
    const commands = groups.map(({ vms, added }) =>
      added === undefined ? keepApartCommand(cluster, vms) : undefined,
    );
    const whole = commands.includes(undefined) ? undefined : commands.join("\n");
    return doneBy(setIn(project, entry, "keepApart", written, ["name", "environment", "tolerates"]), whole);
  }
  return joined(
    groups.map(({ vms, added }, index) => {
      const names = written[index] ?? [];
      const known = cluster.keepApart.findIndex(
        (group) => group.vms.length > 0 && group.vms.every(({ vm }) => vms.includes(vm)),
      );
      const group = list.items[known];
      if (group?.kind !== "list")
        return doneBy(
          named(entry.at.file, insertItem(file, list, list.items.length, names)),
          added === undefined ? keepApartCommand(cluster, vms) : undefined,
        );
      const members = new Set(cluster.keepApart[known]?.vms.map(({ vm }) => vm));
      const missing = names.filter((_, position) => !members.has(vms[position] as Vm));
      return joined(
        missing.map((name) => named(entry.at.file, insertItem(file, group, group.items.length, name))),
      );
    }),
  );
}

export function joined(edits: readonly Edits[]): Edits {
  return edits.includes(undefined) ? undefined : edits.flatMap((each) => each ?? []);
}

/** How an item must be written so that it is found from an environment (spec MANIFESTS.md: bare, else `west/esx-01`). */
function nameFrom<T extends { readonly name: string; readonly environment: Environment }>(
  items: readonly T[],
  item: T,
  from: string | undefined,
): string {
  const same = items.filter((other) => other.name === item.name);
  return same.length === 1 || item.environment.name === from
    ? item.name
    : `${item.environment.name}/${item.name}`;
}

/** What a VM says of its place, as keys and values; `undefined` removes a key. */
export type PlaceKeys = ReadonlyMap<string, string | undefined>;

/**
 * What must be written for a VM to stand in another place. In its own environment that is the host or
 * cluster; in the paired one also what the VM says of its storage and network, translated by the
 * pair's `roles` or left to what it inherits there. Anything else that ties it down, and a `name` that is taken there: undefined.
 */
export function placeKeys(project: Project, vm: Vm, spot: Spot, name = vm.name): PlaceKeys | undefined {
  const { entry } = vm;
  const from = entry.environment === undefined ? undefined : spot.environment.name;
  const keys = new Map<string, string | undefined>();
  if (entry.environment !== undefined && spot.environment !== vm.environment)
    keys.set("environment", spot.environment.name);
  if (spot.host !== undefined) {
    keys.set("host", nameFrom(project.hosts, spot.host, from));
    if (entry.cluster !== undefined && (entry.host === undefined || spot.cluster !== vm.cluster))
      keys.set("cluster", undefined);
  } else if (spot.cluster !== undefined) {
    keys.set("cluster", nameFrom(project.clusters, spot.cluster, from));
    if (entry.host !== undefined) keys.set("host", undefined);
  }
  if (spot.environment === vm.environment) return released(vm, spot, keys);
  return translated(project, vm, spot, name, keys);
}

/** What a VM only repeats of its place, and a disk inside the host it leaves, give way to what the new place has. */
function released(vm: Vm, spot: Spot, keys: Map<string, string | undefined>): PlaceKeys | undefined {
  const own = ownNeeds(vm);
  const there = (spot.host ?? spot.cluster)?.needs;
  for (const kind of ["storage", "network"] as const) {
    const need = vm.needs.get(kind);
    if (need === undefined || vm.entry[kind] === undefined) continue;
    const inHost = kind === "storage" && diskIn(vm.host, need) !== undefined;
    if (own.includes(need) && !inHost) continue;
    if (there?.has(kind) === true) keys.set(kind, undefined);
    else if (inHost) return undefined;
  }
  return keys;
}

const TIED = ["manager", "identity", "dns", "time", "licence", "backup", "updateSource"] as const;

function translated(
  project: Project,
  vm: Vm,
  spot: Spot,
  name: string,
  keys: Map<string, string | undefined>,
): PlaceKeys | undefined {
  const { entry } = vm;
  const taken = spot.environment.vms.some((other) => other.name === name);
  if (
    taken ||
    TIED.some((kind) => entry[kind] !== undefined) ||
    entry.disks?.some((disk) => disk.storage !== undefined) === true
  )
    return undefined;
  for (const kind of ["storage", "network"] as const) {
    const told = entry[kind];
    if (told === undefined) continue;
    const [only, second] = told.names;
    const role =
      only !== undefined && second === undefined
        ? roleOf(project, vm.environment, spot.environment, kind, only.value)
        : undefined;
    if (role === undefined && (spot.host ?? spot.cluster)?.needs.has(kind) !== true) return undefined;
    keys.set(kind, role);
  }
  return keys;
}

/**
 * Gives a VM the storage or network of its own side or place instead of the one that it names: by the
 * pair's `roles`, else what its place has, if that is free of the basket.
 */
export function homeEdits(
  project: Project,
  vm: Vm,
  kind: "storage" | "network",
  others: readonly Environment[],
  isFree: (need: Need) => boolean,
): { readonly edits: Edits; readonly name: string; readonly need: Need } | undefined {
  const told = vm.entry[kind];
  const own = vm.needs.get(kind);
  if (told === undefined || own === undefined || told.names.length > 1) return undefined;
  for (const other of others) {
    const need = needInRole(project, other, vm.environment, own);
    const [domain] = need?.domains ?? [];
    if (need !== undefined && domain !== undefined)
      return { edits: setIn(project, vm.entry, kind, domain.name), name: domain.name, need };
  }
  const inherited = (vm.host ?? vm.cluster)?.needs.get(kind);
  if (inherited === undefined || !isFree(inherited)) return undefined;
  return {
    edits: removeFrom(project, vm.entry, kind),
    name: inherited.domains.map((domain) => domain.name).join(", "),
    need: inherited,
  };
}

/** Edits that make a VM stand in another place. */
export function moveEdits(project: Project, vm: Vm, spot: Spot): Edits {
  const keys = placeKeys(project, vm, spot);
  if (keys === undefined) return undefined;
  const { entry } = vm;
  const edits = joined(
    [...keys].map(([key, value]) => {
      if (value === undefined) return removeFrom(project, entry, key);
      const told = key === "host" ? entry.host : key === "cluster" ? entry.cluster : undefined;
      return told === undefined
        ? setIn(project, entry, key, value, ["name", "service"])
        : renameEdits(project, told.at, value);
    }),
  );
  return doneBy(edits, moveCommand(vm, spot));
}

/** `host esx-03`, `host h3 in hamburg`, `host h3 in hamburg, on Proxmox VE` where that is another platform. */
export function spotName(spot: Spot, vm: Vm): string {
  const { host, cluster, environment } = spot;
  const place = host === undefined ? `cluster ${cluster?.name ?? ""}` : `host ${host.name}`;
  const there = environment === vm.environment ? place : `${place} in ${environment.name}`;
  const platform = otherPlatform(vm, spot);
  return platform === undefined ? there : `${there}, on ${platform}`;
}
