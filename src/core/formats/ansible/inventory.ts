import { type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Place, Span } from "../../text/span.ts";
import { expandHosts, MOST_HOSTS } from "./range.ts";

/** What one inventory file says. Groups and hosts in the order in which they are first named. */
export interface InventoryFile {
  readonly file: string;
  readonly groups: ReadonlyMap<string, Group>;
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly problems: readonly InventoryProblem[];
  /** The plugin that fills this inventory when Ansible runs: its groups and hosts cannot be read. */
  readonly plugin?: string;
}

export interface Group {
  readonly name: string;
  /** Where it is first named. */
  readonly at: Place;
  /** Whether a section of its own says what is in it, not only another group's `children`. */
  readonly declared: boolean;
  /** Hosts written directly in it. */
  readonly hosts: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
  /** As text. */
  readonly vars: ReadonlyMap<string, string>;
  /** Set where an entry could not be read, so that the group has more hosts than are listed. */
  readonly unread: boolean;
}

export interface InventoryHost {
  readonly name: string;
  /** Where it is first named; all hosts of a range have the same place. */
  readonly at: Place;
  /** As text. */
  readonly vars: ReadonlyMap<string, string>;
}

export interface InventoryProblem {
  readonly at: Place;
  /** Whole sentences. */
  readonly message: string;
}

/**
 * A YAML inventory: a map of groups, each with `hosts`, `children` and `vars`.
 * What cannot be read is a problem and marks its group; everything else is still read.
 */
export function readYamlInventory(path: string, syntax: SyntaxFile): InventoryFile {
  const draft = newDraft(path);
  const root = syntax.documents[0]?.root;
  if (root?.kind !== "map") return finish(draft);
  const plugin = valueUnder(root, "plugin");
  if (plugin?.kind === "scalar") return { ...finish(draft), plugin: plugin.text };
  for (const entry of root.entries) readGroup(draft, entry.key, entry.key.text, entry.value, 0);
  return finish(draft);
}

/** Groups within groups are followed so far: nobody nests deeper, and the stack is finite. */
const DEEPEST = 60;

function readGroup(draft: Draft, at: Span, name: string, body: Node | undefined, depth: number): void {
  const group = groupOf(draft, name, at);
  group.declared = true;
  if (body === undefined || (body.kind === "scalar" && body.isNull)) return;
  if (body.kind !== "map" || depth > DEEPEST) {
    group.unread = true;
    problem(
      draft,
      body,
      `The group “${name}” is not a map with hosts, children or vars, so its hosts are not known.`,
    );
    return;
  }
  for (const entry of body.entries) {
    const members = membersOf(entry.value);
    if (entry.key.text === "vars") readVars(entry.value, group.vars);
    else if (entry.key.text !== "hosts" && entry.key.text !== "children") continue;
    else if (members === undefined) {
      group.unread = true;
      problem(
        draft,
        entry.value ?? entry.key,
        `The ${entry.key.text} of the group “${name}” are not a map, so they are not known. Write each name with a colon behind it.`,
      );
    } else if (entry.key.text === "hosts") {
      for (const [span, host, value] of members) addHosts(draft, group, host, span, varsOf(value));
    } else {
      for (const [span, child, value] of members) {
        group.children.add(child);
        readGroup(draft, span, child, value, depth + 1);
      }
    }
  }
}

type Member = readonly [Span, string, Node | undefined];

/** The names below `hosts` or `children`: a map, or a single name. */
function membersOf(node: Node | undefined): readonly Member[] | undefined {
  if (node === undefined || (node.kind === "scalar" && node.isNull)) return [];
  if (node.kind === "scalar") return [[node, node.text, undefined]];
  return node.kind === "map"
    ? node.entries.map((entry): Member => [entry.key, entry.key.text, entry.value])
    : undefined;
}

function varsOf(node: Node | undefined): Map<string, string> {
  const vars = new Map<string, string>();
  readVars(node, vars);
  return vars;
}

function readVars(node: Node | undefined, into: Map<string, string>): void {
  if (node?.kind !== "map") return;
  for (const entry of node.entries) {
    if (entry.value?.kind === "scalar") into.set(entry.key.text, entry.value.text);
  }
}

/** An inventory file while it is read. */
export interface Draft {
  readonly file: string;
  readonly groups: Map<string, DraftGroup>;
  readonly hosts: Map<string, InventoryHost>;
  readonly problems: InventoryProblem[];
}

export interface DraftGroup extends Group {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly vars: Map<string, string>;
  declared: boolean;
  unread: boolean;
}

export function newDraft(file: string): Draft {
  return { file, groups: new Map(), hosts: new Map(), problems: [] };
}

/** The file as read, with a problem for each circle of groups. */
export function finish(draft: Draft): InventoryFile {
  for (const [parent, child] of circles(draft.groups)) {
    problem(
      draft,
      parent.at,
      `The group “${parent.name}” contains itself through “${child}”. Ansible refuses such an inventory; take one of them out.`,
    );
  }
  return draft;
}

export function groupOf(draft: Draft, name: string, at: Span): DraftGroup {
  const known = draft.groups.get(name);
  if (known !== undefined) return known;
  const group: DraftGroup = {
    name,
    at: { file: draft.file, start: at.start, end: at.end },
    declared: false,
    hosts: new Set(),
    children: new Set(),
    vars: new Map(),
    unread: false,
  };
  draft.groups.set(name, group);
  return group;
}

export function addHosts(
  draft: Draft,
  group: DraftGroup,
  entry: string,
  at: Span,
  vars: ReadonlyMap<string, string>,
): void {
  const expanded = expandHosts(entry);
  const tooMany = expanded.hosts !== undefined && draft.hosts.size + expanded.hosts.length > MOST_HOSTS;
  if (expanded.hosts === undefined || tooMany) {
    group.unread = true;
    const message =
      expanded.problem ?? `This inventory has more than ${MOST_HOSTS} hosts; the rest is not read.`;
    problem(draft, at, `${message} How many hosts “${group.name}” has is therefore not known.`);
    return;
  }
  for (const name of expanded.hosts) {
    group.hosts.add(name);
    const before = draft.hosts.get(name);
    if (before === undefined) {
      draft.hosts.set(name, { name, at: { file: draft.file, start: at.start, end: at.end }, vars });
    } else if (vars.size > 0) {
      // A host may stand in many groups; what a later line says of it wins.
      draft.hosts.set(name, { ...before, vars: new Map([...before.vars, ...vars]) });
    }
  }
}

export function problem(draft: Draft, at: Span, message: string): void {
  draft.problems.push({ at: { file: draft.file, start: at.start, end: at.end }, message });
}

/** The edges that close a circle of groups, found by one walk over all edges that needs no stack of calls. */
function circles(groups: ReadonlyMap<string, Group>): readonly (readonly [Group, string])[] {
  const found: (readonly [Group, string])[] = [];
  const state = new Map<string, "open" | "done">();
  for (const root of groups.values()) {
    const path: { readonly group: Group; readonly rest: Iterator<string> }[] = [];
    const enter = (group: Group): void => {
      state.set(group.name, "open");
      path.push({ group, rest: group.children.values() });
    };
    if (!state.has(root.name)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        state.set(top.group.name, "done");
        path.pop();
        continue;
      }
      const child = groups.get(next.value);
      // Every group is below `all`, so a group that has it as a child contains itself too.
      if (state.get(next.value) === "open" || next.value === "all") found.push([top.group, next.value]);
      else if (child !== undefined && !state.has(child.name)) enter(child);
    }
  }
  return found;
}
