import { type Bdd, createBdd } from "./bdd.ts";
import type { Gate } from "./gates.ts";
import { BEYOND, FALSE, TRUE } from "./nodes.ts";

/**
 * A gate of any fault tree: those of estates, which are monotone, and besides them the negation that public
 * benchmarks use. Parts come before the gates that they are part of.
 */
export type TreeGate = Gate | { readonly op: "not"; readonly part: number };

/** Fault trees as decision diagrams, in one order of the events: made once for each gate and shared. */
export interface Diagrams {
  readonly bdd: Bdd;
  /** The diagram that is true when the gate is; `BEYOND` where the budget has ended. */
  readonly of: (gate: number) => number;
  /** Gates for which the budget ended, and not for a part of theirs: what they are part of is beyond it too. */
  readonly beyond: () => readonly number[];
  /** The event that is asked on a level. */
  readonly eventAt: (level: number) => number;
}

/**
 * `gates` may grow afterwards. Events are asked in the order in which a walk from the gates asked for meets
 * them, in each gate those first that most gates share: what much depends on is decided early, and what
 * belongs together (the hosts of a rack) stays together. In that order estates have small diagrams. `beyond` are
 * gates that are known to be beyond the budget.
 */
export function diagrams(
  gates: readonly TreeGate[],
  bdd: Bdd = createBdd(),
  beyond: Iterable<number> = [],
): Diagrams {
  const order = eventOrder(gates);
  const known = new Map<number, number>();
  for (const gate of beyond) known.set(gate, BEYOND);
  const ended: number[] = [];
  const at = (gate: number) => known.get(gate) ?? FALSE;

  function make(gate: TreeGate): number {
    switch (gate.op) {
      case "never":
        return FALSE;
      case "always":
        return TRUE;
      case "event":
        return bdd.variable(order.levelOf(gate.event));
      case "not":
        return bdd.not(at(gate.part));
      case "or":
        return joined(gate.parts.map(at), bdd.or, bdd);
      case "and":
        return joined(gate.parts.map(at), bdd.and, bdd);
      case "atLeast":
        return bdd.atLeast(
          gate.least,
          gate.parts.map((part) => ({ node: at(part.gate), weight: part.weight })),
        );
    }
  }

  return {
    bdd,
    beyond: () => ended,
    eventAt: order.eventAt,
    of(root) {
      if (known.has(root)) return at(root);
      order.visit(root);
      for (const index of coneOf(gates, root, known)) {
        const gate = gates[index];
        if (gate === undefined) continue;
        const inherited = partsOf(gate).some((part) => at(part) === BEYOND);
        const node = inherited ? BEYOND : make(gate);
        if (node === BEYOND && !inherited) ended.push(index);
        known.set(index, node);
      }
      return at(root);
    },
  };
}

/** The deepest first, so that each step lays a little on top of what is there. */
function joined(parts: readonly number[], join: (f: number, g: number) => number, { nodes }: Bdd): number {
  const sorted = [...parts].sort((a, b) => nodes.level(b) - nodes.level(a) || a - b);
  return sorted.reduce((whole, part) => join(part, whole));
}

export function partsOf(gate: TreeGate | undefined): readonly number[] {
  switch (gate?.op) {
    case "or":
    case "and":
      return gate.parts;
    case "atLeast":
      return gate.parts.map((part) => part.gate);
    case "not":
      return [gate.part];
    default:
      return [];
  }
}

/** The gates that a root needs and that are not known yet, parts before what they are part of. */
export function coneOf(
  gates: readonly TreeGate[],
  root: number,
  known: { readonly has: (gate: number) => boolean },
): readonly number[] {
  const wanted = new Set([root]);
  for (const gate of wanted) {
    if (known.has(gate)) wanted.delete(gate);
    else for (const part of partsOf(gates[gate])) wanted.add(part);
  }
  return [...wanted].sort((a, b) => a - b);
}

interface EventOrder {
  readonly visit: (gate: number) => void;
  readonly levelOf: (event: number) => number;
  readonly eventAt: (level: number) => number;
}

function eventOrder(gates: readonly TreeGate[]): EventOrder {
  const levels = new Map<number, number>();
  const events: number[] = [];
  const visited = new Set<number>();
  const shared = sharing(gates);
  const below = new Map<number, readonly number[]>();

  function add(event: number): void {
    if (levels.has(event)) return;
    levels.set(event, events.length);
    events.push(event);
  }

  return {
    visit(root) {
      // The last of the stack is next: parts are laid on it in reverse.
      const stack = [root];
      for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
        if (visited.has(index)) continue;
        visited.add(index);
        const gate = gates[index];
        if (gate?.op === "event") add(gate.event);
        const parts = partsOf(gate).filter((part) => !visited.has(part));
        stack.push(...[...sortedBySharing(parts)].reverse());
      }
    },
    levelOf: (event) => levels.get(event) ?? 0,
    eventAt: (level) => events[level] ?? 0,
  };

  function sortedBySharing(parts: readonly number[]): readonly number[] {
    const keyed = parts.map((part) => ({
      part,
      isEvent: gates[part]?.op === "event",
      stands: standsOn(part),
    }));
    return keyed
      .sort(
        (a, b) =>
          Number(b.isEvent) - Number(a.isEvent) ||
          shared(b.part) - shared(a.part) ||
          compare(a.stands, b.stands),
      )
      .map(({ part }) => part);
  }

  /** The events right below a gate, those first that most gates share: hosts of one rack begin alike. */
  function standsOn(part: number): readonly number[] {
    const known = below.get(part);
    if (known !== undefined) return known;
    const events = partsOf(gates[part]).filter((each) => gates[each]?.op === "event");
    events.sort((a, b) => shared(b) - shared(a) || a - b);
    below.set(part, events);
    return events;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** How many gates a gate is part of, counted as far as there are gates. */
function sharing(gates: readonly TreeGate[]): (gate: number) => number {
  const counts: number[] = [];
  let counted = 0;
  return (gate) => {
    for (; counted < gates.length; counted += 1) {
      for (const part of partsOf(gates[counted])) counts[part] = (counts[part] ?? 0) + 1;
    }
    return counts[gate] ?? 0;
  };
}
