import { replaceScalar } from "../syntax/edit.ts";
import type { MapNode, Node, ScalarNode, SyntaxFile } from "../syntax/tree.ts";
import { once } from "../text/once.ts";
import type { Place, Span } from "../text/span.ts";
import { placeIn } from "../text/stretch.ts";
import { recordsOf } from "./fields.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import { readKept } from "./kept.ts";
import { nearest } from "./nearest.ts";
import { capitalised } from "./words.ts";

/**
 * One description of a format gives both its reader and its JSON Schema: a `Shape` reads a node of
 * the located tree into a typed value and knows how to say what it expects. Nothing is thrown:
 * what cannot be read is a `shape` finding at its place, and the value is missing.
 */
export interface Shape<T> {
  /** JSON Schema (2020-12) of what is accepted. */
  readonly schema: JsonSchema;
  /** Ends the sentence "Expected …". */
  readonly expects: string;
  readonly read: (node: Node, reading: Reading) => T | undefined;
}

export type JsonSchema = { readonly [key: string]: unknown };

/** The file being read, and where what is wrong with it is collected. */
export interface Reading {
  readonly file: string;
  readonly syntax: SyntaxFile;
  readonly findings: Finding[];
}

/** A value with the place where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly at: Place;
}

export interface Field<T, Required extends boolean> {
  readonly shape: Shape<T>;
  readonly doc: string;
  readonly required: Required;
}

type Fields = { readonly [key: string]: Field<unknown, boolean> };
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never;
type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? K : never;
}[keyof F];

/** What a record shape reads: its fields, the map they stand in (for edits) and its place. */
export type RecordOf<F extends Fields> = { readonly node: MapNode; readonly at: Place } & {
  readonly [K in RequiredKeys<F>]: ValueOf<F[K]>;
} & { readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]> };

/** The type that a shape reads. */
export type Told<S> = S extends Shape<infer T> ? T : never;

export function required<T>(shape: Shape<T>, doc: string): Field<T, true> {
  return { shape, doc, required: true };
}

export function optional<T>(shape: Shape<T>, doc: string): Field<T, false> {
  return { shape, doc, required: false };
}

function placeOf(reading: Reading, span: Span): Place {
  return placeIn(reading.file, span);
}

/** Reports a `shape` finding; `values` are the texts that would be right, offered as fixes. */
export function reportShape(
  reading: Reading,
  severity: Severity,
  span: Span,
  message: string,
  suggestions: { readonly node: ScalarNode; readonly values: readonly string[] } | undefined = undefined,
): void {
  const fixes = () =>
    (suggestions?.values ?? []).flatMap((value, index, all): Fix[] => {
      const edits = suggestions && replaceScalar(reading.syntax, suggestions.node, value);
      if (edits === undefined) return [];
      const fix = {
        title: `Change to ${value}`,
        edits: edits.map((edit) => ({ ...edit, file: reading.file })),
      };
      return [all.length === 1 && index === 0 ? { ...fix, preferred: true } : fix];
    });
  const finding = { rule: "shape", severity, message, at: placeOf(reading, span), fixes };
  reading.findings.push(severity === "error" ? { ...finding, unread: true } : finding);
}

/** A shape of one scalar: `parse` gives the value or `undefined`; `suggest` what may have been meant. */
export function scalar<T>(options: {
  readonly expects: string;
  readonly schema: JsonSchema;
  readonly parse: (text: string) => T | undefined;
  readonly suggest?: (text: string) => readonly string[];
}): Shape<Located<T>> {
  return {
    schema: { title: options.expects, ...options.schema },
    expects: options.expects,
    read(node, reading) {
      if (node.kind !== "scalar") {
        reportShape(reading, "error", headOf(node), `Expected ${options.expects}, not a ${kindWord(node)}.`);
        return undefined;
      }
      const value = node.isNull ? undefined : options.parse(node.text);
      if (value !== undefined) return { value, at: placeOf(reading, node) };
      const said = node.isNull ? "nothing" : `“${shorten(node.text)}”`;
      const values = options.suggest?.(node.text) ?? [];
      const meant = values.length === 1 ? ` Did you mean ${values[0]}?` : "";
      reportShape(reading, "error", node, `Expected ${options.expects}, not ${said}.${meant}`, {
        node,
        values,
      });
      return undefined;
    },
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(values: readonly T[]): Shape<Located<T>> {
  return scalar({
    expects: values.length === 1 ? `the word ${values[0]}` : `one of ${values.join(", ")}`,
    schema: { enum: values },
    parse: (text) => values.find((value) => value === text),
    suggest: (text) => nearest(text, values),
  });
}

/** A list; items that cannot be read are said and left out. */
export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: item.schema },
    expects: "a list",
    read(node, reading) {
      if (node.kind === "scalar" && node.isNull) return [];
      if (node.kind !== "list") {
        reportShape(reading, "error", headOf(node), `Expected a list, not a ${kindWord(node)}.`);
        return undefined;
      }
      const values: T[] = [];
      for (const child of node.items) {
        const value = readKept(item, child, reading);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
  };
}

/** One value or a list of them, read as a list. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  const list = listOf(item);
  return {
    schema: { anyOf: [item.schema, list.schema] },
    expects: `${item.expects}, or a list`,
    read(node, reading) {
      if (node.kind === "list") return list.read(node, reading);
      const value = item.read(node, reading);
      return value === undefined ? undefined : [value];
    },
  };
}

/** A map with keys of the author's own choosing, in the order written. */
export function mapOf<T>(value: Shape<T>, key?: Shape<Located<string>>): Shape<readonly Pairing<T>[]> {
  return {
    schema: {
      type: "object",
      additionalProperties: value.schema,
      ...(key === undefined ? {} : { propertyNames: key.schema }),
    },
    expects: "a map",
    read(node, reading) {
      if (node.kind !== "map") {
        reportShape(reading, "error", headOf(node), `Expected a map, not a ${kindWord(node)}.`);
        return undefined;
      }
      return node.entries.flatMap((entry) => {
        const name =
          key === undefined
            ? { value: entry.key.text, at: placeOf(reading, entry.key) }
            : key.read(entry.key, reading);
        const read = entry.value && value.read(entry.value, reading);
        return read === undefined || name === undefined ? [] : [{ key: name, value: read }];
      });
    },
  };
}

export interface Pairing<T> {
  readonly key: Located<string>;
  readonly value: T;
}

/** The same value seen as another type. */
export function mapped<A, B>(shape: Shape<A>, change: (value: A, at: Place) => B): Shape<B> {
  return {
    schema: shape.schema,
    expects: shape.expects,
    read(node, reading) {
      const value = shape.read(node, reading);
      return value === undefined ? undefined : change(value, placeOf(reading, node));
    },
  };
}

/**
 * A map with known keys. Unknown keys are warnings with "did you mean" (keys that start with `x-`
 * are the author's own); a record without a required key is said and left out, once where the key is misspelt.
 * `what` names the thing in messages: `a host`.
 */
export function record<const F extends Fields>(what: string, fields: F): Shape<RecordOf<F>> {
  const names = Object.keys(fields);
  const byName: ReadonlyMap<string, Field<unknown, boolean>> = new Map(Object.entries(fields));
  const needed = names.filter((name) => fields[name]?.required);
  const make = recordsOf(what, names);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(
        names.map((name) => [name, { ...fields[name]?.shape.schema, description: fields[name]?.doc }]),
      ),
      patternProperties: { "^x-": {} },
      additionalProperties: false,
      ...(needed.length > 0 ? { required: needed } : {}),
    },
    expects: what,
    read(node, reading) {
      if (node.kind !== "map") {
        reportShape(
          reading,
          "error",
          headOf(node),
          `Expected ${what} (a map with ${names.slice(0, 3).join(", ")} …), not a ${kindWord(node)}.`,
        );
        return undefined;
      }
      const values = new Map<string, unknown>();
      const misspelt = new Set<string>();
      const written = once(() => new Set(node.entries.map(({ key }) => key.text)));
      for (const { key, value } of node.entries) {
        if (key.text.startsWith("x-") || values.has(key.text)) continue;
        const field = byName.get(key.text);
        if (field === undefined) {
          const isFree = (name: string) => !misspelt.has(name) && !written().has(name);
          const free = names.filter(isFree);
          const [meant] = nearest(key.text, free);
          if (meant === undefined || !needed.includes(meant)) reportUnknownKey(reading, key, what, free);
          else {
            misspelt.add(meant);
            const message = `${capitalised(what)} needs the key “${meant}”, and here it has “${shorten(key.text)}”. Did you mean “${meant}”?`;
            reportShape(reading, "error", key, message, { node: key, values: [meant] });
          }
        } else if (value === undefined || (value.kind === "scalar" && value.isNull)) {
          const level = field.required ? "error" : "warning";
          const message = `The key “${key.text}” has no value: expected ${field.shape.expects}.`;
          reportShape(reading, level, key, message);
          values.set(key.text, undefined);
        } else {
          values.set(key.text, field.shape.read(value, reading));
        }
      }
      const told = complete(node, reading, what, needed, values, misspelt);
      return told && (make(told, node, placeOf(reading, node)) as RecordOf<F>);
    },
  };
}

function complete(
  node: MapNode,
  reading: Reading,
  what: string,
  needed: readonly string[],
  values: ReadonlyMap<string, unknown>,
  misspelt: ReadonlySet<string>,
): { readonly [key: string]: unknown } | undefined {
  const missing = needed.filter((name) => !values.has(name) && !misspelt.has(name));
  if (missing.length > 0) {
    const keys = missing.map((name) => `“${name}”`).join(" and ");
    reportShape(reading, "error", headOf(node), `${capitalised(what)} needs the key ${keys}.`);
  }
  if (needed.some((name) => values.get(name) === undefined)) return undefined;
  const known: { [key: string]: unknown } = {};
  for (const [key, value] of values) if (value !== undefined) known[key] = value;
  return known;
}

function reportUnknownKey(reading: Reading, key: ScalarNode, what: string, free: readonly string[]): void {
  const values = nearest(key.text, free);
  const hint = values.length > 0 ? ` Did you mean “${values[0]}”?` : " Keys of your own start with x-.";
  reportShape(reading, "warning", key, `“${shorten(key.text)}” is not a key of ${what}.${hint}`, {
    node: key,
    values,
  });
}

/** Where to point for a whole node: its first key or itself when it is short, so that no squiggle spans pages. */
export function headOf(node: Node): Span {
  if (node.kind === "map") return node.entries[0]?.key ?? node;
  if (node.kind === "list") return node.items[0] === undefined ? node : headOf(node.items[0]);
  return node;
}

function kindWord(node: Node): string {
  return node.kind === "scalar" ? "single value" : node.kind;
}

/** Long texts are cut in messages; the place shows the whole. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
