import type { Place } from "../../text/span.ts";
import { flagOf, itemsOf, numberOf, plain, shortText, sortedEntries, textOf, type Value } from "./value.ts";

/**
 * What a function of Terraform gives for these arguments; undefined for functions that only a run can work out (files,
 * times, random numbers, providers) and for arguments that are not known well enough.
 */
export function callFunction(name: string, args: readonly Value[], at: Place): Value | undefined {
  return FUNCTIONS.get(name)?.(args, at);
}

type Builtin = (args: readonly Value[], at: Place) => Value | undefined;

/** Longer lists than this are not made. */
const LONGEST = 10_000;

const FUNCTIONS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["tolist", ([of], at) => asList(itemsOf(of), at)],
  ["toset", ([of], at) => setOf(itemsOf(of), at)],
  ["tomap", ([of]) => (of?.kind === "object" ? of : undefined)],
  ["tostring", ([of], at) => textual(of, at, (text) => text)],
  ["tonumber", ([of], at) => numeric(numberOf(of), at)],
  ["tobool", ([of], at) => logical(flagOf(of), at)],
  ["concat", (args, at) => asList(allItems(args), at)],
  ["flatten", ([of], at) => asList(flat(of, 0), at)],
  ["distinct", ([of], at) => asList(distinct(itemsOf(of)), at)],
  ["compact", ([of], at) => asList(compact(itemsOf(of)), at)],
  ["setunion", (args, at) => setOf(allItems(args), at)],
  ["sort", ([of], at) => sorted(itemsOf(of), at)],
  ["reverse", ([of], at) => asList(of?.kind === "list" ? [...of.items].reverse() : undefined, at)],
  ["slice", sliceOf],
  ["range", rangeOf],
  ["element", elementOf],
  ["one", ([of]) => (of?.kind === "list" && of.items.length === 1 ? of.items[0] : undefined)],
  ["length", lengthOf],
  [
    "keys",
    ([of], at) =>
      asList(
        of?.kind === "object" ? sortedEntries(of.entries).map(([key]) => plain(key, at)) : undefined,
        at,
      ),
  ],
  ["values", ([of], at) => asList(of?.kind === "object" ? itemsOf(of) : undefined, at)],
  ["merge", mergeOf],
  ["zipmap", zipOf],
  ["lookup", lookUp],
  ["contains", containsOf],
  ["coalesce", coalesceOf],
  ["try", (args) => (isCertain(args[0]) ? args[0] : undefined)],
  ["sensitive", ([of]) => of],
  ["nonsensitive", ([of]) => of],
  ["format", formatOf],
  ["join", joinOf],
  ["split", splitOf],
  ["lower", ([of], at) => textual(of, at, (text) => text.toLowerCase())],
  ["upper", ([of], at) => textual(of, at, (text) => text.toUpperCase())],
  ["trimspace", ([of], at) => textual(of, at, (text) => text.trim())],
  ["min", (args, at) => numeric(extreme(args, Math.min), at)],
  ["max", (args, at) => numeric(extreme(args, Math.max), at)],
  ["floor", ([of], at) => numeric(mapped(numberOf(of), Math.floor), at)],
  ["ceil", ([of], at) => numeric(mapped(numberOf(of), Math.ceil), at)],
]);

function asList(items: readonly Value[] | undefined, at: Place): Value | undefined {
  return items === undefined || items.length > LONGEST ? undefined : { kind: "list", items, at, assumes: [] };
}

/** Each once, in order; what is no text keeps its place behind them. Keyed by themselves, as `for_each` sees a set. */
function setOf(items: readonly Value[] | undefined, at: Place): Value | undefined {
  if (items === undefined) return undefined;
  const texts = new Map(
    items.flatMap((item) => (item.kind === "plain" ? [[String(item.value), item] as const] : [])),
  );
  const others = items.filter((item) => item.kind !== "plain");
  return asList([...sortedEntries(texts).map(([, item]) => item), ...others], at);
}

function sorted(items: readonly Value[] | undefined, at: Place): Value | undefined {
  if (items === undefined || items.some((item) => item.kind !== "plain")) return undefined;
  const keyed = items.map((item) => ({ text: textOf(item) ?? "", item }));
  keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return asList(
    keyed.map(({ item }) => item),
    at,
  );
}

function allItems(args: readonly Value[]): readonly Value[] | undefined {
  const lists = args.map((arg) => (arg.kind === "list" ? arg.items : undefined));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

const DEEPEST = 50;

function flat(value: Value | undefined, depth: number): readonly Value[] | undefined {
  if (value?.kind !== "list" || depth > DEEPEST) return undefined;
  const all: Value[] = [];
  for (const item of value.items) {
    if (item.kind === "unknown") return undefined;
    const inner = item.kind === "list" ? flat(item, depth + 1) : [item];
    if (inner === undefined || all.length + inner.length > LONGEST) return undefined;
    for (const each of inner) all.push(each);
  }
  return all;
}

function distinct(items: readonly Value[] | undefined): readonly Value[] | undefined {
  if (items === undefined || items.some((item) => item.kind !== "plain")) return undefined;
  return [...new Map(items.map((item) => [textOf(item), item])).values()];
}

function compact(items: readonly Value[] | undefined): readonly Value[] | undefined {
  if (items === undefined || items.some((item) => item.kind !== "plain" && item.kind !== "null"))
    return undefined;
  return items.filter((item) => item.kind === "plain" && item.value !== "");
}

function sliceOf([of, from, to]: readonly Value[], at: Place): Value | undefined {
  const [start, end] = [numberOf(from), numberOf(to)];
  return of?.kind !== "list" || start === undefined || end === undefined
    ? undefined
    : asList(of.items.slice(start, end), at);
}

function rangeOf(args: readonly Value[], at: Place): Value | undefined {
  const numbers = args.map(numberOf);
  const [start, end, step] =
    args.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], args.length > 2 ? numbers[2] : 1];
  if (start === undefined || end === undefined || step === undefined || step === 0) return undefined;
  const count = Math.ceil((end - start) / step);
  if (count > LONGEST) return undefined;
  return asList(
    Array.from({ length: Math.max(0, count) }, (_, index) => plain(start + index * step, at)),
    at,
  );
}

function elementOf([of, index]: readonly Value[]): Value | undefined {
  const number = numberOf(index);
  if (of?.kind !== "list" || of.items.length === 0 || number === undefined || !Number.isInteger(number))
    return undefined;
  const { length } = of.items;
  return of.items[((number % length) + length) % length];
}

function lengthOf([of]: readonly Value[], at: Place): Value | undefined {
  const text = of?.kind === "plain" && typeof of.value === "string" ? of.value : undefined;
  if (text !== undefined) return plain([...text].length, at);
  return numeric(itemsOf(of)?.length, at);
}

function mergeOf(args: readonly Value[], at: Place): Value | undefined {
  const entries = new Map<string, Value>();
  for (const arg of args) {
    if (arg.kind === "null") continue;
    if (arg.kind !== "object") return undefined;
    for (const [key, value] of arg.entries) entries.set(key, value);
  }
  return { kind: "object", entries, at, assumes: [] };
}

function zipOf([keys, values]: readonly Value[], at: Place): Value | undefined {
  if (keys?.kind !== "list" || values?.kind !== "list" || keys.items.length !== values.items.length)
    return undefined;
  const names = keys.items.map(textOf);
  if (!names.every((name) => name !== undefined)) return undefined;
  return {
    kind: "object",
    entries: new Map(names.map((name, index) => [name, values.items[index] as Value])),
    at,
    assumes: [],
  };
}

function lookUp([of, key, otherwise]: readonly Value[]): Value | undefined {
  const name = textOf(key);
  return of?.kind !== "object" || name === undefined ? undefined : (of.entries.get(name) ?? otherwise);
}

function containsOf([of, item]: readonly Value[], at: Place): Value | undefined {
  const items = itemsOf(of);
  if (items === undefined || item?.kind !== "plain" || items.some((each) => each.kind !== "plain"))
    return undefined;
  return plain(
    items.some((each) => each.kind === "plain" && each.value === item.value),
    at,
  );
}

function coalesceOf(args: readonly Value[]): Value | undefined {
  for (const arg of args) {
    if (!isCertain(arg)) return undefined;
    if (arg.kind !== "null" && !(arg.kind === "plain" && arg.value === "")) return arg;
  }
  return undefined;
}

function isCertain(value: Value | undefined): value is Value {
  return value !== undefined && value.kind !== "unknown" && value.kind !== "field" && value.kind !== "mixed";
}

/** `format("%s-%02d", …)` with its verbs for texts and whole numbers. */
function formatOf([spec, ...args]: readonly Value[], at: Place): Value | undefined {
  const pattern = textOf(spec);
  if (pattern === undefined) return undefined;
  let next = 0;
  let isKnown = true;
  const text = pattern.replace(
    /%(?:%|(0?)(\d{0,2})([sdvq])|(.?))/g,
    (verb, zero: string, width: string, kind: string | undefined) => {
      if (verb === "%%") return "%";
      const arg = args[next++];
      const said = kind === "d" ? mapped(numberOf(arg), Math.trunc) : textOf(arg);
      if (kind === undefined || said === undefined) {
        isKnown = false;
        return "";
      }
      const shown = kind === "q" ? JSON.stringify(said) : String(said);
      return shown.padStart(Number(width), zero === "0" && kind === "d" ? "0" : " ");
    },
  );
  return isKnown ? plain(text, at) : undefined;
}

function joinOf([separator, ...lists]: readonly Value[], at: Place): Value | undefined {
  const sign = textOf(separator);
  const texts = allItems(lists)?.map(textOf);
  if (sign === undefined || texts === undefined || !texts.every((text) => text !== undefined))
    return undefined;
  return shortText(texts, sign, at);
}

function splitOf([separator, of]: readonly Value[], at: Place): Value | undefined {
  const [sign, text] = [textOf(separator), textOf(of)];
  if (sign === undefined || sign === "" || text === undefined) return undefined;
  return asList(
    text.split(sign).map((part) => plain(part, at)),
    at,
  );
}

function textual(of: Value | undefined, at: Place, change: (text: string) => string): Value | undefined {
  const text = textOf(of);
  return text === undefined ? undefined : plain(change(text), at);
}

function numeric(number: number | undefined, at: Place): Value | undefined {
  return number === undefined || !Number.isFinite(number) ? undefined : plain(number, at);
}

function logical(flag: boolean | undefined, at: Place): Value | undefined {
  return flag === undefined ? undefined : plain(flag, at);
}

function mapped(number: number | undefined, change: (number: number) => number): number | undefined {
  return number === undefined ? undefined : change(number);
}

function extreme(args: readonly Value[], choose: (a: number, b: number) => number): number | undefined {
  const numbers = args.map(numberOf);
  return numbers.length > 0 && numbers.every((number) => number !== undefined)
    ? numbers.reduce((a, b) => choose(a, b))
    : undefined;
}
