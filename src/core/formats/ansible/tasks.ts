import type { Entry, MapNode, Node } from "../../syntax/tree.ts";
import { entryOf, valueUnder } from "../../syntax/tree.ts";
import type { Span } from "../../text/span.ts";
import type { Literal, Variables } from "./template.ts";

/** A task of a play, or a role that it runs. */
export interface Task {
  /** The module's name without its collection: `apt` for `ansible.builtin.apt`; `role` for an entry of `roles`. */
  readonly module: string;
  /** As written, for messages. */
  readonly written: string;
  readonly file: string;
  /** The module's name, or the role's: what a finding about the task points at. */
  readonly at: Span;
  readonly args: Node | undefined;
  /** The task itself, then the blocks around it, innermost first, then the play: whose keywords count. */
  readonly scopes: readonly MapNode[];
  /** Runs only after a task of its block has failed (`rescue`). */
  readonly onFailure: boolean;
  /** The task or role by which this one came in; missing for what stands in the playbook itself. */
  readonly from?: Task;
  /** The role that it is part of. */
  readonly role?: Role;
}

/** A role that lies in the workspace. */
export interface Role {
  readonly folder: string;
  /** Of `defaults/main.yml` and of `vars/main.yml`. */
  readonly defaults: Variables;
  readonly vars: Variables;
}

/** What tasks of one list have in common. */
export interface Around {
  readonly file: string;
  readonly scopes: readonly MapNode[];
  readonly from?: Task;
  readonly role?: Role;
  readonly onFailure?: boolean;
}

/** The tasks that stand in a play in the order in which they run, handlers last; blocks are opened, roles are not. */
export function tasksOf(play: MapNode, file: string): readonly Task[] {
  const around = { file, scopes: [play] };
  const lists = (keys: readonly string[]) => keys.flatMap((key) => tasksIn(valueUnder(play, key), around));
  const roles = itemsOf(valueUnder(play, "roles")).flatMap((role) => readRole(role, around));
  return [...lists(["pre_tasks"]), ...roles, ...lists(["tasks", "post_tasks", "handlers"])];
}

/** The tasks of a list, as it stands in a play or is the whole of a task file. */
export function tasksIn(list: Node | undefined, around: Around): readonly Task[] {
  const found: Task[] = [];
  readList(list, around, found, 0);
  return found;
}

/** A keyword that holds for a task: its own, else that of the nearest block, else of the play. */
export function keyword(task: Task, key: string): Entry | undefined {
  for (const scope of task.scopes) {
    const entry = entryOf(scope, key);
    if (entry?.value !== undefined) return entry;
  }
  return undefined;
}

/** An argument of a task's module as text: from its map, from `key=value` words, or from `args`. */
export function argument(task: Task, key: string): string | undefined {
  const args = task.args;
  const inMap = args?.kind === "map" ? valueUnder(args, key) : undefined;
  if (inMap?.kind === "scalar") return inMap.text;
  if (inMap?.kind === "list")
    return inMap.items.map((item) => (item.kind === "scalar" ? item.text : "")).join(",");
  const inWords = args?.kind === "scalar" ? wordArgument(args.text, key) : undefined;
  if (inWords !== undefined) return inWords;
  const own = task.scopes[0];
  const more = own === undefined ? undefined : valueUnder(own, "args");
  const value = more?.kind === "map" ? valueUnder(more, key) : undefined;
  return value?.kind === "scalar" ? value.text : undefined;
}

/** The command line of `command`, `shell`, `raw` and their kin. */
export function commandOf(task: Task): string | undefined {
  const args = task.args;
  if (args?.kind === "scalar") return args.text;
  if (args?.kind !== "map") return undefined;
  const line = valueUnder(args, "cmd") ?? valueUnder(args, "_raw_params");
  if (line?.kind === "scalar") return line.text;
  const words = valueUnder(args, "argv");
  if (words?.kind !== "list") return undefined;
  return words.items.map((word) => (word.kind === "scalar" ? word.text : "")).join(" ");
}

/** A plain value as YAML 1.1 types it, which is what Ansible reads; `undefined` for a map. */
export function literalOf(node: Node | undefined): Literal | undefined {
  if (node === undefined) return null;
  if (node.kind === "list") {
    const items = node.items.map((item) => (item.kind === "scalar" ? literalOf(item) : undefined));
    return items.some((item) => item === undefined) ? undefined : items.map((item) => item ?? null);
  }
  if (node.kind !== "scalar") return undefined;
  if (node.isNull) return null;
  if (node.style !== "plain") return node.text;
  if (/^(?:yes|true|on)$/i.test(node.text)) return true;
  if (/^(?:no|false|off)$/i.test(node.text)) return false;
  return /^[-+]?\d+(?:\.\d+)?$/.test(node.text) ? Number(node.text) : node.text;
}

/** Blocks within blocks are opened so far: nobody nests deeper, and the stack is finite. */
const DEEPEST = 40;

function readList(node: Node | undefined, around: Around, into: Task[], depth: number): void {
  if (depth > DEEPEST) return;
  for (const item of itemsOf(node)) {
    if (item.kind !== "map") continue;
    const within = { ...around, scopes: [item, ...around.scopes] };
    const parts = BLOCK.map((key) => valueUnder(item, key));
    if (parts.some((part) => part !== undefined)) {
      parts.forEach((part, i) => {
        const onFailure = around.onFailure === true || BLOCK[i] === "rescue";
        readList(part, { ...within, onFailure }, into, depth + 1);
      });
    } else into.push(...readTask(item, within));
  }
}

const BLOCK = ["block", "rescue", "always"];

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}

function readTask(map: MapNode, around: Around): readonly Task[] {
  const task = (written: string, at: Span, args: Node | undefined): readonly Task[] => [
    { ...around, module: shortName(written), written, at, args, onFailure: around.onFailure === true },
  ];
  const entry = map.entries.find(({ key }) => !isKeyword(key.text));
  if (entry !== undefined) return task(entry.key.text, entry.key, entry.value);
  // The old forms `action: module key=value` and `local_action: module key=value`.
  const action = valueUnder(map, "action") ?? valueUnder(map, "local_action");
  if (action?.kind === "scalar") {
    const written = action.text.trim().split(/\s/, 1)[0] ?? "";
    return task(written, action, { ...action, text: action.text.trim().slice(written.length).trim() });
  }
  const module = action?.kind === "map" ? valueUnder(action, "module") : undefined;
  return module?.kind === "scalar" ? task(module.text, module, action) : [];
}

/** An entry of `roles`, or of what a role depends on. */
export function readRole(role: Node, around: Around): readonly Task[] {
  const name = role.kind === "map" ? (valueUnder(role, "role") ?? valueUnder(role, "name")) : role;
  if (name?.kind !== "scalar") return [];
  // A name alone is an entry without a keyword.
  const own: MapNode = role.kind === "map" ? role : { ...role, kind: "map", flow: false, entries: [] };
  const scopes = [own, ...around.scopes];
  const { text: written } = name;
  return [{ ...around, module: "role", written, at: name, args: undefined, scopes, onFailure: false }];
}

function shortName(written: string): string {
  return written.slice(written.lastIndexOf(".") + 1);
}

function isKeyword(key: string): boolean {
  return KEYWORDS.has(key) || key.startsWith("with_") || key.startsWith("become");
}

/** The keywords of a task by Ansible's list of playbook keywords; what is none of them is the module. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...[
    "action",
    "any_errors_fatal",
    "args",
    "async",
    "changed_when",
    "check_mode",
    "collections",
    "connection",
  ],
  ...[
    "debugger",
    "delay",
    "delegate_facts",
    "delegate_to",
    "diff",
    "environment",
    "failed_when",
    "first_available_file",
  ],
  ...[
    "ignore_errors",
    "ignore_unreachable",
    "listen",
    "local_action",
    "loop",
    "loop_control",
    "module_defaults",
  ],
  ...[
    "name",
    "no_log",
    "notify",
    "poll",
    "port",
    "register",
    "remote_user",
    "retries",
    "run_once",
    "sudo",
    "sudo_user",
  ],
  ...["tags", "throttle", "timeout", "until", "vars", "when"],
]);

function wordArgument(text: string, key: string): string | undefined {
  for (const word of text.split(/\s+/)) {
    if (word.startsWith(`${key}=`)) return word.slice(key.length + 1).replace(/^(["'])(.*)\1$/s, "$2");
  }
  return undefined;
}
