import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix } from "../../../src/core/analyze.ts";
import type { Vm } from "../../../src/core/project/project.ts";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { type OneFailure, oneFailure } from "../../../src/core/risk/oneFailure.ts";
import { placeIndex } from "../../../src/core/risk/places.ts";
import { moveEdits } from "../../../src/core/rules/mending.ts";
import { basketName } from "../../../src/core/rules/wording.ts";
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

describe("a basket that a service with VMs to spare can leave", () => {
  test("is named for the service, or for the environment or cluster of each of its VMs", () => {
    const ways = { service: 0, everywhere: 0 };
    fc.assert(
      fc.property(randomEstate, (files) => {
        const { findings, facts } = analyze(files, { asOf: AS_OF });
        const { structure, project, failure } = facts;
        const places = facts.places();
        const names = (rule: string, kind: string, name: string, basket: string) =>
          findings.some(
            ({ rule: own, subject, related }) =>
              own === rule &&
              subject?.kind === kind &&
              subject.name === name &&
              related?.some(({ message }) => message === `This is ${basket}.`),
          );
        const isDown = evaluate(structure, () => false);
        structure.events.forEach((domain, event) => {
          if (domain.kind === "build" || domain.kind === "release") return;
          const truths = evaluate(structure, (each) => each === event);
          for (const service of project.services) {
            const gate = structure.ownGate.get(service);
            if (gate === undefined || truths[gate] !== 1) continue;
            const up = service.placed.filter((vm) => isDown[structure.vmGate.get(vm) ?? 0] !== 1);
            if (up.length <= service.needs) continue;
            const on = service.placed.filter((vm) => failure.ofVm(vm)?.has(domain));
            const canLeave = on
              .slice(-4)
              .some((vm) =>
                places.spotsFor(vm, service).some((spot) => places.leaves(vm, service, spot, domain)),
              );
            if (!canLeave) continue;
            const basket = basketName(domain);
            const said = names("single-basket", "service", service.name, basket);
            const everywhere = on.every(
              ({ environment, cluster }) =>
                names("estate-basket", "environment", environment.name, basket) ||
                (cluster !== undefined && names("estate-basket", "cluster", cluster.name, basket)),
            );
            if (said) ways.service++;
            else ways.everywhere++;
            expect(said || everywhere, `${service.name} on ${basket}`).toBe(true);
          }
        });
      }),
      { numRuns: 300 },
    );
    expect(ways.service).toBeGreaterThan(20);
    expect(ways.everywhere).toBeGreaterThan(5);
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
