import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";

/**
 * Nodes of an Estate or Rollout document that stands in no YAML of ours: what another tool's file says, in our keys, each
 * with the place in that file where it says so. The shapes of core/model read them as they read a manifest. They are
 * `shared`: no edit may be made through them.
 */
export function scalarNode(text: string, at: Span): ScalarNode {
  return { kind: "scalar", text, style: "plain", isNull: false, shared: true, start: at.start, end: at.end };
}

export function listNode(items: readonly Node[], at: Span): Node {
  return { kind: "list", flow: false, items, shared: true, start: at.start, end: at.end };
}

/** A map; entries without a value are left out. A key stands where its value stands. */
export function mapNode(entries: { readonly [key: string]: Node | undefined }, at: Span): MapNode {
  return {
    kind: "map",
    flow: false,
    entries: Object.entries(entries).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key: scalarNode(key, value), value }],
    ),
    shared: true,
    start: at.start,
    end: at.end,
  };
}
