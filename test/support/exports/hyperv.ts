import fc from "fast-check";
import { ENVIRONMENT, type Export, filesOf, howKept, type Thing } from "./export.ts";
import { several } from "./proxmox.ts";

/** Hyper-V, alone or as a failover cluster, as ConvertTo-Json writes what its cmdlets show. */

const GIB = 1024 ** 3;

const host = fc.record({
  version: fc.constantFrom("10.0.20348", "10.0.17763", "10.0.26100"),
  revision: fc.integer({ min: 1, max: 9000 }),
  booted: fc.integer({ min: 0, max: 1_000_000 }),
  memory: fc.integer({ min: 1, max: 900 }),
  cores: fc.integer({ min: 1, max: 64 }),
  state: fc.constantFrom(0, 2),
});

const vm = fc.record({
  name: fc.constantFrom("web", "db", "mail"),
  host: fc.nat(9),
  state: fc.constantFrom(2, 3, 6, 9),
  cpus: fc.integer({ min: 1, max: 64 }),
  memory: fc.integer({ min: 1, max: 512 }),
  disks: fc.array(
    fc.constantFrom("C:\\ClusterStorage\\Volume1", "C:\\ClusterStorage\\Volume2", "D:\\VMs", "\\\\fs1\\vms"),
    {
      maxLength: 3,
    },
  ),
  size: fc.integer({ min: 1, max: 900 }),
  nets: fc.array(fc.record({ name: fc.constantFrom("LAN", "DMZ"), vlan: fc.constantFrom(0, 10, 110) }), {
    maxLength: 2,
  }),
  isClustered: fc.boolean(),
  class: fc.constantFrom("", "dc"),
});

type Value<T> = T extends fc.Arbitrary<infer V> ? V : never;
type Host = Value<typeof host>;
type Vm = Value<typeof vm> & { readonly id: string };

interface Drawn {
  readonly hosts: readonly Host[];
  readonly vms: readonly Vm[];
  readonly cluster: boolean;
  readonly direct: boolean;
  readonly balances: boolean;
  readonly words: boolean;
}

export const hypervExport: fc.Arbitrary<Export> = fc
  .record({
    hosts: fc.array(host, { minLength: 1, maxLength: 4 }),
    vms: fc.array(vm, { maxLength: 7 }),
    cluster: fc.boolean(),
    direct: fc.boolean(),
    balances: fc.boolean(),
    words: fc.boolean(),
    how: howKept,
  })
  .map(({ how, vms, ...drawn }) => {
    const all = { ...drawn, vms: vms.map((each, index): Vm => ({ ...each, id: `0000-${index}` })) };
    return { files: filesOf(documents(all), how), expected: expectedOf(all) };
  });

const nameOf = (index: number) => `HV0${index + 1}`;
const STATES: { readonly [state: number]: string } = { 2: "Running", 3: "Off", 6: "Saved", 9: "Paused" };

/** One of many is no list: so ConvertTo-Json has it. */
function converted(all: readonly unknown[]): unknown {
  return all.length === 1 ? all[0] : all;
}

function documents(drawn: Drawn): readonly { readonly name: string; readonly value: unknown }[] {
  const { hosts, vms, cluster, words, direct, balances } = drawn;
  const on = (each: Vm) => nameOf(each.host % hosts.length);
  const asked = [
    {
      name: "vms",
      value: converted(
        vms.map((each) => ({
          Name: each.name,
          VMName: each.name,
          VMId: each.id,
          State: words ? STATES[each.state] : each.state,
          ComputerName: on(each).toLowerCase(),
          ProcessorCount: each.cpus,
          MemoryStartup: each.memory * GIB,
          MemoryAssigned: 0,
          IsClustered: cluster && each.isClustered,
          Path: "C:\\ProgramData\\VMs",
          HardDrives: each.disks.map((folder, index) => ({ Path: `${folder}\\${each.id}-${index}.vhdx` })),
          NetworkAdapters: each.nets.map(({ name, vlan }) => ({
            SwitchName: name,
            VlanSetting: { AccessVlanId: vlan },
          })),
        })),
      ),
    },
    {
      name: "disks",
      value: converted(
        vms.flatMap(({ disks, id, size }) =>
          disks.map((folder, index) => ({
            Path: `${folder}\\${id}-${index}.vhdx`,
            VhdFormat: 3,
            Size: size * GIB,
          })),
        ),
      ),
    },
    {
      name: "hosts",
      value: converted(
        hosts.map(({ memory, cores }, index) => ({
          ComputerName: nameOf(index),
          Name: nameOf(index),
          LogicalProcessorCount: cores * 2,
          MemoryCapacity: memory * GIB,
        })),
      ),
    },
    {
      name: "systems",
      value: hosts.map(({ version, booted }, index) => ({
        CSName: nameOf(index),
        Version: version,
        BuildNumber: version.split(".")[2],
        LastBootUpTime: `/Date(${bootOf(booted)})/`,
      })),
    },
    {
      name: "updates",
      value: hosts.map(({ revision }, index) => ({
        UBR: revision,
        PSComputerName: `${nameOf(index)}.corp.example`,
      })),
    },
    {
      name: "processors",
      value: hosts.map(({ cores }, index) => ({
        SystemName: nameOf(index),
        NumberOfCores: cores,
        NumberOfLogicalProcessors: cores * 2,
      })),
    },
  ];
  if (!cluster) return asked;
  return [
    ...asked,
    {
      name: "cluster",
      value: {
        Name: "hvc",
        SharedVolumesRoot: "C:\\ClusterStorage",
        S2DEnabled: direct ? 1 : 0,
        AutoBalancerMode: balances ? 2 : 0,
      },
    },
    {
      name: "nodes",
      value: converted(
        hosts.map(({ state }, index) => ({
          Name: nameOf(index),
          NodeWeight: 1,
          State: state,
          Cluster: { Name: "hvc" },
        })),
      ),
    },
    {
      name: "groups",
      value: converted(
        vms
          .filter(({ isClustered }) => isClustered)
          .map((each) => ({
            Name: each.name,
            OwnerNode: { Name: on(each) },
            GroupType: words ? "VirtualMachine" : 111,
            AntiAffinityClassNames: each.class === "" ? [] : [each.class],
          })),
      ),
    },
  ];
}

function bootOf(minutes: number): number {
  return Date.UTC(2024, 0, 1) + minutes * 60_000 + 12_345;
}

function expectedOf({ hosts, vms, cluster, direct, balances }: Drawn): Export["expected"] {
  const on = (each: Vm) => nameOf(each.host % hosts.length);
  const called = (each: Vm) =>
    vms.filter(({ name }) => name === each.name).length > 1 ? `${each.name} (${each.id})` : each.name;
  // The last group of a name is the one that counts; a class is one group's, so of all VMs with its name.
  const classOf = new Map(
    vms.filter(({ isClustered }) => isClustered).map((each) => [each.name, each.class]),
  );
  const apart = vms.filter(({ name }) => classOf.get(name) === "dc").map(called);
  const domains = new Map<string, Thing>();
  const standsOn = (each: Vm, folder: string) => {
    const volume = /ClusterStorage\\(.*)/.exec(folder)?.[1];
    if (volume !== undefined) {
      const name = cluster ? `hvc/${volume}` : volume;
      if (cluster && direct) domains.set(name, { kind: "storage", name, servedBy: { cluster: "hvc" } });
      return name;
    }
    if (folder.startsWith("\\\\")) return folder;
    const name = `${on(each)}/${folder.slice(0, 2)}`;
    domains.set(name, { kind: "storage", name, within: { host: on(each) } });
    return name;
  };
  return {
    clusters: cluster
      ? [
          {
            name: "hvc",
            environment: ENVIRONMENT,
            tolerates: hosts.length > 1 ? 1 : undefined,
            autoPlace: balances ? true : undefined,
            quorum: hosts.length > 1 ? "majority" : undefined,
            keepApart: apart.length > 1 ? [apart] : undefined,
          },
        ]
      : [],
    hosts: hosts.map((each, index) => ({
      name: nameOf(index),
      environment: ENVIRONMENT,
      cluster: cluster ? "hvc" : undefined,
      platform: "Hyper-V",
      build: `${each.version}-${each.revision}`,
      cpu: each.cores,
      memory: `${each.memory}GiB`,
      maintenance: cluster && each.state === 2 ? true : undefined,
      booted: new Date(Math.floor(bootOf(each.booted) / 60_000) * 60_000)
        .toISOString()
        .replace(":00.000Z", "Z"),
    })),
    vms: vms.map((each): Thing => {
      const total = each.size * each.disks.length;
      // Without a disk that is shown a VM lies where its configuration does.
      const lying = each.disks.length === 0 ? ["C:"] : each.disks;
      return {
        name: called(each),
        environment: ENVIRONMENT,
        host: on(each),
        pinned: cluster && !each.isClustered && !classOf.has(each.name) ? true : undefined,
        storage: several(lying.map((folder) => standsOn(each, folder))),
        network: several(each.nets.map(({ name, vlan }) => (vlan === 0 ? name : `${name}.${vlan}`))),
        cpu: each.cpus,
        memory: `${each.memory}GiB`,
        disk: total === 0 ? undefined : total % 1024 === 0 ? `${total / 1024}TiB` : `${total}GiB`,
        power: { 2: "on", 3: "off" }[each.state as number] ?? "suspended",
      };
    }),
    domains: [...domains.values()],
  };
}
