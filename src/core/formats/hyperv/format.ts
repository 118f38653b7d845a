import { quoted } from "../../model/words.ts";
import { amount, at, number, text } from "../snapshot/fields.ts";
import type {
  ClusterSeen,
  ExportFile,
  Note,
  Observed,
  ReadOptions,
  SnapshotFormat,
} from "../snapshot/observed.ts";
import { noteAt, problemsOf, type Row, rowsOf } from "../snapshot/rows.ts";
import { hostsOf, type Machines, machinesOf, type Rows, servesItself } from "./hosts.ts";
import { isHyperV, type Kind, kindOf, named } from "./kinds.ts";
import { standingOn } from "./storage.ts";
import { apartIn, vmOf, vmsIn } from "./vms.ts";

/**
 * What Hyper-V's and the failover cluster's cmdlets show, through ConvertTo-Json: Get-VM is enough for VMs and hosts;
 * Get-Cluster, Get-ClusterNode and Get-ClusterGroup have the cluster, Win32_OperatingSystem has builds.
 */
export const hyperv: SnapshotFormat = {
  id: "hyperv",
  title: "Hyper-V",
  tells: {
    environments: [],
    clusters: ["tolerates", "autoPlace", "quorum", "keepApart"],
    hosts: [
      "cluster",
      "platform",
      "build",
      "site",
      "rack",
      "model",
      "firmware",
      "cpu",
      "memory",
      "maintenance",
      "booted",
    ],
    vms: ["host", "pinned", "storage", "network", "cpu", "memory", "disk", "power"],
  },
  recognise: (file) => rowsOf(file).some(isHyperV),
  read,
};

function read(files: readonly ExportFile[], { environment }: ReadOptions): Observed {
  const notes: Note[] = [...problemsOf(files)];
  const rows = sorted(files.flatMap(rowsOf), notes);
  const machines = machinesOf(rows);
  const clusters = clustersOf(rows, machines, environment, notes);
  const vmsThere = vmsIn(rows, machines, notes);
  const clusterOf = (host: string | undefined) => (host === undefined ? undefined : clusters.of.get(host));
  const isServed = servesItself(rows);
  const [cluster] = rows.cluster;
  if (isServed && cluster !== undefined)
    notes.push(
      noteAt(
        cluster,
        "Storage Spaces Direct is on: the volumes of the cluster are read as served by its hosts. How many of them may be down is not in the export.",
      ),
    );
  const standing = standingOn(clusterOf, isServed);
  const hosts = hostsOf(rows, machines, { environment, clusterOf }, notes);
  const around = { environment, standing, clusterOf, disks: disksOf(rows.disk) };
  const vms = vmsThere.map((vm) => vmOf(vm, around, notes));
  return {
    environments: hosts.length + vms.length + clusters.names.length === 0 ? [] : [{ name: environment }],
    clusters: clusters.names.map((name) => {
      const inside = vmsThere.filter(({ host }) => clusterOf(host) === name);
      return clusterSeen(name, environment, rows, clusters, apartIn(inside));
    }),
    hosts,
    vms,
    domains: [...standing.domains.values()],
    notes,
  };
}

function sorted(rows: readonly Row[], notes: Note[]): Rows {
  const byKind: { [kind in Kind]: Row[] } = {
    vm: [],
    vmHost: [],
    system: [],
    computer: [],
    processor: [],
    bios: [],
    revision: [],
    cluster: [],
    node: [],
    group: [],
    volume: [],
    spacesDirect: [],
    disk: [],
    faultDomain: [],
  };
  for (const row of rows) {
    const kind = kindOf(row);
    if (kind !== undefined) byKind[kind].push(row);
    else notes.push(noteAt(row, "This is of no cmdlet that is read here: left out."));
  }
  return byKind;
}

interface Clusters {
  readonly names: readonly string[];
  /** By host. */
  readonly of: ReadonlyMap<string, string>;
}

/** A node names its cluster; where it does not, the only cluster of the export is meant. */
function clustersOf(rows: Rows, machines: Machines, environment: string, notes: Note[]): Clusters {
  const told = rows.cluster.flatMap(({ value }) => text(at(value, "Name")) ?? []);
  const members = [...rows.node, ...rows.group].map((row) => ({
    row,
    host: machines.find(
      rows.node.includes(row) ? text(at(row.value, "Name")) : named(at(row.value, "OwnerNode")),
    ),
    cluster: named(at(row.value, "Cluster")),
  }));
  const all = [...new Set([...told, ...members.flatMap(({ cluster }) => cluster ?? [])])];
  const of = new Map<string, string>();
  for (const { host, cluster } of members)
    if (host !== undefined && cluster !== undefined) of.set(host, cluster);
  const homeless = members.filter(({ host }) => host !== undefined && !of.has(host));
  const [first] = homeless;
  if (first === undefined) return { names: all, of };
  if (all.length > 1) {
    notes.push(noteAt(first.row, "Which of the clusters a node belongs to is not in the export: left out."));
    return { names: all, of };
  }
  const [name = environment] = all;
  if (all.length === 0)
    notes.push(
      noteAt(
        first.row,
        `Nothing names the cluster (Get-Cluster would): it is called ${quoted(name)}, as its environment.`,
      ),
    );
  for (const { host } of homeless) if (host !== undefined) of.set(host, name);
  return { names: [name], of };
}

/** The balancer that moves VMs by itself: 2 is "always", 1 only when a node joins. */
const ALWAYS_BALANCES = 2;

function clusterSeen(
  name: string,
  environment: string,
  rows: Rows,
  clusters: Clusters,
  apart: readonly (readonly string[])[],
): ClusterSeen {
  const nodes = [...clusters.of.values()].filter((each) => each === name).length;
  const own = rows.cluster.find(({ value }) => text(at(value, "Name")) === name)?.value;
  const moves = number(at(own, "AutoBalancerMode")) === ALWAYS_BALANCES;
  return {
    name,
    environment,
    ...(nodes > 1 ? { tolerates: 1 } : {}),
    ...(moves ? { autoPlace: true } : {}),
    ...(nodes > 1 ? { quorum: "majority" } : {}),
    ...(apart.length > 0 ? { keepApart: apart } : {}),
  };
}

function disksOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  return new Map(
    rows.flatMap(({ value }) => {
      const [path, bytes] = [text(at(value, "Path")), amount(at(value, "Size"))];
      return path === undefined || bytes === undefined ? [] : [[path.toLowerCase(), bytes] as const];
    }),
  );
}
