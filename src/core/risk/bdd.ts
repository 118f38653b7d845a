import { answerCache, BEYOND, FALSE, type NodeTable, nodeTable, TRUE, UNKNOWN } from "./nodes.ts";

/**
 * Reduced ordered binary decision diagrams (Bryant 1986; for fault trees Rauzy 1993). A function is a node: two
 * functions are the same if and only if their nodes are. Variables are levels, 0 on top. Where the budget ends,
 * the answer is `BEYOND` and stays it through every operation.
 */
export interface Bdd {
  readonly nodes: NodeTable;
  readonly variable: (level: number) => number;
  readonly and: (f: number, g: number) => number;
  readonly or: (f: number, g: number) => number;
  readonly not: (f: number) => number;
  /** `g` where `f` holds, else `h`. */
  readonly ifElse: (f: number, g: number, h: number) => number;
  /** True when functions of at least the weight `least` are. */
  readonly atLeast: (least: number, parts: readonly Weighted[]) => number;
  /** Gives it so many steps for what comes next, whatever was left before. */
  readonly grant: (steps: number) => void;
  /** Steps that are left. */
  readonly left: () => number;
}

export interface Weighted {
  readonly node: number;
  readonly weight: number;
}

/** Nodes that there may be at most: each takes about 30 bytes with its place in the tables. */
const MOST_NODES = 4_000_000;

/** Levels that an operation may go down, so that the stack of no JavaScript engine overflows. */
export const DEEPEST = 1_500;

export function createBdd(most = MOST_NODES): Bdd {
  const nodes = nodeTable(most);
  const { level, low, high } = nodes;
  let steps = Number.POSITIVE_INFINITY;
  let depth = 0;
  const answers = answerCache(nodes.count);

  function made(at: number, whenFalse: number, whenTrue: number): number {
    return whenFalse === whenTrue ? whenFalse : nodes.node(at, whenFalse, whenTrue);
  }

  function ifElse(f: number, g: number, h: number): number {
    if (f < 0 || g < 0 || h < 0) return BEYOND;
    if (f === TRUE || g === h) return g;
    if (f === FALSE) return h;
    if (g === TRUE && h === FALSE) return f;
    if (g === f) return ifElse(f, TRUE, h);
    if (h === f) return ifElse(f, g, FALSE);
    // `and` and `or` do not mind the order: one way of asking finds what the other was answered.
    if (h === FALSE && g < f) return ifElse(g, f, FALSE);
    if (g === TRUE && h < f) return ifElse(h, TRUE, f);
    const known = answers.find(f, g, h);
    if (known !== UNKNOWN) return known;
    if (steps <= 0 || depth >= DEEPEST) return BEYOND;
    steps -= 1;
    depth += 1;
    const levelF = level(f);
    const levelG = level(g);
    const levelH = level(h);
    const top = Math.min(levelF, levelG, levelH);
    const whenFalse = ifElse(
      levelF === top ? low(f) : f,
      levelG === top ? low(g) : g,
      levelH === top ? low(h) : h,
    );
    const whenTrue =
      whenFalse < 0
        ? BEYOND
        : ifElse(levelF === top ? high(f) : f, levelG === top ? high(g) : g, levelH === top ? high(h) : h);
    depth -= 1;
    if (whenTrue < 0) return BEYOND;
    const result = made(top, whenFalse, whenTrue);
    return result < 0 ? BEYOND : answers.keep(f, g, h, result);
  }

  /**
   * For each part and each weight that may still be missing there, from the last part to the first: what is
   * true of the parts from there on. Parts that ask about the upper levels come first, so that each step only
   * lays a little on top of what is there.
   */
  function atLeast(least: number, given: readonly Weighted[]): number {
    const parts = [...given].sort((a, b) => level(a.node) - level(b.node) || a.node - b.node);
    const missing = reachable(least, parts);
    if (missing === undefined) return BEYOND;
    let below: ReadonlyMap<number, number> = new Map();
    let leftBelow = 0;
    const at = (rest: number) => (rest <= 0 ? TRUE : rest > leftBelow ? FALSE : (below.get(rest) ?? FALSE));
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const { node, weight } = parts[index] as Weighted;
      const here = new Map<number, number>();
      for (const rest of missing[index] ?? []) {
        const result = ifElse(node, at(rest - weight), at(rest));
        if (result < 0) return BEYOND;
        here.set(rest, result);
      }
      below = here;
      leftBelow += weight;
    }
    return at(least);
  }

  /** By part: the weights that may be missing when it is looked at, without those that are decided already. */
  function reachable(least: number, parts: readonly Weighted[]): readonly ReadonlySet<number>[] | undefined {
    let left = parts.reduce((sum, { weight }) => sum + weight, 0);
    let here = new Set([least]);
    const all: ReadonlySet<number>[] = [];
    for (const { weight } of parts) {
      const open = new Set([...here].filter((rest) => rest > 0 && rest <= left));
      steps -= open.size;
      if (steps <= 0) return undefined;
      all.push(open);
      left -= weight;
      here = new Set([...open].flatMap((rest) => [rest, rest - weight]));
    }
    return all;
  }

  return {
    nodes,
    variable: (at) => nodes.node(at, FALSE, TRUE),
    and: (f, g) => ifElse(f, g, FALSE),
    or: (f, g) => ifElse(f, TRUE, g),
    not: (f) => ifElse(f, FALSE, TRUE),
    ifElse,
    atLeast,
    grant(granted) {
      steps = granted;
    },
    left: () => Math.max(0, steps),
  };
}
