import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { simulateReport } from "../../../src/core/report/simulateReport.ts";
import { suggestionFor } from "../../../src/core/report/stageReport.ts";
import type { RolloutPlan } from "../../../src/core/rollout/plan.ts";
import { ESTATE, look } from "../../support/hypervisors.ts";

describe("`baskets stage` for a play", () => {
  const suggested = (keys: readonly string[], more = "") => {
    const analysis = look(keys, more);
    const [plan] = analysis.facts.playPlans.values();
    return suggestionFor(analysis.facts, plan as RolloutPlan);
  };

  it("suggests sizes in place of those that are written", () => {
    const { says, fix, failed } = suggested(['serial: "50%"']);
    expect(says).toEqual([expect.stringMatching(/^Update “hyp” 1 at a time: exposure \d+ % → \d+ %$/)]);
    expect(fix?.edits.map(({ text }) => text)).toEqual(["1"]);
    expect(failed).toBe(false);
  });

  it("says what is good, and what it cannot write", () => {
    expect(suggested(["serial: 1"])).toMatchObject({
      says: [
        expect.stringMatching(/^“hyp” is staged \(serial: 1\): exposure \d+ %, and no batches were found/),
      ],
      fix: undefined,
      failed: false,
    });
    expect(suggested(['serial: "{{ batch | default(3) }}"'])).toMatchObject({
      says: [expect.stringMatching(/^Update/), "serial is a template here: give 1 where its value is set"],
      fix: undefined,
      failed: true,
    });
  });

  it("says where not even one host after the other leaves every service up", () => {
    const storage = `clusters: [{name: pve, environment: north, tolerates: 1, storage: ceph}]
domains: [{kind: storage, name: ceph, servedBy: {cluster: pve, survives: 1, resync: 4h}}]
`;
    const text = ESTATE.replaceAll(/environment: (?:north|south)\}/g, "cluster: pve}");
    const analysis = look(["serial: 2"]);
    const files = analysis.parts.map(({ path, text: own }) => ({
      path,
      text: path.endsWith("estate.yaml") ? `${text}${storage}` : own,
    }));
    const { facts } = analyze(files, { asOf: Date.UTC(2026, 1, 1) });
    const [plan] = facts.playPlans.values();
    expect(suggestionFor(facts, plan as RolloutPlan)).toMatchObject({
      says: [
        expect.stringMatching(
          /^no batches of “hyp” leave every service up, not even one host after the other/,
        ),
      ],
      fix: undefined,
      failed: false,
    });
  });
});

describe("`baskets simulate` for a play", () => {
  const simulated = (format: string) => {
    const { facts } = look(["serial: 3"]);
    const [plan] = facts.playPlans.values();
    const report = simulateReport(
      facts,
      plan as RolloutPlan,
      { format, at: undefined, colour: false, width: 100 } as never,
    );
    return typeof report === "string" ? report : [...report].join("");
  };

  it("says what the play does, not what it does not know", () => {
    expect(simulated("text").split("\n")[0]).toMatch(
      /^play hyp {2}upgrades .+ and restarts the host · 6 hosts in 2 stages/,
    );
    expect(simulated("markdown")).toMatch(
      /- \*\*Change\*\*: upgrades .+ and restarts the host \(now VMware ESXi 8\.0\.2-22380479\)\n/,
    );
  });
});
