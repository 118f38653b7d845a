import type { Node } from "../../syntax/tree.ts";
import { isFilledIn, itemsUnder, textsIn, textUnder, within } from "./values.ts";

export type Labels = ReadonlyMap<string, string>;

/** Whether labels are selected; undefined where the selector is filled in later or says something that is not read. */
export type Selector = (labels: Labels) => boolean | undefined;

/**
 * A label selector: all of its `matchLabels` and `matchExpressions`. None written selects nothing, an empty one everything.
 * Source: Kubernetes' LabelSelectorAsSelector.
 */
export function labelSelector(node: Node | undefined): Selector {
  if (node === undefined || (node.kind === "scalar" && node.isNull)) return () => false;
  if (node.kind !== "map") return () => undefined;
  return all([
    ...equal(within(node, "matchLabels")),
    ...itemsUnder(node, "matchExpressions").map(expression),
  ]);
}

/** A plain map of labels, as a pod's `nodeSelector` is: none written selects everything. */
export function plainSelector(node: Node | undefined): Selector {
  return all(equal(node));
}

function equal(node: Node | undefined): readonly Selector[] {
  return [...textsIn(node)].map(([key, value]): Selector => {
    if (isFilledIn(key) || isFilledIn(value)) return () => undefined;
    return (labels) => labels.get(key) === value;
  });
}

function expression(node: Node): Selector {
  const key = textUnder(node, "key");
  const values = itemsUnder(node, "values").map((item) => (item.kind === "scalar" ? item.text : ""));
  if (key === undefined || [key, ...values].some(isFilledIn)) return () => undefined;
  switch (textUnder(node, "operator")) {
    case "In":
      return (labels) => values.includes(labels.get(key) ?? "") && labels.has(key);
    case "NotIn":
      return (labels) => !labels.has(key) || !values.includes(labels.get(key) ?? "");
    case "Exists":
      return (labels) => labels.has(key);
    case "DoesNotExist":
      return (labels) => !labels.has(key);
    default:
      return () => undefined;
  }
}

/** One that surely does not hold decides, whatever is unknown of the others. */
function all(selectors: readonly Selector[]): Selector {
  return (labels) => {
    const answers = selectors.map((selector) => selector(labels));
    if (answers.includes(false)) return false;
    return answers.includes(undefined) ? undefined : true;
  };
}
