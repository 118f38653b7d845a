import type { Targets } from "../../model/play.ts";
import { type HostTree, joinInventories } from "./hosts.ts";
import type { InventoryFile } from "./inventory.ts";
import { resolvePattern } from "./pattern.ts";
import type { HostPattern } from "./playbook.ts";

/** All inventories of a workspace, and the trees made of them so far. */
export interface Shelf {
  readonly inventories: readonly InventoryFile[];
  /** Trees by the files they are made of. */
  readonly trees: Map<string, HostTree>;
  /** Trees to be tried for a playbook, by its folder: alternatives within one step, steps outwards. */
  readonly near: Map<string, readonly (readonly HostTree[])[]>;
  /** What patterns came to, by folder and pattern: the plays of a playbook mostly repeat a few. */
  readonly found: Map<string, Found>;
}

/** The hosts of a play, and the inventory that told them. */
export interface Found {
  readonly targets: Targets;
  readonly tree: HostTree | undefined;
}

export function newShelf(inventories: readonly InventoryFile[]): Shelf {
  return { inventories, trees: new Map(), near: new Map(), found: new Map() };
}

/**
 * The hosts of a play, from the inventory that it most likely runs with; nothing in the files says which.
 * First those inventories that share the longest path with the playbook, then those further away, until
 * one tells who the hosts are. Inventories that are equally near count as one, as Ansible joins a
 * directory; but where two of them fill one group with wholly different hosts (`staging` and `production`)
 * each directory stands for itself and the one that gives the play the most hosts is taken: what is safe
 * there is safe elsewhere.
 */
export function targetsOf(file: string, hosts: HostPattern, shelf: Shelf): Found {
  if (!hosts.known) return { targets: { known: false, why: hosts.why }, tree: undefined };
  const key = [...foldersOf(file), "", ...hosts.patterns].join("/");
  const known = shelf.found.get(key);
  if (known !== undefined) return known;
  const found = find(file, hosts.patterns, shelf);
  shelf.found.set(key, found);
  return found;
}

function find(file: string, patterns: readonly string[], shelf: Shelf): Found {
  let best: Found | undefined;
  for (const step of treesFor(file, shelf)) {
    for (const tree of step) {
      const targets = resolvePattern(patterns, tree);
      if (best === undefined || rank(targets) > rank(best.targets)) best = { targets, tree };
    }
    if (best?.targets.known && best.targets.missing.length === 0) break;
  }
  const chosen = best?.tree !== undefined && best.tree.files.length < shelf.inventories.length;
  if (chosen && best?.targets.known) return { ...best, targets: { ...best.targets, oneOfSeveral: true } };
  return best ?? { targets: resolvePattern(patterns, joinInventories([])), tree: undefined };
}

/** Hosts wholly known before partly known before unknown, then by number. */
function rank(targets: Targets): number {
  if (!targets.known) return 0;
  return targets.hosts.length + (targets.missing.length === 0 ? 1e6 : 1);
}

function treesFor(file: string, shelf: Shelf): readonly (readonly HostTree[])[] {
  const folder = foldersOf(file).join("/");
  const known = shelf.near.get(folder);
  if (known !== undefined) return known;
  const steps = byNearness(file, shelf.inventories).map((near) =>
    alternatives(near).map((files) => treeOf(files, shelf)),
  );
  shelf.near.set(folder, steps);
  return steps;
}

/** Growing sets of inventories: the nearest, the nearest and the next, … */
function byNearness(
  file: string,
  inventories: readonly InventoryFile[],
): readonly (readonly InventoryFile[])[] {
  const folders = foldersOf(file);
  const levels = new Map<number, InventoryFile[]>();
  for (const inventory of inventories) {
    const others = foldersOf(inventory.file);
    let shared = 0;
    while (shared < folders.length && folders[shared] === others[shared]) shared += 1;
    const up = folders.length - shared;
    levels.set(up, [...(levels.get(up) ?? []), inventory]);
  }
  const steps = [...levels.keys()].sort((a, b) => a - b);
  return steps.map((step) =>
    steps.filter((other) => other <= step).flatMap((other) => levels.get(other) ?? []),
  );
}

/** One set of all where they agree, else one for each directory, or file where a directory contradicts itself. */
function alternatives(inventories: readonly InventoryFile[]): readonly (readonly InventoryFile[])[] {
  if (!contradict(inventories)) return [inventories];
  const folders = new Map<string, InventoryFile[]>();
  for (const inventory of inventories) {
    const folder = foldersOf(inventory.file).join("/");
    folders.set(folder, [...(folders.get(folder) ?? []), inventory]);
  }
  return [...folders.values()].flatMap((files) =>
    contradict(files) ? files.map((file) => [file]) : [files],
  );
}

/** Whether two files put hosts into one group and share none of them. */
function contradict(inventories: readonly InventoryFile[]): boolean {
  const filled = new Map<string, ReadonlySet<string>[]>();
  for (const inventory of inventories) {
    for (const group of inventory.groups.values()) {
      if (group.hosts.size === 0 || group.name === "ungrouped") continue;
      const before = filled.get(group.name) ?? [];
      if (before.some((hosts) => disjoint(hosts, group.hosts))) return true;
      filled.set(group.name, [...before, group.hosts]);
    }
  }
  return false;
}

function disjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return false;
  return true;
}

function treeOf(inventories: readonly InventoryFile[], shelf: Shelf): HostTree {
  const key = inventories
    .map((inventory) => inventory.file)
    .sort()
    .join("\n");
  const known = shelf.trees.get(key);
  if (known !== undefined) return known;
  const tree = joinInventories(inventories);
  shelf.trees.set(key, tree);
  return tree;
}

function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}
