import type { MapNode } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";
import { type FieldId, fieldId, noteRead } from "./reads.ts";

const VALUES = Symbol("values");
const WHAT = Symbol("what");
const NODE = Symbol("node");

interface Record {
  [VALUES]: { readonly [key: string]: unknown };
  [NODE]: MapNode;
  at: Place;
  readonly [WHAT]: string;
}

/**
 * Makes records of one kind: their fields, the map they stand in and its place, each field noted when it is asked for
 * (reads.ts). Spread out they have no fields: `fieldsOf` has.
 */
export function recordsOf(
  what: string,
  names: readonly string[],
): (values: { readonly [key: string]: unknown }, node: MapNode, at: Place) => object {
  const prototype = { [WHAT]: what };
  for (const name of names) {
    const id = fieldId(what, name);
    Object.defineProperty(prototype, name, {
      get(this: Record) {
        noteRead(id);
        return this[VALUES][name];
      },
    });
  }
  const any = fieldId(what, "*");
  Object.defineProperty(prototype, "node", {
    get(this: Record) {
      // Whoever looks at the map may see any field.
      noteRead(any);
      return this[NODE];
    },
  });
  return (values, node, at) => {
    const made = Object.create(prototype) as Record;
    made[VALUES] = values;
    made[NODE] = node;
    made.at = at;
    return made;
  };
}

/** The same with fields of its own, for a copy with something else in it. */
export function fieldsOf<T extends object>(record: T): T {
  if (!isRecord(record)) return record;
  noteRead(fieldId(record[WHAT], "*"));
  return { ...record[VALUES], node: record[NODE], at: record.at } as unknown as T;
}

/** Takes the fields of another of its kind; undefined where one of the two is none. The fields of the keys that it was about. */
export function renewed(old: unknown, now: unknown, keys: Iterable<string>): readonly FieldId[] | undefined {
  if (!isRecord(old) || !isRecord(now) || old[WHAT] !== now[WHAT]) return undefined;
  old[VALUES] = now[VALUES];
  return [...keys].map((key) => fieldId(old[WHAT], key));
}

function isRecord(value: unknown): value is Record {
  return typeof value === "object" && value !== null && VALUES in value;
}
