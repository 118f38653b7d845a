import type { InventoryFile } from "./inventory.ts";

/** Several inventory files taken as one, as Ansible takes a directory of them. */
export interface HostTree {
  /** Files by path. */
  readonly files: readonly string[];
  readonly groups: ReadonlyMap<string, TreeGroup>;
  readonly hosts: ReadonlySet<string>;
  /** The same, read. */
  readonly inventories: readonly InventoryFile[];
  /** Inventories that are filled by a plugin when Ansible runs: they may name what is missing here. */
  readonly plugins: readonly string[];
}

export interface TreeGroup {
  readonly name: string;
  readonly hosts: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
  /** False for a group that is only named as another's child: nothing says what is in it. */
  readonly declared: boolean;
  readonly unread: boolean;
}

/** One tree of all files, the group `all` above every group and `ungrouped` for hosts in no other. */
export function joinInventories(inventories: readonly InventoryFile[]): HostTree {
  const files = [...inventories].sort((a, b) => (a.file < b.file ? -1 : 1));
  const groups = new Map<string, MutableGroup>();
  const all = added(groups, "all");
  const ungrouped = added(groups, "ungrouped");
  all.declared = true;
  ungrouped.declared = true;
  all.children.add("ungrouped");
  const hosts = new Set<string>();
  const isChild = new Set<string>();
  for (const file of files) {
    for (const group of file.groups.values()) {
      const joined = added(groups, group.name);
      joined.declared ||= group.declared;
      joined.unread ||= group.unread;
      for (const host of group.hosts) joined.hosts.add(host);
      for (const child of group.children) {
        joined.children.add(child);
        isChild.add(child);
      }
    }
    for (const host of file.hosts.keys()) hosts.add(host);
  }
  for (const host of all.hosts) ungrouped.hosts.add(host);
  for (const group of groups.values()) {
    if (group.name === "all" || group.name === "ungrouped") continue;
    if (!isChild.has(group.name)) all.children.add(group.name);
    for (const host of group.hosts) ungrouped.hosts.delete(host);
  }
  adoptCircles(groups, all);
  return {
    files: files.map((file) => file.file),
    groups,
    hosts,
    inventories: files,
    plugins: files.flatMap((file) => (file.plugin === undefined ? [] : [file.plugin])),
  };
}

/**
 * The hosts in some groups and in all groups below them, each once: a group's own first, then
 * those of its children level by level. A circle of groups is walked once.
 * `gaps` are the groups on the way whose hosts are not wholly known.
 */
export function hostsIn(
  tree: HostTree,
  names: readonly string[],
): { readonly hosts: readonly string[]; readonly gaps: readonly string[] } {
  const hosts = new Set<string>();
  const seen = new Set<string>();
  const gaps: string[] = [];
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const queue = [name];
    for (const next of queue) {
      const group = tree.groups.get(next);
      if (group === undefined || !group.declared || group.unread) gaps.push(next);
      for (const host of group?.hosts ?? []) hosts.add(host);
      for (const child of group?.children ?? []) {
        if (seen.has(child)) continue;
        seen.add(child);
        queue.push(child);
      }
    }
  }
  return { hosts: [...hosts], gaps };
}

/** Groups that only contain each other have no parent outside of their circle; they are below `all` like every group. */
function adoptCircles(groups: ReadonlyMap<string, MutableGroup>, all: MutableGroup): void {
  const reached = new Set<string>();
  const reach = (from: string): void => {
    const queue = [from];
    for (const name of queue) {
      if (reached.has(name)) continue;
      reached.add(name);
      for (const child of groups.get(name)?.children ?? []) queue.push(child);
    }
  };
  reach(all.name);
  for (const name of groups.keys()) {
    if (reached.has(name)) continue;
    all.children.add(name);
    reach(name);
  }
}

interface MutableGroup extends TreeGroup {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  declared: boolean;
  unread: boolean;
}

function added(groups: Map<string, MutableGroup>, name: string): MutableGroup {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group: MutableGroup = { name, hosts: new Set(), children: new Set(), declared: false, unread: false };
  groups.set(name, group);
  return group;
}
