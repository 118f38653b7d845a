import type { BatchSize } from "../../model/play.ts";
import type { Node } from "../../syntax/tree.ts";
import { literalOf } from "./tasks.ts";
import { evaluate, type Literal, type Variables } from "./template.ts";

export interface Serial {
  readonly sizes: readonly BatchSize[];
  readonly assumes: readonly string[];
}

/**
 * The batch sizes that a value of `serial` stands for: a number, a share such as `20%`, a list of
 * them, each possibly a template. Nothing written, and 0, mean all hosts at once.
 * Source: Ansible's guide "Setting the batch size with serial" and `PlaybookExecutor`.
 */
export function readSerial(node: Node | undefined, variables: Variables): Serial {
  if (node === undefined) return { sizes: [{ kind: "rest" }], assumes: [] };
  const value = literalOf(node);
  if (value === undefined) return unknown("serial is neither a number, a share nor a list of them");
  const items = Array.isArray(value) ? value : [value];
  const sizes: BatchSize[] = [];
  const assumes = new Set<string>();
  for (const item of items.slice(0, MOST_SIZES)) {
    const given =
      typeof item === "string"
        ? evaluate(item, variables)
        : { known: true as const, value: item as Literal, assumes: [] };
    if (!given.known) {
      sizes.push({ kind: "unknown", why: given.why });
      continue;
    }
    for (const name of given.assumes) assumes.add(name);
    const inner = Array.isArray(given.value) ? given.value : [given.value];
    // Only a `serial` of nothing at all means everything; in a list Ansible refuses it.
    if (given.value === null && items.length === 1 && !Array.isArray(value)) sizes.push({ kind: "rest" });
    else sizes.push(...inner.slice(0, MOST_SIZES).map(sizeOf));
  }
  return { sizes: sizes.length > 0 ? sizes : [{ kind: "rest" }], assumes: [...assumes] };
}

/** Longer lists than any real one end the reading. */
const MOST_SIZES = 1000;

function sizeOf(value: Literal): BatchSize {
  if (typeof value === "boolean") return value ? { kind: "count", hosts: 1 } : { kind: "rest" };
  if (typeof value === "number") return counted(Math.trunc(value));
  const text = typeof value === "string" ? value.trim() : "";
  const share = /^([-+]?\d{1,9}) *%$/.exec(text);
  if (share?.[1] !== undefined) {
    const percent = Number(share[1]);
    return percent < 0 ? { kind: "rest" } : { kind: "share", share: percent / 100 };
  }
  if (/^[-+]?\d{1,15}$/.test(text)) return counted(Number(text));
  return {
    kind: "unknown",
    why: text === "" ? "serial is empty" : `“${text}” is neither a number nor a share`,
  };
}

function counted(hosts: number): BatchSize {
  return hosts > 0 ? { kind: "count", hosts } : { kind: "rest" };
}

function unknown(why: string): Serial {
  return { sizes: [{ kind: "unknown", why }], assumes: [] };
}
