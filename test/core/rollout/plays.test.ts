import { describe, expect, it } from "vitest";
import { analyze, applyFix, validFixes } from "../../../src/core/analyze.ts";
import type { SourceFile } from "../../../src/core/text/span.ts";

const INVENTORY: SourceFile = { path: "hosts.ini", text: "[hypervisors]\nhv[01:20]\n" };

function play(keys: readonly string[], tasks: readonly string[] = []): SourceFile {
  const lines = [
    "- name: Update the hypervisors",
    "  hosts: hypervisors",
    ...keys.map((key) => `  ${key}`),
    "  tasks:",
    "    - ansible.builtin.dnf: {name: '*', state: latest}",
    "    - ansible.builtin.reboot:",
    ...tasks.map((line) => `    ${line}`),
  ];
  return { path: "update.yml", text: `${lines.join("\n")}\n` };
}

/** Rule, severity and the words pointed at. */
function said(...files: readonly SourceFile[]): readonly string[] {
  const { findings, parts } = analyze(files, { asOf: Date.UTC(2026, 1, 1) });
  return findings.map(({ rule, severity, at }) => {
    const text = parts.find((part) => part.path === at.file)?.text ?? "";
    return `${severity} ${rule} ${text.slice(at.start, at.end)}`;
  });
}

const HALT = "max_fail_percentage: 0";

describe("a play that updates hosts", () => {
  it("all in one batch is an unstaged rollout, with or without an inventory", () => {
    expect(said(INVENTORY, play([HALT]))).toEqual(["error unstaged-rollout hypervisors"]);
    expect(said(play([HALT]))).toEqual(["error unstaged-rollout hypervisors"]);
    expect(said(INVENTORY, play([HALT, "serial: 100%"]))).toEqual(["error unstaged-rollout 100%"]);
  });

  it("of a single host is none", () => {
    expect(said({ path: "hosts.ini", text: "[hypervisors]\nhv01\n" }, play([]))).toEqual([]);
  });

  it("has a first batch that the policy's share limits", () => {
    expect(said(INVENTORY, play([HALT, "serial: 1"]))).toEqual([]);
    expect(said(INVENTORY, play([HALT, "serial: 2"]))).toEqual(["warning first-stage-too-large 2"]);
    expect(said(play([HALT, "serial: 25%"]))).toEqual(["warning first-stage-too-large 25%"]);
    expect(said(play([HALT, "serial: 2"]))).toEqual([]);
  });

  it("is stopped by a failure, or is not", () => {
    expect(said(INVENTORY, play(["serial: [1, 19]"]))).toEqual(["warning no-halt hypervisors"]);
    // A batch in which every host fails ends the play by itself.
    expect(said(INVENTORY, play(["serial: 1"]))).toEqual([]);
    expect(said(INVENTORY, play(["serial: [1, 19]", "any_errors_fatal: true"]))).toEqual([]);
  });

  it("that throws away what a health check says has no gate", () => {
    const check = ["- ansible.builtin.command: pvecm status", "  ignore_errors: true"];
    expect(said(INVENTORY, play([HALT, "serial: 1"], check))).toEqual([
      "warning weak-gates ansible.builtin.command",
    ]);
  });

  it("is mended by fixes that only insert, one after the other", () => {
    let analysis = analyze([INVENTORY, play([])], { asOf: Date.UTC(2026, 1, 1) });
    const before = play([]).text.split("\n");
    for (const rule of ["unstaged-rollout", "no-halt"]) {
      const finding = analysis.findings.find((each) => each.rule === rule);
      const fix = finding && validFixes(analysis, finding).find((each) => each.preferred);
      const after = fix && applyFix(analysis, fix);
      expect(after, rule).toBeDefined();
      analysis = after ?? analysis;
    }
    expect(analysis.findings).toEqual([]);
    const after = analysis.parts.find((part) => part.path === "update.yml")?.text.split("\n") ?? [];
    expect(after.filter((line) => before.includes(line))).toEqual(before);
  });
});
