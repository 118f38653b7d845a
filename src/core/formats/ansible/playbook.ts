import { entryOf, type MapNode, type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";
import { literalOf } from "./tasks.ts";
import { evaluate, type Literal, type Variables } from "./template.ts";

/** A playbook as written: its plays, not yet joined with an inventory. */
export interface Playbook {
  readonly file: string;
  readonly syntax: SyntaxFile;
  readonly plays: readonly PlayText[];
}

export interface PlayText {
  readonly map: MapNode;
  readonly name: string;
  /** The value of `hosts`. */
  readonly at: Place;
  readonly hosts: HostPattern;
  /** The play's own `vars`. */
  readonly variables: Variables;
}

export type HostPattern =
  | { readonly known: true; readonly patterns: readonly string[]; readonly assumes: readonly string[] }
  | { readonly known: false; readonly written: string; readonly why: string };

/** The plays of a playbook in order; entries that import another playbook are none. */
export function readPlaybook(file: string, syntax: SyntaxFile): Playbook {
  const root = syntax.documents[0]?.root;
  const items = root?.kind === "list" ? root.items : [];
  return { file, syntax, plays: items.flatMap((item) => (item.kind === "map" ? readPlay(file, item) : [])) };
}

function readPlay(file: string, map: MapNode): readonly PlayText[] {
  const written = entryOf(map, "hosts")?.value;
  if (written === undefined) return [];
  const variables = variablesOf(valueUnder(map, "vars"));
  const hosts = hostPattern(written, variables);
  const title = valueUnder(map, "name");
  const pattern = hosts.known ? hosts.patterns.join(":") : hosts.written;
  const name = title?.kind === "scalar" && title.text !== "" ? title.text : pattern;
  return [{ map, name, at: { file, start: written.start, end: written.end }, hosts, variables }];
}

function variablesOf(node: Node | undefined): Variables {
  const variables = new Map<string, Literal | undefined>();
  if (node?.kind === "map")
    for (const entry of node.entries) variables.set(entry.key.text, literalOf(entry.value));
  return variables;
}

function hostPattern(node: Node, variables: Variables): HostPattern {
  const written = node.kind === "scalar" ? node.text : "";
  const items = node.kind === "list" ? node.items : [node];
  const patterns: string[] = [];
  const assumes: string[] = [];
  for (const item of items) {
    const given = item.kind === "scalar" ? evaluate(item.text, variables) : undefined;
    if (given === undefined)
      return { known: false, written, why: "hosts is neither a text nor a list of texts" };
    if (!given.known)
      return { known: false, written, why: `which hosts it means cannot be read: ${given.why}` };
    patterns.push(...(Array.isArray(given.value) ? given.value : [given.value]).map(String));
    assumes.push(...given.assumes);
  }
  if (patterns.join("").trim() === "") return { known: false, written, why: "hosts is empty" };
  return { known: true, patterns, assumes };
}
