import { type Bdd, DEEPEST } from "./bdd.ts";
import { answerCache, BEYOND, FALSE, type NodeTable, nodeTable, TRUE, UNKNOWN } from "./nodes.ts";

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
/** No set has more variables than this. */
const ANY_ORDER = 65_535;
const EMPTY = TRUE;

/** Steps that looking for minimal sets may take: some seconds. */
const STEPS = 50_000_000;

export function families({ nodes: diagram }: Bdd, most = 4_000_000, steps = STEPS): Families {
  const nodes = nodeTable(most);
  const { level, low, high } = nodes;
  let left = steps;
  let depth = 0;
  const solved = answerCache(diagram.count);
  const reduced = answerCache(nodes.count);
  const counted = new Map<number, readonly number[]>();

  function made(at: number, without: number, withIt: number): number {
    if (without < 0 || withIt < 0) return BEYOND;
    return withIt === NONE ? without : nodes.node(at, without, withIt);
  }

  function minimal(f: number, order: number): number {
    if (f < 0) return BEYOND;
    if (f === FALSE) return NONE;
    if (f === TRUE) return EMPTY;
    const most = Math.min(order, ANY_ORDER);
    const known = solved.find(f, most, 0);
    if (known !== UNKNOWN) return known;
    if (left <= 0 || depth >= DEEPEST) return BEYOND;
    left -= 1;
    depth += 1;
    const without = minimal(diagram.low(f), order);
    const withIt = order === 0 ? NONE : less(minimal(diagram.high(f), order - 1), without);
    depth -= 1;
    const result = made(diagram.level(f), without, withIt);
    return result < 0 ? BEYOND : solved.keep(f, most, 0, result);
  }

  /** The sets of one family that contain no set of the other. */
  function less(from: number, others: number): number {
    if (from < 0 || others < 0) return BEYOND;
    if (from === NONE || others === EMPTY || from === others) return NONE;
    if (others === NONE) return from;
    if (from === EMPTY) return holdsEmpty(others) ? NONE : EMPTY;
    const known = reduced.find(from, others, 0);
    if (known !== UNKNOWN) return known;
    if (left <= 0 || depth >= DEEPEST) return BEYOND;
    left -= 1;
    depth += 1;
    const [a, b] = [level(from), level(others)];
    let result: number;
    if (a > b) result = less(from, low(others));
    else if (a < b) result = made(a, less(low(from), others), less(high(from), others));
    else {
      const withIt = less(less(high(from), high(others)), low(others));
      result = made(a, less(low(from), low(others)), withIt);
    }
    depth -= 1;
    return result < 0 ? BEYOND : reduced.keep(from, others, 0, result);
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
