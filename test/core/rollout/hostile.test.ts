import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { analyze } from "../../../src/core/analyze.ts";
import { simulateReport } from "../../../src/core/report/simulateReport.ts";
import { suggestionFor } from "../../../src/core/report/stageReport.ts";
import { estates } from "./estates.ts";

/** Dates at the ends of the calendar, durations of millennia, windows that never open, freezes that never end, limits of nothing. */

function maybe<T>(...values: readonly T[]) {
  return fc.constantFrom(undefined, ...values);
}

const rollouts = fc.record({
  to: fc.constantFrom("3.5.0-103908", "latest", "7.0.3-18644231", "x", "2.6.32", "KB5009624"),
  released: maybe("2008-07-25", "9999-12-31", "1970-01-01"),
  duration: maybe("0s", "90m", "9999y", "8h"),
  unit: maybe("host", "cluster"),
  oneWay: maybe(true),
  after: maybe(["r1"], ["r2"]),
  start: maybe("0001-01-01", "9999-12-31", "2008-08-04T22:00Z", "2008-12-20"),
  window: maybe(
    { from: "00:00", until: "00:00" },
    { days: ["sat"], from: "22:00", until: "04:00", timeZone: "Europe/Berlin" },
    { from: "10:00", until: "10:30" },
  ),
  stages: maybe<readonly object[]>(
    [{ share: "100%" }],
    [{ name: "a", share: "1%", soak: "9999y" }, { name: "b" }],
    [
      { name: "a", hosts: ["h0*"], soak: "1h" },
      { name: "b", environments: ["west"] },
      { name: "c", share: "50%", concurrency: 1 },
      { name: "d" },
    ],
  ),
  verify: maybe({ clockForward: "9999y" }, { clockForward: "0d" }),
  halt: maybe<object>({ failures: 1 }, { failures: "100%" }),
  holdback: maybe<object>(
    { share: "100%" },
    { environments: ["west"], until: "2008-08-05" },
    { hosts: ["h1*"] },
  ),
});

const policies = fc.record({
  profile: maybe("strict"),
  rollout: maybe<object>(
    { growth: 0 },
    { growth: 1, firstStage: "100%" },
    { horizon: "0d" },
    { horizon: "9999y", latentMean: "0s", notice: "0s" },
    { classes: { prompt: 0, latent: 0, timeBomb: 0 } },
  ),
  young: maybe("0d", "9999y"),
  timeZone: maybe("Asia/Kathmandu"),
  freezes: maybe<readonly object[]>(
    [{ from: "2008-12-15", until: "2009-01-05" }],
    [{ weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], hours: "00:00-24:00" }],
    [{ hours: "06:00-06:00" }, { weekdays: ["fri"] }],
    [{ name: "never" }],
    [{ from: "0001-01-01", until: "9999-12-31", environments: ["west"] }],
  ),
});

function told(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test("any rollout and policy give findings, a simulation and a suggestion with nothing odd in them", () => {
  fc.assert(
    fc.property(
      estates,
      fc.array(rollouts, { minLength: 1, maxLength: 2 }),
      policies,
      ([estate], drawn, policy) => {
        const header = { apiVersion: "baskets/v1" };
        const documents = [
          { ...header, kind: "Policy", ...policy },
          { ...header, kind: "Estate", ...estate },
          ...drawn.map(({ to, released, duration, unit, oneWay, after, ...more }, index) => ({
            ...header,
            kind: "Rollout",
            metadata: { name: `r${index + 1}` },
            update: { platform: "VMware ESX", to, released, duration, unit, oneWay, after },
            ...more,
          })),
        ];
        const text = documents
          .map((each) => stringify(told(each), { aliasDuplicateObjects: false }))
          .join("---\n");
        const { findings, facts } = analyze([{ path: "x.estate.yaml", text }], {
          asOf: Date.UTC(2008, 7, 1),
        });
        const said = findings.map(({ message }) => message);
        for (const plan of facts.plans) {
          said.push(...suggestionFor(facts, plan).says);
          for (const format of ["text", "json", "markdown", "hosts"]) {
            const options = { format, at: Date.UTC(2008, 7, 5), width: 100, colour: false };
            const report = simulateReport(facts, plan, options);
            said.push(typeof report === "string" ? report : [...report].join(""));
          }
        }
        expect(said.filter((words) => /NaN|undefined|Infinity|Invalid|\[object/.test(words))).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
