import type { Targets } from "../../model/play.ts";
import type { KubeObject } from "./objects.ts";
import type { Labels } from "./selector.ts";
import { itemsUnder, textsIn, textUnder, within } from "./values.ts";

/** A node as a file lists it. */
export interface KubeNode {
  readonly name: string;
  readonly file: string;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** `v1.30.4+k3s1`, where the list comes from a running cluster. */
  readonly kubelet: string | undefined;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export function nodeOf(object: KubeObject): KubeNode {
  return {
    name: object.name,
    file: object.file,
    labels: textsIn(within(object.map, "metadata", "labels")),
    taints: itemsUnder(object.spec, "taints").map((taint) => ({
      key: textUnder(taint, "key") ?? "",
      value: textUnder(taint, "value") ?? "",
      effect: textUnder(taint, "effect") ?? "",
    })),
    kubelet: textUnder(object.map, "status", "nodeInfo", "kubeletVersion"),
  };
}

/** The nodes that something selects, with those that are listed beside them. */
export interface Selected {
  readonly targets: Targets;
  readonly nodes: readonly KubeNode[];
  /** All nodes of the lists that were looked at. */
  readonly beside: readonly KubeNode[];
}

/**
 * Nothing in the files says which cluster an object goes to. The lists of nodes that share the longest path with it are
 * asked first, then those further away; of lists that are equally near each folder is a cluster of its own, and the one
 * with the most nodes that are selected counts. A list that is not there is never taken for an empty one.
 */
export function selectNodes(
  file: string,
  nodes: readonly KubeNode[],
  select: (node: KubeNode) => boolean | undefined,
): Selected {
  if (nodes.length === 0) return unknown("no file here lists the nodes");
  for (const clusters of byNearness(file, nodes)) {
    let best: readonly KubeNode[] = [];
    let beside: readonly KubeNode[] = [];
    for (const cluster of clusters) {
      const answers = cluster.map(select);
      if (answers.includes(undefined))
        return unknown("which nodes it selects is filled in only when it is deployed");
      const chosen = cluster.filter((_, index) => answers[index]);
      if (chosen.length > best.length) [best, beside] = [chosen, cluster];
    }
    if (best.length > 0) return known(best, beside, nodes);
  }
  return unknown("none of the nodes that are listed here has the labels that it selects");
}

function known(chosen: readonly KubeNode[], beside: readonly KubeNode[], all: readonly KubeNode[]): Selected {
  const files = [...new Set(beside.map((node) => node.file))];
  return {
    targets: {
      known: true,
      hosts: [...new Set(chosen.map(({ name }) => name))],
      missing: [],
      inventories: files,
      ...(all.some((node) => !files.includes(node.file)) ? { oneOfSeveral: true as const } : {}),
    },
    nodes: chosen,
    beside,
  };
}

function unknown(why: string): Selected {
  return { targets: { known: false, why }, nodes: [], beside: [] };
}

/** Clusters by how near their lists are, nearest first. */
function byNearness(file: string, nodes: readonly KubeNode[]): readonly (readonly (readonly KubeNode[])[])[] {
  const folders = foldersOf(file);
  const steps = new Map<number, Map<string, KubeNode[]>>();
  for (const node of nodes) {
    const others = foldersOf(node.file);
    let shared = 0;
    while (shared < folders.length && folders[shared] === others[shared]) shared += 1;
    const up = folders.length - shared;
    const clusters = steps.get(up) ?? new Map<string, KubeNode[]>();
    steps.set(up, clusters);
    const folder = others.join("/");
    const there = clusters.get(folder);
    if (there === undefined) clusters.set(folder, [node]);
    else there.push(node);
  }
  return [...steps].sort(([a], [b]) => a - b).map(([, clusters]) => [...clusters.values()]);
}

function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}
