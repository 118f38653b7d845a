import { entryOf, type MapNode, type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";
import { literalOf } from "./tasks.ts";
import { evaluate, isTemplate, type Literal, type Variables } from "./template.ts";

/** A playbook as written: its plays, not yet joined with an inventory. */
export interface Playbook {
  readonly file: string;
  readonly syntax: SyntaxFile;
  readonly plays: readonly PlayText[];
  readonly imports: readonly Import[];
}

export interface PlayText {
  readonly map: MapNode;
  /** Its `name`, where it has one. */
  readonly title: string | undefined;
  /** The value of `hosts`. */
  readonly hosts: Node;
  readonly at: Place;
  /** The play's own `vars`. */
  readonly variables: Variables;
}

/** An entry that runs the plays of another playbook in its place. */
export interface Import {
  /** As written, relative to this playbook's folder. */
  readonly path: string;
  readonly at: Place;
  readonly variables: Variables;
}

export type HostPattern =
  | { readonly known: true; readonly patterns: readonly string[]; readonly assumes: readonly string[] }
  | { readonly known: false; readonly written: string; readonly why: string };

/** The plays of a playbook in order, and the other playbooks that it imports. */
export function readPlaybook(file: string, syntax: SyntaxFile): Playbook {
  const root = syntax.documents[0]?.root;
  const maps = (root?.kind === "list" ? root.items : []).filter((item) => item.kind === "map");
  return {
    file,
    syntax,
    plays: maps.flatMap((map) => readPlay(file, map)),
    imports: maps.flatMap((map) => readImport(file, map)),
  };
}

function readPlay(file: string, map: MapNode): readonly PlayText[] {
  const hosts = entryOf(map, "hosts")?.value;
  if (hosts === undefined) return [];
  const title = valueUnder(map, "name");
  return [
    {
      map,
      title: title?.kind === "scalar" && title.text !== "" ? title.text : undefined,
      hosts,
      at: { file, start: hosts.start, end: hosts.end },
      variables: variablesOf(valueUnder(map, "vars")),
    },
  ];
}

/** A name that is a template is only known when Ansible runs; words behind it are old forms of its keys. */
function readImport(file: string, map: MapNode): readonly Import[] {
  const written = valueUnder(map, "import_playbook") ?? valueUnder(map, "ansible.builtin.import_playbook");
  if (written?.kind !== "scalar" || isTemplate(written.text)) return [];
  const [path] = written.text.trim().split(/\s/, 1);
  if (path === undefined || path === "") return [];
  const at = { file, start: written.start, end: written.end };
  return [{ path, at, variables: variablesOf(valueUnder(map, "vars")) }];
}

/** A map of variables: those that are set to a map, or to a list of anything but plain values, are there and not read. */
export function variablesOf(node: Node | undefined): Variables {
  const variables = new Map<string, Literal | undefined>();
  if (node?.kind === "map")
    for (const entry of node.entries) variables.set(entry.key.text, literalOf(entry.value));
  return variables;
}

/** The value of `hosts`, read before any host is there: only variables that need none are seen. */
export function hostPattern(node: Node, variables: Variables): HostPattern {
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
