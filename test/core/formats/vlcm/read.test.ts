import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkVlcm } from "../../../../src/core/formats/vlcm/link.ts";
import { buildOf, readVlcm } from "../../../../src/core/formats/vlcm/read.ts";

const IMAGE = {
  base_image: { version: "8.0.2-0.0.22380479" },
  add_on: { name: "DEL-ESXi", version: "802.22380479-A04" },
  components: { "Intel-i40en": "2.5.11.0-1OEM.700.1.0.15843807" },
};
const POLICY = {
  failure_action: { action: "RETRY", retry_delay: 300, retry_count: 3 },
  evacuate_offline_vms: true,
  parallel_remediation_action: { enabled: true },
};

const read = (value: unknown, path = "esxi-image.json") =>
  readVlcm({ path, text: typeof value === "string" ? value : JSON.stringify(value, undefined, 2) });

describe("an image", () => {
  test.each([
    ["as exported", IMAGE],
    ["as a draft holds it", { metadata: { owner: "ops" }, software: IMAGE }],
    ["as older interfaces answer", { value: IMAGE }],
  ])("%s", (_how, value) => {
    const text = JSON.stringify(value);
    const images = read(text)?.images ?? [];
    expect(images.map(({ platform, build }) => [platform, build])).toEqual([
      ["VMware ESXi", "8.0.2-22380479"],
    ]);
    const [image] = images;
    expect(text.slice(image?.at.start, image?.at.end)).toBe('"8.0.2-0.0.22380479"');
  });

  test.each([
    ["8.0.2-0.0.22380479", "8.0.2-22380479"],
    ["7.0.3-0.20.19193900", "7.0.3-19193900"],
    ["8.0 U2 - 22380479", undefined],
    ["8.0.2", undefined],
    ["", undefined],
  ])("of the version %s is the build %s", (version, build) => {
    expect(buildOf(version)).toBe(build);
  });
});

describe("JSON of others is left alone", () => {
  test.each([
    ["a base image alone", { base_image: { version: "8.0.2-0.0.22380479" } }],
    ["another tool's base image", { base_image: { ref: "debian:12" }, components: {} }],
    ["a version of another form", { base_image: { version: "22.04" }, components: {} }],
    ["one key of a policy", { enforce_hcl_validation: true }],
    ["a list", [IMAGE]],
    ["deeper than answers are", { a: { b: IMAGE } }],
    ["no JSON", '"base_image": { "components"'],
  ])("%s", (_what, value) => {
    expect(read(value)).toBeUndefined();
  });

  test("by its name", () => {
    expect(read(IMAGE, "image.txt")).toBeUndefined();
  });
});

describe("an apply policy", () => {
  const remarks = (...values: readonly unknown[]) =>
    linkVlcm(values.flatMap((value, i) => read(value, `p${i}.json`) ?? [])).remarks;

  test("that sets no limit is said once, as information", () => {
    const [first, second] = remarks(POLICY, { ...POLICY, failure_action: { action: "FAIL" } });
    expect(second).toBeUndefined();
    expect([first?.rule, first?.severity, first?.related?.length]).toEqual(["unstaged-rollout", "info", 1]);
    expect(first?.message).toBe(
      "By this policy all hosts of a cluster that are in maintenance mode are updated at once, since “max_hosts” is not set. vSphere Lifecycle Manager has neither stages nor a time to watch within a cluster: the whole cluster is one stage. A host that fails is tried 3 more times before the update ends. Set “max_hosts”, and put the image on one cluster first, watch it, and only then on the others.",
    );
  });

  test("of version 9.1 is read too", () => {
    const { parallel_remediation_action, ...rest } = POLICY;
    const value = {
      ...rest,
      software_policy_spec: { parallel_remediation_action },
    };
    expect(remarks(value)).toHaveLength(1);
  });

  test.each([
    ["a limit", { enabled: true, max_hosts: 2 }],
    ["0, which nobody can tell", { enabled: true, max_hosts: 0 }],
    ["one host after the other", { enabled: false }],
    ["nothing", undefined],
  ])("with %s is not spoken of", (_what, action) => {
    expect(remarks({ ...POLICY, parallel_remediation_action: action })).toEqual([]);
  });

  test("with null for a limit has none", () => {
    expect(
      remarks({ ...POLICY, parallel_remediation_action: { enabled: true, max_hosts: null } }),
    ).toHaveLength(1);
  });
});

test("any JSON is read, and any part of a file", () => {
  const text = JSON.stringify({ software: IMAGE, policy: POLICY });
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (from, to, put) => {
      read(text.slice(0, from) + put + text.slice(Math.max(from, to)));
    }),
  );
  fc.assert(
    fc.property(fc.json(), (value) => void read(`{"base_image": {"version": ${value}}, "components": {}}`)),
  );
});
