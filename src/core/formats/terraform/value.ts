import type { Place } from "../../text/span.ts";

/**
 * What an expression is known to come to without running Terraform. Nothing is guessed: what only a run can tell stays
 * `unknown` or names the item whose attribute it is.
 */
export type Value = Sited &
  (
    | { readonly kind: "plain"; readonly value: string | number | boolean }
    | { readonly kind: "null" }
    /** Lists, tuples and sets; of the latter each item once, in order. */
    | { readonly kind: "list"; readonly items: readonly Value[] }
    | { readonly kind: "object"; readonly entries: ReadonlyMap<string, Value> }
    /** A resource or data source as a whole, by its address: `vsphere_virtual_machine.web[0]`. */
    | { readonly kind: "item"; readonly address: string }
    /** An attribute that only a run gives a value: `.id` of an item. */
    | { readonly kind: "field"; readonly address: string; readonly path: string }
    /** A text of which only parts are known: `vm:` and the number of a VM. */
    | { readonly kind: "mixed"; readonly parts: readonly (string | Value)[] }
    | { readonly kind: "unknown"; readonly why: string }
  );

interface Sited {
  /** Where it is said: for what comes from elsewhere, where it is used. */
  readonly at: Place;
  /** Variables whose defaults were taken for their values: `var.size`. */
  readonly assumes: readonly string[];
}

export function plain(value: string | number | boolean, at: Place, assumes: readonly string[] = []): Value {
  return { kind: "plain", value, at, assumes };
}

export function unknown(why: string, at: Place): Value {
  return { kind: "unknown", why, at, assumes: [] };
}

/** Longer texts are not made: two that hold each other twice would double with each step. */
const LONGEST_TEXT = 100_000;

export function shortText(
  parts: readonly string[],
  sign: string,
  at: Place,
  assumes: readonly string[] = [],
): Value {
  const length = parts.reduce((sum, part) => sum + part.length + sign.length, 0);
  return length > LONGEST_TEXT ? unknown("it is too long a text", at) : plain(parts.join(sign), at, assumes);
}

/** The same at another place, on other assumptions besides its own. */
export function sited(value: Value, at: Place, assumes: readonly string[] = []): Value {
  return { ...value, at, assumes: union(value.assumes, assumes) };
}

export function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...new Set([...a, ...b])];
}

/** All assumptions of some values. */
export function assumed(values: readonly Value[]): readonly string[] {
  return values.reduce<readonly string[]>((all, { assumes }) => union(all, assumes), []);
}

/** A text or a number as text, as Terraform itself converts it. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "plain" ? String(value.value) : undefined;
}

export function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== "plain" || typeof value.value === "boolean") return undefined;
  const number = typeof value.value === "number" ? value.value : Number(value.value.trim() || "x");
  return Number.isFinite(number) ? number : undefined;
}

export function flagOf(value: Value | undefined): boolean | undefined {
  if (value?.kind !== "plain") return undefined;
  if (value.value === true || value.value === "true") return true;
  return value.value === false || value.value === "false" ? false : undefined;
}

/** The items of a list; of an object its values by key, as Terraform goes through it. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind === "list") return value.items;
  return value?.kind === "object" ? sortedEntries(value.entries).map(([, item]) => item) : undefined;
}

export function sortedEntries(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A value by the names and indexes on the way to it, undefined where there is none. */
export function within(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let found = value;
  for (const step of path) {
    if (found?.kind === "object") found = found.entries.get(String(step));
    else if (found?.kind === "list") found = typeof step === "number" ? found.items[step] : undefined;
    else return undefined;
  }
  return found;
}
