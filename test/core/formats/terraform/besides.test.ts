import { describe, expect, test } from "vitest";
import { readPart } from "../../../../src/core/formats/read.ts";
import { withTerraform } from "../../../../src/core/formats/terraform/besides.ts";
import { plainly, readingsOf } from "./fixtures.ts";

/** The estate of these manifests and folders together. */
function joined(native: string, ...folders: readonly string[]) {
  const text = `apiVersion: baskets/v1\nkind: Estate\n${native}`;
  const { estates } = readPart({ path: "a.estate.yaml", text }).native;
  const readings = readingsOf(folders.map((tf, index) => ({ path: `f${index}/main.tf`, text: tf })));
  return plainly(
    withTerraform(
      estates,
      readings.map((reading) => reading.estates),
    ),
  );
}

const two = `data "vsphere_compute_cluster" "c" {
  name = "prod"
}
resource "vsphere_virtual_machine" "web" {
  count            = 2
  name             = "web-\${count.index}"
  num_cpus         = 2
  resource_pool_id = data.vsphere_compute_cluster.c.resource_pool_id
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  compute_cluster_id  = data.vsphere_compute_cluster.c.id
  virtual_machine_ids = vsphere_virtual_machine.web[*].id
}
`;

describe("what manifests and Terraform both name", () => {
  test("is said by the manifests; rules add up", () => {
    const native =
      "clusters:\n  - name: prod\n    tolerates: 1\nvms:\n  - name: web-0\n    cluster: prod\n    cpu: 8\n";
    expect(joined(native, two)).toEqual({
      clusters: [{ name: "prod", tolerates: 1, keepApart: [["web-0", "web-1"]] }],
      hosts: [],
      vms: [
        { name: "web-0", cluster: "prod", cpu: 8 },
        { name: "web-1", cluster: "prod", cpu: 2 },
      ],
    });
  });

  test("a group that the manifests have too stands once", () => {
    const native = "clusters:\n  - name: prod\n    keepApart: [[web-1, web-0]]\n";
    expect(joined(native, two).clusters).toEqual([{ name: "prod", keepApart: [["web-1", "web-0"]] }]);
  });

  test("without Terraform the manifests are untouched", () => {
    const { estates } = readPart({
      path: "a.estate.yaml",
      text: "apiVersion: baskets/v1\nkind: Estate\n",
    }).native;
    expect(withTerraform(estates, [])).toBe(estates);
  });
});

describe("several environments", () => {
  const environments = "environments: [{name: east}, {name: west}]\n";

  test("only what stands at a place of theirs is added", () => {
    const native = `${environments}clusters:\n  - {name: prod, environment: east}\n`;
    expect(joined(native, two).vms.map(({ name, cluster }) => [name, cluster])).toEqual([
      ["web-0", "prod"],
      ["web-1", "prod"],
    ]);
    expect(joined(environments, two)).toEqual({ clusters: [], hosts: [], vms: [] });
  });

  test("a place whose name two of them have is none", () => {
    const native = `${environments}clusters:\n  - {name: prod, environment: east}\n  - {name: prod, environment: west}\n`;
    expect(joined(native, two).vms).toEqual([]);
  });
});

test("a rule in another folder means the VMs that it looks up by name, whichever folder comes first", () => {
  const rule = `data "vsphere_compute_cluster" "c" {
  name = "prod"
}
data "vsphere_virtual_machine" "web" {
  count = 2
  name  = "web-\${count.index}"
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  compute_cluster_id  = data.vsphere_compute_cluster.c.id
  virtual_machine_ids = data.vsphere_virtual_machine.web[*].id
}
`;
  const vms = two.slice(0, two.indexOf('resource "vsphere_compute_cluster_vm'));
  for (const folders of [
    [rule, vms],
    [vms, rule],
  ])
    expect(joined("", ...folders).clusters).toEqual([{ name: "prod", keepApart: [["web-0", "web-1"]] }]);
});

test("of what two folders name the first counts, and each group means the VMs of its own folder", () => {
  const other = two.replace('"prod"', '"test"').replace("num_cpus         = 2", "num_cpus         = 4");
  expect(joined("", two, other)).toEqual({
    clusters: [{ name: "prod", keepApart: [["web-0", "web-1"]] }, { name: "test" }],
    hosts: [],
    vms: [
      { name: "web-0", cluster: "prod", cpu: 2 },
      { name: "web-1", cluster: "prod", cpu: 2 },
    ],
  });
});
