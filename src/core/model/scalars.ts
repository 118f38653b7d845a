import { DOMAIN_KINDS } from "./kinds.ts";
import {
  type Located,
  listOf,
  mapOf,
  mapped,
  oneOrMore,
  record,
  required,
  type Shape,
  scalar,
  type Told,
} from "./shape.ts";
import { isTimeZone } from "./timeZone.ts";
import {
  parseClock,
  parseDuration,
  parseInstant,
  parseQuantity,
  parseShare,
  parseSize,
  parseWhole,
} from "./values.ts";

/** The scalar shapes of the manifests (spec MANIFESTS.md, "Values"). */

/** Names, builds and versions: as written, never a YAML number or boolean. */
export const name: Shape<Located<string>> = scalar({
  expects: "a name",
  schema: { type: ["string", "number", "boolean"] },
  parse: (text) => (text.trim() === "" ? undefined : text),
});

export const text: Shape<Located<string>> = scalar({
  expects: "a text",
  schema: { type: ["string", "number", "boolean"] },
  parse: (value) => value,
});

export const names = listOf(name);

export const nameOrNames = oneOrMore(name);

/** `true` or `false`; YAML 1.1's other words are read too, since people write them. */
export const flag: Shape<Located<boolean>> = scalar({
  expects: "true or false",
  schema: { type: "boolean" },
  parse: (value) => {
    if (/^(true|yes|on)$/i.test(value)) return true;
    return /^(false|no|off)$/i.test(value) ? false : undefined;
  },
});

export const duration = scalar({
  expects: "a duration with its unit (90s, 15m, 4h, 7d, 2w, 1y)",
  schema: { type: "string", pattern: "^\\d+(\\.\\d+)?[smhdwy]$" },
  parse: parseDuration,
  suggest: (value) => (/^\d{1,6}$/.test(value) ? [`${value}h`, `${value}d`, `${value}m`] : []),
});

export const instant = scalar({
  expects: "a date (2008-08-12) or a date and time (2008-08-04T22:00Z)",
  schema: {
    type: "string",
    pattern: "^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})?$",
  },
  parse: parseInstant,
});

export const size = scalar({
  expects: "a size with its unit (200GB, 16GiB, 1.5TiB)",
  schema: { type: "string", pattern: "^\\d+(\\.\\d+)?\\s?[KMGTP]?i?B$" },
  parse: parseSize,
  suggest: (value) => {
    const bare = /^(\d{1,6}(?:\.\d{1,3})?)\s*([KMGTP]i?|[kmgt]i?b?)?$/.exec(value);
    if (bare === null) return [];
    if (bare[2] === undefined) return [`${bare[1]}GiB`, `${bare[1]}GB`, `${bare[1]}MiB`];
    return [`${bare[1]}${bare[2].charAt(0).toUpperCase()}${/i/i.test(bare[2]) ? "i" : ""}B`];
  },
});

export const share = scalar({
  expects: "a share (25%)",
  schema: { type: "string", pattern: "^\\d+(\\.\\d+)?\\s?%$" },
  parse: parseShare,
  suggest: (value) => (/^\d{1,2}$|^100$/.test(value) ? [`${value}%`] : []),
});

export const countOrShare = scalar({
  expects: "a whole number or a share (25%)",
  schema: {
    anyOf: [
      { type: "integer", minimum: 0 },
      { type: "string", pattern: "^\\d+(\\.\\d+)?\\s?%$" },
    ],
  },
  parse: (value) => parseQuantity(value, false),
});

export const countShareOrAll = scalar({
  expects: "a whole number, a share (50%) or all",
  schema: {
    anyOf: [
      { type: "integer", minimum: 1 },
      { type: "string", pattern: "^\\d+(\\.\\d+)?\\s?%$" },
      { const: "all" },
    ],
  },
  parse: (value) => {
    const quantity = parseQuantity(value, true);
    const none =
      (quantity?.kind === "count" && quantity.count === 0) ||
      (quantity?.kind === "share" && quantity.share === 0);
    return none ? undefined : quantity;
  },
});

export function whole(minimum: number, maximum = Number.MAX_SAFE_INTEGER): Shape<Located<number>> {
  const upTo = maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  return scalar({
    expects: upTo === "" ? `a whole number, at least ${minimum}` : `a whole number from ${minimum}${upTo}`,
    schema: { type: "integer", minimum, ...(upTo === "" ? {} : { maximum }) },
    parse: (value) => {
      const number = parseWhole(value);
      return number !== undefined && number >= minimum && number <= maximum ? number : undefined;
    },
  });
}

/** A number of zero or more, decimals allowed. */
export const amount: Shape<Located<number>> = scalar({
  expects: "a number, zero or more",
  schema: { type: "number", minimum: 0 },
  parse: (value) => (/^\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined),
});

/** An IANA time zone, as the platform's own tables know it. */
export const timeZone = scalar({
  expects: "a time zone (Europe/Berlin, UTC)",
  schema: { type: "string" },
  parse: (value) => (isTimeZone(value) ? value : undefined),
});

export const clock = scalar({
  expects: "a time of day (22:00)",
  schema: { type: "string", pattern: "^\\d{1,2}:\\d{2}$" },
  parse: parseClock,
});

/** `18:00-06:00`: from when to when, in minutes after midnight; an end before the beginning is on the next day. */
export const hours = scalar({
  expects: "hours (18:00-06:00)",
  schema: { type: "string", pattern: "^\\d{1,2}:\\d{2}\\s?-\\s?\\d{1,2}:\\d{2}$" },
  parse: (value) => {
    const [from, until, more] = value.split("-").map((part) => parseClock(part.trim()));
    return from === undefined || until === undefined || more !== undefined ? undefined : { from, until };
  },
});

/**
 * What something stands on, of one kind: `a` or `[a, b]` = all are needed;
 * `{anyOf: [a, b]}` = redundant, down only when all of them are.
 */
export interface NeedTold {
  readonly anyOf: boolean;
  readonly names: readonly Located<string>[];
  readonly at: Located<string>["at"];
}

const redundant = record("a choice of domains", {
  anyOf: required(names, "Redundant: down only when all of them are."),
});

export const need: Shape<NeedTold> = mapped(byNode(nameOrNames, redundant), (value, at) =>
  "anyOf" in value ? { anyOf: true, names: value.anyOf, at } : { anyOf: false, names: value, at },
);

/** Every kind of failure domain that is written as a name, for `within`, `witness` and the like. */
export const kindName: Shape<Located<string>> = scalar({
  expects: "a kind of failure domain",
  schema: { enum: DOMAIN_KINDS.map((kind) => kind.kind) },
  parse: (value) => DOMAIN_KINDS.find((kind) => kind.kind === value)?.kind,
});

/** `{site: dc-east, power: {anyOf: [feed-a, feed-b]}}` */
export const needsByKind = mapOf(need, kindName);
export type NeedsByKind = Told<typeof needsByKind>;

/** The first alternative whose kind of node fits: for keys that take a word or a map. */
function byNode<A, B>(scalarOrList: Shape<A>, map: Shape<B>): Shape<A | B> {
  return {
    schema: { anyOf: [scalarOrList.schema, map.schema] },
    expects: scalarOrList.expects,
    read: (node, reading) =>
      node.kind === "map" ? map.read(node, reading) : scalarOrList.read(node, reading),
  };
}
