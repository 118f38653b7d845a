import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { analyze } from "../../../src/core/analyze.ts";
import { compare, pairingOf } from "../../../src/core/pairs/compare.ts";
import { type Normal, normalOf } from "../../../src/core/pairs/normal.ts";
import { randomEstate } from "../../support/randomEstates.ts";
import "../../support/seed.ts";

const AS_OF = Date.UTC(2008, 7, 11);

function normal(files: Parameters<typeof analyze>[0], one: string, other: string): Normal | undefined {
  const { project } = analyze(files, { asOf: AS_OF }).facts;
  const pairing = pairingOf(project, one, other);
  return pairing && normalOf(compare(project, pairing));
}

test("an environment beside itself is one text, and every line has its place or none", () => {
  fc.assert(
    fc.property(randomEstate, (files) => {
      const same = normal(files, "east", "east");
      expect(same?.here.text).toBe(same?.there.text);
      for (const side of ["here", "there"] as const) {
        const beside = normal(files, "east", "west")?.[side];
        if (beside !== undefined) expect(beside.text.split("\n").length - 1).toBe(beside.places.length);
      }
    }),
    { numRuns: 100 },
  );
});

test("two sides that serve alike differ in their names alone, whatever those hold", () => {
  const hostile = "erp\n1 # x\u2028y";
  const vm = { service: "erp", memory: "8GiB", cpu: 2 };
  const text = stringify({
    apiVersion: "baskets/v1",
    kind: "Estate",
    environments: [
      { name: "east", site: "a" },
      { name: "west", site: "b" },
    ],
    hosts: [
      { name: "e1", environment: "east" },
      { name: "w1", environment: "west" },
    ],
    services: [{ name: "erp" }],
    vms: [
      { name: hostile, host: "e1", ...vm },
      { name: "erp-w1", host: "w1", ...vm },
    ],
  });
  const { here, there } = normal([{ path: "a.estate.yaml", text }], "east", "west") as Normal;
  const [mine, theirs] = [here, there].map((side) => side.text.split("\n"));
  expect(mine?.slice(1)).toEqual(theirs?.slice(1));
  expect(mine).toEqual([
    "# east",
    "stands on:",
    "  site: a | b   # differs, as it should",
    "services:",
    "  erp:",
    "    erp 1 # x y | erp-w1:",
    "      cpu: 2",
    "      memory: 8 GiB",
    "",
  ]);
});
