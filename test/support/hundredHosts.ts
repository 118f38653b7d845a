import type {
  ClusterSeen,
  DomainSeen,
  HostSeen,
  Observed,
  VmSeen,
} from "../../src/core/formats/snapshot/observed.ts";

/**
 * A vCenter of a hundred hosts in eight clusters as one meets them: most of it in order, and in it each thing that an
 * export can show to be wrong. What is wrong is named in the comments.
 */
export const AS_OF = Date.UTC(2026, 10, 27);

const HOSTS = 100;
const VMS = 800;
const NEW = "8.0.3-24022510";

const hostName = (index: number) => `esx-${String(index).padStart(3, "0")}.example.com`;
const clusterOf = (index: number) => index % 8;

export function hundredHosts(): Observed {
  return {
    takenAt: "2026-11-26T06:00Z",
    environments: [{ name: "vc-east.example.com", manager: "vc-east.example.com" }],
    clusters: [...Array(8).keys()].map(cluster),
    hosts: [...Array(HOSTS).keys()].map(host),
    vms: [...Array(VMS).keys()].map(vm),
    domains: [...certificates(), licence(), ...localDisks()],
    notes: [],
  };
}

function cluster(index: number): ClusterSeen {
  return {
    name: `prod-${index}`,
    environment: "vc-east.example.com",
    tolerates: 1,
    autoPlace: true,
    // Broken below: both stand on one host.
    ...(index < 2 ? { keepApart: [[`app-${index}-a`, `app-${index}-b`]] } : {}),
  };
}

function host(index: number): HostSeen {
  return {
    name: hostName(index),
    environment: "vc-east.example.com",
    cluster: `prod-${clusterOf(index)}`,
    platform: "VMware ESXi",
    // One cluster on a recalled release, one that was left half updated.
    build:
      clusterOf(index) === 2
        ? "7.0.3-18644231"
        : clusterOf(index) === 3 && index < 20
          ? "8.0.2-22380479"
          : NEW,
    // Processors that hang after 1,044 days: one host is beyond, one will be in three weeks.
    model: ["HPE ProLiant DL385 Gen10 Plus", "AMD EPYC 7542 32-Core Processor"],
    cpu: 32,
    memory: "512GiB",
    licence: "vSphere 8 Enterprise Plus",
    booted:
      index === 6 ? "2024-01-05T06:00:00Z" : index === 14 ? "2024-02-10T06:00:00Z" : "2026-06-11T06:00:00Z",
    firmware: [{ part: "bios", version: "U30" }],
  };
}

function vm(index: number): VmSeen {
  const apart = index < 4;
  const at = apart ? hostName(index >> 1) : hostName(index % HOSTS);
  const on = apart ? index >> 1 : index % HOSTS;
  return {
    name: apart ? `app-${index >> 1}-${index % 2 === 0 ? "a" : "b"}` : `srv-${index}`,
    source: `4203c0de-0000-4000-8000-${String(index).padStart(12, "0")}`,
    environment: "vc-east.example.com",
    host: at,
    cluster: `prod-${clusterOf(on)}`,
    power: "on",
    cpu: 4,
    // A cluster that is so full that it cannot lose a host.
    memory: clusterOf(on) === 5 ? "62GiB" : "24GiB",
    // Two VMs on disks inside their hosts, where everybody counts on a restart.
    storage: index === 300 || index === 409 ? `local-${at}` : `vmfs-${clusterOf(on)}`,
    network: `VLAN ${index % 20}`,
    os: "Debian GNU/Linux 12 (64-bit)",
  };
}

/** Those of thirty hosts end within three months, one after the other. */
function certificates(): readonly DomainSeen[] {
  return [...Array(HOSTS).keys()].map((index) => ({
    kind: "host",
    name: `vc-east.example.com/${hostName(index)}`,
    expires: index < 30 ? `2026-12-${String(1 + (index % 20)).padStart(2, "0")}` : "2030-05-04",
    reason: "certificate",
    breaks: "nothing",
  }));
}

function licence(): DomainSeen {
  return { kind: "licence", name: "vSphere 8 Enterprise Plus", expires: "2027-01-31", reason: "licence" };
}

function localDisks(): readonly DomainSeen[] {
  return [300, 409].map((index) => {
    const name = hostName(index % HOSTS);
    return { kind: "storage", name: `local-${name}`, within: { host: `vc-east.example.com/${name}` } };
  });
}
