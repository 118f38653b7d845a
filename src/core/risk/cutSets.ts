import type { Domain } from "../project/project.ts";
import type { Gate } from "./gates.ts";
import { type Family, NO_PAIRS, type PairCounter, pairCounter } from "./pairs.ts";
import { type SinglesOfGate, singlesCounter, type Threshold, thresholdOf, unit } from "./singles.ts";
import type { Structure } from "./structure.ts";

/** The minimal cut sets of one gate: smallest sets of failure domains that are enough to take it down. */
export interface CutSets {
  /** By number of domains, then in the order of `Structure.events`. One empty set: it is down already. */
  readonly sets: readonly (readonly Domain[])[];
  /** false: the budget ended before all were found. Those that are listed take it down nevertheless. */
  readonly complete: boolean;
}

/** Events and pairs looked at, about a second of work; a service of an ordinary estate takes thousands. */
const STEPS = 5_000_000;

/**
 * The minimal cut sets up to `order` of each of the gates, in their order (NUREG-0492, "Fault Tree
 * Handbook", VII): bottom-up over what the gates share, cut off above the order, which loses nothing
 * since all gates are monotone. Order 1 of all services at once is cheaper with `singles`.
 */
export function cutSets(
  structure: Structure,
  gates: readonly number[],
  order: 1 | 2,
  steps = STEPS,
): readonly CutSets[] {
  const { events } = structure;
  const count = singlesCounter(events.length, { left: steps });
  const pairs = pairCounter(events.length, { left: steps });
  const known = new Map<number, Family>();
  const familyOf = (gate: number): Family => known.get(gate) ?? UNKNOWN;
  for (const { index, gate, threshold } of cone(structure.gates, gates)) {
    const singles = count(threshold, familyOf);
    known.set(
      index,
      order === 1 ? { ...singles, pairs: NO_PAIRS } : paired(gate, threshold, singles, familyOf, pairs),
    );
  }

  const domains = (set: readonly number[]) =>
    set.map((event) => events[event]).filter((domain) => domain !== undefined);
  return gates.map((index) => {
    if (structure.gates[index]?.op === "always") return { sets: [[]], complete: true };
    const family = familyOf(index);
    const sets = [
      ...Array.from(family.events, (event) => [event]),
      ...Array.from(family.pairs, pairs.decode),
    ];
    return { sets: sets.map(domains), complete: family.complete };
  });
}

const UNKNOWN: Family = { events: new Int32Array(0), pairs: NO_PAIRS, complete: false };

function paired(
  gate: Gate,
  threshold: Threshold,
  singles: SinglesOfGate,
  familyOf: (gate: number) => Family,
  pairs: PairCounter,
): Family {
  const families = threshold.parts.map((part) => ({ family: familyOf(part.gate), weight: part.weight }));
  if (gate.op === "atLeast") return pairs.atLeast(threshold.least, families, singles);
  const unweighted = families.map(({ family }) => family);
  return gate.op === "and" ? pairs.all(unweighted, singles) : pairs.any(unweighted, singles);
}

interface ConeGate {
  readonly index: number;
  readonly gate: Gate;
  readonly threshold: Threshold;
}

/**
 * The gates that the roots need, children before parents. Chains of `or` are taken as one: a service at
 * the end of ten thousand dependencies asks for one union, not for ten thousand growing ones.
 */
function cone(gates: readonly Gate[], roots: readonly number[]): readonly ConeGate[] {
  const wanted = new Set(roots);
  const found: ConeGate[] = [];
  for (const index of wanted) {
    const gate = gates[index];
    if (gate === undefined) continue;
    const threshold =
      gate.op === "or"
        ? { least: 1, parts: unitedParts(gates, gate.parts, wanted).map(unit) }
        : thresholdOf(gate);
    for (const part of threshold.parts) wanted.add(part.gate);
    found.push({ index, gate, threshold });
  }
  return found.sort((a, b) => a.index - b.index);
}

/** What an `or` unites, through every `or` below it that is not wanted for itself. */
function unitedParts(
  gates: readonly Gate[],
  parts: readonly number[],
  wanted: ReadonlySet<number>,
): readonly number[] {
  const seen = new Set(parts);
  const united: number[] = [];
  for (const part of seen) {
    const gate = gates[part];
    if (gate?.op !== "or" || wanted.has(part)) united.push(part);
    else for (const inner of gate.parts) seen.add(inner);
  }
  return united;
}
