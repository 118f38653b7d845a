import type { MapNode, Node, SyntaxFile } from "../../syntax/tree.ts";
import { valueUnder } from "../../syntax/tree.ts";
import type { Place } from "../../text/span.ts";
import type { Item, Items } from "./items.ts";
import { type Known, listUnder, resourcesIn, stateItem, stateItems, textUnder } from "./state.ts";
import type { Value } from "./value.ts";

/** What `terraform show -json` says of a state or a plan. */
export interface Shown {
  readonly kind: "state" | "plan";
  /** What there is: for a plan what there will be. */
  readonly items: Items;
  /** A plan only: what there was. */
  readonly before: Items | undefined;
  /** Addresses of what its configuration declares; empty for a state. */
  readonly declares: ReadonlySet<string>;
}

/** Undefined for JSON that neither shows a state nor a plan. */
export function shownIn(file: string, syntax: SyntaxFile): Shown | undefined {
  const root = syntax.documents.find((document) => document.root !== undefined)?.root;
  if (root?.kind !== "map" || valueUnder(root, "format_version") === undefined) return undefined;
  const values = moduleUnder(root, "values");
  const planned = moduleUnder(root, "planned_values");
  if (values !== undefined && planned === undefined) {
    const items = stateItems(itemsIn(file, resourcesIn(values), nothing));
    return { kind: "state", items, before: undefined, declares: new Set() };
  }
  if (planned === undefined && listUnder(root, "resource_changes").length === 0) return undefined;
  const prior = valueUnder(root, "prior_state");
  const old = resourcesIn(prior === undefined ? undefined : moduleUnder(prior, "values"));
  const sources = old.filter((resource) => textUnder(resource, "mode") === "data");
  const now = resourcesIn(planned);
  const known = fromConfiguration(root, [...now, ...sources]);
  const items = stateItems(itemsIn(file, [...now, ...sources], known));
  return {
    kind: "plan",
    items,
    before: stateItems(itemsIn(file, old, nothing)),
    declares: new Set(declaredIn(root)),
  };
}

function nothing(): undefined {
  return undefined;
}

function moduleUnder(node: Node, key: string): Node | undefined {
  const values = node.kind === "map" ? valueUnder(node, key) : undefined;
  return values?.kind === "map" ? valueUnder(values, "root_module") : undefined;
}

function itemsIn(file: string, resources: readonly MapNode[], known: Known): readonly Item[] {
  return resources.flatMap(
    (resource) => stateItem(file, resource, valueUnder(resource, "values"), known) ?? [],
  );
}

/**
 * Ids of what is yet to be made are in no plan, but its configuration says which resource each comes from
 * (`configuration.root_module.resources[].expressions.NAME.references`). Only the outermost module's is read: in modules
 * the names are their own.
 */
function fromConfiguration(root: MapNode, resources: readonly MapNode[]): Known {
  const expressions = new Map<string, Node | undefined>();
  for (const resource of configured(root)) {
    const address = textUnder(resource, "address");
    if (address !== undefined && resource.kind === "map")
      expressions.set(address, valueUnder(resource, "expressions"));
  }
  if (expressions.size === 0) return nothing;
  const addresses = resources.flatMap((resource) => textUnder(resource, "address") ?? []);
  const byResource = new Map<string, string[]>();
  for (const address of addresses) {
    const resource = bare(address);
    for (const name of new Set([address, resource])) {
      const same = byResource.get(name);
      if (same === undefined) byResource.set(name, [address]);
      else same.push(address);
    }
  }
  return ({ resource }, name, at) => {
    const expression = expressions.get(resource);
    const told = expression?.kind === "map" ? valueUnder(expression, name) : undefined;
    const references = listUnder(told, "references").flatMap((each) =>
      each.kind === "scalar" ? [each.text] : [],
    );
    const named = references.flatMap((reference) => {
      const { address, path } = split(reference);
      return (byResource.get(address) ?? []).map((item) => ({ reference, item, path }));
    });
    return valueFrom(references, named, at);
  };
}

/** Addresses of all that the outermost module of a plan declares, or has no more, each without its key. */
export function declaredIn(root: MapNode): readonly string[] {
  const prior = valueUnder(root, "prior_state");
  const all = [
    ...configured(root),
    ...listUnder(moduleUnder(root, "planned_values"), "resources"),
    ...listUnder(prior && moduleUnder(prior, "values"), "resources"),
    ...listUnder(root, "resource_changes"),
  ];
  return [...new Set(all.map((resource) => bare(textUnder(resource, "address") ?? "")))].filter(
    (address) => address !== "" && !address.startsWith("module."),
  );
}

/** What the outermost module of a plan's configuration declares. */
function configured(root: MapNode): readonly Node[] {
  return listUnder(moduleUnder(root, "configuration"), "resources");
}

/** `data.vsphere_host.a.id` → `data.vsphere_host.a` and `id`. */
function split(reference: string): { readonly address: string; readonly path: string } {
  const match = /^((?:data\.)?[\w-]+\.[\w-]+(?:\[[^\]]*\])?)(?:\.(.+))?$/.exec(reference);
  return { address: match?.[1] ?? reference, path: match?.[2] ?? "" };
}

interface Named {
  readonly reference: string;
  readonly item: string;
  readonly path: string;
}

/**
 * With `a.id` the plan also lists `a`: the more exact one says which. A bare resource stands for all of its items. Where
 * anything else has a say (`each.key`, a variable), nobody can tell which are meant.
 */
function valueFrom(references: readonly string[], named: readonly Named[], at: Place): Value | undefined {
  const told = new Set(named.map(({ reference }) => reference));
  if (named.length === 0 || !references.every((reference) => told.has(reference))) return undefined;
  const exact = named.filter(({ path }) => path !== "");
  const resources = new Set(exact.flatMap(({ item }) => [item, bare(item)]));
  const rest = named.filter(
    ({ item, path }) => path === "" && !resources.has(item) && !resources.has(bare(item)),
  );
  const fields = [...exact, ...rest].map(
    ({ item, path }): Value => ({ kind: "field", address: item, path: path || "id", at, assumes: [] }),
  );
  const [only] = fields;
  return fields.length === 1 && only !== undefined ? only : { kind: "list", items: fields, at, assumes: [] };
}

/** An address without its key. */
function bare(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}
