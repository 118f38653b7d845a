import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";

const folder = fileURLToPath(new URL("../../../../shared/samples/k8s/", import.meta.url));

function saidOf(sample: string): readonly string[] {
  const path = sample.slice(sample.lastIndexOf("/") + 1);
  const text = readFileSync(folder + sample, "utf8");
  const { recognised, findings } = analyze([{ path, text }], { asOf: Date.UTC(2026, 1, 1) });
  return [
    ...recognised.values(),
    ...findings.map(({ severity, rule, at }) => `${severity} ${rule} ${text.slice(at.start, at.end)}`),
  ];
}

describe.runIf(existsSync(folder))("files of real projects", () => {
  test.each([
    ["kured-ds.yaml", ["kubernetes", "info short-soak kured"]],
    ["suc_k3s-upgrade.yaml", ["kubernetes", "info short-soak k3s-server", "warning short-soak k3s-agent"]],
    [
      "suc_microos.yaml",
      [
        "kubernetes",
        "warning short-soak microos",
        "warning moving-target registry.opensuse.org/opensuse/tumbleweed:latest",
      ],
    ],
    ["mcp_manifests_worker.machineconfigpool.yaml", ["kubernetes"]],
    ["mcp_test_extended-priv_testdata_files_custom-machine-config-pool.yaml", ["nothing"]],
    ["kubevirt_vm-cirros.yaml", ["kubernetes"]],
    ["kubevirt_vm-alpine-multipvc.yaml", ["kubernetes"]],
    ["kubevirt_example-migration-policy.yaml", ["kubernetes"]],
  ])("%s", (sample, said) => {
    expect(saidOf(sample)).toEqual(said);
  });
});
