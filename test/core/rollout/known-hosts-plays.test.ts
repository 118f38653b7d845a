import { describe, expect, it } from "vitest";
import { type Analysis, analyze, applyFix, validFixes } from "../../../src/core/analyze.ts";
import { ESTATE, look } from "../../support/hypervisors.ts";

const PAIR = "pairs: [{between: [north, south]}]\n";

/** Rule, words pointed at and message of what is said about the playbook. */
function said({ findings, parts }: Analysis): readonly (readonly [string, string, string])[] {
  return findings.flatMap(({ rule, severity, at, message }) => {
    const text = parts.find(({ path }) => path === at.file)?.text ?? "";
    return at.file === "update.yml" ? [[`${severity} ${rule}`, text.slice(at.start, at.end), message]] : [];
  });
}

function mended(analysis: Analysis, rule: string): Analysis | undefined {
  const finding = analysis.findings.find((each) => each.rule === rule && each.severity === "error");
  const [fix] = finding === undefined ? [] : validFixes(analysis, finding);
  return fix && applyFix(analysis, fix);
}

const textOf = (analysis: Analysis | undefined) =>
  analysis?.parts.find(({ path }) => path === "update.yml")?.text;

describe("a batch that takes services down", () => {
  it("is said on the sizes, with the services, and the fix writes sizes that every service bears", () => {
    const analysis = look(['serial: "50%"']);
    expect(said(analysis)).toContainEqual([
      "error stage-takes-service",
      '"50%"',
      "While batch 1 of the play “hyp” updates hyp1, hyp2 and hyp3, “shop” is down (0 of its 2 VMs run, it needs 1) and “db” is down (0 of its 2 VMs run, it needs 1). One after the other they would leave them up: lower `serial`.",
    ]);
    const after = mended(analysis, "stage-takes-service");
    expect(textOf(after)).toContain("  serial: 1\n");
    expect(after && said(after)).toEqual([]);
  });

  it("is told with the number of waves where several do", () => {
    const more = "  - {name: shop-3, service: shop, host: hyp4}\n";
    const words = said(look(["serial: 3"], more)).map(([rule, , message]) => `${rule} ${message}`);
    expect(words).toContainEqual(expect.stringContaining("“db” is down"));
    expect(words.join()).not.toContain("“shop”");
    expect(said(look(["serial: 2"])).map(([rule]) => rule)).toContain("error stage-takes-service");
  });

  it("is not said of hosts that no estate names, nor in an order of chance", () => {
    const rules = (analysis: Analysis) => said(analysis).map(([rule]) => rule);
    expect(rules(look(["serial: 3"], "", "hyp[1:7]"))).not.toContain("error stage-takes-service");
    expect(rules(look(["serial: 3", "order: shuffle"]))).not.toContain("error stage-takes-service");
    expect(rules(look(["serial: 1"]))).toEqual([]);
  });

  it("is said with the rest where all hosts are one batch", () => {
    const [[rule, , message] = []] = said(look([]));
    expect(rule).toBe("error unstaged-rollout");
    expect(message).toContain("So many hosts at a time also stop “shop” and “db” while they are updated.");
  });

  it("is a planned outage where no order avoids it", () => {
    const more = "  - {name: wiki-1, service: wiki, host: hyp5}\n";
    const { parts } = look(["serial: 1"]);
    const known = analyze(
      [
        {
          path: "a.estate.yaml",
          text: `${ESTATE.replace("vms:", "  - {name: wiki, tier: 4, owner: docs}\nvms:")}${more}`,
        },
        ...parts
          .filter(({ path }) => !path.endsWith("estate.yaml"))
          .map(({ path, text: own }) => ({ path, text: own })),
      ],
      { asOf: Date.UTC(2026, 1, 1) },
    );
    expect(said(known)).toEqual([
      [
        "info stage-takes-service",
        "hyp",
        "“hyp” stops “wiki” (hyp5) for about 1h while the host is updated, in whatever order: what it needs cannot leave the host. This is a planned outage: tell docs.",
      ],
    ]);
  });
});

describe("both sides of a pair", () => {
  it("in one batch are said on its sizes, and the fix parts them", () => {
    const analysis = look(["serial: [1, 5]"], PAIR);
    expect(said(analysis)).toContainEqual([
      "error pair-together",
      "[1, 5]",
      "Batch 2 of the play “hyp” updates north and south together, which stand in for each other: if the update is bad there is no side left. Update one side (`--limit`), watch it, then the other.",
    ]);
    const after = mended(analysis, "pair-together");
    expect(textOf(after)).toContain("serial: 1\n");
    expect(after && said(after).map(([rule]) => rule)).toEqual([]);
  });

  it("one after the other are not asked for days in between", () => {
    expect(said(look(["serial: 1"], PAIR))).toEqual([]);
  });
});
