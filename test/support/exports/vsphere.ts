import fc from "fast-check";
import { ENVIRONMENT, type Export, filesOf, howKept, type Thing } from "./export.ts";
import { several } from "./proxmox.ts";

/** vSphere, as govc (now and before version 0.31) and PowerCLI show it. */

const GIB = 1024 ** 3;

const host = fc.record({
  cluster: fc.option(fc.nat(1), { nil: undefined }),
  build: fc.constantFrom("8.0.3-24022510", "7.0.3-20328353"),
  cores: fc.integer({ min: 1, max: 128 }),
  memory: fc.integer({ min: 1, max: 900 }),
  maintenance: fc.boolean(),
  booted: fc.integer({ min: 0, max: 1_000_000 }),
});

const vm = fc.record({
  name: fc.constantFrom("web", "db", "mail/relay"),
  host: fc.nat(9),
  power: fc.constantFrom("poweredOn", "poweredOff", "suspended"),
  cpus: fc.integer({ min: 1, max: 64 }),
  memory: fc.integer({ min: 1, max: 900 }),
  disks: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
  size: fc.integer({ min: 1, max: 300 }),
  network: fc.option(fc.nat(1), { nil: undefined }),
  template: fc.boolean(),
});

const cluster = fc.record({
  ha: fc.boolean(),
  level: fc.integer({ min: 1, max: 3 }),
  drs: fc.constantFrom("fullyAutomated", "manual", undefined),
  apart: fc.boolean(),
});

type Value<T> = T extends fc.Arbitrary<infer V> ? V : never;

interface Drawn {
  readonly hosts: readonly Value<typeof host>[];
  readonly vms: readonly Value<typeof vm>[];
  readonly clusters: readonly Value<typeof cluster>[];
}

export const vsphereExport: fc.Arbitrary<Export> = fc
  .record({
    hosts: fc.array(host, { minLength: 1, maxLength: 4 }),
    vms: fc.array(vm, { maxLength: 6 }),
    clusters: fc.tuple(cluster, cluster),
    tool: fc.constantFrom("info", "collect", "upper", "powercli"),
    how: howKept,
  })
  .map(({ how, tool, ...drawn }) => ({
    files: filesOf(tool === "powercli" ? powerCli(drawn) : govc(drawn, tool), how),
    expected: expectedOf(drawn, tool),
  }));

type Tool = "info" | "collect" | "upper" | "powercli";

const DATASTORES = [
  { name: "san-1", type: "VMFS", shared: true },
  { name: "local-1", type: "VMFS", shared: false },
  { name: "vsan", type: "vsan", shared: true },
];
const NETWORKS = ["VM Network", "dvs-110"];
const ref = (type: string, value: string) => ({ type, value });
const hostRef = (index: number) => ref("HostSystem", `host-${index}`);

function objects({
  hosts,
  vms,
  clusters,
}: Drawn): readonly (object & { readonly self: { readonly type: string } })[] {
  return [
    ...clusters.map((each, index) => ({
      self: ref("ClusterComputeResource", `domain-c${index}`),
      name: `cluster-${index}`,
      configurationEx: {
        dasConfig: { enabled: each.ha, admissionControlPolicy: { failoverLevel: each.level } },
        drsConfig: {
          enabled: each.drs !== undefined,
          ...(each.drs === undefined ? {} : { defaultVmBehavior: each.drs }),
        },
        rule: each.apart
          ? [
              {
                _typeName: "ClusterAntiAffinityRuleSpec",
                enabled: true,
                name: "apart",
                vm: vms.map((_, at) => ref("VirtualMachine", `vm-${at}`)),
              },
            ]
          : [],
      },
    })),
    ...hosts.map((each, index) => ({
      self: hostRef(index),
      name: `esx-${index}.corp.example`,
      parent:
        each.cluster === undefined
          ? ref("ComputeResource", `domain-s${index}`)
          : ref("ClusterComputeResource", `domain-c${each.cluster}`),
      runtime: {
        inMaintenanceMode: each.maintenance,
        connectionState: "connected",
        bootTime: bootOf(each.booted),
      },
      summary: {
        config: {
          product: {
            name: "VMware ESXi",
            version: each.build.split("-")[0],
            build: each.build.split("-")[1],
          },
        },
        hardware: {
          vendor: "HPE",
          model: "ProLiant DL380",
          numCpuCores: each.cores,
          memorySize: each.memory * GIB,
        },
      },
    })),
    ...DATASTORES.map(({ name, type, shared }, index) => ({
      self: ref("Datastore", `datastore-${index}`),
      name,
      summary: { name, type, multipleHostAccess: shared },
      host: (shared ? hosts.map((_, at) => at) : [0]).map((at) => ({ key: hostRef(at), mountInfo: {} })),
    })),
    ...NETWORKS.map((name, index) => ({ self: ref("Network", `network-${index}`), name })),
    ...vms.map((each, index) => ({
      self: ref("VirtualMachine", `vm-${index}`),
      name: each.name.replace("/", "%2f"),
      runtime: { host: hostRef(each.host % hosts.length), powerState: each.power },
      network: each.network === undefined ? [] : [ref("Network", `network-${each.network}`)],
      config: {
        template: each.template,
        instanceUuid: `uuid-${index}`,
        guestFullName: "Debian GNU/Linux 12 (64-bit)",
        files: { vmPathName: `[${DATASTORES[each.disks[0] ?? 0]?.name}] a/a.vmx` },
        hardware: {
          numCPU: each.cpus,
          memoryMB: each.memory * 1024,
          device: each.disks.map((on, at) => ({
            capacityInBytes: each.size * GIB,
            backing: { fileName: `[${DATASTORES[on]?.name}] a/a-${at}.vmdk` },
          })),
        },
      },
    })),
  ];
}

function govc(drawn: Drawn, tool: Exclude<Tool, "powercli">) {
  const all = objects(drawn);
  const of = (type: string) => all.filter(({ self }) => self.type === type);
  if (tool === "info")
    return [
      { name: "vms", value: { virtualMachines: of("VirtualMachine") } },
      { name: "hosts", value: { hostSystems: of("HostSystem") } },
      { name: "stores", value: { datastores: of("Datastore") } },
      { name: "rest", value: [...of("ClusterComputeResource"), ...of("Network")] },
    ];
  if (tool === "collect")
    return all.map((each, index) => ({
      name: `o${index}`,
      value: {
        kind: "enter",
        obj: each.self,
        changeSet: Object.entries(each)
          .filter(([key]) => key !== "self")
          .flatMap(([key, value]) => change(key, value)),
      },
    }));
  return [{ name: "all", value: { virtualMachines: all.map(upper) } }];
}

/** A property, whole or by the paths of its parts. */
function change(key: string, value: unknown): readonly object[] {
  if (key !== "runtime" && key !== "summary") return [{ name: key, op: "assign", val: value }];
  return Object.entries(value as object).map(([part, val]) => ({
    name: `${key}.${part}`,
    op: "assign",
    val,
  }));
}

/** As Go's own field names have it. */
function upper(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upper);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "_typeName")
      .map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), upper(inner)]),
  );
}

function powerCli({ hosts, vms, clusters }: Drawn) {
  const nameOf = (index: number) => `esx-${index}.corp.example`;
  return [
    {
      name: "vms",
      value: vms
        .map((each, index) => ({ each, index }))
        // Get-VM shows no templates.
        .filter(({ each }) => !each.template)
        .map(({ each, index }) => ({
          Name: each.name,
          PowerState: { poweredOff: 0, poweredOn: 1, suspended: 2 }[each.power as string],
          NumCpu: each.cpus,
          MemoryGB: each.memory,
          VMHost: { Name: nameOf(each.host % hosts.length) },
          Guest: `${each.name}:Debian GNU/Linux 12 (64-bit)`,
          DatastoreIdList: [...new Set(each.disks)].map((on) => `Datastore-datastore-${on}`),
          ProvisionedSpaceGB: each.size * each.disks.length,
          PersistentId: `uuid-${index}`,
          Id: `VirtualMachine-vm-${index}`,
          Uid: `/VIServer=corp\\admin@vc.corp.example:443/VirtualMachine=VirtualMachine-vm-${index}/`,
        })),
    },
    {
      name: "hosts",
      value: hosts.map((each, index) => ({
        Name: nameOf(index),
        ConnectionState: each.maintenance ? "Maintenance" : "Connected",
        Manufacturer: "HPE",
        Model: "ProLiant DL380",
        NumCpu: each.cores,
        MemoryTotalGB: each.memory,
        Version: each.build.split("-")[0],
        Build: each.build.split("-")[1],
        Parent: each.cluster === undefined ? "Servers" : `cluster-${each.cluster}`,
        ParentId:
          each.cluster === undefined ? "Folder-group-h4" : `ClusterComputeResource-domain-c${each.cluster}`,
        LicenseKey: "AAAAA-AAAAA-AAAAA-AAAAA-1A2B3",
        Id: `HostSystem-host-${index}`,
        ExtensionData: { Runtime: { BootTime: `/Date(${Date.parse(bootOf(each.booted))})/` } },
      })),
    },
    {
      name: "clusters",
      value: clusters.map((each, index) => ({
        Name: `cluster-${index}`,
        HAEnabled: each.ha,
        HAFailoverLevel: each.level,
        DrsEnabled: each.drs !== undefined,
        DrsAutomationLevel: each.drs === "manual" ? "Manual" : "FullyAutomated",
        Id: `ClusterComputeResource-domain-c${index}`,
      })),
    },
    {
      name: "rules",
      value: clusters.flatMap((each, index) =>
        each.apart
          ? [
              {
                Name: "apart",
                Enabled: true,
                KeepTogether: false,
                VMIds: vms.map((_, at) => `VirtualMachine-vm-${at}`),
                ClusterId: `ClusterComputeResource-domain-c${index}`,
              },
            ]
          : [],
      ),
    },
    {
      name: "stores",
      value: DATASTORES.map(({ name, type, shared }, index) => ({
        Name: name,
        Type: type,
        FreeSpaceGB: 1,
        CapacityGB: 2,
        Id: `Datastore-datastore-${index}`,
        ExtensionData: {
          Summary: { MultipleHostAccess: shared },
          Host: (shared ? hosts.map((_, at) => at) : [0]).map((at) => ({
            Key: { Type: "HostSystem", Value: `host-${at}` },
          })),
        },
      })),
    },
  ];
}

function bootOf(minutes: number): string {
  return new Date(Date.UTC(2024, 0, 1) + minutes * 60_000 + 12_345).toISOString();
}

function expectedOf({ hosts, vms, clusters }: Drawn, tool: Tool): Export["expected"] {
  const there = vms.map((each, index) => ({ each, index })).filter(({ each }) => !each.template);
  const called = new Map(
    there.map(({ each, index }) => {
      const isShared = there.filter((other) => other.each.name === each.name).length > 1;
      return [index, isShared ? `${each.name} (vm-${index})` : each.name];
    }),
  );
  const apart = [...called.values()];
  const used = new Set(there.flatMap(({ each }) => each.disks));
  const around = new Set(hosts.flatMap((each) => (each.cluster === undefined ? [] : [each.cluster])));
  const [only] = around;
  return {
    clusters: clusters.map((each, index) => ({
      name: `cluster-${index}`,
      environment: ENVIRONMENT,
      tolerates: each.ha ? each.level : 0,
      autoPlace: each.drs === "fullyAutomated" ? true : undefined,
      // Before version 0.31 rules of both kinds look alike.
      keepApart: each.apart && tool !== "upper" && apart.length > 1 ? [apart] : undefined,
    })),
    hosts: hosts.map((each, index) => ({
      name: `esx-${index}.corp.example`,
      environment: ENVIRONMENT,
      cluster: each.cluster === undefined ? undefined : `cluster-${each.cluster}`,
      platform: "VMware ESXi",
      build: each.build,
      model: "HPE ProLiant DL380",
      licence: tool === "powercli" ? "key ending in 1A2B3" : undefined,
      cpu: each.cores,
      memory: `${each.memory}GiB`,
      maintenance: each.maintenance ? true : undefined,
      booted: `${bootOf(each.booted).slice(0, 16)}Z`,
    })),
    vms: there.map(({ each, index }): Thing => {
      const total = each.size * each.disks.length;
      return {
        name: called.get(index) ?? "",
        environment: ENVIRONMENT,
        host: `esx-${each.host % hosts.length}.corp.example`,
        storage: several(each.disks.map((on) => DATASTORES[on]?.name ?? "")),
        network: tool === "powercli" || each.network === undefined ? undefined : NETWORKS[each.network],
        cpu: each.cpus,
        memory: `${each.memory}GiB`,
        disk: total % 1024 === 0 ? `${total / 1024}TiB` : `${total}GiB`,
        os: "Debian GNU/Linux 12 (64-bit)",
        power: { poweredOff: "off", poweredOn: "on", suspended: "suspended" }[each.power as string],
      };
    }),
    domains: DATASTORES.flatMap(({ name, type, shared }, index): readonly Thing[] => {
      if (!used.has(index)) return [];
      if (type === "vsan")
        return around.size === 1 ? [{ kind: "storage", name, servedBy: { cluster: `cluster-${only}` } }] : [];
      return shared ? [] : [{ kind: "storage", name, within: { host: "esx-0.corp.example" } }];
    }),
  };
}
