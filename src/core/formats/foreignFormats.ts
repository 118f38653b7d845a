import type { Policy } from "../model/policy.ts";
import type { SourceFile } from "../text/span.ts";
import { ansible } from "./ansible/format.ts";
import type { ForeignFile, ForeignFormat, Linked } from "./foreign.ts";
import { kubernetes } from "./kubernetes/format.ts";
import type { Part } from "./part.ts";

/** Every format of another tool that is read in place; the first that knows a file reads it. */
const FORMATS: readonly ForeignFormat[] = [ansible, kubernetes];

/** A file of another tool, read as what it is; undefined for everything else. */
export function readForeign(source: SourceFile): ForeignFile | undefined {
  for (const format of FORMATS) {
    const file = format.read(source);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** What all files of other tools come to, format by format. */
export function linkForeign(parts: readonly Part[], policy: Policy): Linked {
  const told = parts.flatMap(({ foreign }) => foreign ?? []);
  const linked = FORMATS.map((format) => format.link(told, policy));
  return {
    plays: linked.flatMap(({ plays }) => plays),
    remarks: linked.flatMap(({ remarks }) => remarks),
  };
}
