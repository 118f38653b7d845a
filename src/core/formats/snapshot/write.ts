import { blockLines, type Look } from "../../syntax/render.ts";
import { type Item, SECTIONS, type Sections } from "./items.ts";

/** What stands above the items of an imported estate. */
export interface Head {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** The format's name for people. */
  readonly title: string;
}

/** A whole manifest: a key a line, so that a later import shows what changed and nothing else. */
export function manifestText(head: Head, sections: Sections): string {
  const lines = [
    `# What ${head.title} showed. Import again to bring it up to date: what you add here stays.`,
    "apiVersion: baskets/v1",
    "kind: Estate",
    ...blockLines({ metadata: { name: head.name, takenAt: head.takenAt } }, LOOK),
  ];
  for (const section of SECTIONS) {
    const items = sections[section];
    if (items.length > 0) lines.push("", `${section}:`);
    for (const item of items) pushItem(lines, item);
  }
  return `${lines.join("\n")}\n`;
}

/** New manifests are written as the examples are. */
const LOOK: Look = { step: 2, listStep: 2, flowItems: true };

function pushItem(lines: string[], item: Item): void {
  let lead = "  - ";
  for (const line of blockLines(item, LOOK)) {
    lines.push(lead + line);
    lead = "    ";
  }
}
