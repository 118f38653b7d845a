import type { Bdd } from "./bdd.ts";
import { FALSE, TRUE } from "./nodes.ts";

/** Exact probabilities of functions whose variables are independent. */
export interface Probabilities {
  /** That a function is true. All terms are positive, so that small numbers are as exact as large ones. */
  readonly of: (node: number) => number;
  /**
   * Birnbaum importance of each level that the function asks about: how much likelier it is with that variable
   * true than with it false.
   */
  readonly birnbaum: (node: number) => ReadonlyMap<number, number>;
}

/** `q` is the probability of each level's variable. Works on a diagram that goes on growing. */
export function probabilities({ nodes }: Bdd, q: (level: number) => number): Probabilities {
  let known = new Float64Array(1 << 10);
  let count = 2;
  // Both are clean between questions.
  let reach = new Float64Array(0);
  let seen = new Uint8Array(0);
  known[FALSE] = 0;
  known[TRUE] = 1;

  function upTo(node: number): void {
    if (node >= known.length) {
      const larger = new Float64Array(Math.max(known.length * 2, node + 1));
      larger.set(known);
      known = larger;
    }
    // Children come before parents.
    for (; count <= node; count += 1) {
      const chance = q(nodes.level(count));
      known[count] =
        chance * (known[nodes.high(count)] as number) + (1 - chance) * (known[nodes.low(count)] as number);
    }
  }

  function of(node: number): number {
    upTo(node);
    return known[node] ?? 0;
  }

  return {
    of,
    birnbaum(root) {
      upTo(root);
      if (reach.length < known.length) reach = new Float64Array(known.length);
      const importance = new Map<number, number>();
      const below = nodesBelow(root);
      reach[root] = 1;
      // Parents before children: all ways that lead to a node are known before it is looked at.
      for (let at = below.length - 1; at >= 0; at -= 1) {
        const node = below[at] as number;
        const here = reach[node] as number;
        reach[node] = 0;
        const level = nodes.level(node);
        const [low, high] = [nodes.low(node), nodes.high(node)];
        const chance = q(level);
        const gain = (known[high] as number) - (known[low] as number);
        importance.set(level, (importance.get(level) ?? 0) + here * gain);
        reach[high] = (reach[high] as number) + here * chance;
        reach[low] = (reach[low] as number) + here * (1 - chance);
      }
      return importance;
    },
  };

  /** The nodes of a function without the terminals, ascending. */
  function nodesBelow(root: number): Int32Array {
    if (seen.length < known.length) seen = new Uint8Array(known.length);
    const found = root > TRUE ? [root] : [];
    for (const node of found) {
      for (const child of [nodes.low(node), nodes.high(node)]) {
        if (child <= TRUE || seen[child] === 1) continue;
        seen[child] = 1;
        found.push(child);
      }
    }
    for (const node of found) seen[node] = 0;
    return Int32Array.from(found).sort();
  }
}
