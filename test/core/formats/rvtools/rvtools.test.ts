import { describe, expect, test } from "vitest";
import { analyze } from "../../../../src/core/analyze.ts";
import { rvtools } from "../../../../src/core/formats/rvtools/rvtools.ts";
import { importSnapshot } from "../../../../src/core/formats/snapshot/import.ts";
import type { ExportFile, Observed } from "../../../../src/core/formats/snapshot/observed.ts";
import { encoded } from "../../../support/rvtoolsExport.ts";

/** What RVTools' words come to. Each file is written out as RVTools would have it; only the columns that matter. */

function csv(name: string, text: string, folder = ""): ExportFile {
  return { path: `${folder}RVTools_tab${name}.csv`, content: text };
}

function read(...files: readonly ExportFile[]): Observed {
  return rvtools.read(files, { environment: "estate" });
}

function said(estate: Observed): string {
  return estate.notes
    .map(({ file, row, message }) => `${file}${row === undefined ? "" : `:${row}`} ${message}`)
    .join("\n");
}

const HOSTS = csv(
  "vHost",
  `Host,Datacenter,Cluster,in Maintenance Mode,vSAN Fault Domain Name,# CPU,Cores per CPU,# Memory,Assigned License(s),ESX Version,Boot time,NTP Server(s),Vendor,Model,BIOS Version,Certificate Expiry Date,UUID,Object ID,VI SDK Server,VI SDK UUID
esx-1,DC,Prod,False,,2,16,"524,288",vSphere 8 Enterprise Plus,VMware ESXi 8.0.3 build-24022510,2026/01/31 15:45:12,"ntp-1, ntp-2",Dell Inc.,PowerEdge R640,2.19.1,2030/01/31 00:00:00,u-1,host-1,vc,vc-uuid
esx-2,DC,Prod,True,r2,2,16,"524,288",vSphere 8 Enterprise Plus,VMware ESX 3.5.0 build-103908,,ntp-1,,,,,u-2,host-2,vc,vc-uuid
esx-3,DC,,False,,1,8,"65,536",,Something else,not known,,,,,,u-3,host-3,vc,vc-uuid
`,
);

describe("hosts", () => {
  const estate = read(HOSTS);

  test("have what their row says", () => {
    expect(estate.hosts.map(({ fact: _, ...host }) => host)).toEqual([
      {
        name: "esx-1",
        environment: "vc",
        source: "u-1",
        cluster: "Prod",
        platform: "VMware ESXi",
        build: "8.0.3-24022510",
        model: "PowerEdge R640",
        firmware: [{ part: "bios", version: "2.19.1" }],
        time: { anyOf: ["ntp-1", "ntp-2"] },
        cpu: 32,
        memory: "512GiB",
        maintenance: false,
        booted: "2026-01-31T15:45Z",
        licence: "vSphere 8 Enterprise Plus",
        extra: { "x-datacenter": "DC" },
      },
      {
        name: "esx-2",
        environment: "vc",
        source: "u-2",
        cluster: "Prod",
        platform: "VMware ESX",
        build: "3.5.0-103908",
        rack: "r2",
        time: "ntp-1",
        cpu: 32,
        memory: "512GiB",
        maintenance: true,
        licence: "vSphere 8 Enterprise Plus",
        extra: { "x-datacenter": "DC" },
      },
      {
        name: "esx-3",
        environment: "vc",
        source: "u-3",
        cpu: 8,
        memory: "64GiB",
        maintenance: false,
        extra: { "x-datacenter": "DC" },
      },
    ]);
    expect(estate.domains).toEqual([
      { kind: "host", name: "vc/esx-1", expires: "2030-01-31", reason: "certificate", breaks: "nothing" },
    ]);
    expect(estate.clusters).toEqual([{ name: "Prod", environment: "vc", extra: { "x-datacenter": "DC" } }]);
    expect(estate.environments).toEqual([{ name: "vc", manager: "vc" }]);
  });

  test("say what could not be read of them", () => {
    expect(said(estate)).toContain(
      "RVTools_tabvHost.csv:4 “Something else” is no version of ESX or ESXi that is known: the platform and build of this host are left out.",
    );
    expect(said(estate)).toContain(
      "RVTools_tabvHost.csv:4 In the column “Boot time”, “not known” is not a date that can be read: left out.",
    );
  });

  test("keep every column for a team's own map, whatever its case", () => {
    const [host] = estate.hosts;
    expect([host?.fact?.("vendor"), host?.fact?.("DATACENTER"), host?.fact?.("nothing")]).toEqual([
      "Dell Inc.",
      "DC",
      undefined,
    ]);
  });
});

const INFO =
  "VM,Powerstate,Template,SRM Placeholder,CPUs,Memory,Path,Config status,Cluster rule(s),Cluster rule name(s),Business Owner,Datacenter,Cluster,Host,VM ID,VM UUID,VI SDK Server";

describe("VMs", () => {
  test("leave out templates and placeholders, and are told apart by their ids", () => {
    const estate = read(
      HOSTS,
      csv(
        "vInfo",
        `${INFO}
app,poweredOn,False,False,2,"4,096",[san 1] app/app.vmx,green,,,finance,DC,Prod,esx-1,vm-1,422e6d92-22c1-c6c1-1de8-eceec50f94bc,vc
app,PoweredOff,False,False,2,4096,[san 1] app_1/app.vmx,green,,,,DC,Prod,esx-1,vm-2,52aa0000-22c1-c6c1-1de8-eceec50f94bc,vc
golden,poweredOff,True,False,2,4096,,green,,,,DC,Prod,esx-1,vm-3,u-3,vc
erp,poweredOff,False,True,2,4096,,green,,,,DC,Prod,esx-1,vm-4,u-4,vc
odd,hibernated,False,False,x,0,,green,,,,DC,Prod,esx-9,vm-5,u-5,vc
`,
      ),
    );
    expect(
      estate.vms.map(({ name, power, source, memory, cpu }) => [name, power, source, memory, cpu]),
    ).toEqual([
      ["app-422e6d92", "on", "422e6d92-22c1-c6c1-1de8-eceec50f94bc", "4GiB", 2],
      ["app-52aa0000", "off", "52aa0000-22c1-c6c1-1de8-eceec50f94bc", "4GiB", 2],
      ["odd", undefined, "u-5", undefined, undefined],
    ]);
    expect(estate.vms[0]?.storage).toBe("san 1");
    expect(estate.vms[0]?.fact?.("business owner")).toBe("finance");
    expect(said(estate)).toMatch(
      /:2 2 VMs are called “app”: here they are “app-422e6d92” and “app-52aa0000”\./,
    );
    expect(said(estate)).toContain("1 template is left out: templates do not run.");
    expect(said(estate)).toContain("1 placeholder of Site Recovery Manager is left out");
    expect(said(estate)).toContain(
      "“hibernated” is no state of power that is known: 1 VM is taken as powered on.",
    );
    expect(said(estate)).toContain(
      "In the column “CPUs”, “x” is not a whole number that can be read: left out.",
    );
    expect(said(estate)).toContain("1 host is known only because VMs run there");
    expect(estate.hosts.find(({ name }) => name === "esx-9")).toEqual({
      name: "esx-9",
      environment: "vc",
      cluster: "Prod",
    });
  });

  test("are kept apart by the rules that say so, whatever other rules they have", () => {
    const vm = (name: string, kinds: string, names: string) =>
      `${name},poweredOn,False,False,2,4096,,green,"${kinds}","${names}",,DC,Prod,esx-1,vm-${name},u-${name},vc`;
    const estate = read(
      HOSTS,
      csv(
        "vInfo",
        [
          INFO,
          vm("a", "VM-VM anti affinity", "apart, all of them"),
          vm("b", "VM-VM anti affinity", "apart, all of them"),
          vm("c", "ClusterAffinityRuleSpec, ClusterAntiAffinityRuleSpec", "together, db"),
          vm("d", "ClusterAntiAffinityRuleSpec, ClusterVmHostRuleInfo", "db, only site A"),
          vm("e", "ClusterAntiAffinityRuleSpec, ClusterAffinityRuleSpec", "one name"),
          vm("f", "green", "what"),
          vm("g", "antiAffinity", "lonely"),
        ].join("\n"),
      ),
    );
    expect(estate.clusters[0]?.keepApart).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(said(estate)).toContain(
      "1 VM has rules of several kinds, and as many names do not stand beside them",
    );
    expect(said(estate)).toContain("1 VM has “green”, a kind of rule that is not known: not read.");
  });
});

describe("clusters", () => {
  const clusters = (rows: string) =>
    read(
      csv(
        "vCluster",
        `Name,NumHosts,HA enabled,Failover Level,DRS enabled,DRS default VM behavior,Object ID,VI SDK Server,VI SDK UUID\n${rows}`,
      ),
    );

  test("tolerate what HA absorbs, and place by themselves only where DRS is left to", () => {
    const estate = clusters(
      "A,4,True,2,True,fullyAutomated,domain-c1,vc,id\nB,4,True,0,True,partiallyAutomated,domain-c2,vc,id\nC,4,False,1,False,fullyAutomated,domain-c3,vc,id\nD,4,,,,,domain-c4,vc,id\n",
    );
    expect(
      estate.clusters.map(({ name, tolerates, autoPlace, source }) => [name, tolerates, autoPlace, source]),
    ).toEqual([
      ["A", 2, true, "id/domain-c1"],
      ["B", 1, false, "id/domain-c2"],
      ["C", 0, false, "id/domain-c3"],
      ["D", undefined, undefined, "id/domain-c4"],
    ]);
    expect(said(estate)).toContain(
      "RVTools_tabvCluster.csv:3 This cluster restarts VMs (HA) without a failover level: one host failure is taken to be absorbed.",
    );
  });

  test("of one name in two datacenters are two", () => {
    const estate = read(
      csv(
        "vHost",
        "Host,Datacenter,Cluster,ESX Version,# Cores,VI SDK Server\ne1,Bern,Prod,,8,vc\ne2,Basel,Prod,,8,vc\ne3,Basel,Test,,8,vc\n",
      ),
      csv(
        "vCluster",
        "Name,HA enabled,Failover Level,DRS enabled,VI SDK Server\nProd,True,1,True,vc\nProd,False,,False,vc\nTest,True,1,False,vc\n",
      ),
    );
    expect(estate.hosts.map(({ cluster }) => cluster)).toEqual(["Prod-Bern", "Prod-Basel", "Test"]);
    expect(estate.clusters.map(({ name, tolerates }) => [name, tolerates])).toEqual([
      ["Prod-Basel", undefined],
      ["Prod-Bern", undefined],
      ["Test", 1],
    ]);
    expect(said(estate)).toContain("Several datacenters have a cluster “Prod”");
  });
});

describe("storage", () => {
  test("that one host sees is its own, and vSAN is its cluster's", () => {
    const estate = read(
      HOSTS,
      csv(
        "vDatastore",
        `Name,Accessible,Type,Capacity MiB,# Hosts,Hosts,URL,VI SDK Server
san-1,True,VMFS,1024,3,"esx-1, esx-2, esx-3",ds:///vmfs/volumes/1/,vc
datastore1,True,VMFS,1024,1,esx-3,ds:///vmfs/volumes/2/,vc
vsan,True,vsan,1024,2,"esx-1, esx-2",ds:///vmfs/volumes/vsan:3/,vc
vsan2,True,vsan,1024,2,"esx-1, esx-3",ds:///vmfs/volumes/vsan:4/,vc
`,
      ),
    );
    expect(estate.domains.filter(({ kind }) => kind === "storage")).toEqual([
      { kind: "storage", name: "datastore1", within: { host: "vc/esx-3" } },
      { kind: "storage", name: "vsan", servedBy: { cluster: "vc/Prod" } },
    ]);
    expect(said(estate)).toContain("1 datastore is seen by one host only: taken for its own disks.");
    expect(said(estate)).toContain(
      "1 datastore of vSAN: RVTools does not say how many hosts may fail, so one is assumed.",
    );
    expect(said(estate)).toContain("1 datastore of vSAN whose hosts do not all stand in one cluster here");
  });

  test("is that of all disks, and their sizes stand in where the VM's own row has none", () => {
    const info = csv(
      "vInfo",
      `${INFO}\napp,poweredOn,False,False,2,4096,[a] app/app.vmx,green,,,,DC,Prod,esx-1,vm-1,u-1,vc\n`,
    );
    const disks = csv(
      "vDisk",
      'VM,Powerstate,Disk,Disk Mode,Disk Path,Path,Capacity MB,VM ID,VM UUID,VI SDK Server\napp,poweredOn,1,,C:\\,[b] app/app.vmdk,"10,240",vm-1,u-1,vc\napp,poweredOn,2,,D:\\,[a] app/app_1.vmdk,2048,vm-1,u-1,vc\n',
    );
    const [vm] = read(info, disks).vms;
    expect([vm?.storage, vm?.disk]).toEqual([["a", "b"], "12GiB"]);
  });
});

test("licences end on a day; their keys are written nowhere", () => {
  const key = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE";
  const estate = read(
    csv(
      "vHost",
      `Host,Assigned License(s),ESX Version,# Cores,VI SDK Server\ne1,${key},,8,vc\ne2,"vSphere 8, for 32 cores",,8,vc\ne3,11111-22222-33333-44444-55555,,8,vc\n`,
    ),
    csv(
      "vLicense",
      `Name,Key,Cost Unit,Expiration Date,VI SDK Server\n"vSphere 8, for 32 cores",${key},cpu,31.01.2027,vc\nEvaluation Mode,00000-00000-00000-00000-00000,,15.02.2027 10:00:00,vc\nvCenter 8,AAAAA-BBBBB-CCCCC-DDDDD-FFFFF,,Never,vc\n`,
    ),
  );
  expect(estate.hosts.map(({ licence }) => licence)).toEqual([
    "vSphere 8, for 32 cores",
    "vSphere 8, for 32 cores",
    undefined,
  ]);
  expect(estate.domains).toEqual([
    {
      kind: "licence",
      name: "vSphere 8, for 32 cores",
      expires: "2027-01-31",
      reason: "licence",
      breaks: "restart",
    },
    {
      kind: "licence",
      name: "Evaluation Mode",
      expires: "2027-02-15T10:00Z",
      reason: "evaluation",
      breaks: "restart",
    },
  ]);
  expect(JSON.stringify(estate)).not.toMatch(/AAAAA|11111/);
});

describe("several vCenters", () => {
  const hosts = "Host,Datacenter,Cluster,ESX Version,# Cores,VI SDK Server\n";
  const info =
    "VM,Powerstate,Template,CPUs,Memory,Path,Config status,Network #1,Host,VM UUID,VI SDK Server\n";
  const stores = "Name,Accessible,Type,Capacity MiB,# Hosts,Hosts,URL,VI SDK Server\n";

  test("are an environment each, and share only what the export shows to be the same", () => {
    const estate = read(
      csv("vHost", `${hosts}esx-1,DC,Prod,,8,east\nesx-1,DC,Prod,,8,west\n`),
      csv(
        "vInfo",
        `${info}a,poweredOn,False,1,1024,[local] a,green,VM Network,esx-1,u-1,east\na,poweredOn,False,1,1024,[local] a,green,VM Network,esx-1,u-2,WEST\nb,poweredOn,False,1,1024,[nfs] b,green,vlan-7,esx-1,u-3,west\n`,
      ),
      csv(
        "vDatastore",
        `${stores}local,True,VMFS,1,1,esx-1,ds:///1/,east\nlocal,True,VMFS,1,1,esx-1,ds:///2/,west\nnfs,True,NFS,1,1,esx-1,ds:///3/,east\nnfs,True,NFS,1,1,esx-1,ds:///3/,west\n`,
      ),
    );
    expect(estate.environments.map(({ name }) => name)).toEqual(["east", "west"]);
    expect(
      estate.vms.map(({ name, environment, storage, network }) => [name, environment, storage, network]),
    ).toEqual([
      ["a", "east", "east/local", "east/VM Network"],
      ["a", "west", "west/local", "west/VM Network"],
      ["b", "west", "nfs", "vlan-7"],
    ]);
    expect(estate.domains).toEqual([
      { kind: "storage", name: "east/local", within: { host: "east/esx-1" } },
      { kind: "storage", name: "west/local", within: { host: "west/esx-1" } },
    ]);
    expect(said(estate)).toContain(
      "Several vCenters have a datastore “local”, and nothing shows that it is the same one",
    );
  });

  test("of several exports the newest counts, and the oldest is how old all of it is", () => {
    const folder = (name: string, host: string, server: string) => [
      csv("vHost", `${hosts}${host},DC,Prod,,8,${server}\n`, `${name}/`),
      csv(
        "vMetaData",
        `RVTools version,xlsx creation datetime,Server\n4.4,${name} 06:00:00,${server}\n`,
        `${name}/`,
      ),
    ];
    const estate = read(
      ...folder("2026-01-31", "new", "east"),
      ...folder("2026-01-02", "old", "east"),
      ...folder("2026-01-15", "w", "west"),
    );
    expect(estate.hosts.map(({ name }) => name)).toEqual(["w", "new"]);
    expect(estate.takenAt).toBe("2026-01-15T06:00Z".replace("15", "02"));
    expect(said(estate)).toContain("“east” is in several exports: the last one of 2026-01-31");
  });
});

describe("when it was taken", () => {
  const host = "Host,ESX Version,# Cores,VI SDK Server\nesx-1,,8,vc\n";
  test.each([
    ["RVTools_export_all_2026-01-31_15.45.12/", "2026-01-31T15:45Z"],
    ["exports/20260131/", "2026-01-31"],
    ["exports/", undefined],
  ])("is in the name of the folder: %s", (folder, takenAt) => {
    expect(read(csv("vHost", host, folder)).takenAt).toBe(takenAt);
  });
});

test("rows that do not say their vCenter belong to the only one, else to the environment that was named", () => {
  const rows = "Host,ESX Version,# Cores,# Memory\nesx-1,,8,1024\n";
  expect(read(csv("vHost", rows)).environments).toEqual([{ name: "estate" }]);
  const estate = read(
    csv("vHost", rows),
    csv("vCluster", "Name,HA enabled,Failover Level,VI SDK Server\nProd,True,1,vc\n"),
  );
  expect(estate.hosts[0]?.environment).toBe("vc");
});

test("is recognised by its names and by its columns, and nothing else is", () => {
  const named = (path: string, content: string | Uint8Array) => rvtools.recognise({ path, content });
  expect(named("x/RVTools_tabvLicense.csv", "Name\n")).toBe(true);
  expect(named("vms.csv", `${INFO}\n`)).toBe(true);
  expect(named("vms.csv", encoded(`${INFO.replaceAll(",", ";")}\n`, "utf-16le"))).toBe(true);
  expect(named("hosts.csv", HOSTS.content)).toBe(true);
  expect(named("vms.csv", "VM,Service,Tier\na,b,1\n")).toBe(false);
  expect(named("cpus.csv", "VM,Powerstate,Template,CPUs,Sockets\na,poweredOn,False,1,1\n")).toBe(false);
  expect(named("a.json", '[{"id": "qemu/100"}]')).toBe(false);
  expect(named("a.xlsx", Uint8Array.from([0x50, 0x4b, 3, 4, 0]))).toBe(false);
  expect(named("empty.csv", "")).toBe(false);
});

test("becomes a manifest in which everything is bound", () => {
  const info = csv(
    "vInfo",
    `${INFO}\napp,poweredOn,False,False,2,4096,[datastore1] a/a.vmx,green,,,,DC,Prod,esx-3,vm-1,u-1,vc\n`,
  );
  const stores = csv(
    "vDatastore",
    'Name,Accessible,Type,Capacity MiB,# Hosts,Hosts,VI SDK Server\ndatastore1,True,VMFS,1,1,esx-3,vc\nvsan,True,vsan,1,2,"esx-1, esx-2",vc\n',
  );
  const made = importSnapshot({
    format: rvtools,
    files: [HOSTS, info, stores],
    name: "estate",
    now: "2026-11-27T06:00Z",
  });
  if ("problem" in made) throw new Error(made.problem);
  const { findings } = analyze([{ path: "a.estate.yaml", text: made.text }], {
    asOf: Date.UTC(2026, 10, 27),
  });
  const misread = ["syntax", "shape", "unknown-reference", "duplicate-name", "dependency-cycle"];
  expect(findings.filter(({ rule }) => misread.includes(rule))).toEqual([]);
});
