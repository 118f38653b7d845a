import type { Batches, Halts } from "../../model/play.ts";
import { type Entry, entryOf, type MapNode } from "../../syntax/tree.ts";
import type { Place, Span } from "../../text/span.ts";
import { playIgnoresErrors } from "./checks.ts";
import { literalOf } from "./tasks.ts";
import { evaluate, type Literal, type Variables } from "./template.ts";

/** The variables that a keyword of a play can see. */
export interface Seen {
  /** `serial`, `hosts`, `strategy`, `max_fail_percentage`: read before any host is there, so only the play's own. */
  readonly play: Variables;
  /** `any_errors_fatal`: read for each task, so those of the inventory too. */
  readonly task: Variables;
}

/**
 * Whether a failure stops a play by itself. Without `any_errors_fatal` or `max_fail_percentage` a
 * batch goes on while one of its hosts is left, and only a batch that failed as a whole ends the play:
 * batches of one host stop at the first failure. `strategy: free` honours neither keyword.
 * Source: Ansible's guide "Error handling in playbooks", `PlaybookExecutor` and the strategies.
 */
export function haltsOf(
  file: string,
  play: MapNode,
  batches: Pick<Batches, "sizes" | "hosts">,
  seen: Seen,
): Halts {
  const place = (entry: Entry): Place => ({
    file,
    start: entry.value?.start ?? entry.key.start,
    end: entry.value?.end ?? entry.key.end,
  });
  const ignores = playIgnoresErrors(play);
  if (ignores !== undefined) {
    return {
      verdict: "no",
      at: { file, ...ignores },
      why: "The play ignores all errors, so no failure stops it.",
    };
  }
  if (oneByOne(batches))
    return {
      verdict: "yes",
      why: "Each batch is one host, and a batch that fails as a whole ends the play.",
    };
  const free = freeStrategy(play, seen.play);
  if (free !== undefined) {
    return {
      verdict: "no",
      at: { file, start: free.start, end: free.end },
      why: `With "strategy: ${free.name}" each host runs on its own, and Ansible honours neither max_fail_percentage nor any_errors_fatal.`,
    };
  }
  return byKeywords(play, seen, place);
}

/** Whether `max_fail_percentage` would stop this play: not where errors are ignored or hosts run on their own. */
export function canHalt(play: MapNode, variables: Variables): boolean {
  return playIgnoresErrors(play) === undefined && freeStrategy(play, variables) === undefined;
}

/** The `strategy` of a play, with its place, where it lets each host run on its own. */
export function freeStrategy(
  play: MapNode,
  variables: Variables,
): (Span & { readonly name: string }) | undefined {
  const strategy = entryOf(play, "strategy");
  const name = strategy === undefined ? undefined : valueIn(strategy, variables);
  if (strategy?.value === undefined || typeof name !== "string" || !FREE.test(name)) return undefined;
  return { name, start: strategy.value.start, end: strategy.value.end };
}

function byKeywords(play: MapNode, seen: Seen, place: (entry: Entry) => Place): Halts {
  const fatal = entryOf(play, "any_errors_fatal");
  const most = entryOf(play, "max_fail_percentage");
  const isFatal = fatal === undefined ? false : truthOf(valueIn(fatal, seen.task));
  const allowed = most === undefined ? NONE : percentOf(valueIn(most, seen.play));
  if (fatal !== undefined && isFatal === true) {
    return { verdict: "yes", at: place(fatal), why: "any_errors_fatal ends the play at the first failure." };
  }
  if (most !== undefined && allowed !== undefined && allowed < NONE) {
    return {
      verdict: "yes",
      at: place(most),
      why: `More than ${allowed} % failed hosts in a batch end the play.`,
    };
  }
  const open = most !== undefined && allowed === undefined ? most : isFatal === undefined ? fatal : undefined;
  if (open !== undefined) {
    return {
      verdict: "unknown",
      at: place(open),
      why: `What ${open.key.text} is, is only known when Ansible runs.`,
    };
  }
  const why =
    "A host that fails is left behind, and the play goes on while any other host of its batch is left.";
  if (most !== undefined)
    return {
      verdict: "no",
      at: place(most),
      why: `max_fail_percentage: ${allowed} never ends the play. ${why}`,
    };
  return { verdict: "no", ...(fatal === undefined ? {} : { at: place(fatal) }), why };
}

/** More than all hosts can never fail. */
const NONE = 100;
const FREE = /^(?:ansible\.builtin\.)?(?:free|host_pinned)$|^mitogen_(?:free|host_pinned)$/;

function oneByOne(batches: Pick<Batches, "sizes" | "hosts">): boolean {
  if (batches.hosts !== undefined) return batches.hosts.every((batch) => batch.length === 1);
  return batches.sizes.every((size) => size.kind === "count" && size.hosts === 1);
}

function valueIn(entry: Entry, variables: Variables): Literal | undefined {
  const value = literalOf(entry.value);
  if (typeof value !== "string") return value;
  const given = evaluate(value, variables);
  return given.known ? given.value : undefined;
}

function truthOf(value: Literal | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  const text = String(value ?? "").trim();
  if (/^(?:yes|true|on|1|y|t)$/i.test(text)) return true;
  return /^(?:no|false|off|0|n|f)$/i.test(text) ? false : undefined;
}

function percentOf(value: Literal | undefined): number | undefined {
  if (value === null) return NONE;
  const text = String(value ?? "")
    .replace("%", "")
    .trim();
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}
