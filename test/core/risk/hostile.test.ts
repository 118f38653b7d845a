import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { scoreReport } from "../../../src/core/report/scoreReport.ts";
import { lensesOf } from "../../../src/core/views/lenses.ts";

const HEADER = "apiVersion: baskets/v1\nkind: Estate\n";
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `  - ${line(index)}\n`).join("");

/** Estates that no diagram holds, or that are as deep as they are long: each gets an answer, and one that says what it is. */
const HOSTILE: Readonly<Record<string, { readonly text: string; readonly exact: boolean }>> = {
  "a service on a thousand hosts, each with a storage of its own": {
    text: `hosts:\n${lines(1000, (i) => `{name: h${i}, storage: st${i}, rack: r${i % 37}, power: {anyOf: [a${i % 5}, b${i % 7}]}}`)}services: [{name: s, tier: 1, needs: 50%}]\nvms:\n${lines(3000, (i) => `{name: v${i}, service: s, host: h${(i * 7 + (i % 13)) % 1000}}`)}`,
    exact: false,
  },
  "a quorum of five hundred hosts over fifty racks": {
    text: `clusters: [{name: c, tolerates: 3, quorum: majority, witness: {site: w}}]\nhosts:\n${lines(500, (i) => `{name: h${i}, cluster: c, rack: r${i % 50}, power: {anyOf: [a${i % 5}, b${i % 7}]}}`)}services: [{name: s, tier: 1, needs: 2}]\nvms:\n${lines(20, (i) => `{name: v${i}, service: s, host: h${i}}`)}`,
    exact: false,
  },
  "redundant feeds that cross each other": {
    text: `hosts:\n${lines(60, (i) => `{name: h${i}, power: {anyOf: [${[0, 1, 2, 3, 4, 5].map((k) => `p${(i * 7 + k * k * 5) % 40}`).join(", ")}]}}`)}services: [{name: s, tier: 1, needs: 30}]\nvms:\n${lines(60, (i) => `{name: v${i}, service: s, host: h${i}, storage: {anyOf: [x${i % 13}, x${(i * i) % 13}, y${i % 11}]}}`)}`,
    exact: false,
  },
  "storage within storage, three thousand deep": {
    text: `hosts: [{name: h}]\nservices: [{name: s, tier: 1}]\nvms: [{name: v, service: s, host: h, storage: d0}]\ndomains:\n${lines(3000, (i) => `{kind: storage, name: d${i}, within: {storage: d${i + 1}}}`)}`,
    exact: true,
  },
  "figures without bounds": {
    text: "hosts: [{name: h}]\nservices: [{name: s, tier: 1}]\nvms: [{name: v, service: s, host: h}]\ndomains: [{kind: host, name: h, annualFailures: 1e300, repair: 100000y}]\n",
    exact: true,
  },
  "figures of nothing": {
    text: "hosts: [{name: h}]\nservices: [{name: s, tier: 1}]\nvms: [{name: v, service: s, host: h}]\ndomains: [{kind: host, name: h, annualFailures: 0, repair: 0s}]\n",
    exact: true,
  },
};

describe.each(Object.entries(HOSTILE))("%s", (_, { text, exact }) => {
  const analysis = analyze([{ path: "a.estate.yaml", text: HEADER + text }], { asOf: 0 });
  const service = analysis.facts.project.services.find(({ name }) => name === "s");
  const risk = service && analysis.facts.risk().of(service);

  test(exact ? "is counted" : "is not counted in full, and says so", () => {
    expect(risk?.exact).toBe(exact);
    const { low, high } = risk?.unavailability ?? { low: Number.NaN, high: Number.NaN };
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    if (exact) expect(low).toBe(high);
    else expect(low).toBeLessThan(high);
  });

  test("has a lens and a report in every format", () => {
    const [lens] = lensesOf(analysis.facts, "services");
    expect(lens?.title).toMatch(exact ? /\d min\/year/ : /\d to [\w .,]+ min\/year/);
    for (const format of ["text", "markdown", "json", "openpsa"]) {
      const report = scoreReport(analysis, { format, service: "s", order: 3, width: 100, colour: false });
      expect([...report].length).toBeGreaterThan(0);
    }
  });
});
