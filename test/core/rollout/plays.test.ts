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

describe("a play over hosts that the estate knows", () => {
  const ESTATE: SourceFile = {
    path: "lab.estate.yaml",
    text: `apiVersion: baskets/v1
kind: Estate
environments: [{name: lab}]
clusters: [{name: pve, environment: lab, tolerates: 1, autoPlace: true}]
hosts:
${Array.from({ length: 6 }, (_, at) => `  - {name: hv0${at + 1}, cluster: pve, memory: 64GiB, cpu: 16}`).join("\n")}
services: [{name: erp, tier: 1, needs: 1}, {name: wiki, tier: 4, needs: 1}]
vms:
${Array.from({ length: 6 }, (_, at) => `  - {name: vm-${at}, service: ${at < 2 ? "erp" : "wiki"}, host: hv0${at + 1}, memory: 40GiB, cpu: 2}`).join("\n")}
`,
  };
  const SIX: SourceFile = { path: "hosts.ini", text: "[hypervisors]\nhv[01:06]\n" };
  const look = (keys: readonly string[], tasks: readonly string[] = [], inventory = SIX) =>
    analyze([ESTATE, inventory, play(keys, tasks)], { asOf: Date.UTC(2026, 1, 1) });
  const exposureOf = (keys: readonly string[], tasks: readonly string[] = []) => {
    const { facts } = look(keys, tasks);
    const [plan] = facts.playPlans.values();
    return plan && facts.exposure(plan);
  };

  it("has the exposure of the rollout that it is: batches as stages, pauses as soak, a stop as a halt", () => {
    const all = exposureOf([]);
    expect(all).toMatchObject({ prompt: 1, latent: 1 });
    const serial = "serial: [1, 5]";
    // Nothing stops it and nobody notices within an hour; a pause of a day leaves the time; a stop ends it at once.
    expect(exposureOf([serial])?.prompt).toBe(1);
    const paused = exposureOf([serial], ["- ansible.builtin.pause: {minutes: 1440}"]);
    expect(paused?.prompt).toBe(0);
    expect(paused?.latent).toBeLessThan(exposureOf([serial])?.latent ?? 0);
    expect(exposureOf([serial, "any_errors_fatal: true"])?.prompt).toBe(0);
  });

  it("is offered batches that the estate bears, with what they achieve", () => {
    const analysis = look(["any_errors_fatal: true"]);
    const finding = analysis.findings.find(({ rule }) => rule === "unstaged-rollout");
    const [fix, ...more] = finding === undefined ? [] : validFixes(analysis, finding);
    expect(more).toEqual([]);
    // Six hosts of 64 GiB hold six VMs of 40 GiB: two can be empty, three cannot.
    expect(fix?.title).toMatch(
      /^Update “Update the hypervisors” 1, then 2 at a time: exposure 100 % → \d+ %$/,
    );
    const after = fix && applyFix(analysis, fix);
    const text = after?.parts.find((part) => part.path === "update.yml")?.text;
    expect(text).toContain("serial: [1, 2]");
    const [plan] = after?.facts.playPlans.values() ?? [];
    expect(plan?.stages.map(({ hosts }) => hosts.length)).toEqual([1, 2, 2, 1]);
  });

  it("is not taken for one where the estate does not have all of its hosts", () => {
    expect(look([], [], INVENTORY).facts.playPlans.size).toBe(0);
  });
});
