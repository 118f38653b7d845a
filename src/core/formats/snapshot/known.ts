import type { Plain } from "../../syntax/edit.ts";
import { isList } from "../../syntax/render.ts";
import { type MapNode, type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Item, Section, Sections } from "./items.ts";

/** Items of a manifest that an import made, found again: by the other tool's id, else by environment and name. */

/** An item as it stands in the file. */
export interface Known {
  readonly node: MapNode;
  /** Its position in its list. */
  readonly index: number;
  readonly item: Item;
}

export interface Matched {
  /** In file order; undefined for what the export does not show any more. */
  readonly pairs: readonly (readonly [Known, Item | undefined])[];
  /** What only the export shows, in its order. */
  readonly fresh: readonly Item[];
}

/** The key under which an item says which format it comes from, and its id there. */
export const SOURCE = "x-source";

export function sourceOf(format: string, id: string | undefined): string {
  return id === undefined ? format : `${format} ${id}`;
}

export function isFrom(format: string, item: Item): boolean {
  const source = item[SOURCE];
  return typeof source === "string" && (source === format || source.startsWith(`${format} `));
}

export function itemsIn(root: MapNode, section: Section): readonly Known[] {
  const list = valueUnder(root, section);
  if (list?.kind !== "list") return [];
  return list.items.flatMap((node, index): Known[] =>
    node.kind === "map" ? [{ node, index, item: plainOf(node) as Item }] : [],
  );
}

/** By what items are told apart and sorted. */
export function identityOf(section: Section, item: Item): string {
  const name = String(item.name);
  if (section === "domains") return `${String(item.kind)}\0${name}`;
  return section === "services" || section === "environments" ? name : `${String(item.environment)}\0${name}`;
}

/** An item that says none is in the only environment that there is. */
export function environmentOf(root: MapNode, { environment }: Item): string | undefined {
  if (environment !== undefined) return String(environment);
  const [only, second] = itemsIn(root, "environments");
  return only === undefined || second !== undefined ? undefined : String(only.item.name);
}

function match(known: readonly Known[], coming: readonly Item[], identity: (item: Item) => string): Matched {
  const bySource = new Map<Plain, Item>();
  const byName = new Map<string, Item>();
  for (const item of coming) {
    const source = item[SOURCE];
    if (typeof source === "string" && source.includes(" ")) bySource.set(source, item);
    byName.set(identity(item), item);
  }
  const taken = new Set<Item>();
  const found = known.map(({ item }) => {
    const same = bySource.get(item[SOURCE] ?? "");
    if (same !== undefined && !taken.has(same)) taken.add(same);
    else return undefined;
    return same;
  });
  const pairs = known.map((each, index) => {
    const named = found[index] ?? byName.get(identity(each.item));
    if (found[index] === undefined && (named === undefined || taken.has(named)))
      return [each, undefined] as const;
    if (named !== undefined) taken.add(named);
    return [each, named] as const;
  });
  return { pairs, fresh: coming.filter((item) => !taken.has(item)) };
}

/** A value as it is written: every scalar as its text. */
export function plainOf(node: Node | undefined): Plain {
  if (node === undefined) return "";
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plainOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainOf(value)]));
}

/** Whether a written value says a told one; of a map every told key, whatever else stands there. */
export function says(written: Plain | undefined, told: Plain): boolean {
  if (written === undefined) return false;
  if (typeof told !== "object") return typeof written !== "object" && String(written) === String(told);
  if (isList(told))
    return (
      typeof written === "object" &&
      isList(written) &&
      written.length === told.length &&
      told.every((value, index) => says(written[index], value))
    );
  if (typeof written !== "object" || isList(written)) return false;
  return Object.entries(told).every(([key, value]) => says(written[key], value));
}

/** The first Estate of a file that is wanted. */
export function estateIn({ documents }: SyntaxFile, wanted: (root: MapNode) => boolean): MapNode | undefined {
  for (const { root } of documents) {
    if (root?.kind !== "map") continue;
    const kind = valueUnder(root, "kind");
    if (kind?.kind === "scalar" && kind.text === "Estate" && wanted(root)) return root;
  }
  return undefined;
}

/** The items of a section of a manifest, and those that come. */
export function matchIn(root: MapNode, section: Section, sections: Sections): Matched {
  const known = itemsIn(root, section);
  const [only, second] = known.length === 0 ? [] : itemsIn(root, "environments");
  const environment = second === undefined ? String(only?.item.name) : "";
  return match(known, sections[section], (item) => identityOf(section, { environment, ...item }));
}
