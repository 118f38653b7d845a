import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFix, validFixes } from "../../../src/core/analyze.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { serialByDomains } from "../../../src/core/rollout/playDomains.ts";
import { analyzed, findingsIn, playsIn } from "../../support/ansible.ts";

const POLICY = "map: {ansible: {site: dc, rack: rack, model: hw, redundantGroup: ha}}\n";
const PLAY = "- name: Patch\n  hosts: hv\n  max_fail_percentage: 0\n  tasks:\n    - reboot:\n";

const inventory = (lines: readonly string[]) => `[hv]\n${lines.join("\n")}\n`;
const numbered = (count: number, keys: (index: number) => string) =>
  inventory(Array.from({ length: count }, (_, i) => `hv${String(i + 1).padStart(3, "0")} ${keys(i)}`));

function suggested(hosts: string, play = PLAY): readonly string[] {
  const analysis = analyzed({ hosts, "p.yml": play }, POLICY);
  const finding = analysis.findings.find(({ rule }) => rule === "unstaged-rollout");
  return finding === undefined ? [] : validFixes(analysis, finding).map(({ title }) => title);
}

describe("batches for hosts that only the inventory knows", () => {
  test("keep to one site where the hosts of a site follow each other", () => {
    const hosts = numbered(12, (i) => `dc=${i < 5 ? "east" : "west"} rack=r${i % 3}`);
    expect(suggested(hosts)).toEqual([
      "Update “Patch” 1, 4, then 7 at a time, never two sites in one batch",
      "Update “Patch” one host at a time",
    ]);
  });

  test("keep hosts apart that stand in for each other", () => {
    const hosts = numbered(20, (i) => `ha=pair${i >> 1}`);
    expect(suggested(hosts)[0]).toBe(
      "Update “Patch” 1, then 2 at a time, never all hosts that stand in for each other",
    );
    const halves = numbered(20, (i) => `ha=pair${i % 10}`);
    expect(suggested(halves)[0]).toBe(
      "Update “Patch” 1, 5, then 10 at a time, never all hosts that stand in for each other",
    );
  });

  test("are one after the other where nobody knows which come together", () => {
    const shuffled = PLAY.replace("  tasks", "  order: shuffle\n  tasks");
    expect(
      suggested(
        numbered(20, (i) => `ha=pair${i >> 1}`),
        shuffled,
      ),
    ).toEqual(["Update “Patch” 1 at a time, never all hosts that stand in for each other"]);
    const usual = "Stage “Patch”: one host first, then 10 %, 50 % and the rest";
    expect(
      suggested(
        numbered(12, (i) => `dc=${i < 5 ? "east" : "west"}`),
        shuffled,
      )[0],
    ).toBe(usual);
  });

  test("are the usual ones where the inventory says nothing of use", () => {
    const usual = "Stage “Patch”: one host first, then 10 %, 50 % and the rest";
    expect(suggested(numbered(20, () => ""))[0]).toBe(usual);
    expect(suggested(numbered(20, () => "dc=east"))[0]).toBe(usual);
    expect(suggested(numbered(20, (i) => (i === 7 ? "" : `dc=d${i < 9}`)))[0]).toBe(usual);
    expect(suggested(numbered(20, (i) => `dc=d${i % 2}`))[0]).toBe(usual);
  });

  test("mend the finding and make no other", () => {
    const files = { hosts: numbered(12, (i) => `dc=${i < 5 ? "e" : "w"} ha=p${i % 6}`), "p.yml": PLAY };
    const analysis = analyzed(files, POLICY);
    const [finding] = analysis.findings;
    const [fix] = finding === undefined ? [] : validFixes(analysis, finding);
    expect(fix && applyFix(analysis, fix)?.findings).toEqual([]);
  });

  test("leave no set and no two sites in one batch, begin and grow by the policy, and reach every host", () => {
    const host = fc.record({ site: fc.integer({ min: 0, max: 3 }), set: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(fc.array(host, { minLength: 2, maxLength: 40 }), fc.boolean(), (drawn, sorted) => {
        const all = sorted ? [...drawn].sort((a, b) => a.site - b.site) : drawn;
        const hosts = numbered(all.length, (i) => `dc=s${all[i]?.site} ha=p${all[i]?.set}`);
        const [play] = playsIn({ hosts, "p.yml": PLAY }, POLICY);
        const serial = play && serialByDomains(play, DEFAULT_POLICY);
        if (serial === undefined) return;
        const files = { hosts, "p.yml": PLAY.replace("  tasks", `  serial: [${serial.sizes}]\n  tasks`) };
        const [staged] = playsIn(files, POLICY);
        const batches = staged?.batches.hosts ?? [];
        expect(batches.flat()).toHaveLength(all.length);
        const rules = findingsIn(files, POLICY).map(({ rule }) => rule);
        if (all.length > 2) expect(rules).toEqual([]);
        for (const batch of serial.along === undefined ? [] : batches) {
          expect(new Set(batch.map((name) => play?.facts?.get(name)?.get("site")?.value)).size).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("a first batch with one host of each model is not too large", () => {
  const rules = (keys: (index: number) => string) =>
    findingsIn(
      { hosts: numbered(20, keys), "p.yml": PLAY.replace("  tasks", "  serial: [3, 5]\n  tasks") },
      POLICY,
    ).map(({ rule }) => rule);
  expect(rules(() => "")).toEqual(["first-stage-too-large"]);
  expect(rules((i) => `hw=m${i % 2}`)).toEqual(["first-stage-too-large"]);
  expect(rules((i) => `hw=m${i % 3}`)).toEqual([]);
});
