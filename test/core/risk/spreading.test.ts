import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { spreading } from "../../../src/core/risk/spreading.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { projectOf } from "../../support/project.ts";
import { smallEstate, TODAY } from "./estates.ts";

it("one event after the other comes to the state in which all of them have happened", () => {
  fc.assert(
    fc.property(smallEstate(), fc.array(fc.nat(), { maxLength: 8 }), (estate, picks) => {
      const structure = structureOf(projectOf(estate, TODAY));
      const count = structure.events.length;
      const spread = new Set<number>();
      const told: number[] = [];
      const add = spreading(structure)((gate) => {
        told.push(gate);
        spread.add(gate);
      });
      const happened = new Set<number>();
      for (const pick of count === 0 ? [] : picks) {
        happened.add(pick % count);
        add(pick % count);
        const truth = evaluate(structure, (event) => happened.has(event));
        expect([...spread].sort((a, b) => a - b)).toEqual(
          [...truth.keys()].filter((gate) => truth[gate] === 1),
        );
      }
      // Each gate is told once.
      expect(told.length).toBe(spread.size);
    }),
    { numRuns: 300 },
  );
});
