import { DOMAIN_KINDS } from "./kinds.ts";
import type { NeedTold } from "./scalars.ts";
import {
  amount,
  countShareOrAll,
  duration,
  flag,
  instant,
  kindName,
  name,
  names,
  need,
  needsByKind,
  size,
  text,
  whole,
} from "./scalars.ts";
import { type Field, listOf, mapOf, oneOf, optional, record, required, type Told } from "./shape.ts";

/** The Estate document (spec MANIFESTS.md, "Estate"): one description for its reader and its JSON Schema. */

/** Kinds that a person writes as a key, by what they take down. `firmware` has a form of its own. */
type WrittenKind =
  | "rack"
  | "power"
  | "site"
  | "platform"
  | "build"
  | "model"
  | "vendor"
  | "storage"
  | "network"
  | "manager"
  | "identity"
  | "dns"
  | "time"
  | "licence"
  | "backup"
  | "updateSource";

function domainFields<const K extends WrittenKind>(
  kinds: readonly K[],
): { readonly [P in K]: Field<NeedTold, false> } {
  const fields = kinds.map((kind) => {
    const meaning = DOMAIN_KINDS.find((row) => row.kind === kind)?.meaning ?? kind;
    return [kind, optional(need, `Failure domain: ${meaning}. A list: all are needed; anyOf: redundant.`)];
  });
  return Object.fromEntries(fields) as { readonly [P in K]: Field<NeedTold, false> };
}

export const VM_KINDS = [
  "storage",
  "network",
  "manager",
  "identity",
  "dns",
  "time",
  "licence",
  "backup",
  "updateSource",
] as const;
export const HOST_KINDS = [
  "rack",
  "power",
  "site",
  "platform",
  "build",
  "model",
  "vendor",
  ...VM_KINDS,
] as const;

const firmware = listOf(
  record("a firmware entry", {
    part: required(name, "The part that carries it: disk, bios, nic."),
    version: required(name, "Its version, as written."),
  }),
);

const hostDomains = {
  ...domainFields(HOST_KINDS),
  firmware: optional(firmware, "Firmware by part."),
};

const environment = record("an environment", {
  name: required(name, "Unique over the estate."),
  ...hostDomains,
  autoUpdates: optional(names, "What updates itself here, past every rollout."),
});

const roles = mapOf(mapOf(name), kindName);

const accepted = record("an accepted difference", {
  field: required(name, "The field that may differ."),
  services: optional(names, "Only for these services; default all."),
  reason: required(text, "Why it is meant."),
  until: optional(instant, "Exclusive; default for good."),
});

const pair = record("a pair", {
  between: required(names, "Two environments: the protected side first, the recovery side second."),
  roles: optional(roles, "What is called A on the first side is called B on the second, by kind."),
  accepted: optional(listOf(accepted), "Differences that are meant."),
});

const cluster = record("a cluster", {
  name: required(name, "Unique within its environment."),
  environment: optional(name, "The environment it belongs to; may be left out where there is only one."),
  tolerates: optional(whole(0), "Host failures that restart (HA) absorbs; default 0."),
  keepApart: optional(listOf(names), "Anti-affinity: groups of VMs that never share a host."),
  autoPlace: optional(flag, "The scheduler moves VMs; default false."),
  quorum: optional(
    oneOf(["majority", "none"]),
    "Without more than half of the votes everything here stops; default none.",
  ),
  witness: optional(needsByKind, "One more vote, up while that domain is up."),
  ...hostDomains,
});

const host = record("a host", {
  name: required(name, "Unique within its environment."),
  cluster: optional(name, "The cluster it belongs to."),
  environment: optional(name, "For a host in no cluster, or to tell clusters of one name apart."),
  cpu: optional(amount, "Physical cores."),
  memory: optional(size, "Physical memory."),
  maintenance: optional(
    flag,
    "true: holds nothing now, takes nothing over, is not counted among its cluster's hosts.",
  ),
  installed: optional(instant, "When this build was installed."),
  booted: optional(instant, "Up since."),
  inService: optional(instant, "Powered on since (power-on hours)."),
  ...hostDomains,
});

const service = record("a service", {
  name: required(name, "What people use."),
  tier: optional(whole(1, 4), "1 (most critical) to 4; not written: no score."),
  owner: optional(name, "Who is told."),
  needs: optional(
    countShareOrAll,
    "How many of its VMs must run, over all environments; not written: computed as all.",
  ),
  dependsOn: optional(names, "Services that it cannot run without."),
  users: optional(whole(0), "People who notice."),
});

const disk = record("a disk", {
  name: optional(name, "What it is called."),
  size: optional(size, "Its size."),
  storage: optional(need, "Where it lies; default the VM's storage."),
});

const replica = record("a replica", {
  last: optional(instant, "When it was last brought up to date."),
  every: optional(duration, "How often it should be."),
});

const vm = record("a VM", {
  name: required(name, "Unique within its environment."),
  service: optional(name, "The service it belongs to."),
  host: optional(name, "Where it runs."),
  cluster: optional(name, "Where its scheduler decides."),
  environment: optional(name, "To tell hosts or clusters of one name apart."),
  pinned: optional(flag, "true: never restarted or moved elsewhere."),
  ...domainFields(VM_KINDS),
  cpu: optional(amount, "Virtual CPUs."),
  memory: optional(size, "Memory given to it."),
  disk: optional(size, "The size of its disk."),
  disks: optional(listOf(disk), "Its disks, where they differ."),
  os: optional(name, "Guest operating system."),
  power: optional(oneOf(["on", "off", "suspended"]), "Default on."),
  counterpart: optional(name, "Its other half in the paired environment."),
  replica: optional(replica, "Its replication."),
  tags: optional(mapOf(text), "The team's own facts."),
});

const fuse = record("a fuse", {
  powerOn: optional(duration, "Counted from inService."),
  uptime: optional(duration, "Counted from booted."),
  sinceInstall: optional(duration, "Counted from installed."),
});

const servedBy = record("what serves a storage", {
  cluster: required(name, "The hosts of this cluster are the storage."),
  survives: optional(whole(0), "So many of them may be down; default 1."),
  resync: optional(duration, "Until a host that came back counts again."),
});

const runsOn = record("where a domain runs", {
  service: optional(name, "The service that it is."),
  vm: optional(name, "The VM that it is."),
});

const domain = record("a failure domain", {
  kind: required(kindName, "Its kind."),
  name: required(name, "Its name, as the items that stand on it write it."),
  expires: optional(instant, "Licence, certificate, evaluation, end of support."),
  reason: optional(
    oneOf(["support", "certificate", "licence", "evaluation", "defect"]),
    "What ends on that day.",
  ),
  breaks: optional(
    oneOf(["restart", "running", "nothing"]),
    "What stops then; default restart, nothing for reason: support.",
  ),
  note: optional(text, "For people."),
  fuse: optional(fuse, "A limit that is counted from a date of each host."),
  runsOn: optional(runsOn, "What this domain itself is, inside the estate."),
  within: optional(needsByKind, "What this domain itself needs."),
  servedBy: optional(servedBy, "For storage that the hosts of a cluster are themselves."),
  annualFailures: optional(amount, "Failures a year; overrides the figure for its kind."),
  repair: optional(duration, "Time to repair; overrides the figure for its kind."),
});

const metadata = record("metadata", {
  name: optional(name, "What this document is called."),
  owner: optional(name, "Who keeps it."),
  takenAt: optional(instant, "Set on imported snapshots: this document is an observation, not a wish."),
});

export const header = {
  apiVersion: required(oneOf(["baskets/v1"]), "Always baskets/v1."),
} as const;

export const estateShape = record("an Estate", {
  ...header,
  kind: required(oneOf(["Estate"]), "Estate"),
  metadata: optional(metadata, "About this document."),
  environments: optional(listOf(environment), "Separate installations."),
  pairs: optional(listOf(pair), "Environments that stand in for each other."),
  clusters: optional(listOf(cluster), "Clusters of hosts."),
  hosts: optional(listOf(host), "Machines that run VMs."),
  services: optional(listOf(service), "What people use."),
  vms: optional(listOf(vm), "Virtual machines."),
  domains: optional(listOf(domain), "Facts about a failure domain, whatever names it."),
});

export type EstateDocument = Told<typeof estateShape>;
export type EnvironmentEntry = Told<typeof environment>;
export type PairEntry = Told<typeof pair>;
export type ClusterEntry = Told<typeof cluster>;
export type HostEntry = Told<typeof host>;
export type ServiceEntry = Told<typeof service>;
export type VmEntry = Told<typeof vm>;
export type DomainEntry = Told<typeof domain>;
export type HostDomains = Pick<HostEntry, (typeof HOST_KINDS)[number] | "firmware">;
