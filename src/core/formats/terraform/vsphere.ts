import { buildOf } from "../vlcm/read.ts";
import type { ApartDraft, ClusterDraft, DiskDraft, HostDraft, Said, VmDraft } from "./draft.ts";
import { as, each, first, known, lastPart, said, sized } from "./draft.ts";
import { type Item, type Items, ofTypes } from "./items.ts";
import { flagOf, numberOf, textOf, type Value, within } from "./value.ts";
import { bindToHosts } from "./vsphereGroups.ts";

/** Types of the provider vmware/vsphere (formerly hashicorp/vsphere), resources and data sources. */
const VM = "vsphere_virtual_machine";
const CLUSTER = "vsphere_compute_cluster";
const HOST = "vsphere_host";
const POOL = "vsphere_resource_pool";
const STORAGES = ["vsphere_datastore", "vsphere_vmfs_datastore", "vsphere_nas_datastore"];
const NETWORKS = ["vsphere_network", "vsphere_distributed_port_group", "vsphere_host_port_group"];

export interface Places {
  readonly hosts: Map<string, HostDraft>;
  readonly clusters: Map<string, ClusterDraft>;
}

export function vsphereDraft(
  items: Items,
  places: Places,
): { readonly vms: readonly VmDraft[]; readonly apart: readonly ApartDraft[] } {
  for (const item of ofTypes(items, [CLUSTER])) addCluster(item, items, places);
  for (const item of ofTypes(items, [HOST])) addHost(item, items, places);
  const vms = ofTypes(items, [VM])
    .filter(({ mode }) => mode === "managed")
    .map((item) => vmOf(item, items, places));
  const byAddress = new Map(vms.map((vm) => [vm.item.address, vm]));
  const vmBehind = (value: Value | undefined) => {
    const item = items.behind(value, [VM]);
    return item === undefined ? undefined : byAddress.get(item.address);
  };
  bindToHosts(items, vmBehind, (value) => hostBehind(value, items));
  return {
    vms,
    apart: ofTypes(items, ["vsphere_compute_cluster_vm_anti_affinity_rule"]).map((item) =>
      apartOf(item, items, vmBehind),
    ),
  };
}

/** A cluster's name as its own text; data sources may name it by a path. */
function clusterNamed(item: Item | undefined): Said | undefined {
  const name = said(item?.get("name"));
  return name && lastPart(name);
}

function clusterBehind(value: Value | undefined, items: Items): Said | undefined {
  const name = clusterNamed(items.behind(value, [CLUSTER]));
  return name && value && as(name.text, value);
}

/** The name of the host whose id a value is. */
function hostBehind(value: Value | undefined, items: Items): Said | undefined {
  const item = items.behind(value, [HOST]);
  const name = hostNamed(item);
  return name && value && as(name.text, value);
}

function hostNamed(item: Item | undefined): Said | undefined {
  const name = said(item?.get("hostname")) ?? said(item?.get("name"));
  return name && lastPart(name);
}

function addCluster(item: Item, items: Items, { clusters, hosts }: Places): void {
  const name = clusterNamed(item);
  if (name === undefined) return;
  const cluster = known(clusters, emptyCluster(name));
  if (item.mode === "data") return;
  const drs = item.get("drs_enabled");
  // Both are off unless written.
  cluster.scheduler = drs === undefined ? false : flagOf(drs);
  const isMoving =
    cluster.scheduler === true && textOf(item.get("drs_automation_level")) === "fullyAutomated";
  if (isMoving && drs !== undefined) cluster.autoPlace = as("true", drs);
  cluster.tolerates = toleratesOf(item);
  const version = said(within(first(item.get("host_image")), "esx_version"));
  const build = version && buildOf(version.text);
  if (version !== undefined && build !== undefined) cluster.build = as(build, version);
  const listed = item.get("host_system_ids");
  const members = each(listed).map((member) => hostBehind(member, items));
  if (listed?.kind === "list" && listed.items.every(({ kind }) => kind !== "unknown"))
    cluster.hostCount = listed.items.length;
  for (const member of members) {
    if (member === undefined) continue;
    known(hosts, emptyHost(member)).cluster ??= as(name.text, member);
  }
}

function emptyCluster(name: Said): ClusterDraft {
  return {
    name,
    platform: "VMware ESXi",
    tolerates: undefined,
    autoPlace: undefined,
    scheduler: undefined,
    build: undefined,
    hostCount: undefined,
  };
}

function emptyHost(name: Said): HostDraft {
  return { name, cluster: undefined, platform: "VMware ESXi", maintenance: undefined };
}

/**
 * Host failures that HA has room for by admission control: 1 unless written. Without admission control, or where it is
 * known only when Terraform runs, nothing is said.
 */
function toleratesOf(item: Item): Said | undefined {
  const ha = item.get("ha_enabled");
  if (ha === undefined || flagOf(ha) !== true) return undefined;
  const monitoring = item.get("ha_host_monitoring");
  if (monitoring !== undefined && textOf(monitoring) !== "enabled") return undefined;
  const policy = item.get("ha_admission_control_policy");
  const word = policy === undefined ? "resourcePercentage" : textOf(policy);
  if (word === "failoverHosts") {
    const spare = item.get("ha_admission_control_failover_host_system_ids");
    return spare?.kind === "list" ? as(String(spare.items.length), spare) : undefined;
  }
  if (word !== "resourcePercentage" && word !== "slotPolicy") return undefined;
  const tolerance = item.get("ha_admission_control_host_failure_tolerance");
  if (tolerance === undefined) return as("1", ha);
  const number = numberOf(tolerance);
  return number !== undefined && Number.isInteger(number) && number >= 0
    ? as(String(number), tolerance)
    : undefined;
}

function addHost(item: Item, items: Items, { hosts }: Places): void {
  const name = hostNamed(item);
  if (name === undefined) return;
  const host = known(hosts, emptyHost(name));
  if (item.mode === "data") return;
  const cluster = clusterBehind(item.get("cluster"), items);
  if (cluster !== undefined) host.cluster = cluster;
  const maintenance = item.get("maintenance");
  if (maintenance !== undefined && flagOf(maintenance) === true) host.maintenance = as("true", maintenance);
}

function vmOf(item: Item, items: Items, { hosts, clusters }: Places): VmDraft {
  const host = item.ignores("host_system_id") ? undefined : hostBehind(item.get("host_system_id"), items);
  const pool = item.get("resource_pool_id");
  const cluster = clusterOfPool(pool, items, clusters, 0);
  // A pool belongs to the cluster of the host that is named beside it.
  if (host !== undefined && cluster !== undefined)
    known(hosts, emptyHost(host)).cluster ??= as(cluster.text, host);
  const there = cluster && clusters.get(cluster.text);
  const scheduler = there?.scheduler;
  const own = namedBy(item.get("datastore_id"), STORAGES, items);
  const disks = each(item.get("disk")).flatMap((disk): DiskDraft[] => {
    const name = said(within(disk, "label"));
    const size = sized(within(disk, "size"), "GiB");
    const storage = namedBy(within(disk, "datastore_id"), STORAGES, items);
    return size === undefined && storage === undefined ? [] : [{ at: disk.at, name, size, storage }];
  });
  return {
    item,
    family: "vsphere",
    name: said(item.get("name")) ?? { text: item.address, at: item.at },
    host,
    cluster,
    clusterKey: cluster?.text,
    storage: own === undefined ? [] : [own],
    networks: each(item.get("network_interface")).flatMap(
      (card) => namedBy(within(card, "network_id"), NETWORKS, items) ?? [],
    ),
    cpu: said(item.get("num_cpus")),
    memory: sized(item.get("memory"), "MiB"),
    disks,
    os: said(item.get("guest_id")),
    power: undefined,
    pinned: undefined,
    moves: cluster === undefined ? "unknown" : scheduler === undefined ? "unknown" : scheduler ? "yes" : "no",
  };
}

function namedBy(value: Value | undefined, types: readonly string[], items: Items): Said | undefined {
  const name = said(items.behind(value, types)?.get("name"));
  return name && value && as(lastPart(name).text, value);
}

/** Pools nest no deeper than this. */
const DEEPEST = 10;

/** The cluster in which a resource pool lies: its own, or the one of the pools above it. */
function clusterOfPool(
  value: Value | undefined,
  items: Items,
  clusters: ReadonlyMap<string, ClusterDraft>,
  depth: number,
): Said | undefined {
  const direct = clusterBehind(value, items);
  if (direct !== undefined || value === undefined || depth > DEEPEST) return direct;
  const host = items.behind(value, [HOST]);
  if (host !== undefined) {
    const own = clusterBehind(host.get("cluster"), items);
    return own && as(own.text, value);
  }
  const pool = items.behind(value, [POOL]);
  const parent = clusterOfPool(pool?.get("parent_resource_pool_id"), items, clusters, depth + 1);
  if (parent !== undefined) return as(parent.text, value);
  // The root pool of a cluster may be named `cluster/Resources`; of a lone host it is so too.
  const root = /^(?:.*\/)?([^/]+)\/Resources(?:\/|$)/.exec(textOf(pool?.get("name")) ?? "")?.[1];
  return root !== undefined && clusters.has(root) ? as(root, value) : undefined;
}

function apartOf(
  item: Item,
  items: Items,
  vmBehind: (value: Value | undefined) => VmDraft | undefined,
): ApartDraft {
  const ids = item.get("virtual_machine_ids");
  const listed = ids?.kind === "field" ? [ids] : unnested(ids);
  const enabled = item.get("enabled");
  const members = listed.flatMap((id) => {
    const vm = vmBehind(id);
    return vm === undefined ? [] : [{ vm, at: id.at }];
  });
  return {
    item,
    family: "vsphere",
    cluster: clusterBehind(item.get("compute_cluster_id"), items),
    members,
    others: listed.flatMap((id) => {
      const existing = items.behind(id, [VM]);
      const name = existing?.mode === "data" ? said(existing.get("name")) : undefined;
      return name === undefined ? [] : [as(lastPart(name).text, id)];
    }),
    isOpen: listed.length === 0 || listed.some(({ kind }) => kind === "unknown" || kind === "mixed"),
    off: enabled !== undefined && flagOf(enabled) === false ? as("false", enabled) : undefined,
  };
}

/** Terraform before 0.12 took a list within a list for its items, and such files are still about. */
function unnested(value: Value | undefined): readonly Value[] {
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item) => (item.kind === "list" ? item.items : [item]));
}
