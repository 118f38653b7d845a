import type { KnownIssue } from "../model/knownIssue.ts";
import entries from "./bundled.json" with { type: "json" };

/** The catalogue that comes with Baskets: the YAML files of this folder, read at build time (`npm run generate`). */
export const BUNDLED = entries as unknown as readonly KnownIssue[];
