import type { Bdd } from "./bdd.ts";
import { BEYOND, FALSE, type NodeTable, nodeTable, TRUE } from "./nodes.ts";

/** Families of sets of levels (zero-suppressed decision diagrams, Minato 1993): a family is a node. */
export interface Families {
  readonly nodes: NodeTable;
  /**
   * The minimal sets of at most `order` variables that are enough to make the function true (Rauzy 1993, "New
   * algorithms for fault trees analysis", cut off above the order). For functions with negations these are the
   * minimal solutions with all other variables false. `BEYOND` where there are too many nodes.
   */
  readonly minimal: (node: number, order: number) => number;
  /** How many sets of each size, by size; not more exact than a double holds. */
  readonly counts: (family: number) => readonly number[];
  /** The sets themselves, each ascending. */
  readonly sets: (family: number) => Iterable<readonly number[]>;
}

/** In families: no set at all, and the empty set alone. */
const NONE = FALSE;
const EMPTY = TRUE;

export function families({ nodes: diagram }: Bdd, most = 4_000_000): Families {
  const nodes = nodeTable(most);
  const { level, low, high } = nodes;
  const solved = new Map<number, number>();
  const reduced = new Map<number, number>();
  const counted = new Map<number, readonly number[]>();

  function made(at: number, without: number, withIt: number): number {
    if (without < 0 || withIt < 0) return BEYOND;
    return withIt === NONE ? without : nodes.node(at, without, withIt);
  }

  function minimal(f: number, order: number): number {
    if (f < 0) return BEYOND;
    if (f === FALSE) return NONE;
    if (f === TRUE) return EMPTY;
    const key = f * 65_536 + Math.min(order, 65_535);
    const known = solved.get(key);
    if (known !== undefined) return known;
    const without = minimal(diagram.low(f), order);
    const withIt = order === 0 ? NONE : less(minimal(diagram.high(f), order - 1), without);
    const result = made(diagram.level(f), without, withIt);
    solved.set(key, result);
    return result;
  }

  /** The sets of one family that contain no set of the other. */
  function less(from: number, others: number): number {
    if (from < 0 || others < 0) return BEYOND;
    if (from === NONE || others === EMPTY || from === others) return NONE;
    if (others === NONE) return from;
    if (from === EMPTY) return holdsEmpty(others) ? NONE : EMPTY;
    const key = from * most + others;
    const known = reduced.get(key);
    if (known !== undefined) return known;
    const [a, b] = [level(from), level(others)];
    let result: number;
    if (a > b) result = less(from, low(others));
    else if (a < b) result = made(a, less(low(from), others), less(high(from), others));
    else {
      const withIt = less(less(high(from), high(others)), low(others));
      result = made(a, less(low(from), low(others)), withIt);
    }
    reduced.set(key, result);
    return result;
  }

  function holdsEmpty(family: number): boolean {
    let node = family;
    while (node > EMPTY) node = low(node);
    return node === EMPTY;
  }

  function counts(family: number): readonly number[] {
    if (family <= EMPTY) return family === EMPTY ? [1] : [];
    const known = counted.get(family);
    if (known !== undefined) return known;
    const [without, withIt] = [counts(low(family)), [0, ...counts(high(family))]];
    const result = (without.length > withIt.length ? without : withIt).map(
      (_, size) => (without[size] ?? 0) + (withIt[size] ?? 0),
    );
    counted.set(family, result);
    return result;
  }

  function* sets(family: number): Iterable<readonly number[]> {
    if (family === NONE || family < 0) return;
    if (family === EMPTY) {
      yield [];
      return;
    }
    for (const set of sets(high(family))) yield [level(family), ...set];
    yield* sets(low(family));
  }

  return { nodes, minimal, counts, sets };
}
