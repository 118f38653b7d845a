import { unavailability } from "../project/domains.ts";
import type { Domain } from "../project/project.ts";
import { createBdd } from "./bdd.ts";
import { type CutSets, cutSets } from "./cutSets.ts";
import { coneOf, type Diagrams, diagrams } from "./faultTree.ts";
import { families } from "./minimal.ts";
import { BEYOND } from "./nodes.ts";
import { type Probabilities, probabilities } from "./probability.ts";
import type { Range } from "./score.ts";
import type { Structure } from "./structure.ts";

/** How likely the gates of an estate are true, exactly where the budget allows it. */
export interface Chances {
  /**
   * Of each of the gates, in their order. Exact where both ends are the same; else the truth lies between them for
   * certain.
   */
  readonly all: (gates: readonly number[]) => readonly Range[];
  /** Undefined where the budget ended. */
  readonly exact: (gate: number) => number | undefined;
  /** Of every failure domain that the gate asks about, in the order of `Structure.events`; undefined where the budget ended. */
  readonly importance: (gate: number) => readonly Importance[] | undefined;
  /** The minimal cut sets of at most this order; undefined where the budget ended. */
  readonly minimal: (gate: number, order: number) => readonly (readonly Domain[])[] | undefined;
}

export interface Importance {
  readonly domain: Domain;
  /** How much likelier the gate is true with this domain down than with it up (Birnbaum 1969). */
  readonly birnbaum: number;
  /**
   * The share of the unavailability that would go if this domain never failed, `q·B/Q`: Fussell–Vesely importance,
   * counting a failed cut set where the domain decides. Also called criticality importance; the form that counts
   * every failed cut set with the domain is larger only by states with two causes at once (docs/risk.md).
   */
  readonly fussellVesely: number;
}

export interface ChanceLimits {
  /** Steps for one gate: a fraction of a second. */
  readonly stepsOfOne: number;
  /** Steps for all gates together. */
  readonly stepsOfAll: number;
}

/** A diagram with more nodes is laid away and a new one begun. */
const NODES_KEPT = 500_000;
const MOST_NODES = 1_000_000;

const ANYTHING: Range = { low: 0, high: 1 };

interface Work {
  readonly diagrams: Diagrams;
  readonly probabilities: Probabilities;
}

/** `chance` is the unavailability of each basic event, between 0 and 1. */
export function chances(
  structure: Structure,
  limits: ChanceLimits,
  chance: (domain: Domain) => number = unavailability,
): Chances {
  const { gates, events } = structure;
  const q = events.map(chance);
  let left = limits.stepsOfAll;
  /** Gates that no fresh diagram holds either: nobody tries them again. */
  const hopeless = new Set<number>();
  let work = newWork();

  function newWork(): Work {
    const made = diagrams(gates, createBdd(MOST_NODES), hopeless);
    return {
      diagrams: made,
      probabilities: probabilities(made.bdd, (level) => q[made.eventAt(level)] ?? 0),
    };
  }

  /** The gate's function in today's diagram; negative where the budget ended. */
  function nodeOf(gate: number): number {
    if (left <= 0) return BEYOND;
    if (work.diagrams.bdd.nodes.count() > NODES_KEPT) work = newWork();
    const isFresh = work.diagrams.bdd.nodes.count() === 2;
    const ended = work.diagrams.beyond().length;
    const node = made(gate);
    // Nothing new ended: it stands on a gate that is hopeless.
    if (node >= 0 || work.diagrams.beyond().length === ended) return node;
    // Perhaps what was there before left too little room.
    if (!isFresh) work = newWork();
    const again = isFresh ? node : made(gate);
    for (const each of work.diagrams.beyond()) hopeless.add(each);
    return again;
  }

  function made(gate: number): number {
    const { bdd } = work.diagrams;
    const granted = Math.min(limits.stepsOfOne, left);
    bdd.grant(granted);
    const node = work.diagrams.of(gate);
    left -= granted - bdd.left();
    return node;
  }

  function exact(gate: number): number | undefined {
    const node = nodeOf(gate);
    return node < 0 ? undefined : work.probabilities.of(node);
  }

  return {
    exact,
    all(wanted) {
      const counted = wanted.map(exact);
      const open = wanted.filter((_, index) => counted[index] === undefined);
      const found = open.length === 0 ? [] : cutSets(structure, open, 2);
      const between = new Map(open.map((gate, index) => [gate, bounds(structure, gate, found[index], q)]));
      return wanted.map((gate, index) => {
        const chance = counted[index];
        return chance === undefined ? (between.get(gate) ?? ANYTHING) : { low: chance, high: chance };
      });
    },
    importance(gate) {
      const node = nodeOf(gate);
      if (node < 0) return undefined;
      const total = work.probabilities.of(node);
      const byEvent = new Map<number, number>();
      for (const [level, birnbaum] of work.probabilities.birnbaum(node))
        byEvent.set(work.diagrams.eventAt(level), birnbaum);
      return eventsBelow(structure, gate).flatMap((event) => {
        const domain = events[event];
        if (domain === undefined) return [];
        const birnbaum = byEvent.get(event) ?? 0;
        return { domain, birnbaum, fussellVesely: total > 0 ? ((q[event] ?? 0) * birnbaum) / total : 0 };
      });
    },
    minimal(gate, order) {
      const node = nodeOf(gate);
      if (node < 0) return undefined;
      const all = families(work.diagrams.bdd, MOST_NODES);
      const family = all.minimal(node, order);
      if (family < 0) return undefined;
      return [...all.sets(family)].map((set) =>
        set.flatMap((level) => events[work.diagrams.eventAt(level)] ?? []),
      );
    },
  };
}

/** The basic events that a gate asks about, also those that turn out not to matter. */
function eventsBelow({ gates }: Structure, gate: number): readonly number[] {
  const cone = coneOf(gates, gate, new Set());
  return cone
    .flatMap((index) => {
      const each = gates[index];
      return each?.op === "event" ? [each.event] : [];
    })
    .sort((a, b) => a - b);
}

/**
 * Where no diagram fits: all states with at most two of the domains down that are no cut set of order 1
 * themselves are looked at one by one, which the cut sets of order 2 decide; the others are taken as up for
 * the lower end and as down for the upper one.
 */
function bounds(structure: Structure, gate: number, found: CutSets | undefined, q: readonly number[]): Range {
  if (found === undefined) return ANYTHING;
  if (found.sets.some((set) => set.length === 0)) return { low: 1, high: 1 };
  const indices = found.sets.map((set) => set.map((domain) => structure.eventOf.get(domain) ?? -1));
  const alone = new Set(indices.flatMap((set) => (set.length === 1 ? set : [])));
  const odds = (event: number) => (q[event] ?? 0) / (1 - (q[event] ?? 0));
  let withoutAlone = 1;
  for (const event of alone) withoutAlone *= 1 - (q[event] ?? 0);
  let none = 1;
  let sum = 0;
  let squares = 0;
  for (const event of eventsBelow(structure, gate)) {
    if (alone.has(event)) continue;
    none *= 1 - (q[event] ?? 0);
    sum += odds(event);
    squares += odds(event) ** 2;
  }
  const pairs = indices.filter((set) => set.length === 2);
  const down = none * pairs.reduce((total, [a = -1, b = -1]) => total + odds(a) * odds(b), 0);
  // One or two of the domains down; with cut sets missing it is not known which pairs matter.
  const seen = found.complete ? none * (1 + sum + (sum ** 2 - squares) / 2) : 0;
  const unseen = found.complete ? Math.max(0, 1 - seen) : 1 - down;
  const whole = (chance: number) => 1 - withoutAlone * (1 - chance);
  return { low: whole(down), high: Math.min(1, whole(Math.min(1, down + unseen))) };
}
