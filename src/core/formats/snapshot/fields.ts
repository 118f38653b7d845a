import { formatMinute, type Instant, parseInstant } from "../../model/values.ts";
import type { Json, JsonObject } from "./json.ts";
import type { FactOf } from "./observed.ts";

/** What a JSON object says under its own keys; undefined for what it does not, and for what is of another kind. */

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value;
  for (const key of path) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here ?? undefined;
}

export function has(value: Json | undefined, ...keys: readonly string[]): boolean {
  return isObject(value) && keys.every((key) => Object.hasOwn(value, key));
}

/** A text with something in it; a number as it is written, since tools write a name of digits as one. */
export function text(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const trimmed = value.replace(/\p{Cc}/gu, " ").trim();
  return trimmed === "" ? undefined : trimmed;
}

/** A finite number, or a text that is one. */
export function number(value: Json | undefined): number | undefined {
  const figure =
    typeof value === "string" && /^\s*-?\d+(?:\.\d+)?(?:e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : value;
  return typeof figure === "number" && Number.isFinite(figure) ? figure : undefined;
}

/** A number above zero. */
export function amount(value: Json | undefined): number | undefined {
  const figure = number(value);
  return figure !== undefined && figure > 0 ? figure : undefined;
}

/** true and false, 1 and 0, and these as texts. */
export function flag(value: Json | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  const word = text(value)?.toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}

/** A list; one thing is a list of one, and so is what PowerShell wraps as `{value: […], Count: n}`. */
export function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  if (!has(value, "value", "Count")) return [value as Json];
  const wrapped = at(value, "value");
  return Array.isArray(wrapped) ? wrapped : wrapped === undefined ? [] : [wrapped];
}

/** Names in a list, each once, in order. */
export function texts(value: Json | undefined): readonly string[] {
  return [...new Set(list(value).flatMap((each) => text(each) ?? []))];
}

/** One name as it is, several as a list, none as nothing. */
export function names(all: Iterable<string>): string | readonly string[] | undefined {
  const unique = [...new Set(all)];
  return unique.length > 1 ? unique : unique[0];
}

/** An instant: ISO 8601 (without a zone UTC), Windows PowerShell's `/Date(1700000000000)/`, or either wrapped in an object. */
export function instant(value: Json | undefined): Instant | undefined {
  if (isObject(value)) return instant(at(value, "value") ?? at(value, "DateTime"));
  if (typeof value !== "string") return undefined;
  const millis = /^\\?\/Date\((-?\d{1,15})(?:[-+]\d{4})?\)\\?\/$/.exec(value)?.[1];
  if (millis !== undefined) return Number(millis);
  return parseInstant(value.replace(/(\.\d{9})\d+/, "$1"));
}

/** `2026-11-26T06:00Z`, to the minute; undefined for what no calendar holds. */
export function minute(value: Instant | undefined): string | undefined {
  if (value === undefined) return undefined;
  const written = formatMinute(Math.floor(value / 60_000) * 60_000);
  return /^\d{4}-/.test(written) ? written : undefined;
}

const KIBI = 1024;

/** Bytes as a size of a manifest: exact in the largest binary unit, else rounded down to MiB, below that to KiB. */
export function size(bytes: number | undefined): string | undefined {
  if (bytes === undefined || !Number.isFinite(bytes) || bytes < 1) return undefined;
  const mebi = Math.floor(bytes / KIBI ** 2);
  if (mebi === 0) return bytes < KIBI ? `${Math.floor(bytes)}B` : `${Math.floor(bytes / KIBI)}KiB`;
  if (mebi % KIBI !== 0) return `${mebi}MiB`;
  return mebi % KIBI ** 2 === 0 ? `${mebi / KIBI ** 2}TiB` : `${mebi / KIBI}GiB`;
}

/** `{key: value}` where there is a value: for the keys of an item that may be missing. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** Facts for a team's own `map`: what any of these objects says as plain text, the first wins. */
export function facts(...values: readonly (Json | undefined)[]): FactOf {
  return (name) => {
    for (const value of values) {
      const told = plain(at(value, name));
      if (told !== undefined) return told;
    }
    return undefined;
  };
}

/** A scalar as text; a list of scalars or of named things with `;` between them. */
function plain(value: Json | undefined): string | undefined {
  if (typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return text(isObject(value) ? labelled(value) : value);
  const parts = value.flatMap((each: Json) => text(isObject(each) ? labelled(each) : each) ?? []);
  return parts.length === 0 ? undefined : parts.join(";");
}

function labelled(value: JsonObject): Json | undefined {
  return (
    at(value, "name") ?? at(value, "Name") ?? at(value, "label") ?? at(value, "value") ?? at(value, "display")
  );
}
