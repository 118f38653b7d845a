import { nearest } from "../../model/nearest.ts";
import type { Remark } from "../../model/play.ts";
import { listed, quoted } from "../../model/words.ts";
import type { ConfigFolder } from "./clusters.ts";
import { type ConfigFile, placeIn } from "./config.ts";
import type { Word } from "./words.ts";

/** Nodes and groups that a file names and the other files of its folder do not have: once for each name of a file. */
export function referenceRemarks(folder: ConfigFolder): readonly Remark[] {
  const nodes = folder.cluster?.said.nodes.map(({ name }) => name.text);
  const groups = folder.files.flatMap(({ said }) =>
    said.about === "groups" ? said.groups.map(({ name }) => name.text) : [],
  );
  return folder.files.flatMap((file) => [
    ...(nodes === undefined || nodes.length === 0 ? [] : unknownIn(file.file, nodesIn(file), nodes, "node")),
    // Without a file of groups they are rules, or were not handed over.
    ...(groups.length === 0 ? [] : unknownIn(file.file, groupsIn(file), groups, "group")),
  ]);
}

function nodesIn({ said }: ConfigFile): readonly Word[] {
  if (said.about === "rules") return said.rules.flatMap(({ nodes }) => nodes);
  if (said.about === "groups") return said.groups.flatMap(({ nodes }) => nodes);
  return said.about === "storage" ? said.storages.flatMap(({ nodes }) => nodes) : [];
}

function groupsIn({ said }: ConfigFile): readonly Word[] {
  return said.about === "resources" ? said.resources.flatMap(({ group }) => group ?? []) : [];
}

function unknownIn(
  file: string,
  named: readonly Word[],
  known: readonly string[],
  what: "node" | "group",
): readonly Remark[] {
  const there = new Set(known);
  const unknown = new Map<string, Word>();
  for (const word of named)
    if (!there.has(word.text) && !unknown.has(word.text)) unknown.set(word.text, word);
  return [...unknown.values()].map((word): Remark => {
    // One digit off is another node, not a slip.
    const [meant] = nearest(word.text, known).filter((name) => letters(name) !== letters(word.text));
    const where = what === "node" ? "corosync.conf" : "the file of HA groups";
    const hint = meant === undefined ? "" : ` Did you mean ${quoted(meant)}?`;
    return {
      rule: "unknown-reference",
      severity: "warning",
      message: `There is no ${what} called ${quoted(word.text)} in ${where}, which has ${listed(known)}.${hint}`,
      at: placeIn(file, word),
      subject: { kind: what, name: word.text },
    };
  });
}

function letters(name: string): string {
  return name.replace(/\d/g, "");
}
