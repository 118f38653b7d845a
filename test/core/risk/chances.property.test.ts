import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Domain, Project, Service } from "../../../src/core/project/project.ts";
import { type ChanceLimits, type Chances, chances } from "../../../src/core/risk/chances.ts";
import { cutSets } from "../../../src/core/risk/cutSets.ts";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import type { Range } from "../../../src/core/risk/score.ts";
import { type Structure, structureOf } from "../../../src/core/risk/structure.ts";
import { projectOf } from "../../support/project.ts";
import { smallEstate, TODAY } from "./estates.ts";
import { oracle } from "./oracle.ts";

const LIMITS: ChanceLimits = { stepsOfOne: 1_000_000, stepsOfAll: 100_000_000 };

/** So many domains of an estate may fail, and all states of these are looked at; the others never do. */
const FAILING = 5;

interface Posed {
  readonly project: Project;
  readonly structure: Structure;
  readonly failing: readonly Domain[];
  readonly q: ReadonlyMap<Domain, number>;
  readonly chance: (domain: Domain) => number;
}

/** What is drawn is small, so that a counterexample can be read; what follows from it is made by `pose`. */
const drawn = fc.tuple(
  smallEstate(),
  fc.array(fc.nat(), { minLength: FAILING, maxLength: FAILING }),
  often(FAILING),
);

/** An estate in which a few domains, drawn from those that services stand on, fail often. */
function pose([estate, picks, levels]: Drawn): Posed {
  const project = projectOf(estate, TODAY);
  const structure = structureOf(project);
  const below = domainsBelow(structure);
  const failing = [...new Set(picks.flatMap((pick) => below[pick % Math.max(below.length, 1)] ?? []))];
  const q = new Map(failing.map((domain, index) => [domain, levels[index] ?? 0.5]));
  return { project, structure, failing, q, chance: (domain) => q.get(domain) ?? 0 };
}

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function chanceOf(chances: Chances, gate: number): Range {
  const [range] = chances.all([gate]);
  return range ?? { low: Number.NaN, high: Number.NaN };
}

function often(count: number) {
  return fc.array(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { minLength: count, maxLength: count });
}

function domainsBelow(structure: Structure): readonly Domain[] {
  const all = chances(structure, LIMITS);
  const gates = [...structure.serviceGate.values()];
  return [...new Set(gates.flatMap((gate) => (all.importance(gate) ?? []).map(({ domain }) => domain)))];
}

interface State {
  readonly down: ReadonlySet<Domain>;
  readonly chance: number;
}

function statesOf({ failing, q }: Posed): readonly State[] {
  let states: readonly State[] = [{ down: new Set(), chance: 1 }];
  for (const domain of failing) {
    const each = q.get(domain) ?? 0;
    states = states.flatMap(({ down, chance }) => [
      { down, chance: chance * (1 - each) },
      { down: new Set([...down, domain]), chance: chance * each },
    ]);
  }
  return states;
}

describe("the unavailability of the services of any small estate", () => {
  it("is what all states together give, each judged by the specification", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const estate = pose(given);
        const { project, structure } = estate;
        const exact = chances(structure, LIMITS, estate.chance);
        const total = new Map<Service, number>();
        for (const { down, chance } of statesOf(estate)) {
          const judge = oracle(project, (domain) => down.has(domain));
          for (const service of project.services)
            if (judge.service(service)) total.set(service, (total.get(service) ?? 0) + chance);
        }
        for (const service of project.services) {
          const gate = structure.serviceGate.get(service);
          if (gate === undefined) continue;
          const { low, high } = chanceOf(exact, gate);
          expect(low).toBe(high);
          expect(low).toBeCloseTo(total.get(service) ?? 0, 12);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("comes with the importance that each domain has by its definition", () => {
    fc.assert(
      fc.property(drawn, (made) => {
        const estate = pose(made);
        const { structure, failing, q } = estate;
        const given = (domain: Domain, fixed: number) =>
          chances(structure, LIMITS, (each) => (each === domain ? fixed : (q.get(each) ?? 0)));
        const now = chances(structure, LIMITS, estate.chance);
        const gates = [...new Set(structure.serviceGate.values())];
        for (const domain of failing) {
          const [without, certain] = [given(domain, 0), given(domain, 1)];
          for (const gate of gates) {
            const found = now.importance(gate)?.find((each) => each.domain === domain);
            const [total, low, high] = [
              chanceOf(now, gate).low,
              chanceOf(without, gate).low,
              chanceOf(certain, gate).low,
            ];
            expect(found?.birnbaum ?? 0).toBeCloseTo(high - low, 12);
            expect((found?.fussellVesely ?? 0) * total).toBeCloseTo(total - low, 12);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never falls when a domain fails more often", () => {
    fc.assert(
      fc.property(
        smallEstate(),
        fc.infiniteStream(fc.double({ min: 0, max: 0.9, noNaN: true })),
        (estate, levels) => {
          const structure = structureOf(projectOf(estate, TODAY));
          const q = new Map(structure.events.map((domain) => [domain, levels.next().value ?? 0]));
          const more = new Map(
            [...q].map(([domain, each]) => [domain, each + (1 - each) * (levels.next().value ?? 0)]),
          );
          const before = chances(structure, LIMITS, (domain) => q.get(domain) ?? 0);
          const after = chances(structure, LIMITS, (domain) => more.get(domain) ?? 0);
          for (const gate of structure.serviceGate.values())
            expect(chanceOf(after, gate).low).toBeGreaterThanOrEqual(chanceOf(before, gate).low - 1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never rises when a service that needs a whole number gets a VM that shares nothing", () => {
    fc.assert(
      fc.property(
        smallEstate(),
        fc.constantFrom(1, 1, 2),
        fc.infiniteStream(fc.double({ min: 0, max: 0.9, noNaN: true })),
        (estate, needs, levels) => {
          const environments = [...(estate.environments as readonly object[]), { name: "apart" }];
          const hosts = [
            ...(estate.hosts as readonly object[]).map((host) => ({ environment: "e", ...host })),
            { name: "apart-1", environment: "apart" },
          ];
          const clusters = (estate.clusters as readonly object[]).map((each) => ({
            environment: "e",
            ...each,
          }));
          const vms = estate.vms as readonly object[];
          const services = (estate.services as readonly object[]).map((each) => ({ ...each, needs }));
          const known = new Map<string, number>();
          const q = (domain: Domain) => {
            const before = known.get(domain.id) ?? levels.next().value ?? 0;
            known.set(domain.id, before);
            return before;
          };
          const of = (more: object) => {
            const { structure, project } = structured({
              ...estate,
              environments,
              clusters,
              hosts,
              services,
              ...more,
            });
            const all = chances(structure, LIMITS, q);
            const risks = new Map(
              [...structure.serviceGate].map(([{ name }, gate]) => [name, chanceOf(all, gate).low]),
            );
            return { risks, project };
          };
          const before = of({});
          // With fewer VMs than it needs a service is computed as needing all that it has.
          fc.pre((before.project.services.find(({ name }) => name === "s1")?.placed.length ?? 0) >= needs);
          const after = of({ vms: [...vms, { name: "apart", service: "s1", host: "apart-1" }] });
          for (const [name, unavailability] of before.risks)
            expect(after.risks.get(name), name).toBeLessThanOrEqual(unavailability + 1e-12);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("lies within the bounds that are given where the budget ends", () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0, 1, 5, 20), (given, steps) => {
        const estate = pose(given);
        const { structure } = estate;
        const exact = chances(structure, LIMITS, estate.chance);
        const short = chances(structure, { stepsOfOne: steps, stepsOfAll: steps * 10 }, estate.chance);
        for (const gate of structure.serviceGate.values()) {
          const [truth, { low, high }] = [chanceOf(exact, gate).low, chanceOf(short, gate)];
          expect(low).toBeLessThanOrEqual(truth + 1e-12);
          expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has the minimal cut sets that are found from below, and those of order 3 that its states have", () => {
    fc.assert(
      fc.property(smallEstate(), (estate) => {
        const structure = structureOf(projectOf(estate, TODAY));
        const all = chances(structure, LIMITS);
        for (const gate of new Set(structure.serviceGate.values())) {
          const found = all.minimal(gate, 3) ?? [];
          const [fromBelow] = cutSets(structure, [gate], 2);
          expect(names(found.filter((set) => set.length < 3))).toEqual(names(fromBelow?.sets ?? []));
          expect(names(found.filter((set) => set.length === 3))).toEqual(names(triplesOf(structure, gate)));
        }
      }),
      { numRuns: 60 },
    );
  });
});

function structured(estate: object): { readonly project: Project; readonly structure: Structure } {
  const project = projectOf({ ...estate }, TODAY);
  return { project, structure: structureOf(project) };
}

function triplesOf(structure: Structure, gate: number): readonly (readonly Domain[])[] {
  const events = structure.events.map((_, event) => event);
  const isDown = (set: readonly number[]) => evaluate(structure, (event) => set.includes(event))[gate] === 1;
  const used = eventsUsed(structure, gate, events);
  const triples: number[][] = [];
  for (const [first, a] of used.entries())
    for (const [second, b] of used.slice(first + 1).entries())
      for (const c of used.slice(first + second + 2)) triples.push([a, b, c]);
  return triples
    .filter((set) => isDown(set) && !set.some((event) => isDown(set.filter((each) => each !== event))))
    .map((set) => set.flatMap((event) => structure.events[event] ?? []));
}

/** Few enough to try all triples: those whose failure changes anything in some state of the others at hand. */
function eventsUsed(structure: Structure, gate: number, events: readonly number[]): readonly number[] {
  const below = new Set(
    (chances(structure, LIMITS).importance(gate) ?? []).map(({ domain }) => structure.eventOf.get(domain)),
  );
  return events.filter((event) => below.has(event));
}

function names(sets: readonly (readonly Domain[])[]): readonly string[] {
  return sets
    .map((set) =>
      set
        .map(({ id }) => id)
        .sort()
        .join(" + "),
    )
    .sort();
}
