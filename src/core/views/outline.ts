import type { Part } from "../formats/part.ts";
import { type MapNode, type Node, valueUnder } from "../syntax/tree.ts";
import type { Place, Span } from "../text/span.ts";

/** What a manifest holds: documents, their sections, and what is listed in them. */
export interface OutlineItem {
  readonly name: string;
  /** Said beside the name: where it stands, what it belongs to. */
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly at: Place;
  /** Where its name is written, within `at`. */
  readonly nameAt: Place;
  readonly children: readonly OutlineItem[];
}

export type OutlineKind =
  | "document"
  | "section"
  | "environment"
  | "pair"
  | "cluster"
  | "host"
  | "service"
  | "vm"
  | "domain"
  | "stage"
  | "other";

/** From the text alone: it stands while something in it cannot be read. Nothing of a file that is no manifest. */
export function outlineOf({ path, syntax, recognised }: Part): readonly OutlineItem[] {
  if (recognised !== "manifest") return [];
  return syntax.documents.flatMap((document): OutlineItem[] => {
    const { root } = document;
    if (root?.kind !== "map") return [];
    const place = (span: Span): Place => ({ file: path, start: span.start, end: span.end });
    const kind = textUnder(root, "kind");
    const metadata = valueUnder(root, "metadata");
    const name = metadata?.kind === "map" ? textUnder(metadata, "name") : undefined;
    const named = kind === undefined ? undefined : valueUnder(root, "kind");
    return [
      {
        name: name ?? kind ?? "manifest",
        detail: name === undefined ? "" : (kind ?? ""),
        kind: "document",
        at: place(root),
        nameAt: place(named ?? root.entries[0]?.key ?? root),
        children: sectionsOf(root, place),
      },
    ];
  });
}

type PlaceOf = (span: Span) => Place;

function sectionsOf(root: MapNode, place: PlaceOf): readonly OutlineItem[] {
  return root.entries
    .filter(({ key, value }) => !HEADER.has(key.text) && value !== undefined && value.kind !== "scalar")
    .map(({ key, value }) => ({
      name: key.text,
      detail: value?.kind === "list" ? String(value.items.length) : "",
      kind: "section" as const,
      at: place({ start: key.start, end: value?.end ?? key.end }),
      nameAt: place(key),
      children: value?.kind === "list" ? itemsOf(key.text, value.items, place) : [],
    }));
}

const HEADER: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

const KINDS: ReadonlyMap<string, OutlineKind> = new Map([
  ["environments", "environment"],
  ["pairs", "pair"],
  ["clusters", "cluster"],
  ["hosts", "host"],
  ["services", "service"],
  ["vms", "vm"],
  ["domains", "domain"],
  ["stages", "stage"],
]);

function itemsOf(section: string, items: readonly Node[], place: PlaceOf): readonly OutlineItem[] {
  return items.flatMap((item, index): OutlineItem[] => {
    if (item.kind !== "map" || item.shared) return [];
    const key = ["name", "between", "rule"].find((each) => valueUnder(item, each) !== undefined);
    const named = key === undefined ? undefined : valueUnder(item, key);
    return [
      {
        name: (named && textOf(named)) ?? `${index + 1}`,
        detail: DETAILS.flatMap((each) => (each === key ? [] : (textUnder(item, each) ?? []))).join(" · "),
        kind: KINDS.get(section) ?? "other",
        at: place(item),
        nameAt: place(named ?? item.entries[0]?.key ?? item),
        children: [],
      },
    ];
  });
}

/** In this order, as far as an item has them. */
const DETAILS = ["kind", "environment", "cluster", "host", "service", "tier", "share"];

function textUnder(map: MapNode, key: string): string | undefined {
  const value = valueUnder(map, key);
  if (value === undefined) return undefined;
  const text = textOf(value);
  return key === "tier" && text !== undefined ? `tier ${text}` : text;
}

function textOf(node: Node): string | undefined {
  if (node.kind === "scalar") return node.isNull ? undefined : node.text;
  if (node.kind === "map") return undefined;
  return node.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : [])).join(" – ");
}
