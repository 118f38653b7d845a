import { expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";
import { reviewOf } from "../../src/core/review.ts";
import { summaryOf } from "../../src/core/rules/reviewed.ts";

const AS_OF = Date.UTC(2008, 7, 11);

/** With so many failures a year of one of two storages, of which one is enough. */
function looked(failures: number) {
  const text = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1, storage: s1}
  - {name: h2, storage: s2}
services:
  - {name: mail, tier: 2, needs: 1}
vms:
  - {name: mail-1, service: mail, host: h1}
  - {name: mail-2, service: mail, host: h2}
domains:
  - {kind: storage, name: s1, annualFailures: ${failures}, repairHours: 4}
`;
  return analyze([{ path: "a.estate.yaml", text }], { asOf: AS_OF });
}

test("what is the same in the digits that are shown is no change", () => {
  const services = (before: number, after: number) => {
    const review = reviewOf(looked(before), looked(after));
    return [review.services.map(({ name, trend }) => `${name} ${trend}`), summaryOf(review)];
  };
  expect(services(0.05, 0.0501)).toEqual([[], "0 findings made worse, 0 mended"]);
  expect(services(0.05, 40)[0]).toEqual(["mail worse"]);
  expect(services(40, 0.05)).toEqual([
    ["mail better"],
    "0 findings made worse, 0 mended, 1 service down for less time",
  ]);
});
