import { DAY, type Duration, HOUR, MINUTE, SECOND } from "../../model/values.ts";
import { type MapNode, type Node, type ScalarNode, valueUnder } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";

/** Values as Kubernetes reads them; `undefined` for what is missing or is something else. */

/** What stands below a path of keys. */
export function within(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let at = node;
  for (const key of keys) at = at?.kind === "map" ? valueUnder(at, key) : undefined;
  return at;
}

export function scalarUnder(node: Node | undefined, ...keys: readonly string[]): ScalarNode | undefined {
  const found = within(node, ...keys);
  return found?.kind === "scalar" && !found.isNull ? found : undefined;
}

export function textUnder(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  return scalarUnder(node, ...keys)?.text;
}

export function mapUnder(node: Node | undefined, ...keys: readonly string[]): MapNode | undefined {
  const found = within(node, ...keys);
  return found?.kind === "map" ? found : undefined;
}

export function itemsUnder(node: Node | undefined, ...keys: readonly string[]): readonly Node[] {
  const found = within(node, ...keys);
  return found?.kind === "list" ? found.items : [];
}

export function isTrue(node: Node | undefined): boolean {
  return node?.kind === "scalar" && node.style === "plain" && /^(?:true|yes|on|y)$/i.test(node.text);
}

/** A whole number without a sign. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Whether a value is put in when the file is deployed: `${VERSION}`, `$(TAG)`, `$TAG`, `{{ tag }}`, `<tag>`. */
export function isFilledIn(text: string): boolean {
  return /\$[{(A-Za-z_]|\{\{|%%|^<[^>]*>$/.test(text);
}

/** Labels and their kin: a map of texts. */
export function textsIn(node: Node | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (node?.kind !== "map") return texts;
  for (const { key, value } of node.entries) {
    if (value === undefined || value.kind === "scalar") texts.set(key.text, value?.text ?? "");
  }
  return texts;
}

export function placeOf(file: string, { start, end }: Node): Place {
  return { file, start, end };
}

/** An image taken apart: `registry:5000/a/b:tag@sha256:…`. */
export function imageOf(image: string): {
  readonly name: string;
  readonly tag: string | undefined;
  readonly isPinned: boolean;
} {
  const [tagged = "", digest] = image.split("@");
  const colon = tagged.indexOf(":", tagged.lastIndexOf("/") + 1);
  return {
    name: colon === -1 ? tagged : tagged.slice(0, colon),
    tag: colon === -1 ? undefined : tagged.slice(colon + 1),
    isPinned: digest !== undefined,
  };
}

/** Of Go's units those that a person writes; `1h30m`. */
const GO_UNITS: ReadonlyMap<string, Duration> = new Map([
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
]);

/** A duration of Go: units add up, days there are none. `0` alone needs no unit. */
export function parseGoDuration(text: string): Duration | undefined {
  if (text === "0") return 0;
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s)){1,4}$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit = ""] of text.matchAll(/([\d.]+)(h|ms|m|s)/g))
    sum += Number(number) * (GO_UNITS.get(unit) ?? 0);
  return sum;
}

/** As Go reads it: `24h`, `90m`, `45s`. */
export function goDuration(duration: Duration): string {
  if (duration >= HOUR && duration % HOUR === 0) return `${duration / HOUR}h`;
  if (duration >= MINUTE && duration % MINUTE === 0) return `${duration / MINUTE}m`;
  return `${Math.max(1, Math.round(Math.min(duration, 365 * DAY) / SECOND))}s`;
}
