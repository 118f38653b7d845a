import { describe, expect, test } from "vitest";
import { hyperv } from "../../../src/core/formats/hyperv/format.ts";
import { plainOf } from "../../support/exports/export.ts";

const vm = (name: string, more: object = {}) => ({
  Name: name,
  VMId: `id-${name}`,
  State: 2,
  ComputerName: "HV01",
  ProcessorCount: 2,
  MemoryStartup: 4 * 1024 ** 3,
  ...more,
});

function read(...documents: readonly unknown[]) {
  const content = documents.map((value) => JSON.stringify(value)).join("\n");
  const seen = hyperv.read([{ path: "hv.json", content }], { environment: "east" });
  return { ...plainOf(seen), notes: seen.notes.map(({ message }) => message) };
}

describe("Hyper-V", () => {
  test("has one VM as an object and names of hosts in any case, with or without domain", () => {
    const { hosts, vms } = read(vm("a"), vm("b", { ComputerName: "hv01.corp.example" }), {
      CSName: "HV01",
      Version: "10.0.20348",
      BuildNumber: "20348",
      LastBootUpTime: "2023-11-14T22:13:20.1234567+01:00",
    });
    expect(hosts).toEqual([
      {
        name: "HV01",
        environment: "east",
        platform: "Hyper-V",
        build: "10.0.20348",
        booted: "2023-11-14T21:13Z",
      },
    ]);
    expect(vms.map(({ host }) => host)).toEqual(["HV01", "HV01"]);
  });

  test("says that builds without the update's number look alike", () => {
    const system = { CSName: "HV01", Version: "10.0.20348", BuildNumber: "20348", LastBootUpTime: null };
    expect(read(vm("a"), system).notes).toContain(
      "Builds are read without the update's number: it is in the registry alone, as UBR. Hosts with different updates look alike.",
    );
    expect(read(vm("a"), system, { UBR: 2031, PSComputerName: "hv01" }).hosts[0]).toMatchObject({
      build: "10.0.20348-2031",
    });
  });

  test("reads states as numbers, words and with trouble", () => {
    const states = [
      2,
      3,
      6,
      9,
      10,
      32773,
      "RunningCritical",
      "OffCritical",
      "Saved",
      { value: 3, Value: "Off" },
      77,
    ];
    const { vms, notes } = read(states.map((State, index) => vm(`v${index}`.padStart(4, "0"), { State })));
    expect(new Map(vms.map(({ name, power }) => [name, power])).size).toBe(states.length);
    const powers = states.map(
      (_, index) => vms.find(({ name }) => name === `v${index}`.padStart(4, "0"))?.power,
    );
    expect(powers).toEqual([
      "on",
      "off",
      "suspended",
      "suspended",
      "on",
      "suspended",
      "on",
      "off",
      "suspended",
      "off",
      undefined,
    ]);
    expect(notes).toContain("Whether a VM runs is not known: it is read as running.");
  });

  test("has VMs that only the cluster tells of, and none of its other groups", () => {
    const group = (Name: string, GroupType: unknown) => ({
      Name,
      OwnerNode: "HV02",
      GroupType,
      AntiAffinityClassNames: {},
    });
    const { vms, clusters, hosts } = read(
      vm("a"),
      [
        { Name: "HV01", NodeWeight: 1 },
        { Name: "HV02", NodeWeight: 1 },
      ],
      [
        group("SCVMM web-1 Resources", 111),
        group("Cluster Group", 1),
        group("Available Storage", "AvailableStorage"),
      ],
    );
    expect(clusters).toEqual([{ name: "east", environment: "east", tolerates: 1, quorum: "majority" }]);
    expect(hosts.map(({ name, cluster }) => [name, cluster])).toEqual([
      ["HV01", "east"],
      ["HV02", "east"],
    ]);
    expect(vms.map(({ name, host }) => [name, host])).toEqual([
      ["a", "HV01"],
      ["web-1", "HV02"],
    ]);
  });

  test("reads the racks and sites of fault domains", () => {
    const domain = (Name: string, Type: unknown, ParentName: string) => ({ Name, Type, ParentName });
    const { hosts } = read(vm("a"), [
      domain("HV01", "Node", "C1"),
      domain("C1", "Chassis", "R7"),
      domain("R7", 2000, "Berlin"),
      domain("Berlin", 1000, "Berlin"),
    ]);
    expect(hosts[0]).toMatchObject({ rack: "R7", site: "Berlin" });
  });

  test("leaves replicas out, and takes the configuration's place for disks that are not shown", () => {
    const { vms, domains, notes } = read([
      vm("a", { ReplicationMode: 2 }),
      vm("b", { HardDrives: ["HardDiskDrive (Name = 'x')"], Path: "E:\\VMs" }),
    ]);
    expect(vms.map(({ name, storage }) => [name, storage])).toEqual([["b", "HV01/E:"]]);
    expect(domains).toEqual([{ kind: "storage", name: "HV01/E:", within: { host: "HV01" } }]);
    expect(notes).toEqual([
      "A replica of a VM is no VM of its own: left out.",
      "The export does not show a VM's disks: they are read as lying where its configuration lies.",
    ]);
  });

  test("does not mix up hosts that it cannot tell apart", () => {
    const { hosts, notes } = read(
      vm("a"),
      vm("b", { ComputerName: "HV02" }),
      { UBR: 1 },
      { SMBIOSBIOSVersion: "U30", PSComputerName: "FS01" },
    );
    expect(hosts.map(({ firmware }) => firmware)).toEqual([undefined, undefined]);
    expect(notes).toEqual([
      "This does not say which host it is about: left out. Select PSComputerName too.",
      "“FS01” is no host of this export: what is said of it is left out.",
    ]);
  });
});
