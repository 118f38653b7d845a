import { expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { simulationOf } from "../../../src/core/report/simulation.ts";
import { simulationText } from "../../../src/core/report/simulationText.ts";

const AS_OF = Date.UTC(2008, 7, 1);
const NUMBERS = Array.from({ length: 8 }, (_, index) => index + 1);

const ESTATE = `apiVersion: baskets/v1
kind: Estate
hosts:
${NUMBERS.map((each) => `  - {name: esx-east-0${each}, platform: VMware ESX}\n`).join("")}
services:
${NUMBERS.map((each) => `  - {name: service-0${each}, tier: 2}\n`).join("")}
vms:
${NUMBERS.map((each) => `  - {name: vm-${each}, service: service-0${each}, host: esx-east-0${each}, memory: 4GiB}\n`).join("")}`;

const ROLLOUT = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: pushed}
update: {platform: VMware ESX, to: 3.5.0-103908}
start: 2008-08-04T22:00+02:00
`;

const POLICY = `apiVersion: baskets/v1
kind: Policy
timeZone: Europe/Berlin
`;

function textAt(width: number): readonly string[] {
  const files = [
    { path: "a.estate.yaml", text: ESTATE },
    { path: "a.rollout.yaml", text: ROLLOUT },
    { path: "baskets.policy.yaml", text: POLICY },
  ];
  const { facts } = analyze(files, { asOf: AS_OF });
  const [plan] = facts.plans;
  if (plan === undefined) return [];
  return simulationText(facts, simulationOf(facts, plan), undefined, { colour: false, width }).split("\n");
}

test.each([60, 80, 100, 160])(
  "the services that go down can be read in %i columns, and no cell is cut",
  (width) => {
    const lines = textAt(width);
    const table = lines.slice(lines.findIndex((line) => line.startsWith("wave ")));
    const rows = table.slice(0, table.indexOf(""));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter((line) => line.length > width || line.includes("…"))).toEqual([]);
    expect(rows.join(" ").replace(/\s+/g, " ")).toMatch(/service-01, service-02, service-03 and 5 more/);
    expect(rows.join("\n")).toContain("services down");
  },
);

test("the zone of all times is said once, and a rollout of one evening begins and ends at a time", () => {
  const text = textAt(100).join("\n");
  expect(text.split("Times are in Europe/Berlin.")).toHaveLength(2);
  expect(text).toMatch(/└2008-08-04 22:00 +2008-08-0\d \d\d:\d\d/);
});
