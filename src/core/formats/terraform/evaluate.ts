import type { Place, Span } from "../../text/span.ts";
import { callFunction } from "./functions.ts";
import type { Expression, ForExpression, Step } from "./hclTree.ts";
import { operate } from "./operators.ts";
import {
  assumed,
  flagOf,
  itemsOf,
  numberOf,
  plain,
  shortText,
  sited,
  sortedEntries,
  textOf,
  unknown,
  type Value,
} from "./value.ts";

/** What names stand for where an expression stands. */
export interface Scope {
  readonly file: string;
  /** By their first word: `each`, `count`, the names of a `for`. */
  readonly bound: ReadonlyMap<string, Value>;
  readonly world: World;
}

/** What is declared in a module. */
export interface World {
  /** `var.name`, undefined where nothing declares or sets it. */
  readonly variable: (name: string, at: Place) => Value;
  readonly local: (name: string, at: Place) => Value;
  /** A resource (`data.` before it for a data source): an item, with `count` a list of them, with `for_each` an object. */
  readonly items: (address: string, at: Place) => Value;
  /** An attribute of an item. */
  readonly field: (address: string, name: string, at: Place) => Value;
  /** Counts a step; false when there have been too many. */
  readonly spend: () => boolean;
}

/** Deeper than this nothing is worked out: no one writes it, and the stack has an end. */
const DEEPEST = 300;

/** What an expression comes to as far as it is known. */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Value {
  const at = placeOf(expression, scope);
  if (depth > DEEPEST || !scope.world.spend()) return unknown("it takes too long to work out", at);
  const inner = (of: Expression) => evaluate(of, scope, depth + 1);
  switch (expression.kind) {
    case "literal":
      return expression.value === null ? { kind: "null", at, assumes: [] } : plain(expression.value, at);
    case "template":
      return joined(
        expression.parts.map((part) => (typeof part === "string" ? part : inner(part))),
        at,
      );
    case "list":
      return { kind: "list", items: expression.items.map(inner), at, assumes: [] };
    case "object":
      return objectOf(
        expression.entries.map(({ key, value }) => [inner(key), inner(value)]),
        at,
      );
    case "name":
      return scope.bound.get(expression.name) ?? unknown(`“${expression.name}” is not known here`, at);
    case "attribute":
    case "index":
      return (
        referenceOf(expression, scope, at) ?? stepped(inner(expression.of), expression, inner, scope, at)
      );
    case "splat":
      return splatOf(inner(expression.of), expression.steps, inner, scope, at);
    case "call":
      return callOf(expression, inner, at);
    case "unary":
    case "binary":
      return operate(expression, inner, at);
    case "conditional": {
      const test = inner(expression.test);
      const holds = flagOf(test);
      if (holds === undefined) return unknown("its condition is known only when Terraform runs", at);
      return sited(inner(holds ? expression.yes : expression.no), at, test.assumes);
    }
    case "for":
      return forOf(expression, scope, inner, at, depth);
    case "opaque":
      return unknown("it cannot be read", at);
  }
}

function placeOf(span: Span, { file }: Scope): Place {
  return { file, start: span.start, end: span.end };
}

type Reference = Extract<Expression, { readonly kind: "attribute" | "index" }>;

/** `var.x`, `local.x`, `data.type.name`, `type.name`: undefined for what is taken from something else. */
function referenceOf(expression: Reference, scope: Scope, at: Place): Value | undefined {
  if (expression.kind === "index") return undefined;
  const { of, name } = expression;
  if (of.kind === "name" && !scope.bound.has(of.name)) {
    if (of.name === "var") return scope.world.variable(name, at);
    if (of.name === "local") return scope.world.local(name, at);
    if (OF_A_RUN.has(of.name)) return unknown(`${of.name}.${name} is known only when Terraform runs`, at);
    return of.name === "data" ? undefined : scope.world.items(`${of.name}.${name}`, at);
  }
  const isData =
    of.kind === "attribute" && of.of.kind === "name" && of.of.name === "data" && !scope.bound.has("data");
  return isData ? scope.world.items(`data.${of.name}.${name}`, at) : undefined;
}

const OF_A_RUN: ReadonlySet<string> = new Set([
  "module",
  "path",
  "terraform",
  "self",
  "each",
  "count",
  "ephemeral",
]);

type Inner = (of: Expression) => Value;

function stepped(of: Value, step: Reference, inner: Inner, scope: Scope, at: Place): Value {
  if (step.kind === "attribute") return named(of, step.name, scope, at);
  return indexed(of, inner(step.index), scope, at);
}

function named(of: Value, name: string, scope: Scope, at: Place): Value {
  switch (of.kind) {
    case "item":
      return sited(scope.world.field(of.address, name, at), at, of.assumes);
    case "field":
      return { ...of, path: `${of.path}.${name}`, at };
    case "object": {
      const value = of.entries.get(name);
      return value === undefined ? unknown(`there is no “${name}”`, at) : sited(value, at, of.assumes);
    }
    case "unknown":
      return { ...of, at };
    default:
      return unknown(`“${name}” is taken from what has no attributes`, at);
  }
}

function indexed(of: Value, index: Value, scope: Scope, at: Place): Value {
  if (of.kind === "unknown") return { ...of, at };
  const key = textOf(index);
  if (key === undefined) return unknown("an index is known only when Terraform runs", at);
  if (of.kind === "list") {
    const item = /^\d{1,9}$/.test(key) ? of.items[Number(key)] : undefined;
    return item === undefined ? unknown(`there is no item ${key}`, at) : sited(item, at, of.assumes);
  }
  return named(of, key, scope, at);
}

/** What stands alone counts as a list of one, null as an empty one. */
function splatOf(of: Value, steps: readonly Step[], inner: Inner, scope: Scope, at: Place): Value {
  if (of.kind === "unknown") return { ...of, at };
  if (of.kind === "field") return unknown("it is known only when Terraform runs", at);
  const items = of.kind === "list" ? of.items : of.kind === "null" ? [] : [of];
  return {
    kind: "list",
    items: items.map((item) =>
      steps.reduce(
        (value, step) =>
          "name" in step ? named(value, step.name, scope, at) : indexed(value, inner(step.index), scope, at),
        item,
      ),
    ),
    at,
    assumes: of.assumes,
  };
}

function joined(parts: readonly (string | Value)[], at: Place): Value {
  const values = parts.filter((part): part is Value => typeof part !== "string");
  const texts = parts.map((part) => (typeof part === "string" ? part : textOf(part)));
  const assumes = assumed(values);
  const [only] = values;
  // "${x}" is x itself, whatever it is.
  if (parts.length === 1 && only !== undefined) return sited(only, at);
  if (texts.every((text): text is string => text !== undefined)) return shortText(texts, "", at, assumes);
  return { kind: "mixed", parts, at, assumes };
}

function objectOf(entries: readonly (readonly [Value, Value])[], at: Place): Value {
  const known = new Map<string, Value>();
  for (const [key, value] of entries) {
    const name = textOf(key);
    if (name === undefined) return unknown("a key is known only when Terraform runs", at);
    known.set(name, value);
  }
  return { kind: "object", entries: known, at, assumes: assumed(entries.map(([key]) => key)) };
}

function callOf(call: Extract<Expression, { readonly kind: "call" }>, inner: Inner, at: Place): Value {
  const given = call.args.map(inner);
  const last = given[given.length - 1];
  const spread = call.spread ? itemsOf(last) : [];
  if (spread === undefined) return unknown("arguments of a function are known only when Terraform runs", at);
  const args = call.spread ? [...given.slice(0, -1), ...spread] : given;
  const value = callFunction(call.name, args, at);
  return value === undefined
    ? unknown(`what ${call.name}(…) gives is known only when Terraform runs`, at)
    : sited(value, at, assumed(given));
}

function forOf(loop: ForExpression, scope: Scope, inner: Inner, at: Place, depth: number): Value {
  const over = inner(loop.of);
  const pairs = pairsOf(over, at);
  if (pairs === undefined) return unknown("what it goes through is known only when Terraform runs", at);
  const [first = "", second] = loop.names;
  const list: Value[] = [];
  const entries: [Value, Value][] = [];
  for (const [key, value] of pairs) {
    const bound = new Map([
      ...scope.bound,
      ...(second === undefined
        ? [[first, value] as const]
        : [[first, key] as const, [second, value] as const]),
    ]);
    const within: Scope = { ...scope, bound };
    const holds = loop.test === undefined ? true : flagOf(evaluate(loop.test, within, depth + 1));
    if (holds === undefined) return unknown("its condition is known only when Terraform runs", at);
    if (!holds) continue;
    const item = evaluate(loop.value, within, depth + 1);
    if (loop.key === undefined) list.push(item);
    else entries.push([evaluate(loop.key, within, depth + 1), item]);
  }
  if (loop.key === undefined) return { kind: "list", items: list, at, assumes: over.assumes };
  if (loop.grouped) return unknown("grouping is not worked out", at);
  return sited(objectOf(entries, at), at, over.assumes);
}

/** Keys and values as a `for` or `for_each` goes through them; of sets both are the item. */
export function pairsOf(over: Value, at: Place): readonly (readonly [Value, Value])[] | undefined {
  if (over.kind === "list") return over.items.map((item, index) => [plain(index, at), item] as const);
  if (over.kind !== "object") return undefined;
  return sortedEntries(over.entries).map(([key, item]) => [plain(key, at), item] as const);
}

/** A whole number of zero or more. */
export function countOf(value: Value): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 0 ? number : undefined;
}
