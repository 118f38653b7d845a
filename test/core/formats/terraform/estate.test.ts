import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix, validFixes } from "../../../../src/core/analyze.ts";
import type { SourceFile } from "../../../../src/core/text/span.ts";
import { filesOf, wordsAt } from "./fixtures.ts";

const asOf = Date.UTC(2026, 0, 1);

function analysisOf(files: readonly SourceFile[]): Analysis {
  return analyze(files, { asOf });
}

/** Severity, rule and the words pointed at. */
function saidOf(files: readonly SourceFile[]): readonly string[] {
  return analysisOf(files).findings.map(
    ({ severity, rule, at }) => `${severity} ${rule}: ${wordsAt(files, at)}`,
  );
}

function manifest(text: string): SourceFile {
  return { path: "corp.estate.yaml", text: `apiVersion: baskets/v1\nkind: Estate\n${text}` };
}

describe("a folder of Terraform is part of the estate", () => {
  test("its VMs, hosts and clusters are there, and files of others beside it are no part", () => {
    const analysis = analysisOf(filesOf("vsphere"));
    const { project } = analysis.facts;
    expect(project.clusters.map(({ name, allHosts }) => [name, allHosts.length])).toEqual([["prod", 4]]);
    expect(project.vms).toHaveLength(5);
    expect([...analysis.recognised]).toEqual([
      ["vsphere/main.tf", "terraform"],
      ["vsphere/terraform.tfvars", "nothing"],
      ["vsphere/variables.tf", "nothing"],
    ]);
  });

  test("what the rules say of it points into its files", () => {
    expect(saidOf(filesOf("vsphere"))).toEqual([
      "warning keep-apart-broken: data.vsphere_host.esx[each.value].id",
      "info single-basket: data.vsphere_datastore.second.id",
      "info no-keep-apart: false",
    ]);
    expect(saidOf(filesOf("proxmox"))).toEqual([
      "info no-keep-apart: 3",
      'warning keep-apart-broken: "pve-1"',
      "info no-keep-apart: 3",
    ]);
  });

  test.each<[string, readonly string[]]>([
    ["healthy", ["info shape: var.databases"]],
    ["xen-orchestra", []],
  ])("a healthy one is silent but for what cannot be known: %s", (name, unknown) => {
    expect(saidOf(filesOf(name))).toEqual(unknown);
  });

  test("a comment silences", () => {
    const [main, ...others] = filesOf("vsphere");
    if (main === undefined) throw new Error("The fixture has no file.");
    const text = main.text.replace(
      "# while hosts are being replaced",
      "# baskets-ignore no-keep-apart: hosts are being replaced",
    );
    const analysis = analysisOf([{ ...main, text }, ...others]);
    expect(analysis.findings.map(({ rule }) => rule)).not.toContain("no-keep-apart");
    expect(analysis.silenced.map(({ finding }) => finding.rule)).toEqual(["no-keep-apart"]);
  });

  test("the fix of a rule that is off holds, and touches nothing else", () => {
    const files = filesOf("vsphere");
    const analysis = analysisOf(files);
    const finding = analysis.findings.find(({ rule }) => rule === "no-keep-apart");
    const fixes = finding === undefined ? [] : validFixes(analysis, finding);
    expect(fixes.map(({ title }) => title)).toEqual(["Set enabled = true"]);
    const after = fixes[0] && applyFix(analysis, fixes[0]);
    expect(after?.parts.map(({ text }) => text)).toEqual(
      files.map(({ text }) => text.replace("enabled             = false", "enabled             = true")),
    );
    expect(after?.findings.map(({ rule }) => rule)).toEqual(["keep-apart-broken", "single-basket"]);
  });

  test("no other fix edits a file of Terraform", () => {
    for (const name of ["vsphere", "proxmox", "nutanix", "shown"]) {
      const analysis = analysisOf(filesOf(name));
      const fixes = analysis.findings.flatMap((finding) => validFixes(analysis, finding));
      expect(
        fixes.map(({ title }) => title).filter((title) => !/^Set (?:enabled|disable) = /.test(title)),
      ).toEqual([]);
    }
  });

  test("a file that is broken is information: Terraform refuses it by itself", () => {
    const text = 'resource "vsphere_virtual_machine" "a" {\n  name = [\n}\n';
    expect(
      analysisOf([{ path: "main.tf", text }]).findings.map(({ severity, rule }) => [severity, rule]),
    ).toEqual([
      ["info", "syntax"],
      ["info", "syntax"],
    ]);
  });
});

describe("beside manifests", () => {
  const names =
    "clusters:\n  - name: prod\nhosts:\n  - {name: esx-1, cluster: prod}\n  - {name: esx-2, cluster: prod}\n";

  test("nothing is double and nothing is missing", () => {
    const both = [manifest(`${names}vms:\n  - {name: web-01, host: esx-2}\n`), ...filesOf("vsphere")];
    const { findings, facts } = analysisOf(both);
    expect(findings.map(({ rule }) => rule)).not.toContain("duplicate-name");
    expect(findings.map(({ rule }) => rule)).not.toContain("unknown-reference");
    expect(facts.project.vms.find(({ name }) => name === "web-01")?.host?.name).toBe("esx-2");
  });

  test("the manifests' word on a VM counts: what Terraform says of its place is not said again", () => {
    const apart =
      "hosts:\n  - name: pve-1\n  - name: pve-2\nvms:\n  - {name: dns-a, host: pve-1}\n  - {name: dns-b, host: pve-2}\n";
    expect(
      saidOf([manifest(apart), ...filesOf("proxmox")]).filter((line) => line.includes("keep-apart-broken")),
    ).toEqual([]);
  });

  test("a rule in another folder, or in a manifest, keeps VMs apart as well", () => {
    const vms = {
      path: "vms/main.tf",
      text: `data "vsphere_compute_cluster" "c" {
  name = "prod"
}
resource "vsphere_virtual_machine" "web" {
  count            = 2
  name             = "web-\${count.index}"
  resource_pool_id = data.vsphere_compute_cluster.c.resource_pool_id
}
`,
    };
    const rules = {
      path: "rules/main.tf",
      text: `data "vsphere_compute_cluster" "c" {
  name = "prod"
}
data "vsphere_virtual_machine" "web" {
  for_each = toset(["web-0", "web-1"])
  name     = each.key
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  compute_cluster_id  = data.vsphere_compute_cluster.c.id
  virtual_machine_ids = [for vm in data.vsphere_virtual_machine.web : vm.id]
}
`,
    };
    expect(saidOf([vms])).toEqual(["info no-keep-apart: 2"]);
    expect(saidOf([vms, rules])).toEqual([]);
    expect(saidOf([manifest("clusters:\n  - name: prod\n    keepApart: [[web-0, web-1]]\n"), vms])).toEqual(
      [],
    );
  });

  test("a service may stand on VMs that only Terraform declares", () => {
    const services = "services:\n  - {name: shop, needs: 1, tier: 2}\nvms: []\n";
    expect(saidOf([manifest(services), ...filesOf("healthy")])).toEqual(["info shape: var.databases"]);
  });

  test("two environments: what has no place in either is left out, silently", () => {
    const two = manifest("environments:\n  - name: east\n  - name: west\n");
    for (const name of ["vsphere", "proxmox", "nutanix", "xen-orchestra", "healthy"]) {
      const { findings } = analysisOf([two, ...filesOf(name)]);
      const misread = findings.filter(({ rule }) => rule === "shape" || rule === "unknown-reference");
      expect(misread.filter(({ severity }) => severity !== "info")).toEqual([]);
    }
  });
});

test("a plan that changes images of several clusters is a warning at its first image", () => {
  const files = filesOf("shown").filter(({ path }) => path.endsWith("plan.json"));
  expect(saidOf(files).filter((line) => line.includes("unstaged"))).toEqual([
    'warning unstaged-rollout: "8.0.2-0.0.22380479"',
  ]);
});

test("what is read again after an edit is what is read from scratch", () => {
  const files = filesOf("proxmox");
  const edited = files.map((file) => ({
    ...file,
    text: file.text.replace("count     = 3", "count     = 2"),
  }));
  const before = analysisOf(files);
  const again = analyze(edited, { asOf, previous: before });
  expect(again.findings).toEqual(analysisOf(edited).findings);
  expect(again.findings).not.toEqual(before.findings);
});
