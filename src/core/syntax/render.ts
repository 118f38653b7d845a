import { type DocumentOptions, type SchemaOptions, stringify, type ToStringOptions } from "yaml";
import type { Plain } from "./edit.ts";
import { lineStart } from "./layout.ts";
import type { MapNode, Node, SyntaxFile } from "./tree.ts";

/** How a file is written, for new lines to look like those around them. */
export interface Look {
  /** Columns from a key to the keys under it. */
  readonly step: number;
  /** Columns from a key to the dashes under it. */
  readonly listStep: number;
  /** Whether maps in lists stand on one line, `- {name: a}`. */
  readonly flowItems: boolean;
}

type Options = DocumentOptions & SchemaOptions & ToStringOptions;

/** Quotes whatever YAML 1.1 or the core schema of 1.2 would not read as text. Never breaks a line. */
const OPTIONS: Options = { schema: "yaml-1.1", compat: "core", lineWidth: 0, blockQuote: false };

/** A value on one line, as it can stand between brackets. */
export function flowText(value: Plain, padded = false): string {
  if (typeof value !== "object") return scalarText(value, true);
  if (isList(value)) return `[${value.map((item) => flowText(item, padded)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${flowText(item, padded)}`);
  if (entries.length === 0) return "{}";
  return padded ? `{ ${entries.join(", ")} }` : `{${entries.join(", ")}}`;
}

/** A scalar on one line: plain where it reads as what it is, else quoted. */
export function scalarText(value: string | number | boolean, inFlow: boolean): string {
  if (typeof value !== "string") return stringify(value, OPTIONS).trimEnd();
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  if (/[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u.test(value)) return escaped(value);
  if (!inFlow) return stringify(value, OPTIONS).slice(0, -1);
  return stringify([value], { ...OPTIONS, collectionStyle: "flow", flowCollectionPadding: false }).slice(
    1,
    -2,
  );
}

/**
 * Names and sizes: what is plain beyond doubt is most of an estate, and asking the library takes fifty times as long. Dates
 * too, as people write them in manifests: YAML 1.2 has no type for them, and ours are read as they stand.
 */
const PLAIN =
  /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?|[A-Za-z_][\w./-]*(?: [\w./()-]+)*|\d+(?:\.\d+)?[KMGTP]i?B)$/;
/** What YAML 1.1 reads as a boolean, as nothing or as a number. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;

/** A text between double quotes. JSON's escapes are YAML's (YAML 1.2, 5.7). */
export function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function keyText(key: string): string {
  return scalarText(key, true);
}

/** Whether a value stands on the line of its key even in block style. */
export function isInline(value: Plain): boolean {
  if (typeof value !== "object") return true;
  if (isList(value)) return value.every((item) => typeof item !== "object");
  return Object.keys(value).length === 0;
}

/** `key: value` in block style, line by line, without the indentation of the key. */
export function entryLines(key: string, value: Plain, look: Look): string[] {
  if (isInline(value)) return [`${keyText(key)}: ${inlineText(value)}`];
  const step = isList(value) ? look.listStep : look.step;
  return [`${keyText(key)}:`, ...indented(blockLines(value, look), " ".repeat(step))];
}

/** `- value`, line by line, without the indentation of the dash. */
export function itemLines(value: Plain, look: Look, flow: boolean): string[] {
  const isMap = typeof value === "object" && !isList(value);
  if (isInline(value) || (flow && isMap))
    return [`- ${typeof value === "object" ? flowText(value) : inlineText(value)}`];
  const [first = "", ...rest] = blockLines(value, look);
  return [`- ${first}`, ...indented(rest, "  ")];
}

/** A value that is not inline, line by line. */
export function blockLines(value: Plain, look: Look): string[] {
  if (typeof value !== "object") return [inlineText(value)];
  if (isList(value)) return value.flatMap((item) => itemLines(item, look, look.flowItems));
  return Object.entries(value).flatMap(([key, item]) => entryLines(key, item, look));
}

export function inlineText(value: Plain): string {
  return typeof value === "object" ? flowText(value) : scalarText(value, false);
}

export function indented(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => (line === "" ? line : indent + line));
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** The look of a file, taken from the map itself, else from the first place that shows it. */
export function lookOf(file: SyntaxFile, map?: MapNode): Look {
  const found: { step?: number; listStep?: number; flowItems?: boolean } = {};
  const queue: Node[] = map === undefined ? [] : [map];
  for (const { root } of file.documents) if (root !== undefined) queue.push(root);
  for (let i = 0; i < queue.length && i < 1000; i++) {
    const node = queue[i] as Node;
    if (node.kind === "scalar" || node.flow || node.shared) continue;
    if (node.kind === "list") {
      const items = node.items.filter((item) => item.kind === "map");
      if (items[0]?.kind === "map") found.flowItems ??= items[0].flow;
      queue.push(...node.items.slice(0, 10));
      continue;
    }
    for (const { key, value } of node.entries.slice(0, 50)) {
      if (value === undefined || value.shared || value.kind === "scalar") continue;
      queue.push(value);
      if (value.flow || lineStart(file.text, value.start) <= key.start) continue;
      const step = column(file.text, value.start) - column(file.text, key.start);
      // Where a key goes over several lines it may stand further right than its value.
      if (value.kind === "list" && step >= 0) found.listStep ??= step;
      else if (value.kind !== "list" && step > 0) found.step ??= step;
    }
  }
  const step = found.step ?? (found.listStep || 2);
  return { step, listStep: found.listStep ?? step, flowItems: found.flowItems ?? false };
}

/** Whether a flow map is written with spaces inside its braces. */
export function isPadded(text: string, map: MapNode | undefined): boolean {
  return map !== undefined && map.entries.length > 0 && text[map.start + 1] === " ";
}

/** Whether there are maps among the nodes and all stand on one line. */
export function allFlow(nodes: readonly (Node | undefined)[]): boolean {
  const maps = nodes.filter((node) => node?.kind === "map");
  return maps.length > 0 && maps.every((node) => node?.kind === "map" && node.flow);
}

function column(text: string, at: number): number {
  return at - lineStart(text, at);
}
