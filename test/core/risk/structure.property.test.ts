import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Domain, Host, Project } from "../../../src/core/project/project.ts";
import { cutSets } from "../../../src/core/risk/cutSets.ts";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { singles } from "../../../src/core/risk/singles.ts";
import { type Structure, structureOf } from "../../../src/core/risk/structure.ts";
import { projectOf } from "../../support/project.ts";
import { smallEstate, TODAY } from "./estates.ts";
import { type Oracle, oracle } from "./oracle.ts";

/** So many events are tried in all their combinations, the others staying away. */
const ENUMERATED = 5;

describe("the structure function of any small estate", () => {
  it("says in every state what the specification says", () => {
    fc.assert(
      fc.property(smallEstate(), fc.infiniteStream(fc.nat()), (estate, seeds) => {
        const project = projectOf(estate, TODAY);
        const structure = structureOf(project);
        for (const state of states(structure.events, seeds)) {
          const truth = evaluate(structure, (event) => state.has(eventAt(structure, event)));
          compare(
            project,
            structure,
            truth,
            oracle(project, (domain) => state.has(domain)),
          );
        }
      }),
      { numRuns: 120 },
    );
  });

  it("follows from hosts that are taken as down what the specification says", () => {
    fc.assert(
      fc.property(smallEstate(), fc.infiniteStream(fc.boolean()), (estate, coins) => {
        const project = projectOf(estate, TODAY);
        const structure = structureOf(project);
        const hosts: ReadonlySet<Host> = new Set(project.hosts.filter(() => coins.next().value));
        const truth = evaluate(structure, () => false, hosts);
        compare(
          project,
          structure,
          truth,
          oracle(project, () => false, hosts),
          hosts,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("the minimal cut sets of any small estate", () => {
  it("are all sets of one and two domains that are enough and of which no part is", () => {
    fc.assert(
      fc.property(smallEstate(), (estate) => {
        const project = projectOf(estate, TODAY);
        const structure = structureOf(project);
        const questions = questionsOf(project, structure);
        const answers = cutSets(
          structure,
          questions.map(({ gate }) => gate),
          2,
        );
        questions.forEach(({ isDown }, index) => {
          expect(answers[index]?.complete).toBe(true);
          expect(canonical(answers[index]?.sets ?? [])).toEqual(
            canonical(bruteForce(structure.events, isDown)),
          );
        });
      }),
      { numRuns: 50 },
    );
  });

  it("are the same for one gate asked alone, and those of order 1 the same as for the whole estate", () => {
    fc.assert(
      fc.property(smallEstate(), (estate) => {
        const structure = structureOf(projectOf(estate, TODAY));
        const all = structure.gates.map((_, gate) => gate);
        const together = cutSets(structure, all, 2);
        const everywhere = singles(structure);
        for (const gate of all) {
          const [alone] = cutSets(structure, [gate], 2);
          expect(canonical(alone?.sets ?? [])).toEqual(canonical(together[gate]?.sets ?? []));
          const single = [...(everywhere.events[gate] ?? [])].map((event) => [eventAt(structure, event)]);
          expect(everywhere.complete[gate]).toBe(1);
          const [first] = cutSets(structure, [gate], 1);
          expect(canonical(single)).toEqual(canonical((first?.sets ?? []).filter((set) => set.length === 1)));
          expect(canonical(single)).toEqual(canonical((alone?.sets ?? []).filter((set) => set.length === 1)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("hold where the budget ended, and say that some are missing where some are", () => {
    fc.assert(
      fc.property(smallEstate(), fc.nat(60), (estate, steps) => {
        const structure = structureOf(projectOf(estate, TODAY));
        const gates = [...structure.serviceGate.values()];
        const few = cutSets(structure, gates, 2, steps);
        const all = cutSets(structure, gates, 2);
        gates.forEach((gate, index) => {
          for (const set of few[index]?.sets ?? []) {
            const truth = evaluate(structure, (event) => set.includes(eventAt(structure, event)));
            expect(truth[gate]).toBe(1);
          }
          if (few[index]?.complete === true) expect(few[index]).toEqual(all[index]);
        });
      }),
      { numRuns: 60 },
    );
  });
});

function eventAt(structure: Structure, event: number): Domain {
  const domain = structure.events[event];
  if (domain === undefined) throw new Error(`There is no event ${event}.`);
  return domain;
}

/** All combinations of some events, and some states in which anything may have happened. */
function* states(events: readonly Domain[], seeds: Iterator<number>): Generator<ReadonlySet<Domain>> {
  const draw = () => seeds.next().value ?? 0;
  const shuffled = events.map((domain) => ({ domain, at: draw() })).sort((a, b) => a.at - b.at);
  const enumerated = shuffled.slice(0, ENUMERATED).map(({ domain }) => domain);
  for (let mask = 0; mask < 2 ** enumerated.length; mask += 1) {
    yield new Set(enumerated.filter((_, bit) => (mask >> bit) % 2 === 1));
  }
  for (let count = 0; count < 10; count += 1) yield new Set(events.filter(() => draw() % 4 === 0));
}

function compare(
  project: Project,
  structure: Structure,
  truth: Uint8Array,
  expected: Oracle,
  forced: ReadonlySet<Host> = new Set(),
): void {
  const wrong: string[] = [];
  const check = (what: string, gate: number | undefined, down: boolean) => {
    if ((gate === undefined ? 0 : truth[gate]) !== (down ? 1 : 0))
      wrong.push(`${what} should be ${down ? "down" : "up"}`);
  };
  for (const domain of structure.events) {
    if (domain.host !== undefined && forced.has(domain.host)) continue;
    check(domain.id, structure.domainGate.get(domain), expected.domain(domain));
  }
  for (const host of project.hosts) check(host.name, structure.hostGate.get(host), expected.host(host));
  for (const vm of project.vms) check(vm.name, structure.vmGate.get(vm), placed(vm) && expected.vm(vm));
  for (const service of project.services) {
    check(`${service.name}, own part`, structure.ownGate.get(service), expected.own(service));
    check(service.name, structure.serviceGate.get(service), expected.service(service));
  }
  for (const host of project.hosts) {
    if (structure.noRestart.has(host) !== expected.stuck(host)) wrong.push(`${host.name} restarts or not`);
  }
  expect(wrong).toEqual([]);
}

/** Where a VM stands nowhere nothing is said about it. */
function placed(vm: { readonly host: unknown; readonly cluster: unknown }): boolean {
  return vm.host !== undefined || vm.cluster !== undefined;
}

interface Question {
  readonly gate: number;
  readonly isDown: (state: ReadonlySet<Domain>) => boolean;
}

function questionsOf(project: Project, structure: Structure): readonly Question[] {
  const ask = <T>(gates: ReadonlyMap<T, number>, down: (expected: Oracle, item: T) => boolean) =>
    [...gates].map(([item, gate]) => ({
      gate,
      isDown: (state: ReadonlySet<Domain>) =>
        down(
          oracle(project, (domain) => state.has(domain)),
          item,
        ),
    }));
  return [
    ...ask(structure.serviceGate, (expected, service) => expected.service(service)),
    ...ask(structure.ownGate, (expected, service) => expected.own(service)),
  ];
}

function bruteForce(
  events: readonly Domain[],
  isDown: (state: ReadonlySet<Domain>) => boolean,
): readonly (readonly Domain[])[] {
  if (isDown(new Set())) return [[]];
  const alone = events.filter((domain) => isDown(new Set([domain])));
  const others = events.filter((domain) => !alone.includes(domain));
  const pairs = others.flatMap((first, index) => others.slice(index + 1).map((second) => [first, second]));
  return [...alone.map((domain) => [domain]), ...pairs.filter((pair) => isDown(new Set(pair)))];
}

function canonical(sets: readonly (readonly Domain[])[]): readonly string[] {
  return sets
    .map((set) =>
      set
        .map((domain) => domain.id)
        .sort()
        .join(" + "),
    )
    .sort();
}
