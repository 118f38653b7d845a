import fc from "fast-check";
import type {
  ClusterSeen,
  DomainSeen,
  HostSeen,
  Observed,
  VmSeen,
} from "../../src/core/formats/snapshot/observed.ts";

/** Estates as exports show them: every name bound, several environments with the same names in them, odd words in names. */
export const observed: fc.Arbitrary<Observed> = fc
  .record({
    environments: fc.integer({ min: 1, max: 3 }),
    clusters: fc.array(clusterFacts(), { minLength: 1, maxLength: 4 }),
    hosts: fc.array(hostFacts(), { minLength: 1, maxLength: 6 }),
    vms: fc.array(vmFacts(), { maxLength: 12 }),
    odd: fc.constantFrom("", " (2)", ": a", " #1", "é", "-no", "'s"),
  })
  .map(observedFrom);

interface Drawn {
  readonly environments: number;
  readonly clusters: readonly (Partial<ClusterSeen> & Home)[];
  readonly hosts: readonly (Partial<HostSeen> & Home & { readonly clustered: boolean })[];
  readonly vms: readonly (Partial<VmSeen> & Home & { readonly placed: number })[];
  readonly odd: string;
}

interface Home {
  readonly home: number;
}

function observedFrom({ environments, clusters, hosts, vms, odd }: Drawn): Observed {
  const names = [...Array(environments).keys()].map((index) => `vc-${index}`);
  const homeOf = (home: number) => names[home % environments] ?? "vc-0";
  const seenClusters = clusters.map(({ home, ...facts }, index): ClusterSeen => {
    // The same name in several environments, as "Production" is.
    return { ...facts, name: `prod-${Math.floor(index / environments)}`, environment: homeOf(home) };
  });
  const seenHosts = hosts.map(({ home, clustered, ...facts }, index): HostSeen => {
    const own = seenClusters.filter(({ environment }) => environment === homeOf(home));
    const cluster = clustered ? own[index % Math.max(1, own.length)]?.name : undefined;
    return {
      ...facts,
      fact: () => undefined,
      name: `esx-${Math.floor(index / environments)}${odd}`,
      environment: homeOf(home),
      ...(cluster === undefined ? {} : { cluster }),
    };
  });
  const uniqueHosts = unique(seenHosts);
  const seenVms = vms.map(({ home, placed, ...facts }, index): VmSeen => {
    const environment = homeOf(home);
    const own = uniqueHosts.filter((host) => host.environment === environment);
    const host = placed === 0 ? undefined : own[index % Math.max(1, own.length)];
    const cluster =
      host?.cluster ??
      (placed === 1 ? seenClusters.find((each) => each.environment === environment)?.name : undefined);
    return {
      ...facts,
      name: `vm-${index}${odd}`,
      source: `uuid-${index}`,
      environment,
      ...(host === undefined ? {} : { host: host.name }),
      ...(cluster === undefined ? {} : { cluster }),
    };
  });
  const storages = new Set(seenVms.flatMap(({ storage }) => storage ?? []));
  const domains: DomainSeen[] = [...storages].map((name) => ({
    kind: "storage",
    name,
    expires: "2027-01-31",
    reason: "support",
  }));
  return {
    takenAt: "2026-11-26T06:00Z",
    environments: names.map((name) => ({ name, manager: `${name}.example` })),
    clusters: unique(seenClusters),
    hosts: uniqueHosts,
    vms: seenVms,
    domains,
    notes: [],
  };
}

function unique<T extends { readonly name: string; readonly environment: string }>(
  items: readonly T[],
): readonly T[] {
  return [...new Map(items.map((item) => [`${item.environment}/${item.name}`, item])).values()];
}

function clusterFacts() {
  return fc.record(
    {
      home: fc.nat(2),
      tolerates: fc.nat(2),
      autoPlace: fc.boolean(),
      storage: fc.constantFrom("san-a", "san-b"),
    },
    { requiredKeys: ["home"] },
  );
}

function hostFacts() {
  return fc.record(
    {
      home: fc.nat(2),
      clustered: fc.boolean(),
      platform: fc.constant("VMware ESXi"),
      build: fc.constantFrom("8.0.3-24022510", "7.0.3-20328353"),
      model: fc.constantFrom("HP DL380", "yes", "0x10"),
      firmware: fc.constant([{ part: "bios", version: "U30" }]),
      cpu: fc.integer({ min: 1, max: 128 }),
      memory: fc.constantFrom("256GiB", "1.5TiB"),
      maintenance: fc.boolean(),
      booted: fc.constantFrom("2026-01-31T06:00Z", "2025-12-01"),
      licence: fc.constantFrom("enterprise", ["a", "b"]),
    },
    { requiredKeys: ["home", "clustered"] },
  );
}

function vmFacts() {
  return fc.record(
    {
      home: fc.nat(2),
      placed: fc.nat(3),
      cpu: fc.integer({ min: 1, max: 16 }),
      memory: fc.constantFrom("4GiB", "512MiB"),
      disk: fc.constantFrom("200GiB", "1TiB"),
      storage: fc.constantFrom("ds-1", ["ds-1", "ds-2"]),
      network: fc.constantFrom("VM Network", "on", "vlan-110"),
      os: fc.constantFrom("Debian 12", "null"),
      power: fc.constantFrom("on" as const, "off" as const, "suspended" as const),
    },
    { requiredKeys: ["home", "placed"] },
  );
}
