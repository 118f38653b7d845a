import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { cutSets } from "../../../src/core/risk/cutSets.ts";
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
    readonly cutSets: readonly (readonly DomainName[])[];
  }[];
}

interface DomainName {
  readonly kind: string;
  readonly name: string;
}

describe.runIf(names.length > 0)("the cases with known answers", () => {
  it.each(names)("%s: minimal cut sets of order 1 and 2", (name) => {
    const text = readFileSync(new URL(`${name}.yaml`, CASES), "utf8");
    const expected: Expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, CASES), "utf8"));
    const { project, structure } = analyze([{ path: `${name}.yaml`, text }], {
      asOf: Date.UTC(2008, 7, 11),
    }).facts;
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
});

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
