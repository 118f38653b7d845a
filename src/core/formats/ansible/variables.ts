import type { Node } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";
import { folderOf, joined } from "../paths.ts";
import { type HostTree, hostsIn } from "./hosts.ts";
import { isVault, type Library } from "./library.ts";
import { literalOf } from "./tasks.ts";
import { isTemplate, type Literal, type Variables } from "./template.ts";

/** What one place says of some hosts. */
export interface Layer {
  /** A group, or a single host. */
  readonly of: "group" | "host";
  readonly name: string;
  readonly vars: ReadonlyMap<string, Told>;
}

export interface Told {
  /** Undefined where it is a template, in a vault, or no plain value. */
  readonly value: Literal | undefined;
  /** As written; undefined where `value` is, and for a list. */
  readonly text: string | undefined;
  readonly at: Place;
}

/**
 * All that an inventory and the folders `group_vars` and `host_vars` beside it and beside a playbook say, what
 * counts more behind what counts less: `all`, other groups from the outermost to the innermost, hosts; and within
 * each the inventory, then beside it, then beside the playbook.
 * Source: Ansible's guide "Using Variables" and `VariableManager`; compared with ansible-core 2.14.
 */
export function layersOf(tree: HostTree, playbook: string, library: Library): readonly Layer[] {
  const besideInventory = [...new Set(tree.files.map(folderOf))];
  const besidePlay = [folderOf(playbook)].filter((folder) => !besideInventory.includes(folder));
  const inFiles = (folders: readonly string[], kind: "group" | "host") =>
    folders.flatMap((folder) => layersIn(library, folder, kind));
  const byDepth = groupOrder(tree);
  const inOrder = (layers: readonly Layer[]) =>
    [...layers].sort((a, b) => (byDepth.get(a.name) ?? 0) - (byDepth.get(b.name) ?? 0));
  const groups = groupsOf(tree);
  const near = inFiles(besideInventory, "group");
  const far = inFiles(besidePlay, "group");
  const all = (layers: readonly Layer[]) => layers.filter(({ name }) => name === "all");
  const others = (layers: readonly Layer[]) =>
    inOrder(layers.filter(({ name }) => name !== "all" && tree.groups.has(name)));
  return [
    ...[all(groups), others(groups), all(near), all(far), others(near), others(far)].flat(),
    ...[hostsOf(tree), inFiles(besideInventory, "host"), inFiles(besidePlay, "host")].flat(),
  ];
}

/** The value of a variable for each host that it is set for. */
export function valuesOf(name: string, layers: readonly Layer[], tree: HostTree): ReadonlyMap<string, Told> {
  const values = new Map<string, Told>();
  for (const layer of layers) {
    const told = layer.vars.get(name);
    if (told === undefined) continue;
    const hosts = layer.of === "host" ? [layer.name] : membersOf(layer.name, tree);
    for (const host of hosts) if (tree.hosts.has(host)) values.set(host, told);
  }
  return values;
}

/** What is the same for all hosts; what is set for some of them is there and not known. */
export function variablesOfAll(layers: readonly Layer[]): Variables {
  const known = new Map<string, Literal | undefined>();
  for (const { of, name, vars } of layers) {
    for (const [variable, { value }] of vars)
      known.set(variable, of === "group" && name === "all" ? value : undefined);
  }
  return known;
}

function membersOf(group: string, tree: HostTree): Iterable<string> {
  return group === "all" ? tree.hosts : hostsIn(tree, [group]).hosts;
}

function groupsOf({ inventories }: HostTree): readonly Layer[] {
  return inventories.flatMap((file) =>
    [...file.groups.values()]
      .filter(({ vars }) => vars.size > 0)
      .map(({ name, vars, at }): Layer => ({ of: "group", name, vars: asTold(vars, at) })),
  );
}

function hostsOf({ inventories }: HostTree): readonly Layer[] {
  return inventories.flatMap((file) =>
    [...file.hosts.values()]
      .filter(({ vars }) => vars.size > 0)
      .map(({ name, vars, at }): Layer => ({ of: "host", name, vars: asTold(vars, at) })),
  );
}

function asTold(vars: ReadonlyMap<string, string>, at: Place): ReadonlyMap<string, Told> {
  return new Map(
    [...vars].map(([name, text]): [string, Told] => {
      const readable = !isTemplate(text) && !isVault(text);
      return [name, { value: readable ? text : undefined, text: readable ? text : undefined, at }];
    }),
  );
}

/** The files of `group_vars` or `host_vars` in a folder: `NAME.yml`, or all files of a folder `NAME`, which goes before the file. */
function layersIn(library: Library, folder: string, of: "group" | "host"): readonly Layer[] {
  const base = joined(folder, `${of}_vars`) ?? "";
  const files = new Map<string, { readonly whole: string[]; readonly parts: string[] }>();
  for (const path of library.below(base)) {
    const [first = "", ...rest] = path.slice(base.length + 1).split("/");
    if ([first, ...rest].some((part) => part.startsWith(".") || part.endsWith("~"))) continue;
    const name = rest.length > 0 ? first : first.replace(/\.ya?ml$/, "");
    const known = files.get(name) ?? { whole: [], parts: [] };
    files.set(name, known);
    (rest.length > 0 ? known.parts : known.whole).push(path);
  }
  return [...files].flatMap(([name, { whole, parts }]) => {
    const bare = whole.filter((path) => path === `${base}/${name}`);
    const read = parts.length > 0 ? parts : bare.length > 0 ? bare : whole.slice(-1);
    return read.map((path): Layer => ({ of, name, vars: varsIn(path, library.rootOf(path)) }));
  });
}

function varsIn(file: string, root: Node | undefined): ReadonlyMap<string, Told> {
  const vars = new Map<string, Told>();
  for (const { key, value } of root?.kind === "map" ? root.entries : []) {
    const at = { file, start: value?.start ?? key.start, end: value?.end ?? key.end };
    const text = value?.kind === "scalar" && !value.isNull ? value.text : undefined;
    const readable = text === undefined || !(isTemplate(text) || isVault(text));
    vars.set(key.text, {
      value: readable ? literalOf(value) : undefined,
      text: readable ? text : undefined,
      at,
    });
  }
  return vars;
}

/** Positions of groups: those further from `all` later, then by name. A circle of groups is followed only so far. */
function groupOrder(tree: HostTree): ReadonlyMap<string, number> {
  const depths = new Map<string, number>([["all", 0]]);
  const queue = ["all"];
  for (const name of queue) {
    const depth = (depths.get(name) ?? 0) + 1;
    if (depth > DEEPEST) continue;
    for (const child of tree.groups.get(name)?.children ?? []) {
      if ((depths.get(child) ?? -1) >= depth) continue;
      depths.set(child, depth);
      queue.push(child);
    }
  }
  const sorted = [...tree.groups.keys()].sort(
    (a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1),
  );
  return new Map(sorted.map((name, position) => [name, position]));
}

const DEEPEST = 60;
