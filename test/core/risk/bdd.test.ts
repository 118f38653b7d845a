import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBdd } from "../../../src/core/risk/bdd.ts";
import { diagrams, type TreeGate } from "../../../src/core/risk/faultTree.ts";
import { families } from "../../../src/core/risk/minimal.ts";
import { BEYOND } from "../../../src/core/risk/nodes.ts";
import { probabilities } from "../../../src/core/risk/probability.ts";

const EVENTS = 9;

/** Any fault tree over nine events: gates of every kind over what was made before, the last one on top. */
const trees = fc
  .array(
    fc.record({
      op: fc.constantFrom("or", "and", "atLeast", "not"),
      parts: fc.uniqueArray(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 }),
      weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
      least: fc.integer({ min: 1, max: 8 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((made) => {
    const gates: TreeGate[] = Array.from({ length: EVENTS }, (_, event) => ({ op: "event", event }));
    for (const { op, parts, weights, least } of made) {
      const of = [...new Set(parts.map((part) => part % gates.length))];
      const [first = 0] = of;
      if (op === "not") gates.push({ op, part: first });
      else if (op === "atLeast")
        gates.push({ op, least, parts: of.map((gate, at) => ({ gate, weight: weights[at] ?? 1 })) });
      else gates.push({ op: op === "or" ? "or" : "and", parts: of });
    }
    return gates;
  });

/** What is true in one state, by definition. */
function truthOf(gates: readonly TreeGate[], state: number): readonly boolean[] {
  const truth: boolean[] = [];
  for (const gate of gates) {
    const at = (part: number) => truth[part] === true;
    switch (gate.op) {
      case "never":
        truth.push(false);
        break;
      case "always":
        truth.push(true);
        break;
      case "event":
        truth.push((state & (1 << gate.event)) !== 0);
        break;
      case "not":
        truth.push(!at(gate.part));
        break;
      case "or":
        truth.push(gate.parts.some(at));
        break;
      case "and":
        truth.push(gate.parts.every(at));
        break;
      case "atLeast":
        truth.push(
          gate.parts.reduce((sum, part) => sum + (at(part.gate) ? part.weight : 0), 0) >= gate.least,
        );
    }
  }
  return truth;
}

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: EVENTS,
  maxLength: EVENTS,
});

function chanceOf(state: number, q: readonly number[]): number {
  return q.reduce((product, each, event) => product * ((state & (1 << event)) !== 0 ? each : 1 - each), 1);
}

const STATES = Array.from({ length: 1 << EVENTS }, (_, state) => state);

describe("the diagram of any fault tree", () => {
  it("has the probability and the Birnbaum importances that all its states together have", () => {
    fc.assert(
      fc.property(trees, chances, (gates, q) => {
        const root = gates.length - 1;
        const made = diagrams(gates);
        const of = probabilities(made.bdd, (level) => q[made.eventAt(level)] ?? 0);
        const node = made.of(root);
        const isDown = STATES.map((state) => truthOf(gates, state)[root] === true);
        const given = (fixed: readonly number[]) =>
          STATES.reduce((sum, state) => sum + (isDown[state] ? chanceOf(state, fixed) : 0), 0);
        expect(of.of(node)).toBeCloseTo(given(q), 12);
        const importance = of.birnbaum(node);
        for (let event = 0; event < EVENTS; event++) {
          const expected = given(q.with(event, 1)) - given(q.with(event, 0));
          const level = [...importance.keys()].find((each) => made.eventAt(each) === event);
          expect(level === undefined ? 0 : importance.get(level)).toBeCloseTo(expected, 12);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("has the minimal cut sets of every order that its states have, where it has no negation", () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 0, max: EVENTS }), (gates, order) => {
        fc.pre(gates.every(({ op }) => op !== "not"));
        const root = gates.length - 1;
        const made = diagrams(gates);
        const all = families(made.bdd);
        const family = all.minimal(made.of(root), order);
        const found = [...all.sets(family)].map((set) =>
          set.reduce((state, level) => state | (1 << made.eventAt(level)), 0),
        );
        const isDown = (state: number) => truthOf(gates, state)[root] === true;
        const smaller = (state: number) =>
          Array.from({ length: EVENTS }, (_, event) => state & ~(1 << event)).filter(
            (each) => each !== state,
          );
        const expected = STATES.filter(
          (state) => bits(state) <= order && isDown(state) && !smaller(state).some(isDown),
        );
        expect(found.sort((a, b) => a - b)).toEqual(expected);
        const counts = all.counts(family);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(expected.length);
        for (const state of expected) expect(counts[bits(state)]).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

function bits(state: number): number {
  return state.toString(2).replaceAll("0", "").length;
}

describe("a budget that ends", () => {
  /** Two of forty, and each of them only with another of forty: no order makes that small. */
  const gates: readonly TreeGate[] = [
    ...Array.from({ length: 60 }, (_, event): TreeGate => ({ op: "event", event })),
    ...Array.from({ length: 30 }, (_, at): TreeGate => ({ op: "and", parts: [at, 59 - at] })),
    {
      op: "atLeast",
      least: 9,
      parts: Array.from({ length: 30 }, (_, at) => ({ gate: 60 + at, weight: at + 1 })),
    },
  ];
  const root = gates.length - 1;

  it("is said, by steps and by nodes, and by every gate above", () => {
    const few = createBdd(100);
    expect(diagrams(gates, few).of(root)).toBe(BEYOND);
    const short = createBdd();
    short.grant(100);
    const made = diagrams([...gates, { op: "or", parts: [0, root] }], short);
    expect(made.of(root + 1)).toBe(BEYOND);
    expect(short.left()).toBe(0);
    expect(made.of(3)).toBeGreaterThan(0);
  });

  it("ends also a tree that is too deep for the stack", () => {
    const count = 5_000;
    const gates: TreeGate[] = Array.from({ length: count }, (_, event) => ({ op: "event", event }));
    const pairs = (apart: number) => {
      const first = gates.length;
      for (let at = 0; at + apart < count; at++) gates.push({ op: "and", parts: [at, at + apart] });
      const parts = Array.from({ length: gates.length - first }, (_, at) => first + at);
      return gates.push({ op: "or", parts }) - 1;
    };
    const [near, far] = [pairs(1), pairs(2)];
    gates.push({ op: "and", parts: [near, far] });
    const made = diagrams(gates);
    expect(made.of(near)).toBeGreaterThan(0);
    expect(made.of(gates.length - 1)).toBe(BEYOND);
  });
});
