import type { JsonSchema } from "../model/shape.ts";
import { DAY, formatDay } from "../model/values.ts";
import type { Facts } from "../rules/facts.ts";
import { scalarText } from "../syntax/render.ts";
import type { Span } from "../text/span.ts";
import { contextAt, keysOf, type WritingContext } from "./completionContext.ts";
import { domainNames, type NameChoice, namesUnder } from "./completionNames.ts";
import { isMap, keyChoices, listBelow, propertiesOf, schemaAt } from "./completionSchema.ts";
import { entrySnippets, manifestSnippets } from "./completionSnippets.ts";

/** What could be written at a place, the likeliest first. */
export interface Completion {
  /** What it replaces. */
  readonly word: Span;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly label: string;
  readonly kind: "key" | "name" | "value" | "snippet";
  /** Beside the label. */
  readonly detail: string;
  /** A sentence or none. */
  readonly doc: string;
  /** The text; in a snippet with `$1` and `${2:word}` where something is to be filled in. */
  readonly text: string;
  readonly isSnippet: boolean;
  /** Whether there is more to choose behind it. */
  readonly goesOn: boolean;
}

type RuleWords = readonly { readonly id: string; readonly title: string }[];

export function completionAt(
  facts: Facts,
  rules: RuleWords,
  text: string,
  offset: number,
): Completion | undefined {
  const context = contextAt(text, offset);
  if (context === undefined) return undefined;
  if (context.role === "silence") {
    const names = rules.map(({ id, title }) => ({ name: id, detail: title }));
    return {
      word: context.word,
      choices: names.map((name) => ({ ...nameChoice(name, false), text: `${name.name}: ` })),
    };
  }
  return { word: context.word, choices: choicesIn(context, facts, rules) };
}

function choicesIn(context: WritingContext, facts: Facts, rules: RuleWords): readonly Choice[] {
  const { kind, path, role } = context;
  if (kind === undefined && path.length === 0 && role === "key")
    return manifestSnippets(formatDay(facts.project.asOf), keysOf(context.map));
  const schemas = schemaAt(kind, path);
  // Behind a dash a word is a key only where the list holds maps.
  if (role === "key" && (schemas.some(isMap) || schemas.length === 0))
    return keyChoicesIn(context, schemas, facts, rules);
  const around = role === "key" ? { ...context, map: context.outer } : context;
  return valueChoices(around, schemas, facts, rules);
}

function keyChoicesIn(
  context: WritingContext,
  schemas: readonly JsonSchema[],
  facts: Facts,
  rules: RuleWords,
): readonly Choice[] {
  const { path, map, inFlow, isFirst } = context;
  const used = keysOf(map);
  const own = Object.entries(
    Object.assign({}, ...schemas.map(propertiesOf)) as { [key: string]: JsonSchema },
  );
  const required = new Set(schemas.flatMap((schema) => (schema.required ?? []) as readonly string[]));
  const keys = own
    .filter(([key]) => !used.has(key))
    .sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)))
    .map(([key, schema]) => keyChoice(key, schema, inFlow));
  const chosen = [...schemas.flatMap(keyChoices), ...ownKeys(path, facts, rules)]
    .filter((key) => !used.has(key))
    .map((key) => keyChoice(key, {}, inFlow));
  const snippets = isFirst && path.length === 1 ? entrySnippets(path[0] ?? "") : [];
  return [...snippets, ...keys, ...chosen];
}

/** Keys that are names: rules in a policy's severities, names of one side in the roles of a pair. */
function ownKeys(path: readonly string[], facts: Facts, rules: RuleWords): readonly string[] {
  const [section, inner, kind] = path;
  if (section === "severity" && path.length === 1) return rules.map(({ id }) => id);
  if (section === "pairs" && inner === "roles" && kind !== undefined)
    return domainNames(facts.project, kind).map(({ name }) => name);
  return [];
}

function keyChoice(key: string, schema: JsonSchema, inFlow: boolean): Choice {
  const below = listBelow(schema);
  const lines = { none: " ", list: " ", maps: "\n  - ", map: "\n  " } as const;
  const opens = { none: " ", list: " [$1]", maps: " [{$1}]", map: " {$1}" } as const;
  const isNested = below !== "none" && (inFlow || below !== "list");
  return {
    label: key,
    kind: "key",
    detail: typeof schema.title === "string" ? schema.title : "",
    doc: typeof schema.description === "string" ? schema.description : "",
    text: `${key}:${inFlow ? opens[below] : lines[below]}`,
    isSnippet: isNested,
    goesOn: true,
  };
}

function valueChoices(
  context: WritingContext,
  schemas: readonly JsonSchema[],
  facts: Facts,
  rules: RuleWords,
): readonly Choice[] {
  const key = context.path.at(-1) ?? "";
  const names = roleNames(context, facts) ?? namesUnder(key, context, facts, rules) ?? [];
  const words = schemas.flatMap((schema) => fixedValues(schema, facts));
  return [
    ...words.map(
      ([value, detail]): Choice => ({
        label: value,
        kind: "value",
        detail,
        doc: "",
        text: value,
        isSnippet: false,
        goesOn: false,
      }),
    ),
    ...names.map((name) => nameChoice(name, context.inFlow)),
  ];
}

/** What a name of the first side is called on the second. */
function roleNames({ path }: WritingContext, { project }: Facts): readonly NameChoice[] | undefined {
  const [section, inner, kind] = path;
  return section === "pairs" && inner === "roles" && kind !== undefined && path.length > 3
    ? domainNames(project, kind)
    : undefined;
}

function nameChoice({ name, detail }: NameChoice, inFlow: boolean): Choice {
  return {
    label: name,
    kind: "name",
    detail,
    doc: "",
    text: scalarText(name, inFlow),
    isSnippet: false,
    goesOn: false,
  };
}

/** Words of a choice, and usual values with their units: what a key takes says its schema. */
function fixedValues(schema: JsonSchema, { project }: Facts): readonly (readonly [string, string])[] {
  const words = (schema.enum ?? ("const" in schema ? [schema.const] : [])) as readonly unknown[];
  if (words.length > 0) return words.map((word) => [String(word), ""]);
  const title = typeof schema.title === "string" ? schema.title : "";
  if (schema.type === "boolean")
    return [
      ["true", ""],
      ["false", ""],
    ];
  if (title.startsWith("a duration")) return DURATIONS;
  if (title.startsWith("a size")) return SIZES;
  if (title.startsWith("a share")) return ["5%", "10%", "25%", "50%"].map((word) => [word, ""]);
  if (title.startsWith("a date"))
    return DAYS.map(([days, word]) => [formatDay(project.asOf + days * DAY), word]);
  return [];
}

const DURATIONS = [
  ["30m", "30 minutes"],
  ["1h", "an hour"],
  ["4h", "4 hours"],
  ["24h", "a day"],
  ["72h", "3 days"],
  ["7d", "a week"],
  ["30d", "30 days"],
] as const;

const SIZES = [
  ["4GiB", ""],
  ["8GiB", ""],
  ["16GiB", ""],
  ["32GiB", ""],
  ["64GiB", ""],
] as const;

const DAYS = [
  [0, "today"],
  [1, "tomorrow"],
  [7, "in a week"],
  [30, "in 30 days"],
  [90, "in 90 days"],
  [365, "in a year"],
] as const;
