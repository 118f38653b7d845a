import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { cutSets } from "../../../src/core/risk/cutSets.ts";
import { riskOf } from "../../../src/core/risk/risk.ts";
import { named } from "../../support/project.ts";

/** Small estates whose answers come from enumerating every state; they lie beside the project where there are any. */
const CASES = new URL("../../../../shared/cases/", import.meta.url);
const names = existsSync(CASES)
  ? readdirSync(CASES)
      .filter((file) => file.endsWith(".expected.json"))
      .map((file) => file.replace(".expected.json", ""))
  : [];

interface Expected {
  readonly services: readonly {
    readonly name: string;
    readonly unavailability: number;
    readonly score: number | null;
    readonly minutesPerYear: number;
    readonly cutSets: readonly (readonly DomainName[])[];
    readonly birnbaum: readonly (DomainName & { readonly birnbaum: number })[];
  }[];
}

interface DomainName {
  readonly kind: string;
  readonly name: string;
}

describe.runIf(names.length > 0)("the cases with known answers", () => {
  it.each(names)("%s: minimal cut sets of order 1 and 2", (name) => {
    const expected = expectedOf(name);
    const { project, structure } = factsOfCase(name);
    const found = expected.services.map((service) => {
      const gate = structure.serviceGate.get(named(project.services, service.name));
      const [answer] = cutSets(structure, gate === undefined ? [] : [gate], 2);
      return { name: service.name, complete: answer?.complete, cutSets: canonical(answer?.sets ?? []) };
    });
    expect(found).toEqual(
      expected.services.map((service) => ({
        name: service.name,
        complete: true,
        cutSets: canonical(service.cutSets),
      })),
    );
    expect(project.services).toHaveLength(expected.services.length);
  });

  it.each(names)("%s: unavailability, score, minutes a year and Birnbaum importance", (name) => {
    const { project, structure } = factsOfCase(name);
    const risk = riskOf(project, structure);
    for (const expected of expectedOf(name).services) {
      const service = named(project.services, expected.name);
      const found = risk.of(service);
      expect(found?.exact).toBe(true);
      close(found?.unavailability.low, expected.unavailability);
      close(found?.minutes.high, expected.minutesPerYear);
      expect(found?.score?.low ?? null, service.name).toBe(expected.score);
      const importance = risk.importance(service) ?? [];
      expect(canonical(importance.map(({ domain }) => [domain]))).toEqual(
        canonical(expected.birnbaum.map((each) => [each])),
      );
      for (const { kind, name: domain, birnbaum } of expected.birnbaum)
        close(
          importance.find((each) => each.domain.kind === kind && each.domain.name === domain)?.birnbaum,
          birnbaum,
        );
    }
  });
});

function factsOfCase(name: string) {
  const text = readFileSync(new URL(`${name}.yaml`, CASES), "utf8");
  return analyze([{ path: `${name}.yaml`, text }], { asOf: Date.UTC(2008, 7, 11) }).facts;
}

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}.expected.json`, CASES), "utf8"));
}

/** To a relative 1e-9 or an absolute 1e-12, as the cases are meant. */
function close(found: number | undefined, expected: number): void {
  expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThanOrEqual(
    Math.max(1e-12, 1e-9 * Math.abs(expected)),
  );
}

function canonical(sets: readonly (readonly DomainName[])[]): readonly string[] {
  return sets
    .map((set) =>
      set
        .map(({ kind, name }) => `${kind} ${name}`)
        .sort()
        .join(" + "),
    )
    .sort();
}
