import fc from "fast-check";
import { ENVIRONMENT, type Export, filesOf, howKept, type Thing } from "./export.ts";

/** Clusters of Proxmox VE, as `pvesh get … --output-format json` shows them. */

const GIB = 1024 ** 3;

const STORAGES = {
  "local-lvm": { plugintype: "lvmthin", shared: 0 },
  nfs1: { plugintype: "nfs", shared: 1 },
  ceph: { plugintype: "rbd", shared: 1 },
} as const;

const node = fc.record({
  cores: fc.integer({ min: 1, max: 128 }),
  memory: fc.integer({ min: 1, max: 4096 }),
  version: fc.constantFrom("9.1-1", "8.2.2", "7.4-17", undefined),
  uptime: fc.integer({ min: 1, max: 90 * 86400 }),
  maintenance: fc.boolean(),
});

const guest = fc.record({
  container: fc.boolean(),
  name: fc.constantFrom("web", "db", "mail.example", "100", undefined),
  node: fc.nat(9),
  status: fc.constantFrom("running", "stopped", "paused"),
  cores: fc.integer({ min: 1, max: 32 }),
  memory: fc.integer({ min: 1, max: 256 }),
  disks: fc.array(
    fc.record({ on: fc.constantFrom("local-lvm", "nfs1", "ceph"), size: fc.integer({ min: 1, max: 900 }) }),
    {
      maxLength: 3,
    },
  ),
  nets: fc.array(
    fc.record({ bridge: fc.nat(2), tag: fc.option(fc.integer({ min: 1, max: 4094 }), { nil: undefined }) }),
    {
      maxLength: 3,
    },
  ),
  ha: fc.boolean(),
  template: fc.boolean(),
  configured: fc.boolean(),
});

type Node = Value<typeof node>;
type Guest = Value<typeof guest> & { readonly id: number };
type Value<T> = T extends fc.Arbitrary<infer V> ? V : never;

export const proxmoxExport: fc.Arbitrary<Export> = fc
  .record({
    nodes: fc.array(node, { minLength: 1, maxLength: 5 }),
    guests: fc.array(guest, { maxLength: 8 }),
    clock: fc.boolean(),
    wrapped: fc.boolean(),
    apart: fc.boolean(),
    how: howKept,
  })
  .map(({ nodes, guests, clock, wrapped, apart, how }) => {
    const all = guests.map((each, index): Guest => ({ ...each, id: 100 + index }));
    const now = Date.UTC(2026, 10, 26, 6) / 1000;
    const documents = [
      { name: "cluster_resources", value: resources(nodes, all) },
      ...(nodes.length > 1 ? [{ name: "cluster_status", value: status(nodes) }] : []),
      {
        name: "ha_resources",
        value: members(all).map(({ id, container }) => ({
          sid: sid(container, id),
          state: "started",
          type: container ? "ct" : "vm",
        })),
      },
      ...(apart ? [{ name: "ha_rules", value: [rule(all)] }] : []),
      ...(clock
        ? [{ name: "time", value: { time: now, localtime: now + 3600, timezone: "Europe/Berlin" } }]
        : []),
      ...all
        .filter(({ configured }) => configured)
        .map((each) => ({ name: `config_${each.id}`, value: config(each) })),
      ...nodes.map((each, index) => ({ name: `status_${nameOf(index)}`, value: nodeStatus(each) })),
    ];
    // A status does not say of which node it is: in one file with others it would be lost.
    const files = filesOf(
      documents.map(({ name, value }) => ({ name, value: wrapped ? { data: value } : value })),
      how === "pasted" && nodes.length > 1 ? "each" : how,
    );
    return { files, expected: expectedOf(nodes, all, clock ? now : undefined, apart) };
  });

function nameOf(index: number): string {
  return ["pve", "pve1", "pve-2", "node3", "n4"][index] ?? "n5";
}

function sid(container: boolean, id: number): string {
  return `${container ? "ct" : "vm"}:${id}`;
}

function members(guests: readonly Guest[]): readonly Guest[] {
  return guests.filter(({ ha, template }) => ha && !template);
}

function homeOf(nodes: readonly Node[], guest: Guest): string {
  return nameOf(guest.node % nodes.length);
}

function resources(nodes: readonly Node[], guests: readonly Guest[]): unknown {
  return [
    ...guests.map((each) => ({
      id: `${each.container ? "lxc" : "qemu"}/${each.id}`,
      type: each.container ? "lxc" : "qemu",
      vmid: each.id,
      node: homeOf(nodes, each),
      status: each.status,
      template: each.template ? 1 : 0,
      maxcpu: each.cores,
      maxmem: each.memory * GIB,
      maxdisk: 8 * GIB,
      ...(each.name === undefined ? {} : { name: each.name === "100" ? 100 : each.name }),
    })),
    ...nodes.map((each, index) => ({
      id: `node/${nameOf(index)}`,
      type: "node",
      node: nameOf(index),
      status: "online",
      maxcpu: each.cores * 2,
      maxmem: each.memory * GIB,
      uptime: each.uptime,
      ...(each.maintenance ? { hastate: "maintenance" } : {}),
    })),
    ...nodes.flatMap((_, index) =>
      Object.entries(STORAGES).map(([storage, facts]) => ({
        id: `storage/${nameOf(index)}/${storage}`,
        type: "storage",
        node: nameOf(index),
        storage,
        content: "images",
        ...facts,
      })),
    ),
  ];
}

function status(nodes: readonly Node[]): unknown {
  return [
    { type: "cluster", id: "cluster", name: "corp", quorate: 1, nodes: nodes.length, version: 3 },
    ...nodes.map((_, index) => ({
      type: "node",
      id: `node/${nameOf(index)}`,
      name: nameOf(index),
      nodeid: index + 1,
      online: 1,
      local: 0,
    })),
  ];
}

function nodeStatus({ cores, memory, version, uptime }: Node): unknown {
  return {
    pveversion: `pve-manager/${version ?? ""}/0123abcd`,
    cpuinfo: { cores, cpus: cores * 2, sockets: 2, model: "CPU" },
    memory: { total: memory * GIB, used: GIB },
    uptime,
  };
}

function config({ id, container, cores, memory, disks, nets, name }: Guest): unknown {
  const own = container
    ? { ...(name === undefined ? {} : { hostname: name }), ostype: "debian" }
    : { ostype: "l26", scsihw: "virtio-scsi-pci" };
  return {
    digest: "0123",
    boot: "order=scsi0",
    vmid: id,
    cores,
    memory: memory * 1024,
    ...own,
    ide2: "nfs1:iso/debian.iso,media=cdrom",
    ...Object.fromEntries(
      disks.map(({ on, size }, index) => [
        `${container ? "mp" : "scsi"}${index}`,
        `${on}:vm-${id}-disk-${index},size=${size}G`,
      ]),
    ),
    ...Object.fromEntries(
      nets.map(({ bridge, tag }, index) => [
        `net${index}`,
        `virtio=BC:24:11:2E:C5:4A,bridge=vmbr${bridge}${tag === undefined ? "" : `,tag=${tag}`}`,
      ]),
    ),
  };
}

function rule(guests: readonly Guest[]): unknown {
  const resources = guests.slice(0, 3).map(({ id, container }) => sid(container, id));
  return { rule: "apart", type: "resource-affinity", affinity: "negative", resources: resources.join(",") };
}

function expectedOf(
  nodes: readonly Node[],
  guests: readonly Guest[],
  now: number | undefined,
  apart: boolean,
): Export["expected"] {
  const isCluster = nodes.length > 1;
  const usesHa = members(guests).length > 0;
  const real = guests.filter(({ template }) => !template);
  const called = (each: Guest) => each.name ?? `VM ${each.id}`;
  const names = new Map(
    real.map((each) => {
      const isShared = real.filter((other) => called(other) === called(each)).length > 1;
      return [each.id, isShared ? `${called(each)} (${each.id})` : called(each)];
    }),
  );
  const group = guests.slice(0, 3).flatMap(({ id }) => names.get(id) ?? []);
  const domains = new Map<string, Thing>();
  const standsOn = (each: Guest, storage: keyof typeof STORAGES) => {
    const name = STORAGES[storage].shared ? storage : `${homeOf(nodes, each)}/${storage}`;
    if (!STORAGES[storage].shared)
      domains.set(name, { kind: "storage", name, within: { host: homeOf(nodes, each) } });
    else if (storage === "ceph" && isCluster)
      domains.set(name, { kind: "storage", name, servedBy: { cluster: "corp" } });
    return name;
  };
  const vms = real.map((each): Thing => {
    const { configured, disks, nets } = each;
    const size = disks.reduce((sum, disk) => sum + disk.size, 0);
    return {
      name: names.get(each.id) ?? "",
      environment: ENVIRONMENT,
      host: homeOf(nodes, each),
      pinned: usesHa && !each.ha ? true : undefined,
      storage: configured
        ? several(disks.map(({ on }) => standsOn(each, on as keyof typeof STORAGES)))
        : undefined,
      network: configured
        ? several(nets.map(({ bridge, tag }) => `vmbr${bridge}${tag === undefined ? "" : `.${tag}`}`))
        : undefined,
      cpu: each.cores,
      memory: `${each.memory}GiB`,
      disk: configured && size > 0 ? (size % 1024 === 0 ? `${size / 1024}TiB` : `${size}GiB`) : "8GiB",
      os: configured ? (each.container ? "debian" : "Linux") : undefined,
      power: { running: "on", stopped: "off", paused: "suspended" }[each.status],
    };
  });
  return {
    clusters: isCluster
      ? [
          {
            name: "corp",
            environment: ENVIRONMENT,
            tolerates: usesHa ? 1 : undefined,
            quorum: "majority",
            keepApart: apart && group.length > 1 ? [group] : undefined,
          },
        ]
      : [],
    hosts: nodes.map((each, index) => ({
      name: nameOf(index),
      environment: ENVIRONMENT,
      cluster: isCluster ? "corp" : undefined,
      platform: "Proxmox VE",
      build: each.version,
      model: "CPU",
      cpu: each.cores,
      memory: each.memory % 1024 === 0 ? `${each.memory / 1024}TiB` : `${each.memory}GiB`,
      maintenance: each.maintenance ? true : undefined,
      booted:
        now === undefined
          ? undefined
          : new Date(Math.floor((now - each.uptime) / 60) * 60_000).toISOString().replace(":00.000Z", "Z"),
    })),
    vms,
    domains: [...domains.values()],
  };
}

export function several(all: readonly string[]): string | readonly string[] | undefined {
  const unique = [...new Set(all)];
  return unique.length > 1 ? unique : unique[0];
}
