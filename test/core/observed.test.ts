import { describe, expect, test } from "vitest";
import { analyze, validFixes } from "../../src/core/analyze.ts";
import { fixAll } from "../../src/engine/fixAll.ts";

/** A document with `takenAt` says what was seen: nothing is ever written into it (spec MANIFESTS.md). */

const ESTATE = (metadata: string) => `apiVersion: baskets/v1
kind: Estate
metadata: {name: corp${metadata}}
environments: [{name: east}]
clusters: [{name: prod, environment: east}]
hosts:
  - {name: h1, cluster: prod, memory: 64}
  - {name: h2, cluster: prod}
services: [{name: erp, tier: 1, needs: 1}]
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h1}
  - {name: web-1, service: web, host: h22}
`;

const fixesOf = (text: string) =>
  analyze([{ path: "a.estate.yaml", text }], { asOf: 0 }).findings.flatMap(
    (finding) => finding.fixes?.() ?? [],
  );

describe("an observed document", () => {
  test("gets no edit of any rule, where the same wish gets several", () => {
    expect(fixesOf(ESTATE("")).length).toBeGreaterThan(3);
    expect(fixesOf(ESTATE(", takenAt: 1970-01-01"))).toEqual([]);
  });
});

/** Two VMs of a service on one host, on a platform, as an import shows them. */
const SEEN = (
  platform: string,
  names: readonly [string, string],
  sources: readonly [string, string] = ["", ""],
) =>
  `apiVersion: baskets/v1
kind: Estate
metadata: {takenAt: 1970-01-01}
clusters: [{name: prod, tolerates: 1, keepApart: [["${names[0]}", "${names[1]}"]]}]
hosts:
  - {name: h1, cluster: prod, platform: ${platform}}
  - {name: "h 2", cluster: prod, platform: ${platform}}
vms:
  - {name: "${names[0]}", host: h1, x-source: "${sources[0]}"}
  - {name: "${names[1]}", host: h1, x-source: "${sources[1]}"}
`;

function commandsFor(text: string): readonly string[] {
  const analysis = analyze([{ path: "a.estate.yaml", text }], { asOf: 0 });
  const fixes = analysis.findings
    .filter(({ rule }) => rule === "keep-apart-broken")
    .flatMap((finding) => validFixes(analysis, finding));
  for (const fix of fixes) {
    expect(fix.edits).toEqual([]);
    expect(fix.title).toMatch(/^Copy as command: Move /);
  }
  expect(fixAll(analysis, analysis.findings)).toBeUndefined();
  return fixes.map(({ command }) => command ?? "");
}

describe("what a person does about an observation", () => {
  test("is a command of the platform, with names that its shell takes as they are", () => {
    expect(commandsFor(SEEN("VMware ESXi", ["erp-1", "it's $(x)"]))).toEqual([
      "Move-VM -VM (Get-VM -Name 'it''s $(x)') -Destination (Get-VMHost -Name 'h 2')",
    ]);
    expect(commandsFor(SEEN("Hyper-V", ["a", "b"]))).toEqual([
      "Move-ClusterVirtualMachineRole -Cluster 'prod' -Name 'b' -Node 'h 2' -MigrationType Live",
    ]);
    expect(commandsFor(SEEN("Proxmox VE", ["a", "b"], ["proxmox qemu/100", "proxmox qemu/101"]))).toEqual([
      "qm migrate 101 'h 2' --online",
    ]);
  });

  test("is left to the person where the platform has no command that is known", () => {
    expect(commandsFor(SEEN("Proxmox VE", ["a", "b"]))).toEqual([]);
    expect(commandsFor(SEEN("Nutanix AHV", ["a", "b"]))).toEqual([]);
  });
});
