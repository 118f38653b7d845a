import type { SourceFile } from "../../src/core/text/span.ts";

/** A value of a manifest, to be written as YAML. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };
export type Item = { readonly [key: string]: Value };

/** The lists of an Estate document, in the order in which they are written. */
export interface Lists {
  readonly environments?: readonly Item[];
  readonly pairs?: readonly Item[];
  readonly clusters?: readonly Item[];
  readonly hosts?: readonly Item[];
  readonly services?: readonly Item[];
  readonly vms?: readonly Item[];
  readonly domains?: readonly Item[];
}

/** An Estate document; `flow` writes each item on one line. */
export function estateText(name: string, lists: Lists, flow = false): string {
  const parts = Object.entries(lists).flatMap(([key, items]: [string, readonly Item[]]) =>
    items.length === 0
      ? []
      : [`${key}:`, ...items.map((item) => (flow ? `  - ${inline(item)}` : block(item)))],
  );
  return ["apiVersion: baskets/v1", "kind: Estate", `metadata: {name: ${name}}`, "", ...parts, ""].join("\n");
}

function block(item: Item): string {
  return Object.entries(item)
    .map(([key, value], index) => `${index === 0 ? "  - " : "    "}${key}: ${inline(value)}`)
    .join("\n");
}

function inline(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${inline(each as Value)}`)
      .join(", ")}}`;
  return String(value);
}

/** The day on which the healthy estate is looked at. */
export const HEALTHY_AS_OF = Date.UTC(2026, 2, 1);

const SIDES = ["east", "west"] as const;
type Side = (typeof SIDES)[number];

/** Clusters of each side: one model and one build each. */
const CLUSTERS = [
  { name: "app", model: "Dell R740", build: "8.0.2-22380479", racks: 4 },
  { name: "data", model: "HPE DL380 Gen10", build: "8.0.3-24022510", racks: 4 },
  { name: "desk", model: "Lenovo SR650", build: "8.0.2-22380479", racks: 20, scheduler: true },
  { name: "vsan", model: "Dell R760", build: "8.0.3-24022510", racks: 20, vsan: true },
  { name: "edge", model: "Supermicro 2029", build: "7.0.3-21930508", racks: 20, vsan: true },
] as const;

type ClusterSpec = (typeof CLUSTERS)[number];

const HOSTS_IN_CLUSTER = 20;
const TEAMS = 20;

/**
 * A normal, healthy estate: 200 hosts in 2 paired environments of one vendor, 10 clusters of different
 * models that absorb a host failure and have the room for it, 4,000 VMs with a VLAN and (but for vSAN) a
 * datastore for each team, services of tier 1 and 2 mirrored on both sides or spread and kept apart,
 * single VMs for tier 3 and 4, pools of desktops. About half of the optional facts are filled in.
 */
export function healthyEstate(): readonly SourceFile[] {
  const { services, vms } = contents();
  const files = SIDES.map((side) => ({
    path: `${side}.estate.yaml`,
    text: estateText(side, {
      environments: [
        {
          name: side,
          site: `dc-${side}`,
          manager: `vcenter-${side}`,
          power: { anyOf: [`feed-${side}-a`, `feed-${side}-b`] },
          platform: "VMware ESXi",
          licence: `vsphere-plus-${side}`,
        },
      ],
      clusters: CLUSTERS.map((cluster) => clusterOf(side, cluster, vms)),
      hosts: CLUSTERS.flatMap((cluster) => hostsOf(side, cluster)),
      domains: CLUSTERS.filter((cluster) => "vsan" in cluster).map((cluster) => ({
        kind: "storage",
        name: `${cluster.name}-${side}-pool`,
        servedBy: { cluster: `${cluster.name}-${side}`, survives: 1, resync: "30m" },
      })),
    }),
  }));
  return [
    ...files,
    {
      path: "services.estate.yaml",
      text: estateText("services", { pairs: [{ between: [...SIDES] }], services }, true),
    },
    ...placesOf(vms).map((place) => ({
      path: `vms/${place}.estate.yaml`,
      text: estateText(
        place,
        { vms: vms.filter((vm) => vm.place === place).map(({ apart: _apart, place: _place, ...vm }) => vm) },
        true,
      ),
    })),
  ];
}

function placesOf(vms: readonly HealthyVm[]): readonly string[] {
  return [...new Set(vms.map((vm) => vm.place))];
}

function clusterOf(side: Side, cluster: ClusterSpec, vms: readonly HealthyVm[]): Item {
  const name = `${cluster.name}-${side}`;
  const groups = new Map<string, string[]>();
  for (const vm of vms)
    if (vm.apart === name) groups.set(vm.service ?? "", [...(groups.get(vm.service ?? "") ?? []), vm.name]);
  return {
    name,
    environment: side,
    tolerates: 1,
    model: cluster.model,
    build: cluster.build,
    ...("scheduler" in cluster ? { autoPlace: true } : {}),
    ...("vsan" in cluster ? { storage: `${cluster.name}-${side}-pool` } : {}),
    ...(groups.size > 0 ? { keepApart: [...groups.values()] } : {}),
  };
}

function hostsOf(side: Side, cluster: ClusterSpec): readonly Item[] {
  return Array.from({ length: HOSTS_IN_CLUSTER }, (_, index) => ({
    name: hostName(side, cluster, index),
    cluster: `${cluster.name}-${side}`,
    rack:
      cluster.racks === 4
        ? `${side}-${cluster.name}-row-${rackOf(cluster, index)}`
        : `${side}-hall-row-${index}`,
    cpu: 32,
    ...(cluster.name === "edge" ? {} : { memory: "512GiB" }),
    ...(index % 2 === 0 ? { installed: "2025-06-14", booted: "2025-12-01" } : {}),
  }));
}

function rackOf(cluster: ClusterSpec, index: number): number {
  return Math.floor((index * cluster.racks) / HOSTS_IN_CLUSTER);
}

function hostName(side: Side, cluster: { readonly name: string }, index: number): string {
  return `${cluster.name}-${side[0]}-${String(index % HOSTS_IN_CLUSTER).padStart(2, "0")}`;
}

interface HealthyVm extends Item {
  readonly name: string;
  readonly service?: string;
  /** The cluster in whose file it is written. */
  readonly place: string;
  /** The cluster that keeps it apart from the others of its service; empty for none. */
  readonly apart: string;
}

function contents(): { readonly services: readonly Item[]; readonly vms: readonly HealthyVm[] } {
  const services: Item[] = [];
  const vms: HealthyVm[] = [];
  const add = (
    side: Side,
    cluster: ClusterSpec,
    index: number,
    name: string,
    facts: {
      readonly service?: string;
      readonly team: number;
      readonly apart?: boolean;
      readonly part?: number;
    },
  ) => {
    const place = `${cluster.name}-${side}`;
    const { service, team, part } = facts;
    vms.push({
      name,
      ...(service === undefined ? {} : { service }),
      ...("scheduler" in cluster ? { cluster: place } : { host: hostName(side, cluster, index) }),
      network: `${side}-vlan-${team % TEAMS}`,
      ...("vsan" in cluster
        ? {}
        : { storage: `${side}-store-${team % TEAMS}${part === undefined ? "" : `-${part}`}` }),
      cpu: "scheduler" in cluster ? 2 : 4,
      ...(index % 2 === 0 || cluster.name !== "edge"
        ? { memory: "scheduler" in cluster ? "8GiB" : "16GiB" }
        : {}),
      ...(index % 2 === 0 ? { os: "Debian 12" } : {}),
      place,
      apart: facts.apart === true ? place : "",
    });
  };
  const cluster = (index: number): ClusterSpec => CLUSTERS[index % CLUSTERS.length] ?? CLUSTERS[0];
  const half = (index: number, facts: Item): Item => (index % 2 === 0 ? facts : {});

  for (let index = 0; index < 300; index++) {
    const name = `mirrored-${index}`;
    services.push({
      name,
      tier: 1 + (index % 2),
      needs: 1,
      ...half(index, { users: 40 + index, owner: `team-${index % TEAMS}` }),
    });
    for (const [part, side] of SIDES.entries()) {
      const host = Math.floor(index / CLUSTERS.length) + part;
      add(side, cluster(index), host, `${name}-${part + 1}`, { service: name, team: index });
    }
  }
  for (let index = 0; index < 100; index++) {
    const name = `spread-${index}`;
    const side = index % 2 === 0 ? "east" : "west";
    services.push({ name, tier: 2, needs: 1, ...half(index, { users: 25 }) });
    // Half a cluster apart: in other racks too.
    for (const part of [0, 1])
      add(side, cluster(index), index + part * 10, `${name}-${part + 1}`, {
        service: name,
        team: index,
        apart: true,
      });
  }
  for (let index = 0; index < 10; index++) {
    const name = `desktops-${index}`;
    services.push({ name, tier: 3, needs: "50%", users: 60 });
    for (let part = 0; part < 60; part++)
      add(part % 2 === 0 ? "east" : "west", CLUSTERS[2], part, `${name}-${part + 1}`, {
        service: name,
        team: index,
      });
  }
  for (let index = 0; index < 1600; index++) {
    const name = `single-${index}`;
    services.push({ name, tier: 3 + (index % 2), ...half(index, { users: 5, needs: 1 }) });
    add(
      index % 2 === 0 ? "east" : "west",
      cluster(Math.floor(index / 2)),
      Math.floor(index / 10),
      `${name}-1`,
      { service: name, team: index },
    );
  }
  for (let index = 0; index < 1000; index++) {
    add(
      index % 2 === 0 ? "east" : "west",
      cluster(Math.floor(index / 2)),
      Math.floor(index / 10),
      `helper-${index}`,
      { team: index },
    );
  }
  return { services, vms };
}
