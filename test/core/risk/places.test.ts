import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix } from "../../../src/core/analyze.ts";
import type { Vm } from "../../../src/core/project/project.ts";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { type OneFailure, oneFailure } from "../../../src/core/risk/oneFailure.ts";
import { placeIndex } from "../../../src/core/risk/places.ts";
import { moveEdits } from "../../../src/core/rules/mending.ts";
import { randomEstate } from "../../support/randomEstates.ts";

const AS_OF = Date.UTC(2008, 7, 11);

describe("what one failure takes down", () => {
  test("is what the structure says when exactly that happens", () => {
    fc.assert(
      fc.property(randomEstate, (files) => {
        const { structure, project } = analyze(files, { asOf: AS_OF }).facts;
        const failure = oneFailure(structure);
        const truths = structure.events.map((_, event) => evaluate(structure, (each) => each === event));
        for (const vm of project.vms) {
          const gate = structure.vmGate.get(vm);
          if (gate === undefined) continue;
          const expected = structure.events.filter((_, event) => truths[event]?.[gate] === 1);
          expect(namesOf(failure, vm) ?? structure.events.map((domain) => domain.id)).toEqual(
            expected.map((domain) => domain.id),
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a place that a VM may go to", () => {
  test("is left by the baskets that it is said to leave, once the VM stands there", () => {
    let moved = 0;
    fc.assert(
      fc.property(randomEstate, fc.nat(), fc.nat(), (files, which, where) => {
        const before = analyze(files, { asOf: AS_OF });
        const { structure, project } = before.facts;
        const failure = oneFailure(structure);
        const places = placeIndex(project, structure, failure);
        const vm = project.vms[which % Math.max(1, project.vms.length)];
        if (vm?.service === undefined || !vm.counts) return;
        const spots = places.spotsFor(vm, vm.service);
        const spot = spots[where % Math.max(1, spots.length)];
        const edits = spot && moveEdits(project, vm, spot);
        const after = edits && applyFix(before, { title: "move", edits });
        if (spot === undefined || after === undefined) return;
        moved++;
        const now = fatalAfter(after, vm);
        for (const basket of failure.ofVm(vm) ?? []) {
          if (places.leaves(vm, vm.service, spot, basket))
            expect(now, `${vm.name} to ${spot.host?.name}`).not.toContain(basket.id);
        }
      }),
      { numRuns: 150 },
    );
    expect(moved).toBeGreaterThan(15);
  }, 60_000);
});

function namesOf(failure: OneFailure, vm: Vm): readonly string[] | undefined {
  const fatal = failure.ofVm(vm);
  return fatal && [...fatal].map((domain) => domain.id);
}

function fatalAfter(after: Analysis, vm: Vm): readonly string[] {
  const { structure, project } = after.facts;
  const moved = project.vms.filter((each) => each.name === vm.name);
  expect(moved.length).toBe(1);
  return moved.flatMap((each) => namesOf(oneFailure(structure), each) ?? []);
}
