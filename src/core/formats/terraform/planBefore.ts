import { parseYaml } from "../../syntax/parse.ts";
import { valueUnder } from "../../syntax/tree.ts";
import { declaredIn } from "./plan.ts";

/**
 * What there was before a plan (`terraform show -json PLAN`), as the plan that would change nothing: with it a plan is a
 * change to review like any other. What it was made of stays the same. Undefined for a text that is no plan.
 */
export function stateBefore(text: string): string | undefined {
  const root = parseYaml(text).documents.find((document) => document.root !== undefined)?.root;
  if (root?.kind !== "map" || valueUnder(root, "format_version") === undefined) return undefined;
  if (valueUnder(root, "planned_values") === undefined && valueUnder(root, "resource_changes") === undefined)
    return undefined;
  const prior = valueUnder(root, "prior_state");
  const values = prior?.kind === "map" ? valueUnder(prior, "values") : undefined;
  // A first run has no state: nothing was there.
  const was = values?.kind !== "map" ? '{"root_module": {}}' : text.slice(values.start, values.end);
  const made = JSON.stringify({
    root_module: { resources: declaredIn(root).map((address) => ({ address })) },
  });
  return `{"format_version": "1.0", "planned_values": ${was}, "configuration": ${made}}\n`;
}
