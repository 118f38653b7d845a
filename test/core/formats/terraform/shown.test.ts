import { describe, expect, test } from "vitest";
import { stateBefore } from "../../../../src/core/formats/terraform/planBefore.ts";
import { readTerraformFile } from "../../../../src/core/formats/terraform/read.ts";
import { filesOf, plainly, readingsOf, wordsAt } from "./fixtures.ts";

const files = filesOf("shown");
const readings = readingsOf(files);
const state = readings.find(({ form }) => form === "state");
const planText = files.find(({ path }) => path.endsWith("plan.json"))?.text ?? "";
const plan = readings.find(({ form }) => form === "plan");

describe("a state", () => {
  test("shows what there is, with ids resolved and modules looked into", () => {
    const { clusters, hosts, vms } = plainly(state?.estates ?? []);
    expect(clusters).toEqual([
      {
        name: "prod",
        tolerates: 1,
        autoPlace: true,
        platform: ["VMware ESXi"],
        build: ["8.0.1-21495797"],
        keepApart: [["web-1", "web-2"]],
      },
    ]);
    expect(hosts.map(({ name, cluster }) => [name, cluster])).toEqual([
      ["esx-1", "prod"],
      ["esx-2", "prod"],
      ["pve-1", undefined],
    ]);
    expect(vms.map(({ name, host, storage, power }) => [name, host, storage, power])).toEqual([
      ["web-1", "esx-1", ["san-1"], undefined],
      ["web-2", "esx-2", ["san-1"], undefined],
      ["dns", "pve-1", undefined, "off"],
    ]);
  });

  test("has each value at its place in the JSON", () => {
    const vm = state?.estates.flatMap((estate) => estate.vms ?? [])[0];
    expect(vm && wordsAt(files, vm.name.at)).toBe('"web-1"');
    expect(vm?.host && wordsAt(files, vm.host.at)).toBe('"host-11"');
    expect(vm && wordsAt(files, vm.at)).toBe('"vsphere_virtual_machine.web[0]"');
  });
});

describe("a plan", () => {
  test("has both sides in our keys", () => {
    const where = (estates: Parameters<typeof plainly>[0]) =>
      plainly(estates).vms.map(({ name, host, cluster }) => [name, host ?? cluster]);
    const was = stateBefore(planText) ?? "";
    const [before] = readingsOf([{ path: "shown/plan.json", text: was }]);
    expect(where(before?.estates ?? [])).toEqual([
      ["web-1", "esx-1"],
      ["web-2", "esx-2"],
      ["web-4", "esx-2"],
    ]);
    expect(where(plan?.estates ?? [])).toEqual([
      ["web-1", "esx-1"],
      ["web-2", "esx-1"],
      ["web-3", "prod"],
    ]);
  });

  test("knows members of a rule that are yet to be made, from its configuration", () => {
    expect(plainly(plan?.estates ?? []).clusters[0]?.keepApart).toEqual([["web-1", "web-2", "web-3"]]);
  });

  test("as it was changes nothing, and is of the same configuration", () => {
    const was = stateBefore(planText) ?? "";
    const [before] = readingsOf([{ path: "shown/plan.json", text: was }]);
    expect([before?.form, before?.declares, stateBefore(was)]).toEqual([
      "plan",
      plan?.declares,
      expect.any(String),
    ]);
    expect(before?.remarks.filter(({ rule }) => rule === "unstaged-rollout")).toEqual([]);
  });

  test("an image is wanted of whole clusters: of several at once it is a warning", () => {
    const [remark] = plan?.remarks ?? [];
    expect(remark).toMatchObject({
      rule: "unstaged-rollout",
      severity: "warning",
      message:
        "This plan makes 8.0.2-22380479 the image of 2 clusters at once (prod and test): every host of all of them is to run it before anyone has seen it run. Change one cluster, watch it, then the next.",
    });
    expect(remark && wordsAt(files, remark.at)).toBe('"8.0.2-0.0.22380479"');
  });

  test("of one cluster it is information", () => {
    const text = planText.replaceAll('"name": "test"', '"name": null');
    const [reading] = readingsOf([{ path: "plan.json", text }]);
    expect(reading?.remarks.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["unstaged-rollout", "info"],
    ]);
  });

  test("what a reference with a key means is not guessed", () => {
    const text = planText.replace(
      '"vsphere_virtual_machine.web"\n',
      '"vsphere_virtual_machine.web", "each.key"\n',
    );
    const [reading] = readingsOf([{ path: "plan.json", text }]);
    expect(plainly(reading?.estates ?? []).clusters[0]?.keepApart).toBeUndefined();
  });
});

test.each([
  ['{"format_version": "1.0"}'],
  ['{"format_version": "1.0", "values": {"root_module": 1}}'],
  ['{"format_version": "1.0", "planned_values": {"root_module": {"resources": [1, {}, {"address": "a"}]}}}'],
  ['{"format_version": "1.0", "resource_changes": [{"address": "a", "type": "b", "change": {}}]}'],
  ['{"format_version": "1.0", "values": {"root_module": {"child_modules": [[], {"resources": {}}]}}, '],
])("%s is read without an exception", (text) => {
  expect(() => readingsOf([{ path: "a.json", text }])).not.toThrow();
});

test.each(["{}", "[]", '{"values": {}}', '{"version": 4, "resources": []}', "apiVersion: v1"])(
  "%s is not Terraform's",
  (text) => {
    expect(readTerraformFile({ path: "a.json", text })).toBeUndefined();
  },
);
