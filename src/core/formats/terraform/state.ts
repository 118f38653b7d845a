import type { MapNode, Node } from "../../syntax/tree.ts";
import { valueUnder } from "../../syntax/tree.ts";
import type { Place, Span } from "../../text/span.ts";
import type { Item, Items } from "./items.ts";
import { plain, textOf, type Value } from "./value.ts";

/**
 * The JSON that `terraform show -json` and `tofu show -json` write of a state or a plan: resolved values in
 * `root_module.resources`, and `child_modules` below it.
 */

/** Resources in a module and in all below it. */
export function resourcesIn(root: Node | undefined): readonly MapNode[] {
  const all: MapNode[] = [];
  const modules: Node[] = root === undefined ? [] : [root];
  for (let next = modules.pop(); next !== undefined; next = modules.pop()) {
    for (const resource of listUnder(next, "resources")) if (resource.kind === "map") all.push(resource);
    modules.push(...[...listUnder(next, "child_modules")].reverse());
  }
  return all;
}

export function listUnder(node: Node | undefined, key: string): readonly Node[] {
  const list = node?.kind === "map" ? valueUnder(node, key) : undefined;
  return list?.kind === "list" ? list.items : [];
}

export function textUnder(node: Node | undefined, key: string): string | undefined {
  const value = node?.kind === "map" ? valueUnder(node, key) : undefined;
  return value?.kind === "scalar" && !value.isNull ? value.text : undefined;
}

/** Where a resource is named: its address, else all that it is. */
function headOf(resource: MapNode): Span {
  return valueUnder(resource, "address") ?? resource;
}

/** What is not in the values, because only a run tells it, but is named by the configuration. */
export type Known = (item: Pick<Item, "address" | "resource">, name: string, at: Place) => Value | undefined;

/**
 * One resource of a state as an item.
 * @param values the map that holds its attributes: `values` in a state, `before` or `after` in a change
 */
export function stateItem(
  file: string,
  resource: MapNode,
  values: Node | undefined,
  known: Known,
): Item | undefined {
  const address = textUnder(resource, "address");
  const type = textUnder(resource, "type");
  if (address === undefined || type === undefined) return undefined;
  const index = valueUnder(resource, "index");
  const written = index?.kind === "scalar" && !index.isNull ? index : undefined;
  const key =
    written === undefined ? undefined : written.style === "plain" ? Number(written.text) : written.text;
  const suffix =
    written === undefined ? "" : written.style === "plain" ? `[${written.text}]` : `["${written.text}"]`;
  const at: Place = { file, ...spanOf(headOf(resource)) };
  const own = {
    address,
    resource: suffix !== "" && address.endsWith(suffix) ? address.slice(0, -suffix.length) : address,
  };
  return {
    ...own,
    mode: textUnder(resource, "mode") === "data" ? "data" : "managed",
    type,
    key,
    at,
    several: key === undefined ? undefined : at,
    assumes: [],
    ignores: () => false,
    get(name) {
      const node = values?.kind === "map" ? valueUnder(values, name) : undefined;
      const value = node === undefined ? undefined : valueIn(file, node);
      return value === undefined || value.kind === "null" ? known(own, name, at) : value;
    },
  };
}

/** Identifiers by which resources name each other once they exist. */
const IDENTIFIERS: readonly string[] = ["id", "resource_pool_id", "ext_id", "uuid", "moid"];

/** Items that name each other by id; in a plan also by address, where an id is not there yet. */
export function stateItems(all: readonly Item[]): Items {
  const byId = new Map<string, Item[]>();
  const byAddress = new Map<string, Item>();
  for (const item of all) {
    if (!byAddress.has(item.address)) byAddress.set(item.address, item);
    for (const name of IDENTIFIERS) {
      const id = textOf(item.get(name));
      if (id === undefined) continue;
      const same = byId.get(id);
      if (same === undefined) byId.set(id, [item]);
      else same.push(item);
    }
  }
  return {
    all,
    uncounted: [],
    unmade: new Set(),
    behind(value, types) {
      if (value?.kind === "field" || value?.kind === "item") {
        const item = byAddress.get(value.address);
        return item !== undefined && types.includes(item.type) ? item : undefined;
      }
      return byId.get(textOf(value) ?? "")?.find(({ type }) => types.includes(type));
    },
  };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** Deeper than this no resource has attributes. */
const DEEPEST = 60;

/** A node of JSON as a value: what is quoted is a text, else a number, true, false or null. */
function valueIn(file: string, node: Node, depth = 0): Value {
  const at: Place = { file, ...spanOf(node) };
  if (depth > DEEPEST) return { kind: "unknown", why: "it lies too deep", at, assumes: [] };
  if (node.kind === "list")
    return { kind: "list", items: node.items.map((item) => valueIn(file, item, depth + 1)), at, assumes: [] };
  if (node.kind === "map") {
    const entries = new Map(
      node.entries.flatMap(({ key, value }) =>
        value === undefined ? [] : [[key.text, valueIn(file, value, depth + 1)] as const],
      ),
    );
    return { kind: "object", entries, at, assumes: [] };
  }
  if (node.isNull) return { kind: "null", at, assumes: [] };
  if (node.style !== "plain") return plain(node.text, at);
  if (node.text === "true" || node.text === "false") return plain(node.text === "true", at);
  const number = Number(node.text);
  return plain(Number.isFinite(number) ? number : node.text, at);
}
