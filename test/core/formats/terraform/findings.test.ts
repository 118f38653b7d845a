import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../src/core/text/edit.ts";
import { filesOf, readingOf, wordsAt } from "./fixtures.ts";

/** Rule, severity and the words pointed at. */
function saidOf(files: string | ReturnType<typeof filesOf>): readonly (readonly [string, string, string])[] {
  const sources = typeof files === "string" ? [{ path: "main.tf", text: files }] : files;
  return readingOf(sources).remarks.map(
    ({ rule, severity, at }) => [rule, severity, wordsAt(sources, at)] as const,
  );
}

const cluster = `data "vsphere_compute_cluster" "c" {
  name = "prod"
}
data "vsphere_datastore" "a" {
  name = "san-a"
}
data "vsphere_datastore" "b" {
  name = "san-b"
}
`;

function vms(name: string, several: string, more = ""): string {
  return `resource "vsphere_virtual_machine" "${name}" {
  ${several}
  name             = "${name}-\${${several.startsWith("count") ? "count.index" : "each.key"}}"
  resource_pool_id = data.vsphere_compute_cluster.c.resource_pool_id
  ${more}
}
`;
}

function rule(name: string, ids: string, more = ""): string {
  return `resource "vsphere_compute_cluster_vm_anti_affinity_rule" "${name}" {
  name                = "${name}"
  compute_cluster_id  = data.vsphere_compute_cluster.c.id
  virtual_machine_ids = ${ids}
  ${more}
}
`;
}

describe("several alike and no rule", () => {
  test("are said at what makes them several", () => {
    const text = cluster + vms("web", "count = 3");
    expect(saidOf(text)).toEqual([["no-keep-apart", "info", "3"]]);
    expect(readingOf(text).remarks[0]?.message).toBe(
      "No rule here keeps web-0, web-1 and web-2 apart, so one host may hold them together, and its failure would stop more than one of them at once. Declare them apart (vsphere_compute_cluster_vm_anti_affinity_rule) if they stand in for each other.",
    );
  });

  test("a count by default is said to be one", () => {
    const text = `variable "n" {\n  default = 2\n}\n${cluster}${vms("web", "count = var.n")}`;
    expect(readingOf(text).remarks[0]?.message).toMatch(/ This counts the default of var\.n\.$/);
  });

  test.each<[string, string]>([
    ["one only", vms("web", "count = 1")],
    ["for_each over different things", vms("vm", 'for_each = toset(["web", "db", "mail"])')],
    ["a rule", vms("web", "count = 3") + rule("web", "vsphere_virtual_machine.web[*].id")],
    [
      "a rule in the old form",
      vms("web", "count = 3") + rule("web", `["\${vsphere_virtual_machine.web.*.id}"]`),
    ],
    ["a rule whose members only a run knows", vms("web", "count = 3") + rule("web", "var.ids")],
    [
      "a rule that a run may make",
      vms("web", "count = 3") + rule("web", "vsphere_virtual_machine.web[*].id", "count = var.on ? 1 : 0"),
    ],
    [
      "hosts of their own",
      vms("web", "count = 2", `host_system_id = data.vsphere_host.h[count.index].id`) +
        `data "vsphere_host" "h" {\n  count = 2\n  name  = "esx-\${count.index}"\n}\n`,
    ],
    [
      "an unknown cluster",
      vms("web", "count = 2").replace("data.vsphere_compute_cluster.c.resource_pool_id", "var.pool"),
    ],
    ["an unknown number", vms("web", "count = var.n")],
    [
      "a cluster whose scheduler is off",
      'resource "vsphere_compute_cluster" "d" {\n  name = "d"\n}\n' +
        vms("web", "count = 2").replace("data.vsphere_compute_cluster.c", "vsphere_compute_cluster.d"),
    ],
  ])("nothing is said to be apart or not of %s", (_, text) => {
    expect(saidOf(cluster + text).filter(([rule]) => rule !== "shape")).toEqual([]);
  });

  test("a pattern of names is one too", () => {
    const single = (name: string) =>
      vms(name, 'for_each = toset(["x"])').replace(`"${name}-\${each.key}"`, `"${name}"`);
    expect(saidOf(cluster + single("ldap01") + single("ldap02") + single("mail"))).toEqual([
      ["no-keep-apart", "info", '"ldap01"'],
    ]);
  });

  test("beyond three it is said once", () => {
    const text = cluster + ["a", "b", "c", "d"].map((name) => vms(name, "count = 2")).join("");
    const { remarks } = readingOf(text);
    expect(remarks.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^4 groups of VMs that are alike/),
    ]);
    expect(remarks[0]?.related).toHaveLength(3);
  });
});

describe("rules", () => {
  test("one that is switched off is said, and the fix switches it on", () => {
    const text =
      cluster +
      vms("web", "count = 2") +
      rule("web", "vsphere_virtual_machine.web[*].id", "enabled = false # why");
    expect(saidOf(text)).toEqual([["no-keep-apart", "info", "false"]]);
    const [fix, ...more] = readingOf(text).remarks[0]?.fixes?.() ?? [];
    expect(more).toEqual([]);
    expect(fix?.title).toBe("Set enabled = true");
    const fixed = applyEdits(text, fix?.edits ?? []) ?? "";
    expect(fixed).toBe(text.replace("= false # why", "= true # why"));
    expect(saidOf(fixed)).toEqual([]);
  });

  test("one that a variable switches off has no fix here", () => {
    const text = `variable "on" {\n  default = false\n}\n${cluster}${vms("web", "count = 2")}${rule("web", "vsphere_virtual_machine.web[*].id", "enabled = var.on")}`;
    expect(readingOf(text).remarks[0]?.fixes?.()).toEqual([]);
  });

  test("one that is not mandatory is as good as its default: nothing is said", () => {
    const text =
      cluster +
      vms("web", "count = 2") +
      rule("web", "vsphere_virtual_machine.web[*].id", "mandatory = false");
    expect(saidOf(text)).toEqual([]);
  });

  test("VMs that are kept apart and lie on one datastore, where there is a second", () => {
    const apart =
      vms("web", "count = 2", "datastore_id = data.vsphere_datastore.a.id") +
      rule("web", "vsphere_virtual_machine.web[*].id");
    const other = vms("mail", "count = 1", "datastore_id = data.vsphere_datastore.b.id");
    expect(saidOf(cluster + apart + other)).toEqual([
      ["single-basket", "info", "data.vsphere_datastore.a.id"],
    ]);
    // One datastore under everything is how many clusters are built.
    expect(saidOf(cluster + apart)).toEqual([]);
  });
});

describe("Proxmox VE", () => {
  test("what is declared apart and placed together, what HA may bring together, what stands on one node", () => {
    const files = filesOf("proxmox");
    expect(saidOf(files)).toEqual([
      ["keep-apart-broken", "warning", '"pve-1"'],
      ["no-keep-apart", "info", "3"],
      ["no-keep-apart", "info", "3"],
    ]);
    expect(readingOf(files).remarks.map(({ message }) => message)).toEqual([
      "dns-a and dns-b are placed together on pve-1, but the rule proxmox_harule.dns keeps them apart: one host failure takes both. Place them on different hosts.",
      expect.stringMatching(/^No rule here keeps k8s-0, k8s-1 and k8s-2 apart/),
      expect.stringMatching(
        /^cache-0, cache-1 and cache-2 are all placed on pve-2: its failure stops every one of them\./,
      ),
    ]);
  });

  test("one node in all leaves no choice, and nothing is said", () => {
    const text = `resource "proxmox_virtual_environment_vm" "a" {\n  count     = 3\n  name      = "a-\${count.index}"\n  node_name = "pve"\n}\n`;
    expect(saidOf(text)).toEqual([]);
  });

  test("a rule that is disabled is said, and the fix enables it", () => {
    const text = `resource "proxmox_virtual_environment_vm" "a" {
  count     = 2
  node_name = "pve"
  vm_id     = 100 + count.index
}
resource "proxmox_virtual_environment_harule" "a" {
  type      = "resource-affinity"
  affinity  = "negative"
  resources = ["vm:100", "vm:101"]
  disable   = true
}
`;
    expect(saidOf(text)).toEqual([["no-keep-apart", "info", "true"]]);
    expect(readingOf(text).remarks[0]?.fixes?.()[0]?.title).toBe("Set disable = false");
  });
});

test("Nutanix without a policy, but not with one", () => {
  expect(saidOf(filesOf("nutanix"))).toEqual([["no-keep-apart", "info", "2"]]);
});
