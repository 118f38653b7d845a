import type { Node } from "../syntax/tree.ts";
import type { Finding } from "./finding.ts";
import type { Reading, Shape } from "./shape.ts";

/** What was read of an item whose text is the same still stands, and so does what was said of it. */
export function readKept<T>(item: Shape<T>, node: Node, reading: Reading): T | undefined {
  const kept = node.kind === "scalar" ? undefined : node.kept;
  if (kept === undefined) return item.read(node, reading);
  if (kept.told?.by !== item) {
    const findings: Finding[] = [];
    const value = item.read(node, { ...reading, findings });
    kept.told = { by: item, value, findings };
  }
  for (const finding of kept.told.findings) reading.findings.push(finding as Finding);
  return kept.told.value as T | undefined;
}
