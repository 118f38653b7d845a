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
      const reach = new Map([[root, 1]]);
      const importance = new Map<number, number>();
      for (const node of below(nodes, root)) {
        const here = reach.get(node) ?? 0;
        const level = nodes.level(node);
        const [low, high] = [nodes.low(node), nodes.high(node)];
        const chance = q(level);
        const gain = (known[high] as number) - (known[low] as number);
        importance.set(level, (importance.get(level) ?? 0) + here * gain);
        reach.set(high, (reach.get(high) ?? 0) + here * chance);
        reach.set(low, (reach.get(low) ?? 0) + here * (1 - chance));
      }
      return importance;
    },
  };
}

/** The nodes of a function without the terminals, parents before children. */
function below(nodes: Bdd["nodes"], root: number): readonly number[] {
  const found = new Set(root > TRUE ? [root] : []);
  for (const node of found) {
    for (const child of [nodes.low(node), nodes.high(node)]) if (child > TRUE) found.add(child);
  }
  return [...found].sort((a, b) => b - a);
}
