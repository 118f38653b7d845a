import { describe, expect, test } from "vitest";
import { findingsIn } from "../../support/ansible.ts";

const OWN = "rollout: {soak: {afterFirst: 1h}}\n";
const hosts = "[hv]\nhv[1:20]\n";
const play = (tasks: string, serial = "1") =>
  `- name: Patch\n  hosts: hv\n  serial: ${serial}\n  max_fail_percentage: 0\n  tasks:\n    - reboot:\n${tasks}`;
const said = (tasks: string, policy = OWN, serial = "1") =>
  findingsIn({ hosts, "p.yml": play(tasks, serial) }, policy)
    .filter(({ rule }) => rule === "short-soak")
    .map(({ message, at }) => [message, play(tasks, serial).slice(at.start, at.end)]);

describe("a pause between the batches of a play", () => {
  test("is too short where the team's own policy asks for more", () => {
    expect(said("    - pause: {minutes: 10}\n")).toEqual([
      [expect.stringContaining("“Patch” pauses for 10m between its batches"), "pause"],
    ]);
    expect(said("    - pause: {minutes: 30}\n    - wait_for: {timeout: 600}\n")).toHaveLength(1);
    expect(said("    - pause: {minutes: 30}\n    - pause: {seconds: 1800}\n")).toEqual([]);
    expect(said("    - pause: {minutes: 60}\n")).toEqual([]);
  });

  test("with a default counts as that, which is said", () => {
    expect(said("    - pause:\n        minutes: '{{ soak | default(5) }}'\n")[0]?.[0]).toContain(
      "This counts the default; soak may say otherwise when Ansible runs.",
    );
  });

  test("is not asked for by our own figures, nor where nobody wrote one", () => {
    expect(said("    - pause: {minutes: 10}\n", "")).toEqual([]);
    expect(said("")).toEqual([]);
    expect(said("    - wait_for: {port: 22, delay: 60}\n")).toEqual([]);
  });

  test("is left alone where its length is not known or a person ends it, and where there is one batch", () => {
    expect(said("    - pause: {minutes: '{{ soak }}'}\n")).toEqual([]);
    expect(said("    - pause: {minutes: 10}\n    - pause: {prompt: Go on?}\n")).toEqual([]);
    expect(said("    - pause: {minutes: 10}\n", OWN, "100%")).toEqual([]);
    const rescued = "    - block:\n        - ping:\n      rescue:\n        - pause: {minutes: 10}\n";
    expect(said(rescued)).toEqual([]);
  });
});
