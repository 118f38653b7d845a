import { quoted } from "../../model/words.ts";
import { toldApart } from "../snapshot/apart.ts";
import { flag, given, list, text } from "../snapshot/fields.ts";
import type {
  DomainSeen,
  ExportFile,
  HostSeen,
  Note,
  Observed,
  ReadOptions,
  SnapshotFormat,
  VmSeen,
} from "../snapshot/observed.ts";
import { noteAt, problemsOf, rowsOf } from "../snapshot/rows.ts";
import { type Cluster, clusterSeen, clustersOf } from "./clusters.ts";
import { hostOf, managerOf } from "./hosts.ts";
import { type Kind, type Managed, managedOf, property, refsIn } from "./managed.ts";
import { isItsOwn, type Names, vmOf } from "./vms.ts";

/**
 * What govc (`vm.info`, `host.info`, `object.collect -type …`, each with `-json`) and PowerCLI (`Get-VM`, `Get-VMHost`,
 * `Get-Cluster`, `Get-DrsRule`, `Get-Datastore` through ConvertTo-Json) show of vSphere, in one file or several.
 */
export const vsphere: SnapshotFormat = {
  id: "vsphere",
  title: "vSphere (govc, PowerCLI)",
  tells: {
    environments: ["manager"],
    clusters: ["tolerates", "autoPlace", "keepApart"],
    hosts: [
      "cluster",
      "platform",
      "build",
      "model",
      "firmware",
      "licence",
      "time",
      "cpu",
      "memory",
      "maintenance",
      "booted",
    ],
    vms: ["host", "storage", "network", "cpu", "memory", "disk", "os", "power"],
  },
  recognise: (file) => rowsOf(file).some((row) => managedOf(row) !== undefined),
  read,
};

type Parts = { readonly [kind in Kind]: readonly Managed[] };

function read(files: readonly ExportFile[], { environment }: ReadOptions): Observed {
  const notes: Note[] = [...problemsOf(files)];
  const parts = sorted(files, notes);
  const hostNames = toldApart(parts.host, "hosts", notes);
  const clusters = clustersOf(parts.cluster, parts.host, environment, notes);
  const hosts = parts.host.map((host) =>
    hostOf(
      host,
      hostNames.get(host.id) ?? host.name,
      { environment, cluster: clusters.ofHost.get(host.id) },
      notes,
    ),
  );
  const known: Names = {
    host: hostNames,
    hostNamed: new Map(parts.host.map((host) => [host.name, hostNames.get(host.id) ?? host.name])),
    datastore: new Map(parts.datastore.map((datastore) => [datastore.id, datastore.name])),
    network: new Map(parts.network.map((network) => [network.id, network.name])),
  };
  const alone = bareHosts(parts.vm, known, environment);
  const places = {
    ...known,
    hostNamed: new Map([...alone.map(({ name }) => [name, name] as const), ...known.hostNamed]),
  };
  const there = parts.vm.filter((vm) => isThere(vm, notes));
  const vmNames = toldApart(there, "VMs", notes);
  const vms = there.map((vm) => vmOf(vm, vmNames.get(vm.id) ?? vm.name, environment, places, notes));
  const manager = managerOf([...parts.vm, ...parts.host, ...parts.cluster], notes);
  const isEmpty = hosts.length + alone.length + vms.length + clusters.all.length === 0;
  return {
    environments: isEmpty ? [] : [{ name: environment, ...given("manager", manager) }],
    clusters: clusters.all.map((cluster) => clusterSeen(cluster, environment, parts.rule, vmNames, notes)),
    hosts: [...hosts, ...alone],
    vms,
    domains: domainsOf(parts.datastore, vms, hostNames, clusters.all, clusters.ofHost, notes),
    notes,
  };
}

function sorted(files: readonly ExportFile[], notes: Note[]): Parts {
  const parts: { [kind in Kind]: Managed[] } = {
    vm: [],
    host: [],
    cluster: [],
    datastore: [],
    network: [],
    rule: [],
  };
  const seen = new Set<string>();
  for (const row of files.flatMap(rowsOf)) {
    const managed = managedOf(row);
    if (managed === undefined) {
      notes.push(noteAt(row, "This is no object that is read here: left out."));
      continue;
    }
    const key = `${managed.kind} ${managed.id}`;
    if (managed.kind !== "rule" && seen.has(key)) {
      // With an id it is the same object, shown by two commands.
      if (managed.id === managed.name)
        notes.push(noteAt(row, `A second ${quoted(managed.name)} has no id to tell it by: left out.`));
      continue;
    }
    seen.add(key);
    parts[managed.kind].push(managed);
  }
  return parts;
}

function isThere(vm: Managed, notes: Note[]): boolean {
  if (flag(vm.get("config.template")) === true || flag(vm.get("summary.config.template")) === true) {
    notes.push(noteAt(vm.row, "A template is no VM: left out."));
    return false;
  }
  if (isItsOwn(vm)) notes.push(noteAt(vm.row, "A VM that vSphere runs for itself (vCLS) is left out."));
  return !isItsOwn(vm);
}

/** Hosts that only VMs name: their name is all there is. */
function bareHosts(vms: readonly Managed[], known: Names, environment: string): readonly HostSeen[] {
  const bare = new Set<string>();
  for (const { own } of vms) {
    const told = own("VMHost");
    const name = text(told) ?? text(property(told, "name"));
    if (name !== undefined && !known.hostNamed.has(name)) bare.add(name);
  }
  return [...bare].map((name) => ({ name, environment, platform: "VMware ESXi" }));
}

/** Facts about the datastores that VMs lie on: one host's own, or the disks of a cluster's hosts (vSAN). */
function domainsOf(
  datastores: readonly Managed[],
  vms: readonly VmSeen[],
  hostNames: ReadonlyMap<string, string>,
  clusters: readonly Cluster[],
  ofHost: ReadonlyMap<string, string>,
  notes: Note[],
): readonly DomainSeen[] {
  const used = new Set(vms.flatMap(({ storage }) => list(storage as string)));
  return datastores.flatMap((datastore): readonly DomainSeen[] => {
    const { name, get, own } = datastore;
    if (!used.has(name)) return [];
    const type = (text(get("summary.type")) ?? text(own("Type")))?.toLowerCase();
    const mounts = list(get("host")).flatMap((mount) => refsIn(property(mount, "key")));
    const around = new Set(mounts.flatMap((id) => ofHost.get(id) ?? []));
    const [only] =
      around.size === 1 ? around : clusters.length === 1 ? clusters.map((each) => each.name) : [];
    if (type === "vsan" && only !== undefined) {
      const message = `The datastore ${quoted(name)} is vSAN: it is read as served by the hosts of ${quoted(only)}. How many of them may be down is not in the export.`;
      notes.push(noteAt(datastore.row, message));
      return [{ kind: "storage", name, servedBy: { cluster: only } }];
    }
    const host = mounts.length === 1 ? hostNames.get(mounts[0] ?? "") : undefined;
    const isLocal = flag(get("summary.multipleHostAccess")) === false;
    return isLocal && host !== undefined ? [{ kind: "storage", name, within: { host } }] : [];
  });
}
