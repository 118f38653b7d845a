import fc from "fast-check";
import { analyze } from "../../../src/core/analyze.ts";
import { importSnapshot } from "../../../src/core/formats/snapshot/import.ts";
import type { ExportFile, Observed, SnapshotFormat } from "../../../src/core/formats/snapshot/observed.ts";

/** What the tests of formats of exports share: an estate in another tool's words, and what should be read of it. */

export interface Export {
  readonly files: readonly ExportFile[];
  readonly expected: Plain;
}

export interface Plain {
  readonly clusters: readonly Thing[];
  readonly hosts: readonly Thing[];
  readonly vms: readonly Thing[];
  readonly domains: readonly Thing[];
}

/** An item as it is seen; what is undefined is not told. */
export interface Thing {
  readonly name: string;
  readonly [key: string]: unknown;
}

export const ENVIRONMENT = "east";

/** What an export shows, without what only people read, in the order of names. */
export function plainOf(seen: Plain | Observed): Plain {
  return {
    clusters: sorted(seen.clusters),
    hosts: sorted(seen.hosts),
    vms: sorted(seen.vms),
    domains: sorted(seen.domains),
  };
}

function sorted(things: readonly object[]): readonly Thing[] {
  const plain = (things as readonly Thing[]).map((thing) => {
    const entries = Object.entries(thing).filter(
      ([key, value]) => !["fact", "source", "extra"].includes(key) && value !== undefined,
    );
    return Object.fromEntries(entries) as unknown as Thing;
  });
  return plain.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** JSON documents as people keep them: a file each, all in one, or as Windows PowerShell redirects. */
export function filesOf(
  documents: readonly { readonly name: string; readonly value: unknown }[],
  how: "each" | "pasted" | "utf16",
): readonly ExportFile[] {
  const text = (value: unknown) => JSON.stringify(value, undefined, how === "pasted" ? 2 : 0);
  if (how === "pasted")
    return [{ path: "all.json", content: documents.map(({ value }) => text(value)).join("\n") }];
  return documents.map(({ name, value }) => ({
    path: `${name}.json`,
    content: how === "each" ? text(value) : utf16(text(value)),
  }));
}

export const howKept = fc.constantFrom("each", "pasted", "utf16");

export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  bytes.set([0xff, 0xfe]);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes.set([unit & 0xff, unit >> 8], 2 + 2 * at);
  }
  return bytes;
}

/** What is misread in the manifest that an import writes; none is what must be. */
export function misread(format: SnapshotFormat, files: readonly ExportFile[]): readonly string[] {
  const made = importSnapshot({ format, files, name: ENVIRONMENT, now: "2026-11-27T06:00Z" });
  if ("problem" in made) return [made.problem];
  const rules = ["syntax", "shape", "unknown-reference", "duplicate-name", "dependency-cycle"];
  const { findings } = analyze([{ path: "a.estate.yaml", text: made.text }], {
    asOf: Date.UTC(2026, 10, 27),
  });
  return findings
    .filter(({ rule }) => rules.includes(rule))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

/** A change that makes an export messy: at the so many-th value of its JSON. */
export interface Mess {
  readonly at: number;
  readonly how:
    | "drop"
    | "null"
    | "text"
    | "number"
    | "wrap"
    | "unwrap"
    | "double"
    | "hostile"
    | "deep"
    | "forget";
}

export const messes: fc.Arbitrary<readonly Mess[]> = fc.array(
  fc.record({
    at: fc.nat(2000),
    how: fc.constantFrom("drop", "null", "text", "number", "wrap", "unwrap", "double", "hostile", "deep"),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The same files with these changes made to the JSON in them. */
export function messed(files: readonly ExportFile[], changes: readonly Mess[]): readonly ExportFile[] {
  return files.map(({ path, content }) => {
    if (typeof content !== "string") return { path, content };
    let text = content;
    for (const { at, how } of changes) text = changed(text, at, how);
    return { path, content: text };
  });
}

/** Values are found in the text itself, so that pasted documents are messed up as well. */
function changed(text: string, at: number, how: Mess["how"]): string {
  if (how === "forget") {
    const keys = [...text.matchAll(/"[^"\\]*"(?=\s*:)/g)];
    const key = keys[at % Math.max(1, keys.length)];
    return key === undefined
      ? text
      : `${text.slice(0, key.index)}"_${at}"${text.slice(key.index + key[0].length)}`;
  }
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+(?:\.\d+)?|true|false|null/g)];
  const value = values[at % Math.max(1, values.length)];
  if (value === undefined) return text;
  const [start, end] = [value.index, value.index + value[0].length];
  const replaced = (by: string) => text.slice(0, start) + by + text.slice(end);
  switch (how) {
    case "drop":
      return text.slice(0, start) + text.slice(end);
    case "null":
      return replaced("null");
    case "text":
      return replaced(value[0].startsWith('"') ? '""' : `"${value[0]}"`);
    case "number":
      return replaced("-7.5e300");
    case "wrap":
      return replaced(`[${value[0]},${value[0]}]`);
    case "unwrap":
      return replaced(`{"name":${value[0]}}`);
    case "double":
      return replaced(values[(at * 7) % values.length]?.[0] ?? "0");
    case "hostile":
      return replaced('{"__proto__":{"name":"x","id":1},"constructor":{"prototype":1},"toString":2}');
    default:
      return replaced("[".repeat(3000) + "]".repeat(3000));
  }
}
