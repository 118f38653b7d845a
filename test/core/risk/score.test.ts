import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { changeInWords, figure, minutesInWords, scoreInWords } from "../../../src/core/risk/inWords.ts";
import { riskOf, type ServiceRisk } from "../../../src/core/risk/risk.ts";
import { bandOf, kindsKnown, minutesPerYear, scoreOf, targetMinutes } from "../../../src/core/risk/score.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { named, projectOf } from "../../support/project.ts";

describe("a score", () => {
  test("is 50 on target, 100 from ten times the outage that is allowed on, 0 up to a tenth of it", () => {
    const of = (unavailability: number, tier: number | undefined = 1) =>
      scoreOf(unavailability, tier, DEFAULT_POLICY);
    expect([of(1e-4), of(1e-3), of(0.5), of(1e-5), of(1e-9), of(0)]).toEqual([50, 100, 100, 0, 0, 0]);
    expect([of(1e-3, 2), of(5e-3, 3), of(1e-2, 4)]).toEqual([50, 50, 50]);
    expect(scoreOf(0.5, undefined, DEFAULT_POLICY)).toBeUndefined();
  });

  test("has four bands", () => {
    expect([0, 24, 25, 49, 50, 74, 75, 100].map(bandOf)).toEqual([
      "low",
      "low",
      "moderate",
      "moderate",
      "high",
      "high",
      "critical",
      "critical",
    ]);
  });

  test("goes with minutes a year of 525,600", () => {
    expect(minutesPerYear(1)).toBe(525_600);
    expect(targetMinutes(1, DEFAULT_POLICY)).toBeCloseTo(52.56, 10);
    expect(targetMinutes(undefined, DEFAULT_POLICY)).toBeUndefined();
  });
});

describe("numbers in words", () => {
  test("have two digits that mean something", () => {
    expect([0, 0.01, 0.094, 0.1, 0.456, 6.06, 64.4, 1234, 530_000].map(figure)).toEqual([
      "0",
      "under 0.1",
      "under 0.1",
      "0.1",
      "0.46",
      "6.1",
      "64",
      "1,200",
      "530,000",
    ]);
  });

  test("say an interval, and nothing of a change that does not show", () => {
    const risk = (low: number, high: number): ServiceRisk => ({
      unavailability: { low: low / 525_600, high: high / 525_600 },
      exact: low === high,
      minutes: { low, high },
      score: { low: 10, high: low === high ? 10 : 60 },
    });
    expect(minutesInWords({ low: 3, high: 90 })).toBe("~3 to 90 min/year");
    expect(minutesInWords({ low: 0, high: 0 })).toBe("0 min/year");
    expect(scoreInWords(risk(3, 90))).toBe("Risk 10 to 60");
    expect(changeInWords(risk(64, 64), risk(3, 3))).toBe("64 → 3 min/year");
    expect(changeInWords(risk(64.1, 64.1), risk(64.2, 64.2))).toBeUndefined();
  });
});

describe("on the day looked at", () => {
  const estate = (breaks: string) => `
clusters: [{name: c, tolerates: 1}]
hosts: [{name: h1, cluster: c, build: b}, {name: h2, cluster: c, build: b}, {name: h3, cluster: c, build: b}]
services: [{name: s, tier: 1}]
vms: [{name: v, service: s, host: h1}]
domains: [{kind: build, name: b, expires: 2008-08-12, breaks: ${breaks}}]`;
  const minutes = (breaks: string, day: string) => {
    const project = projectOf(estate(breaks), day);
    return riskOf(project, structureOf(project)).of(named(project.services, "s"))?.minutes.low ?? Number.NaN;
  };

  test("what has passed its date is down, or does not restart any more", () => {
    const before = minutes("restart", "2008-08-11");
    expect(minutes("running", "2008-08-11")).toBe(before);
    expect(minutes("nothing", "2008-08-12")).toBe(before);
    // A host that fails now takes its VM along: 0.1 a year for 8 h each.
    expect(minutes("restart", "2008-08-12") - before).toBeCloseTo(48, 0);
    expect(minutes("running", "2008-08-12")).toBe(525_600);
  });
});

test("a service says of how many kinds of basket it is known on which it stands", () => {
  const { services } = projectOf(`
hosts:
  - {name: h1, rack: r, power: p, site: s, platform: VMware ESX, build: 3.5.0-1, model: m, firmware: [{part: disk, version: "1"}], storage: san, network: n}
  - {name: h2, rack: r}
services: [{name: all}, {name: few}]
vms: [{name: a, service: all, host: h1}, {name: b, service: few, host: h1}, {name: c, service: few, host: h2, storage: local}]`);
  expect(kindsKnown(named(services, "all"))).toEqual({ known: 10, of: 10 });
  expect(kindsKnown(named(services, "few"))).toEqual({ known: 2, of: 10 });
});
