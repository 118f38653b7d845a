import { describe, expect, test } from "vitest";
import { filesOf, plainly, readingOf, wordsAt } from "./fixtures.ts";

const GiB = 1024 ** 3;

describe("vSphere", () => {
  const files = filesOf("vsphere");
  const reading = readingOf(files);
  const { clusters, hosts, vms } = plainly(reading.estates);

  test("a cluster says what HA absorbs, what its scheduler does, its image and its rules that are on", () => {
    expect(clusters).toEqual([
      {
        name: "prod",
        tolerates: 2,
        autoPlace: true,
        platform: ["VMware ESXi"],
        build: ["8.0.2-22380479"],
        keepApart: [["db-a", "db-b"]],
      },
    ]);
  });

  test("hosts are known by the data sources that look them up, in the cluster that lists them", () => {
    expect(hosts.map(({ name, cluster, maintenance }) => [name, cluster, maintenance])).toEqual([
      ["esx-1", "prod", undefined],
      ["esx-2", "prod", undefined],
      ["esx-3", "prod", undefined],
      ["esx-4", "prod", true],
    ]);
  });

  test("VMs of count and for_each, in a pool below the cluster, with disks of a dynamic block", () => {
    expect(vms.slice(0, 2).map(({ name, cluster }) => [name, cluster])).toEqual([
      ["web-01", "prod"],
      ["web-02", "prod"],
    ]);
    expect(vms[0]).toEqual({
      name: "web-01",
      cluster: "prod",
      storage: ["san-1"],
      network: ["vlan-10"],
      cpu: 2,
      memory: 2 * GiB,
      disks: [
        { name: "data", size: 100 * GiB, storage: ["san-2"] },
        { name: "os", size: 20 * GiB },
      ],
      os: "debian12_64Guest",
    });
    expect(vms[2]).toEqual({ name: "db-a", host: "esx-1", storage: ["san-2"] });
  });

  test("a rule that must be kept to and has one host binds its VMs to it", () => {
    expect(vms[4]).toEqual({ name: "licence", host: "esx-3", pinned: true, storage: ["san-1"] });
  });

  test("each value is at the place that says it", () => {
    const [vm] = reading.estates.flatMap((estate) => estate.vms ?? []);
    expect(vm && wordsAt(files, vm.at)).toBe('resource "vsphere_virtual_machine" "web"');
    expect(vm?.name && wordsAt(files, vm.name.at)).toBe('format("web-%02d", count.index + 1)');
    expect(vm?.cluster && wordsAt(files, vm.cluster.at)).toBe("vsphere_resource_pool.apps.id");
    expect(vm?.storage && wordsAt(files, vm.storage.at)).toBe("data.vsphere_datastore.san.id");
    const [cluster] = reading.estates.flatMap((estate) => estate.clusters ?? []);
    expect(cluster?.build && wordsAt(files, cluster.build.at)).toBe('"8.0.2-0.0.22380479"');
  });

  test.each([
    ["8.0.2-0.0.22380479", "8.0.2-22380479"],
    ["8.0 U2", undefined],
  ])("the image %s is the build %s", (image, build) => {
    const text = `resource "vsphere_compute_cluster" "c" {\n  name = "c"\n  host_image {\n    esx_version = "${image}"\n  }\n}\n`;
    const reading = readingOf(text);
    expect(plainly(reading.estates).clusters[0]?.build).toEqual(build && [build]);
    expect(reading.images.map((each) => each.build)).toEqual(build === undefined ? [] : [build]);
  });

  test.each<[string, unknown]>([
    ["", undefined],
    ["ha_enabled = false", undefined],
    ["ha_enabled = true", 1],
    ["ha_enabled = var.ha", undefined],
    ['ha_enabled = true\n  ha_host_monitoring = "disabled"', undefined],
    ['ha_enabled = true\n  ha_admission_control_policy = "disabled"', undefined],
    ["ha_enabled = true\n  ha_admission_control_policy = var.policy", undefined],
    ["ha_enabled = true\n  ha_admission_control_host_failure_tolerance = 2", 2],
    [
      'ha_enabled = true\n  ha_admission_control_policy = "failoverHosts"\n  ha_admission_control_failover_host_system_ids = [data.vsphere_host.a.id]',
      1,
    ],
  ])("a cluster with %j tolerates %s", (setting, tolerates) => {
    const text = `resource "vsphere_compute_cluster" "c" {\n  name = "c"\n  ${setting}\n}\ndata "vsphere_host" "a" {\n  name = "a"\n}\n`;
    expect(plainly(readingOf(text).estates).clusters[0]?.tolerates).toBe(tolerates);
  });

  test("a VM without a name that is known goes by its address, and by nothing that is guessed", () => {
    const text = `resource "vsphere_virtual_machine" "a" {
  count            = 2
  name             = "\${var.prefix}-\${count.index}"
  resource_pool_id = var.pool
  host_system_id   = "host-12"
  memory           = var.memory
}
`;
    expect(plainly(readingOf(text).estates)).toEqual({
      clusters: [],
      hosts: [],
      vms: [{ name: "vsphere_virtual_machine.a[0]" }, { name: "vsphere_virtual_machine.a[1]" }],
    });
  });

  test("of two of one name the second goes by its address", () => {
    const one = (word: string) => `resource "vsphere_virtual_machine" "${word}" {\n  name = "same"\n}\n`;
    const { estates, remarks } = readingOf(one("a") + one("b"));
    expect(plainly(estates).vms.map(({ name }) => name)).toEqual(["same", "vsphere_virtual_machine.b"]);
    expect(remarks.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
      [
        "shape",
        "info",
        "Another VM here is called “same” too: this one goes by its address, vsphere_virtual_machine.b. Give it a name of its own to have it found by that.",
      ],
    ]);
  });

  test("several such are said once, with a place for each", () => {
    const text = `resource "vsphere_virtual_machine" "a" {\n  count = 3\n  name  = "same"\n}\n`;
    const [remark, ...more] = readingOf(text).remarks;
    expect(more).toEqual([]);
    expect(remark?.message).toBe(
      "2 VMs have names that others here have already (“same”): they go by their addresses, vsphere_virtual_machine.a[1] and vsphere_virtual_machine.a[2]. Give each a name of its own to have it found by that.",
    );
    expect(remark?.related?.map(({ message }) => message)).toEqual([
      "This “same” goes by vsphere_virtual_machine.a[2].",
    ]);
  });
});

describe("Proxmox VE", () => {
  const { hosts, vms } = plainly(readingOf(filesOf("proxmox")).estates);

  test("guests stand on the nodes they name; a template is none", () => {
    expect(hosts.map(({ name }) => name)).toEqual(["pve-1", "pve-2", "pve-3"]);
    expect(vms.map(({ name, host }) => [name, host])).toEqual([
      ["k8s-0", "pve-1"],
      ["k8s-1", "pve-2"],
      ["k8s-2", "pve-3"],
      ["dns-a", "pve-1"],
      ["dns-b", "pve-1"],
      ["cache-0", "pve-2"],
      ["cache-1", "pve-2"],
      ["cache-2", "pve-2"],
      ["standby", undefined],
    ]);
    expect(vms[0]).toEqual({
      name: "k8s-0",
      host: "pve-1",
      cpu: 8,
      memory: 8 * GiB,
      disks: [{ name: "scsi0", size: 32 * GiB }],
    });
  });

  test("a strict rule with one node binds to it, and what is not started is off", () => {
    expect(vms.filter(({ pinned }) => pinned === true).map(({ name }) => name)).toEqual(["cache-0"]);
    expect(vms.filter(({ power }) => power === "off").map(({ name }) => name)).toEqual(["standby"]);
  });

  test("before Proxmox VE 9 a restricted group with one node binds", () => {
    const text = `resource "proxmox_virtual_environment_hagroup" "g" {
  group      = "one"
  restricted = true
  nodes      = { pve-1 = null }
}
resource "proxmox_virtual_environment_vm" "a" {
  name      = "a"
  node_name = "pve-1"
}
resource "proxmox_virtual_environment_haresource" "a" {
  resource_id = "vm:\${proxmox_virtual_environment_vm.a.vm_id}"
  group       = proxmox_virtual_environment_hagroup.g.id
}
`;
    expect(plainly(readingOf(text).estates).vms[0]).toEqual({ name: "a", host: "pve-1", pinned: true });
  });
});

describe("Nutanix and Xen Orchestra", () => {
  test("VMs of both kinds, their cluster, and a policy by category", () => {
    const { clusters, vms } = plainly(readingOf(filesOf("nutanix")).estates);
    expect(clusters).toEqual([{ name: "ntnx-east", keepApart: [["ldap-1", "ldap-2"]] }]);
    expect(vms).toEqual([
      { name: "ldap-1", cluster: "ntnx-east", cpu: 4, memory: 4 * GiB, disks: [{ size: 20 * GiB }] },
      { name: "ldap-2", cluster: "ntnx-east", cpu: 4, memory: 4 * GiB, disks: [{ size: 20 * GiB }] },
      { name: "build-1", cpu: 4, memory: 2 * GiB, disks: [{ size: 40 * GiB }] },
      { name: "build-2", cpu: 4, memory: 2 * GiB, disks: [{ size: 40 * GiB }] },
      { name: "old", cluster: "ntnx-east", power: "off" },
    ]);
  });

  test("the preferred host of Xen Orchestra is where a VM stands; the master of a pool is no name", () => {
    const { hosts, vms } = plainly(readingOf(filesOf("xen-orchestra")).estates);
    expect(hosts).toEqual([{ name: "xcp-1" }]);
    expect(vms).toEqual([
      {
        name: "mail",
        host: "xcp-1",
        cpu: 2,
        memory: 4 * GiB,
        disks: [{ name: "root", size: 10 * GiB, storage: ["nfs-a"] }],
      },
      { name: "proxy", power: "off" },
    ]);
  });
});
