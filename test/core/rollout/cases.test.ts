import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { formatInstant } from "../../../src/core/model/values.ts";
import { flightsOf } from "../../../src/core/rollout/flight.ts";
import { groundOf } from "../../../src/core/rollout/ground.ts";

/** Estates with known answers stand beside the project where it is developed; elsewhere these tests have nothing to compare. */
const CASES = new URL("../../../../shared/cases/", import.meta.url);

interface Expected {
  readonly rollouts: readonly {
    readonly name: string;
    readonly exposure: Readonly<Record<"prompt" | "latent" | "timeBomb" | "mixed", number>>;
    readonly waves: readonly {
      stage: string;
      start: string;
      end: string;
      hosts: string[];
      carrying: number;
      servicesDown: string[];
    }[];
  }[];
}

describe.runIf(existsSync(CASES))("waves and exposures of the estates with known answers", () => {
  test.each(["august-12", "ceph"])("%s", (name) => {
    const text = readFileSync(new URL(`${name}.yaml`, CASES), "utf8");
    const expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, CASES), "utf8")) as Expected;
    const { facts } = analyze([{ path: `${name}.yaml`, text }], { asOf: Date.UTC(2008, 7, 1) });
    const ground = groundOf(facts.project);
    const computed = facts.plans.map((plan) => {
      let carrying = 0;
      const waves = flightsOf(ground, plan).map(({ stage, wave, servicesDown }) => {
        carrying += wave.hosts.length;
        return {
          stage: stage.name,
          start: formatInstant(wave.start ?? Number.NaN).replace("Z", ".000Z"),
          end: formatInstant(wave.end ?? Number.NaN).replace("Z", ".000Z"),
          hosts: wave.hosts.map((host) => host.name),
          carrying,
          servicesDown: servicesDown.map((service) => service.name),
        };
      });
      return { name: plan.source.name, waves };
    });
    expect(computed).toEqual(expected.rollouts.map(({ name, waves }) => ({ name, waves })));
    for (const { name: rollout, exposure } of expected.rollouts) {
      const plan = facts.plans.find(({ source }) => source.name === rollout);
      const found = plan && facts.exposure(plan);
      for (const kind of ["prompt", "latent", "timeBomb", "mixed"] as const)
        expect(Math.abs((found?.[kind] ?? Number.NaN) - exposure[kind]), `${rollout}: ${kind}`).toBeLessThan(
          1e-9,
        );
    }
  });
});
