import { type Duration, HOUR } from "./values.ts";

/** What goes down when a failure domain does: the machines on it, the VMs alone, or only their management. */
export type Reach = "hosts" | "vms" | "control";

/** One row of the table of failure domains (spec MANIFESTS.md, "Failure domains"). */
export interface DomainKind {
  readonly kind: string;
  /** What it stands for, in the words of the field. */
  readonly meaning: string;
  /**
   * Basic events a year and their repair time: our own estimates, the same for everyone until a
   * team's policy overrides them (`failures`).
   */
  readonly annualFailures: number;
  readonly repair: Duration;
  readonly reach: Reach;
  /** Whether the two sides of a pair must, or merely should, differ in it. */
  readonly pairDiffers: "yes" | "should";
  /** Made from other keys (or from the item itself), never written as a key of its own. */
  readonly derived: boolean;
}

function row(
  kind: string,
  meaning: string,
  annualFailures: number,
  repairHours: number,
  reach: Reach,
  pairDiffers: "yes" | "should",
  derived = false,
): DomainKind {
  return { kind, meaning, annualFailures, repair: repairHours * HOUR, reach, pairDiffers, derived };
}

export const DOMAIN_KINDS: readonly DomainKind[] = [
  row("host", "one machine", 0.1, 8, "hosts", "yes", true),
  row("rack", "rack, chassis, top-of-rack switch", 0.02, 4, "hosts", "yes"),
  row("power", "power feed or UPS", 0.03, 3, "hosts", "yes"),
  row("site", "building or data centre", 0.01, 24, "hosts", "yes"),
  row("cluster", "the cluster's own configuration", 0.02, 4, "hosts", "yes", true),
  row("platform", "hypervisor product", 0.0005, 24, "hosts", "should"),
  row("release", "platform and the first numbers of its build", 0.001, 24, "hosts", "should", true),
  row("build", "exact version and build", 0.005, 12, "hosts", "yes"),
  row("model", "hardware model", 0.001, 24, "hosts", "should"),
  row("firmware", "part and firmware version", 0.002, 24, "hosts", "should"),
  row("vendor", "maker of the hypervisor", 0.0002, 24, "hosts", "should"),
  row("storage", "datastore, array or pool", 0.02, 12, "vms", "yes"),
  row("network", "fabric or VLAN core", 0.03, 2, "vms", "yes"),
  row("manager", "vCenter, SCVMM, Prism and their like", 0.1, 4, "control", "yes"),
  row("identity", "directory that people and hosts log in to", 0.02, 4, "control", "should"),
  row("dns", "name resolution", 0.02, 4, "control", "should"),
  row("time", "time source", 0.02, 4, "control", "should"),
  row("licence", "licence server or key", 0.02, 4, "control", "yes"),
  row("backup", "backup target", 0.02, 4, "control", "yes"),
  row("updateSource", "depot, WSUS or mirror", 0.02, 8, "control", "should"),
];

const BY_NAME: ReadonlyMap<string, DomainKind> = new Map(DOMAIN_KINDS.map((kind) => [kind.kind, kind]));

export function domainKind(name: string): DomainKind | undefined {
  return BY_NAME.get(name);
}

/** Platform → vendor where everyone knows it (spec MANIFESTS.md). */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ["VMware ESX", "VMware"],
  ["VMware ESXi", "VMware"],
  ["Hyper-V", "Microsoft"],
  ["XenServer", "Citrix"],
  ["Citrix Hypervisor", "Citrix"],
  ["XCP-ng", "Vates"],
  ["Proxmox VE", "Proxmox"],
  ["Nutanix AHV", "Nutanix"],
  ["oVirt", "Red Hat"],
  ["Harvester", "SUSE"],
]);

export function vendorOf(platform: string): string | undefined {
  return VENDORS.get(platform);
}

export const KNOWN_PLATFORMS: readonly string[] = [...VENDORS.keys()];

/** `VMware ESX` + `3.5.0-103908` → `VMware ESX 3.5`; Hyper-V releases differ in the third number too. */
export function releaseOf(platform: string, build: string): string | undefined {
  const count = platform === "Hyper-V" ? 3 : 2;
  const version = (build.split("-")[0] ?? "").split(".").slice(0, count);
  return version.length === count && version.every((part) => /^\d+$/.test(part))
    ? `${platform} ${version.join(".")}`
    : undefined;
}
