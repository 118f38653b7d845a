import { afford, type Budget } from "./budget.ts";
import type { SinglesOfGate } from "./singles.ts";

/**
 * The minimal cut sets of one gate up to order 2: events that make it true alone, and pairs of events
 * that do so together while neither does alone. Whatever the budget left out, all that is there holds.
 */
export interface Family extends SinglesOfGate {
  /** Each pair as one number, `lower × count of events + higher`; ascending, each once. */
  readonly pairs: Float64Array;
}

export interface WeightedFamily {
  readonly family: Family;
  readonly weight: number;
}

export interface PairCounter {
  /** True when any of the families is; `singles` are those of the result, already known. */
  readonly any: (families: readonly Family[], singles: SinglesOfGate) => Family;
  readonly all: (families: readonly Family[], singles: SinglesOfGate) => Family;
  /** True when families of at least this total weight are. */
  readonly atLeast: (least: number, families: readonly WeightedFamily[], singles: SinglesOfGate) => Family;
  readonly decode: (pair: number) => readonly [number, number];
}

/**
 * Exact, since all is monotone: a pair makes a part true if one of its events does so alone, or the
 * pair is among the part's own pairs; nothing else of the part matters up to order 2.
 */
export function pairCounter(eventCount: number, budget: Budget): PairCounter {
  const encode = (a: number, b: number) => (a < b ? a * eventCount + b : b * eventCount + a);
  const decode = (pair: number): readonly [number, number] => {
    const higher = pair % eventCount;
    return [(pair - higher) / eventCount, higher];
  };
  /** By list of pairs: event → the events it is paired with. */
  const partnerIndex = new WeakMap<Float64Array, ReadonlyMap<number, readonly number[]>>();

  function partners(family: Family): ReadonlyMap<number, readonly number[]> {
    const known = partnerIndex.get(family.pairs);
    if (known !== undefined) return known;
    const index = new Map<number, number[]>();
    for (const pair of family.pairs) {
      const [a, b] = decode(pair);
      push(index, a, b);
      push(index, b, a);
    }
    partnerIndex.set(family.pairs, index);
    return index;
  }

  function any(families: readonly Family[], singles: SinglesOfGate): Family {
    const paired = families.filter((family) => family.pairs.length > 0);
    const [only] = paired;
    const complete = singles.complete && families.every((family) => family.complete);
    if (only === undefined) return { ...singles, pairs: NO_PAIRS, complete };
    const minimal = (pair: number) => decode(pair).every((event) => !includes(singles.events, event));
    const total = paired.reduce((sum, family) => sum + family.pairs.length, 0);
    if (!afford(budget, total)) return { ...singles, pairs: NO_PAIRS, complete: false };
    // The pairs of a single part are shared, not copied: most gates only add events to one threshold.
    if (paired.length === 1 && only.pairs.every(minimal)) return { ...singles, pairs: only.pairs, complete };
    const pairs: number[] = [];
    for (const family of paired) {
      for (const pair of family.pairs) if (minimal(pair)) pairs.push(pair);
    }
    return { ...singles, pairs: distinct(pairs), complete };
  }

  function both(left: Family, right: Family): Family {
    const events = left.events.filter((event) => includes(right.events, event));
    const onlyLeft = left.events.filter((event) => !includes(events, event));
    const onlyRight = right.events.filter((event) => !includes(events, event));
    let complete = left.complete && right.complete;
    const pairs: number[] = [];
    if (afford(budget, onlyLeft.length * onlyRight.length)) {
      for (const a of onlyLeft) for (const b of onlyRight) pairs.push(encode(a, b));
    } else complete = false;
    // One event makes one side true alone, and the pair makes the other.
    for (const [alone, family] of [[onlyLeft, right] as const, [onlyRight, left] as const]) {
      if (family.pairs.length === 0) continue;
      const paired = partners(family);
      for (const a of alone) {
        const others = paired.get(a) ?? [];
        if (!afford(budget, others.length)) complete = false;
        else for (const b of others) pairs.push(encode(a, b));
      }
    }
    const [few, many] =
      left.pairs.length < right.pairs.length ? [left.pairs, right.pairs] : [right.pairs, left.pairs];
    if (!afford(budget, few.length)) complete = false;
    else for (const pair of few) if (includes(many, pair)) pairs.push(pair);
    return { events, pairs: distinct(pairs), complete };
  }

  function all(families: readonly Family[], singles: SinglesOfGate): Family {
    const size = (family: Family) => family.events.length + family.pairs.length;
    const [first, ...others] = [...families].sort((a, b) => size(a) - size(b));
    return first === undefined ? { ...singles, pairs: NO_PAIRS } : others.reduce(both, first);
  }

  function atLeast(least: number, families: readonly WeightedFamily[], singles: SinglesOfGate): Family {
    const { weightOf, partsOf } = weigh(families);
    const sharedWeight = (a: number, b: number) => {
      const other = new Set(partsOf.get(b));
      const shared = (partsOf.get(a) ?? []).filter((part) => other.has(part));
      return shared.reduce((sum, part) => sum + (families[part]?.weight ?? 0), 0);
    };
    let complete = singles.complete && families.every(({ family }) => family.complete);
    const pairs: number[] = [];

    const candidates = [...weightOf].filter(([event]) => !includes(singles.events, event));
    candidates.sort(([a, weightA], [b, weightB]) => weightB - weightA || a - b);
    for (const [index, [a, weightA]] of candidates.entries()) {
      for (let next = index + 1; next < candidates.length; next += 1) {
        const [b, weightB] = candidates[next] ?? [a, 0];
        if (weightA + weightB < least) break;
        if (!afford(budget, 1 + (partsOf.get(a)?.length ?? 0) + (partsOf.get(b)?.length ?? 0))) {
          complete = false;
          break;
        }
        if (weightA + weightB - sharedWeight(a, b) >= least) pairs.push(encode(a, b));
      }
    }

    const weightOfPair = new Map<number, number>();
    for (const { family, weight } of families) {
      if (!afford(budget, family.pairs.length)) complete = false;
      else for (const pair of family.pairs) weightOfPair.set(pair, (weightOfPair.get(pair) ?? 0) + weight);
    }
    for (const [pair, weight] of weightOfPair) {
      const [a, b] = decode(pair);
      if (includes(singles.events, a) || includes(singles.events, b)) continue;
      const alone = (weightOf.get(a) ?? 0) + (weightOf.get(b) ?? 0);
      if (alone + weight >= least && alone + weight - sharedWeight(a, b) >= least) pairs.push(pair);
    }
    return { ...singles, pairs: distinct(pairs), complete };
  }

  return { any, all, atLeast, decode };
}

export const NO_PAIRS: Float64Array = new Float64Array(0);

/** For each event, the parts that it makes true alone and what they weigh together. */
function weigh(families: readonly WeightedFamily[]) {
  const weightOf = new Map<number, number>();
  const partsOf = new Map<number, number[]>();
  families.forEach(({ family, weight }, part) => {
    for (const event of family.events) {
      weightOf.set(event, (weightOf.get(event) ?? 0) + weight);
      push(partsOf, event, part);
    }
  });
  return { weightOf, partsOf };
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function includes(ascending: Int32Array | Float64Array, value: number): boolean {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? value) < value) from = middle + 1;
    else to = middle;
  }
  return ascending[from] === value;
}

function distinct(pairs: readonly number[]): Float64Array {
  if (pairs.length === 0) return NO_PAIRS;
  const sorted = Float64Array.from(pairs).sort();
  return sorted.filter((pair, index) => index === 0 || pair !== sorted[index - 1]);
}
