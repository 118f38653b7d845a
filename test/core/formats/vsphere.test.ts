import { describe, expect, test } from "vitest";
import { vsphere } from "../../../src/core/formats/vsphere/format.ts";
import { plainOf } from "../../support/exports/export.ts";

function read(...documents: readonly unknown[]) {
  const content = documents.map((value) => JSON.stringify(value)).join("\n");
  const seen = vsphere.read([{ path: "vs.json", content }], { environment: "east" });
  return { ...plainOf(seen), notes: seen.notes.map(({ message }) => message), seen };
}

const vm = (name: string, more: object = {}) => ({
  Name: name,
  PowerState: 1,
  NumCpu: 2,
  MemoryGB: 4,
  VMHost: "esx-1",
  ...more,
});
const host = (name: string, more: object = {}) => ({
  Name: name,
  ConnectionState: "Connected",
  Version: "8.0.3",
  Build: "24022510",
  ...more,
});

describe("vSphere", () => {
  test("from PowerCLI's VMs alone has the hosts that they name, and no more", () => {
    const { hosts, vms, notes } = read([vm("a"), vm("b", { VMHost: "esx-2" })]);
    expect(hosts).toEqual(
      ["esx-1", "esx-2"].map((name) => ({ name, environment: "east", platform: "VMware ESXi" })),
    );
    expect(vms[0]).toEqual({
      name: "a",
      environment: "east",
      host: "esx-1",
      cpu: 2,
      memory: "4GiB",
      power: "on",
    });
    expect(notes).toEqual([]);
  });

  test("takes a folder for no cluster", () => {
    const { clusters, hosts } = read([
      host("a", { Parent: "Production" }),
      host("b", { Parent: "host" }),
      host("c", { Parent: { Name: "Berlin" }, ParentId: "Folder-group-h4" }),
      host("d", { Parent: "x", IsStandalone: true }),
    ]);
    expect(clusters.map(({ name }) => name)).toEqual(["Production"]);
    expect(hosts.map(({ cluster }) => cluster)).toEqual(["Production", undefined, undefined, undefined]);
  });

  test("keeps no licence key", () => {
    const { hosts, seen } = read([
      host("a", { LicenseKey: "AAAAA-BBBBB-CCCCC-DDDDD-1A2B3" }),
      host("b", { LicenseKey: "00000-00000-00000-00000-00000" }),
    ]);
    expect(hosts.map(({ licence }) => licence)).toEqual(["key ending in 1A2B3", "evaluation"]);
    expect(JSON.stringify(seen)).not.toContain("BBBBB");
  });

  test("says what a number may mean, and takes it for nothing", () => {
    const { hosts, clusters, notes } = read(
      [host("a", { ConnectionState: 3 })],
      [{ Name: "c", HAEnabled: true, HAFailoverLevel: 0, DrsEnabled: true, DrsAutomationLevel: 2 }],
    );
    expect(hosts[0]).not.toHaveProperty("maintenance");
    expect(clusters).toEqual([{ name: "c", environment: "east", tolerates: 1 }]);
    expect(notes).toEqual([
      "A host's connection state is a number that this version does not know: whether it is in maintenance is left out. Export it as a word.",
      "HA is on without a number of hosts that it keeps room for: it is read as absorbing one failure.",
      "How far DRS is automated is a number that this version does not know: left out. Export it as a word.",
    ]);
  });

  test("names a cluster by its id where nothing else does, and a host's cluster by the export's", () => {
    const self = (type: string, value: string) => ({ type, value });
    const { clusters, hosts, notes } = read({
      hostSystems: [
        {
          self: self("HostSystem", "host-1"),
          name: "esx-1",
          parent: self("ClusterComputeResource", "domain-c8"),
        },
      ],
    });
    expect(clusters).toEqual([{ name: "domain-c8", environment: "east" }]);
    expect(hosts[0]).toMatchObject({ cluster: "domain-c8" });
    expect(notes).toEqual([
      "Nothing names the cluster “domain-c8”: its id is its name. Export the clusters too.",
    ]);
  });

  test("has the datastores of disks before those of mounted images", () => {
    const { vms } = read({
      virtualMachines: [
        {
          self: { type: "VirtualMachine", value: "vm-1" },
          name: "a%2fb",
          config: {
            files: { vmPathName: "[san-1] a/a.vmx" },
            datastoreUrl: [{ name: "san-1" }, { name: "iso" }],
            hardware: { device: [{ capacityInKB: 1048576, backing: { fileName: "[san-2] a/a.vmdk" } }] },
          },
          runtime: { powerState: "suspended" },
        },
      ],
    });
    expect(vms).toEqual([
      { name: "a/b", environment: "east", storage: ["san-1", "san-2"], disk: "1GiB", power: "suspended" },
    ]);
  });

  test("leaves out what vSphere runs for itself, and templates", () => {
    const { vms, notes } = read([
      vm("vCLS-4c4c4544-0042-3510-8052-b4c04f313233"),
      vm("vCLS (2)"),
      vm("vCLS docs"),
    ]);
    expect(vms.map(({ name }) => name)).toEqual(["vCLS docs"]);
    expect(notes).toHaveLength(2);
  });

  test("has custom attributes for the team's own words", () => {
    const [one] = read([vm("a", { CustomFields: [{ Key: "Application", Value: "erp" }], Notes: "n" })]).seen
      .vms;
    expect([one?.fact?.("Application"), one?.fact?.("Notes"), one?.fact?.("Nothing")]).toEqual([
      "erp",
      "n",
      undefined,
    ]);
  });

  test("has the manager where all of it names one", () => {
    const Uid = (server: string) =>
      `/VIServer=vsphere.local\\admin@${server}:443/VirtualMachine=VirtualMachine-vm-1/`;
    expect(read([vm("a", { Uid: Uid("vc1") })]).seen.environments).toEqual([
      { name: "east", manager: "vc1" },
    ]);
    const several = read([vm("a", { Uid: Uid("vc1") }), vm("b", { Uid: Uid("vc2") })]);
    expect(several.seen.environments).toEqual([{ name: "east" }]);
    expect(several.notes[0]).toMatch(/^The export is of several managers, “vc1” and “vc2”/);
  });
});
