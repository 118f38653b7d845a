import { afford, type Budget } from "./budget.ts";
import type { Gate, WeightedPart } from "./gates.ts";
import type { Structure } from "./structure.ts";

/** The minimal cut sets of order 1, for each gate: the events that make it true alone. */
export interface Singles {
  /** By gate: events in ascending order. Empty for a gate that is always true: it needs no event. */
  readonly events: readonly Int32Array[];
  /** By gate: 0 where the budget ended before all were found; those that are listed hold nevertheless. */
  readonly complete: Uint8Array;
}

/** Far more than an estate of 200 hosts and 4,000 VMs takes (half a million). */
const STEPS = 5_000_000;

/** The events that make each gate true alone, for all gates in one pass. */
export function singles(structure: Structure, steps = STEPS): Singles {
  const { gates, events } = structure;
  const count = singlesCounter(events.length, { left: steps });
  const found: SinglesOfGate[] = [];
  const unknown: SinglesOfGate = { events: NO_EVENTS, complete: false };
  for (const gate of gates) found.push(count(thresholdOf(gate), (part) => found[part] ?? unknown));
  return {
    events: found.map((answer) => answer.events),
    complete: Uint8Array.from(found, (answer) => (answer.complete ? 1 : 0)),
  };
}

export interface SinglesOfGate {
  /** Ascending. */
  readonly events: Int32Array;
  readonly complete: boolean;
}

const NO_EVENTS: Int32Array = new Int32Array(0);

/** Any gate as a threshold over weighted parts: `or` needs one of them, `and` all. */
export interface Threshold {
  readonly least: number;
  readonly parts: readonly WeightedPart[];
  /** For a gate that is a basic event. */
  readonly event?: number;
}

export function thresholdOf(gate: Gate): Threshold {
  switch (gate.op) {
    case "event":
      return { least: 1, parts: [], event: gate.event };
    case "or":
      return { least: 1, parts: gate.parts.map(unit) };
    case "and":
      return { least: gate.parts.length, parts: gate.parts.map(unit) };
    case "atLeast":
      return gate;
    default:
      return { least: 1, parts: [] };
  }
}

export function unit(gate: number): WeightedPart {
  return { gate, weight: 1 };
}

/**
 * Counts, for each event, the weight of the parts that it makes true alone: those with enough of it
 * make the threshold true. The array over the events is made once and reused from gate to gate.
 */
export function singlesCounter(eventCount: number, budget: Budget) {
  const weightOf = new Float64Array(eventCount);
  return (threshold: Threshold, known: (part: number) => SinglesOfGate): SinglesOfGate => {
    if (threshold.event !== undefined) return { events: Int32Array.of(threshold.event), complete: true };
    let complete = true;
    const touched: number[] = [];
    for (const part of threshold.parts) {
      const { events, complete: whole } = known(part.gate);
      const affordable = afford(budget, events.length + 1);
      if (!whole || !affordable) complete = false;
      if (!affordable) continue;
      for (const event of events) {
        const before = weightOf[event] ?? 0;
        if (before === 0) touched.push(event);
        weightOf[event] = before + part.weight;
      }
    }
    const enough = touched.filter((event) => (weightOf[event] ?? 0) >= threshold.least);
    for (const event of touched) weightOf[event] = 0;
    return { events: enough.length === 0 ? NO_EVENTS : Int32Array.from(enough).sort(), complete };
  };
}
