import type { SourceFile } from "../text/span.ts";
import { readCatalogue } from "./read.ts";

/** What `bundled.json` holds: the entries of these files, in the order given. */
export function catalogueText(files: readonly SourceFile[]): string {
  return `${JSON.stringify(
    files.flatMap((file) => readCatalogue(file).issues),
    null,
    2,
  )}\n`;
}
