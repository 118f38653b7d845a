import type { Remark } from "../../model/play.ts";
import type { ScalarNode } from "../../syntax/tree.ts";
import type { KubeObject } from "./objects.ts";
import { labelSelector } from "./selector.ts";
import { remarkOn } from "./sight.ts";
import { placeOf, scalarUnder, textsIn, wholeNumber, within } from "./values.ts";

/**
 * Disruption budgets under which no pod may ever be evicted: no node that runs one of them can be emptied. Said only
 * beside an update that empties nodes, and only of what is certain: nothing may be unavailable, or as many must stay as
 * one set in the same file has. Source: Kubernetes' disruption controller.
 */
export function blockingBudgets(
  objects: readonly KubeObject[],
  drains: readonly KubeObject[],
): readonly Remark[] {
  if (drains.length === 0) return [];
  return objects
    .filter(({ kind }) => kind === "PodDisruptionBudget")
    .flatMap((budget) => {
      const value = blocking(budget, objects);
      return value === undefined ? [] : [remark(budget, value, nearest(budget.file, drains))];
    });
}

function remark(budget: KubeObject, value: ScalarNode, drain: KubeObject | undefined): Remark {
  const { file, syntax, name } = budget;
  const written = syntax.text.slice(value.start, value.end);
  const key = scalarUnder(budget.spec, "maxUnavailable") === value ? "maxUnavailable" : "minAvailable";
  const which = drain === undefined ? "An update" : `The ${drain.kind} “${drain.name}”`;
  return remarkOn(budget, {
    rule: "blocked-evacuation",
    severity: "warning",
    at: placeOf(file, value),
    message: `No pod of the budget “${name}” may ever be evicted (\`${key}: ${written}\`), so a node that runs one cannot be emptied. ${which} does not get past such a node of its cluster. Run one pod more than must stay, or plan a short stop.`,
    related:
      drain === undefined
        ? []
        : [{ at: drain.at, message: `“${drain.name}” empties each node before it is updated.` }],
  });
}

/** The value that lets none go. */
function blocking(budget: KubeObject, objects: readonly KubeObject[]): ScalarNode | undefined {
  const { spec } = budget;
  const selector = within(spec, "selector");
  if (selector?.kind !== "map") return undefined;
  const most = scalarUnder(spec, "maxUnavailable");
  if (most !== undefined && /^0+%?$/.test(most.text)) return most;
  const least = scalarUnder(spec, "minAvailable");
  if (least === undefined) return undefined;
  if (least.text === "100%") return least;
  const kept = wholeNumber(least.text);
  if (kept === undefined || kept === 0) return undefined;
  const selects = labelSelector(selector);
  const sets = objects.filter(
    (object) =>
      object.file === budget.file &&
      object.namespace === budget.namespace &&
      podLabels(object) !== undefined &&
      selects(podLabels(object) ?? new Map()) === true,
  );
  const [set] = sets;
  if (set === undefined || sets.length > 1 || set.kind === "DaemonSet") return undefined;
  const replicas = wholeNumber(scalarUnder(set.spec, "replicas")?.text ?? "1");
  return replicas !== undefined && replicas > 0 && replicas <= kept ? least : undefined;
}

function podLabels({ kind, spec }: KubeObject): ReadonlyMap<string, string> | undefined {
  if (kind === "Deployment" || kind === "StatefulSet" || kind === "DaemonSet")
    return textsIn(within(spec, "template", "metadata", "labels"));
  return kind === "VirtualMachinePool"
    ? textsIn(within(spec, "virtualMachineTemplate", "spec", "template", "metadata", "labels"))
    : undefined;
}

/** Whichever update shares the longest path. */
function nearest(file: string, drains: readonly KubeObject[]): KubeObject | undefined {
  const folders = file.split("/").slice(0, -1);
  const shared = (other: KubeObject) => {
    const theirs = other.file.split("/").slice(0, -1);
    const end = folders.findIndex((folder, index) => folder !== theirs[index]);
    return (end === -1 ? folders.length : end) + (other.file === file ? 1 : 0);
  };
  return [...drains].sort((a, b) => shared(b) - shared(a))[0];
}
