import type { Place } from "../../text/span.ts";
import { countOf, evaluate, type Scope } from "./evaluate.ts";
import { attributeOf, type HclBlock } from "./hclTree.ts";
import { plain, sortedEntries, textOf, unknown, type Value } from "./value.ts";

/** What `count` or `for_each` makes of a block. */
export interface Expansion {
  readonly keys: readonly Key[];
  /** Where it is said, if it is. */
  readonly several: Place | undefined;
  /** What the block stands for in references, given the addresses of its items in the order of the keys. */
  readonly valueOf: (addresses: readonly string[]) => Value;
  /** Why nobody can tell how many there are. */
  readonly why: string | undefined;
}

interface Key {
  readonly key: string | number | undefined;
  readonly bound: ReadonlyMap<string, Value>;
  readonly assumes: readonly string[];
}

/** More items than this of one block are not made one by one. */
const MOST_ITEMS = 5000;

/** @param room how many items the folder may still make */
export function expansionOf(block: HclBlock, scope: Scope, head: Place, room: number): Expansion {
  const count = attributeOf(block.body, "count");
  const forEach = attributeOf(block.body, "for_each");
  const said = count ?? forEach;
  if (said === undefined) {
    return {
      keys: [{ key: undefined, bound: new Map(), assumes: [] }],
      several: undefined,
      valueOf: ([address = ""]) => item(address, head),
      why: undefined,
    };
  }
  const at: Place = { file: scope.file, start: said.value.start, end: said.value.end };
  const value = evaluate(said.value, scope);
  const most = Math.min(MOST_ITEMS, room);
  return (count === undefined ? byKey(value, at, most) : byNumber(value, at, most)) ?? uncounted(value, at);
}

function item(address: string, at: Place): Value {
  return { kind: "item", address, at, assumes: [] };
}

function byNumber(value: Value, at: Place, most: number): Expansion | undefined {
  const count = countOf(value);
  if (count === undefined || count > most) return undefined;
  const keys = Array.from({ length: count }, (_, index): Key => {
    const bound = new Map([["count", object({ index: plain(index, at) }, at)]]);
    return { key: index, bound, assumes: value.assumes };
  });
  return {
    keys,
    several: at,
    valueOf: (addresses) => ({
      kind: "list",
      items: addresses.map((address) => item(address, at)),
      at,
      assumes: value.assumes,
    }),
    why: undefined,
  };
}

function byKey(value: Value, at: Place, most: number): Expansion | undefined {
  const pairs = keyed(value);
  if (pairs === undefined || pairs.length > most) return undefined;
  const keys = pairs.map(([key, each]): Key => {
    const bound = new Map([["each", object({ key: plain(key, at), value: each }, at)]]);
    return { key, bound, assumes: value.assumes };
  });
  return {
    keys,
    several: at,
    valueOf: (addresses) => ({
      kind: "object",
      entries: new Map(pairs.map(([key], index) => [key, item(addresses[index] ?? "", at)])),
      at,
      assumes: value.assumes,
    }),
    why: undefined,
  };
}

/** A map by its keys; of a set each text is key and value. */
function keyed(value: Value): readonly (readonly [string, Value])[] | undefined {
  if (value.kind === "object") return sortedEntries(value.entries);
  if (value.kind !== "list") return undefined;
  const texts = value.items.map((each) => [textOf(each), each] as const);
  return texts.every((pair): pair is readonly [string, Value] => pair[0] !== undefined)
    ? [...new Map(texts)]
    : undefined;
}

function uncounted(value: Value, at: Place): Expansion {
  const why = value.kind === "unknown" ? value.why : "it is known only when Terraform runs, or is too large";
  return { keys: [], several: at, valueOf: () => unknown(why, at), why };
}

function object(entries: { readonly [key: string]: Value }, at: Place): Value {
  return { kind: "object", entries: new Map(Object.entries(entries)), at, assumes: [] };
}
