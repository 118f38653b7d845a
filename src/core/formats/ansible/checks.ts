import type { IgnoredCheck, Pause, Step } from "../../model/play.ts";
import { entryOf, type MapNode, type Node, valueUnder } from "../../syntax/tree.ts";
import type { Place, Span } from "../../text/span.ts";
import { commandsIn } from "./command.ts";
import type { Library } from "./library.ts";
import { argument, commandOf, keyword, literalOf, type Task } from "./tasks.ts";
import { evaluate, isTemplate, type Variables } from "./template.ts";

export interface Checks {
  readonly checks: readonly Step[];
  readonly ignored: readonly IgnoredCheck[];
}

/**
 * The tasks that look whether a host, its cluster or its storage is well, and those among them whose
 * failure is thrown away by `ignore_errors` or `failed_when: false`. A result that a later task asks
 * about (in `when`, `failed_when`, `until` or its arguments) is not thrown away: that is how a check of one's own is written.
 */
export function checksIn(tasks: readonly Task[], library: Library): Checks {
  const checks: Step[] = [];
  const ignored: IgnoredCheck[] = [];
  tasks.forEach((task, i) => {
    const what = whatItChecks(task);
    if (what === undefined) return;
    const step: Step = { at: placeOf(task), what, with: task.written };
    const by = thrownAway(task);
    if (by === undefined) checks.push(step);
    else if (!asksLater(task, tasks.slice(i + 1, i + 1 + LOOK_AHEAD), library)) ignored.push({ ...step, by });
  });
  return { checks, ignored };
}

/** The pauses of a play. A `wait_for` with nothing but a `timeout` is one too; what only follows a failure is none. */
export function pausesIn(tasks: readonly Task[], variablesOf: (task: Task) => Variables): readonly Pause[] {
  return tasks.flatMap((task): readonly Pause[] => {
    if (task.onFailure) return [];
    const at = placeOf(task);
    const given = (key: string, unit: number) => lengthOf(argument(task, key), unit, () => variablesOf(task));
    if (task.module === "pause") {
      const minutes = given("minutes", 60);
      const length = minutes ?? given("seconds", 1);
      return [{ at, seconds: length?.seconds, prompt: length === undefined, ...assumed(length) }];
    }
    if (task.module !== "wait_for" || WAITED_FOR.some((key) => argument(task, key) !== undefined)) return [];
    const length = given("timeout", 1) ?? { seconds: LONGEST_WAIT, assumes: [] };
    return [{ at, seconds: length.seconds, prompt: false, ...assumed(length) }];
  });
}

/** The `timeout` of `wait_for` where none is written, in seconds. */
const LONGEST_WAIT = 300;

interface Length {
  /** Undefined where it is only known when Ansible runs. */
  readonly seconds: number | undefined;
  readonly assumes: readonly string[];
}

function lengthOf(written: string | undefined, unit: number, variables: () => Variables): Length | undefined {
  if (written === undefined) return undefined;
  const given = isTemplate(written) ? evaluate(written, variables()) : undefined;
  const number = numberOf(given === undefined ? written : given.known ? String(given.value) : undefined);
  const assumes = given?.known ? given.assumes : [];
  return { seconds: number === undefined ? undefined : number * unit, assumes };
}

function assumed(length: Length | undefined): Pick<Pause, "assumes"> {
  return length === undefined || length.assumes.length === 0 ? {} : { assumes: length.assumes };
}

function placeOf({ file, at }: Task): Place {
  return { file, start: at.start, end: at.end };
}

const WAITED_FOR = ["port", "path", "search_regex"];

/** A result is asked about soon after, if at all; looking no further keeps the time linear. */
const LOOK_AHEAD = 20;

function whatItChecks(task: Task): string | undefined {
  if (task.module === "wait_for" && !WAITED_FOR.some((key) => argument(task, key) !== undefined))
    return undefined;
  // A request that changes something, such as a message to a chat, is no look at health.
  if (task.module.endsWith("uri") && !/^(?:get|head)$/i.test(argument(task, "method") ?? "GET"))
    return undefined;
  const byModule = MODULES.get(task.module);
  if (byModule !== undefined) return byModule;
  if (!COMMANDS.has(task.module)) return undefined;
  for (const [program = "", ...args] of commandsIn(commandOf(task) ?? "")) {
    const what = byCommand(program.slice(program.lastIndexOf("/") + 1), args);
    if (what !== undefined) return what;
  }
  return undefined;
}

const MODULES: ReadonlyMap<string, string> = new Map([
  ["reboot", "waits until the host is back"],
  ["win_reboot", "waits until the host is back"],
  ["wait_for", "waits until a port or file is there"],
  ["wait_for_connection", "waits until the host answers"],
  ["uri", "asks a service whether it answers"],
  ["win_uri", "asks a service whether it answers"],
  ["ping", "asks the host whether it answers"],
  ["assert", "compares what is with what should be"],
]);

const COMMANDS: ReadonlySet<string> = new Set(["command", "shell", "raw", "win_command", "win_shell"]);

/** Programs and the words that make them a look at health; none: any use of the program is one. */
const HEALTH: ReadonlyMap<string, readonly [what: string, words: readonly string[]]> = new Map([
  ["pvecm", ["looks at the cluster's quorum", ["status", "nodes"]]],
  ["ha-manager", ["looks at the cluster's high availability", ["status"]]],
  ["corosync-quorumtool", ["looks at the cluster's quorum", []]],
  ["corosync-cfgtool", ["looks at the cluster's links", ["-s"]]],
  ["pcs", ["looks at the cluster's state", ["status"]]],
  ["crm_mon", ["looks at the cluster's state", []]],
  ["ceph", ["looks at the storage's health", ["health", "status", "-s"]]],
  ["gluster", ["looks at the storage's health", ["status", "info"]]],
  ["drbdadm", ["looks at the storage's health", ["status"]]],
  ["zpool", ["looks at the storage's health", ["status"]]],
  ["linstor", ["looks at the storage's health", ["list"]]],
  ["systemctl", ["asks whether a service runs", ["is-active", "is-system-running", "status", "is-failed"]]],
  ["kubectl", ["looks at the cluster's nodes", ["get", "wait"]]],
  ["oc", ["looks at the cluster's nodes", ["get", "wait"]]],
  ["curl", ["asks a service whether it answers", []]],
  ["wget", ["asks a service whether it answers", ["--spider"]]],
  ["ping", ["asks whether a host answers", []]],
  ["nc", ["asks whether a port answers", ["-z"]]],
]);

function byCommand(program: string, args: readonly string[]): string | undefined {
  const known = HEALTH.get(program);
  if (known === undefined) return undefined;
  const [what, words] = known;
  // Most uses of `curl` fetch something, which is no look at health.
  if (program === "curl" && !args.some((arg) => /health|status|ready|alive/i.test(arg))) return undefined;
  return words.length === 0 || args.some((arg) => words.includes(arg)) ? what : undefined;
}

/** The words that make a failure count for nothing. */
function thrownAway(task: Task): string | undefined {
  const ignore = keyword(task, "ignore_errors")?.value;
  if (ignore !== undefined && literalOf(ignore) === true) return `ignore_errors: ${textOf(ignore)}`;
  const own = task.scopes[0];
  const failed = own === undefined ? undefined : valueUnder(own, "failed_when");
  return failed !== undefined && literalOf(failed) === false ? `failed_when: ${textOf(failed)}` : undefined;
}

function textOf(node: Node): string {
  return node.kind === "scalar" ? node.text : "";
}

function asksLater(task: Task, later: readonly Task[], library: Library): boolean {
  const own = task.scopes[0];
  const name = own === undefined ? undefined : valueUnder(own, "register");
  if (name?.kind !== "scalar" || !/^\w+$/.test(name.text)) return false;
  // A role is used in many ways: whatever its file says of the result is taken for a question.
  if (task.from !== undefined && countOf(library.textOf(task.file), name.text) > 1) return true;
  return later.some((other) => {
    const asked = other.scopes.slice(0, -1).flatMap((scope) => ASKS.map((key) => valueUnder(scope, key)));
    const args = other.args?.kind === "map" && other.module !== "debug" ? other.args.entries : [];
    return [...asked, ...args.map((entry) => entry.value)].some((node) => mentions(node, name.text));
  });
}

const ASKS = ["when", "failed_when", "until"];

function mentions(node: Node | undefined, name: string): boolean {
  if (node?.kind === "list") return node.items.some((item) => item.kind === "scalar" && mentions(item, name));
  return node?.kind === "scalar" && wordIn(node.text, name);
}

function wordIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + word.length))) return true;
  }
  return false;
}

/** How often a word occurs in a text, counted to two. */
function countOf(text: string, word: string): number {
  const first = text.indexOf(word);
  return first < 0 ? 0 : text.includes(word, first + word.length) ? 2 : 1;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Where errors are ignored for a whole play: the words that say so. */
export function playIgnoresErrors(play: MapNode): Span | undefined {
  const entry = entryOf(play, "ignore_errors");
  return entry?.value !== undefined && literalOf(entry.value) === true
    ? { start: entry.key.start, end: entry.value.end }
    : undefined;
}
