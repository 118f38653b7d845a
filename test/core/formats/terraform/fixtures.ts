import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  readTerraform,
  readTerraformFile,
  type TerraformReading,
} from "../../../../src/core/formats/terraform/read.ts";
import type { EstateDocument } from "../../../../src/core/model/estate.ts";
import { fieldsOf } from "../../../../src/core/model/fields.ts";
import type { SourceFile } from "../../../../src/core/text/span.ts";

const folder = path.join(import.meta.dirname, "../../../fixtures/terraform");

/** The files of a fixture, by the paths `CASE/FILE`. */
export function filesOf(name: string): readonly SourceFile[] {
  return readdirSync(path.join(folder, name)).map((file) => ({
    path: `${name}/${file}`,
    text: readFileSync(path.join(folder, name, file), "utf8"),
  }));
}

export function readingsOf(files: readonly SourceFile[]): readonly TerraformReading[] {
  return readTerraform(files.flatMap((file) => readTerraformFile(file) ?? []));
}

/** The only reading of a folder of one file, or of a fixture. */
export function readingOf(files: string | readonly SourceFile[]): TerraformReading {
  const sources = typeof files === "string" ? [{ path: "main.tf", text: files }] : files;
  const [reading, ...more] = readingsOf(sources);
  if (reading === undefined || more.length > 0) throw new Error("Expected one reading.");
  return reading;
}

/** Estates as plain values: each item without its places. */
export function plainly(estates: readonly EstateDocument[]) {
  const all = estates.map((estate) => bare(estate) as Record<string, readonly Record<string, unknown>[]>);
  const items = (key: string) => all.flatMap((estate) => estate[key] ?? []);
  return { clusters: items("clusters"), hosts: items("hosts"), vms: items("vms") };
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== "object") return value;
  if ("value" in value && "at" in value) return value.value;
  if ("names" in value && "anyOf" in value) return bare(value.names);
  return Object.fromEntries(
    Object.entries(fieldsOf(value))
      .filter(([key]) => key !== "node" && key !== "at")
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

/** The words at the place of a finding or value, in the files given. */
export function wordsAt(
  files: readonly SourceFile[],
  at: { file: string; start: number; end: number },
): string {
  const file = files.find((each) => each.path === at.file);
  return file?.text.slice(at.start, at.end) ?? "";
}
