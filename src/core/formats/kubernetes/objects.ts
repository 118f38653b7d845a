import { type MapNode, type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";
import { GROUPS, type KubeKind, LEADING } from "./sniff.ts";
import { imageOf, textUnder, within } from "./values.ts";

/** One object of Kubernetes as a file has it. */
export interface KubeObject {
  readonly kind: KubeKind;
  readonly file: string;
  readonly syntax: SyntaxFile;
  readonly name: string;
  /** Empty where none is written: then the one that it is applied to. */
  readonly namespace: string;
  /** What a finding about the whole object points at: its name. */
  readonly at: Place;
  readonly map: MapNode;
  readonly spec: MapNode;
  /** Taken from a running cluster: an edit would change nothing there. */
  readonly observed: boolean;
}

/** What a file says to Kubernetes. */
export interface KubernetesPart {
  readonly kind: "kubernetes";
  readonly objects: readonly KubeObject[];
}

/** The objects of a file that are read, if it has one that says something by itself; lists are looked into. */
export function objectsIn(file: string, syntax: SyntaxFile): readonly KubeObject[] {
  const objects = syntax.documents.flatMap(({ root }) =>
    root === undefined ? [] : mapsIn(root).flatMap(({ map, kind }) => objectOf(file, syntax, map, kind)),
  );
  return objects.some(({ kind }) => LEADING.has(kind)) ? objects : [];
}

interface Item {
  readonly map: MapNode;
  /** What the list says its items are, where they do not say it themselves. */
  readonly kind: string | undefined;
}

/** A document is an object, a `List` (`kubectl get -o yaml`) or an array of objects. */
function mapsIn(root: Node): readonly Item[] {
  if (root.kind === "list") return root.items.flatMap((item) => itemOf(item, undefined));
  if (root.kind !== "map") return [];
  const kind = textUnder(root, "kind");
  const items = valueUnder(root, "items");
  if (kind === undefined || !kind.endsWith("List") || items?.kind !== "list") return itemOf(root, undefined);
  return items.items.flatMap((item) => itemOf(item, kind.slice(0, -"List".length) || undefined));
}

function itemOf(node: Node, kind: string | undefined): readonly Item[] {
  return node.kind === "map" ? [{ map: node, kind }] : [];
}

function objectOf(
  file: string,
  syntax: SyntaxFile,
  map: MapNode,
  listed: string | undefined,
): readonly KubeObject[] {
  const written = textUnder(map, "kind");
  const kind = knownKind(written ?? listed);
  const version = textUnder(map, "apiVersion");
  if (kind === undefined || (version === undefined ? written !== undefined : !isOf(kind, version))) return [];
  const name = within(map, "metadata", "name");
  const spec = valueUnder(map, "spec");
  if (name?.kind !== "scalar" || name.isNull) return [];
  if (spec?.kind !== "map" && kind !== "Node") return [];
  const object: KubeObject = {
    kind,
    file,
    syntax,
    name: name.text,
    namespace: textUnder(map, "metadata", "namespace") ?? "",
    at: { file, start: name.start, end: name.end },
    map,
    spec: spec?.kind === "map" ? spec : { ...map, entries: [], shared: true },
    observed: within(map, "metadata", "uid") !== undefined,
  };
  return kind === "DaemonSet" && kuredIn(object) === undefined ? [] : [object];
}

function knownKind(text: string | undefined): KubeKind | undefined {
  return text !== undefined && Object.hasOwn(GROUPS, text) ? (text as KubeKind) : undefined;
}

function isOf(kind: KubeKind, version: string): boolean {
  const group = GROUPS[kind];
  return group.endsWith("/") ? version.startsWith(group) : version === group;
}

/** The container of a daemon set that restarts nodes, told by its image. */
export function kuredIn({ spec }: KubeObject): MapNode | undefined {
  const containers = within(spec, "template", "spec", "containers");
  if (containers?.kind !== "list") return undefined;
  return containers.items.find(
    (item): item is MapNode =>
      item.kind === "map" && /(?:^|\/)kured$/.test(imageOf(textUnder(item, "image") ?? "").name),
  );
}
