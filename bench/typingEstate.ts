import { estateText, type Item } from "../test/support/estates.ts";

/** An estate in one manifest and a rollout over it, to type in. */
export interface TypingEstate {
  readonly estate: string;
  readonly rollout: string;
}

const HOSTS_IN_CLUSTER = 16;
const VMS_ON_HOST = 20;
const VMS_OF_SERVICE = 4;
const SIDES = ["east", "west"] as const;
const SYSTEMS = ["Debian 12", "RHEL 9", "Windows Server 2022", "Ubuntu 24.04"];
const OLD = "8.0.2-22380479";
const NEW = "8.0.3-24022510";
/** What the rollout brings to the clusters with the old build. */
const NEXT = "8.0.3-24280767";

/**
 * The same estate each time: for every 1,000 VMs 50 hosts, in clusters of up to 16 on two sites, and 250 services, of
 * whose four VMs two stand on either site and two are enough. So it is healthy, as the estates that people keep are
 * for the most part. The last VM has a number of cores that is none: what is wrong from the start.
 */
export function typingEstate(vmCount: number): TypingEstate {
  const hosts = hostsOf(Math.ceil(vmCount / VMS_ON_HOST));
  const services = Array.from({ length: Math.ceil(vmCount / VMS_OF_SERVICE) }, (_, at) => serviceOf(at));
  const vms = vmsOf(services.length, hosts);
  const clusters = [...new Set(hosts.map(({ cluster }) => cluster))];
  const lists = {
    environments: SIDES.map(environmentOf),
    clusters: clusters.map(clusterOf),
    hosts,
    services,
    vms: vms.map((vm, at) => (at === vms.length - 1 ? { ...vm, cpu: "many" } : vm)),
  };
  return { estate: `${estateText("corp", lists).trimEnd()}\n`, rollout: rolloutOf(clusters, hosts) };
}

function environmentOf(side: string): Item {
  return {
    name: side,
    site: `dc-${side}`,
    manager: `vcenter-${side}`,
    power: { anyOf: [`feed-${side}-a`, `feed-${side}-b`] },
    licence: `vsphere-${side}`,
  };
}

function clusterOf(name: string, at: number): Item {
  return {
    name,
    environment: sideOf(at),
    tolerates: 1,
    storage: `san-${name}-0`,
    network: `core-${sideOf(at)}-${at % 3}`,
    platform: "VMware ESXi",
    build: isOld(at) ? OLD : NEW,
    model: `Model ${at % 2 === 0 ? "R760" : "DL380"} ${isOld(at) ? "A" : "B"}`,
  };
}

interface HostItem extends Item {
  readonly name: string;
  readonly cluster: string;
}

function hostsOf(count: number): readonly HostItem[] {
  // As many clusters on either site.
  const clusters = Math.max(4, 2 * Math.round(count / HOSTS_IN_CLUSTER / 2));
  return Array.from({ length: count }, (_, at) => {
    const cluster = at % clusters;
    const place = Math.floor(at / clusters);
    return {
      name: `esx-${padded(cluster, 3)}-${padded(place, 2)}`,
      cluster: clusterName(cluster),
      rack: `${sideOf(cluster)}-${padded(cluster, 3)}-row-${place % 4}`,
      cpu: 64,
      memory: "1024GiB",
    };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function serviceOf(at: number): Item & { readonly name: string } {
  return {
    name: `service-${padded(at, 5)}`,
    tier: 1 + (Math.floor(at / 3) % 4),
    users: 20 + ((at * 37) % 500),
    needs: 2,
    owner: `team-${at % 25}`,
  };
}

/** The VMs of a service are neighbours in the text; hosts fill evenly. */
function vmsOf(services: number, hosts: readonly HostItem[]): readonly Item[] {
  const sides = SIDES.map((_, side) =>
    hosts.filter(({ cluster }) => Number(cluster.slice("cluster-".length)) % 2 === side),
  );
  return Array.from({ length: services * VMS_OF_SERVICE }, (_, at) => {
    const service = Math.floor(at / VMS_OF_SERVICE);
    const part = at % VMS_OF_SERVICE;
    const side = sides[part % 2] ?? [];
    // Half of a site apart: in another cluster.
    const turn = service + (part < 2 ? 0 : Math.floor(side.length / 2));
    const host = side[turn % side.length] as HostItem;
    return {
      name: `service-${padded(service, 5)}-${part + 1}`,
      service: `service-${padded(service, 5)}`,
      host: host.name,
      storage: `san-${host.cluster}-${service % 5}`,
      network: `vlan-${sideOf(part)}-${service % 25}`,
      cpu: [2, 4, 8, 2, 4][at % 5] ?? 2,
      memory: `${[8, 16, 32, 8][service % 4] ?? 8}GiB`,
      os: SYSTEMS[service % SYSTEMS.length] ?? "",
      disks: [
        { name: "system", size: "60GiB" },
        { name: "data", size: `${100 + (at % 9) * 50}GiB` },
      ],
      tags: { backup: service % 3 === 0 ? "hourly" : "daily", costCentre: String(4000 + (service % 90)) },
    };
  });
}

/** A host in forty, of as many clusters, then more of them, then all clusters with the old build one after the other. */
function rolloutOf(clusters: readonly string[], hosts: readonly HostItem[]): string {
  const targets = clusters.filter((_, at) => isOld(at));
  const old = hosts.filter(({ cluster }) => targets.includes(cluster));
  const first = old.filter((_, at) => at % 40 === 0).map(({ name }) => name);
  const gates = "gates: [power-on, suspend-resume, migrate-to-new, migrate-to-old, reboot, login]";
  const stages = [
    `  - name: canary\n    hosts: [${first.join(", ")}]\n    concurrency: 1\n    soak: 72h\n    ${gates}`,
    `  - name: few\n    share: 10%\n    concurrency: 1\n    soak: 72h\n    ${gates}`,
    `  - name: some\n    share: 40%\n    concurrency: 1\n    soak: 7d\n    ${gates}`,
    `  - name: rest\n    clusters: [${targets.join(", ")}]\n    concurrency: 1`,
  ];
  return `apiVersion: baskets/v1
kind: Rollout
metadata: {name: spring, owner: platform-team}
update: {platform: VMware ESXi, to: ${NEXT}, from: ${OLD}, released: 2026-01-10}
targets: {builds: [${OLD}]}
start: 2026-03-07T22:00Z
stages:
${stages.join("\n")}
halt: {failures: 1}
rollback: {to: ${OLD}, tested: 2026-02-20}
`;
}

/** Every other cluster of a site. */
function isOld(cluster: number): boolean {
  return cluster % 4 < 2;
}

function sideOf(cluster: number): (typeof SIDES)[number] {
  return SIDES[cluster % 2] ?? SIDES[0];
}

function clusterName(cluster: number): string {
  return `cluster-${padded(cluster, 3)}`;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
