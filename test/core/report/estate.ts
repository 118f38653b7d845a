import { readFileSync } from "node:fs";
import path from "node:path";
import { analyze } from "../../../src/core/analyze.ts";
import type { HumanPosition } from "../../../src/core/report/sources.ts";
import type { SourceFile } from "../../../src/core/text/span.ts";

const FIXTURES = path.join(import.meta.dirname, "..", "..", "fixtures");
export const AS_OF = Date.UTC(2008, 7, 11);

/** A small estate with its rollout, an error with a fix, a warning, and one finding that a comment silences. */
export const FILES: readonly SourceFile[] = ["corp.estate.yaml", "esx.rollout.yaml"].map((name) => ({
  path: name,
  text: readFileSync(path.join(FIXTURES, "estates", "findings", name), "utf8"),
}));

export const ANALYSIS = analyze(FILES, { asOf: AS_OF });

/** The offset of a position, as a reader finds it that knows only lines and columns. */
export function offsetOf(text: string, { line, column }: HumanPosition): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}
