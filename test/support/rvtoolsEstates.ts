import fc from "fast-check";
import type {
  ClusterSeen,
  DomainSeen,
  HostSeen,
  Names,
  Observed,
  VmSeen,
} from "../../src/core/formats/snapshot/observed.ts";
import type { ExportShape } from "./rvtoolsExport.ts";

/** Estates that RVTools can carry whole, and the ways in which it may have written them. */
export const shapes: fc.Arbitrary<ExportShape> = fc.record({
  version: fc.constantFrom(3 as const, 4 as const),
  locale: fc.constantFrom(
    "rvtools" as const,
    "iso" as const,
    "german" as const,
    "american" as const,
    "british" as const,
    "french" as const,
    "swedish" as const,
    "dutch" as const,
    "finnish" as const,
  ),
  delimiter: fc.constantFrom("," as const, ";" as const, "\t" as const),
  encoding: fc.constantFrom("utf-8" as const, "utf-8-bom" as const, "utf-16le" as const, "utf-16be" as const),
  newline: fc.constantFrom("\r\n" as const, "\n" as const),
});

const instant = fc
  .integer({ min: Date.UTC(2015, 0, 1) / 60_000, max: Date.UTC(2032, 0, 1) / 60_000 })
  .map((minutes) => isoOf(minutes * 60_000));

function isoOf(millis: number): string {
  const iso = new Date(millis).toISOString();
  return iso.slice(11, 16) === "00:00" ? iso.slice(0, 10) : `${iso.slice(0, 16)}Z`;
}

const hostFacts = fc.record(
  {
    platform: fc.constantFrom("VMware ESXi", "VMware ESX"),
    build: fc.constantFrom("8.0.3-24022510", "7.0.3-20328353", "3.5.0-103908"),
    rack: fc.constantFrom("r1", "room 2, rack 3", "été"),
    model: fc.constantFrom<Names>("PowerEdge R640", 'ProLiant "DL380" Gen10', "UCS; B200", [
      "ProLiant DL385 Gen10 Plus",
      "AMD EPYC 7542 32-Core Processor",
    ]),
    firmware: fc.constantFrom("2.19.1", "U30").map((version) => [{ part: "bios", version }]),
    time: fc.constantFrom("ntp-1.example", { anyOf: ["ntp-1.example", "ntp-2.example"] }),
    cpu: fc.integer({ min: 1, max: 4096 }),
    memory: fc.constantFrom("256GiB", "1TiB", "524158MiB", "512MiB"),
    maintenance: fc.boolean(),
    booted: instant,
  },
  { requiredKeys: [] },
);

const vmFacts = fc.record(
  {
    placed: fc.nat(3),
    storage: fc.subarray(["san-1", "san-2", "san-é"], { minLength: 0 }),
    network: fc.subarray(["VM Network", "vlan-110", "dmz; 2"], { minLength: 0 }),
    cpu: fc.integer({ min: 1, max: 128 }),
    memory: fc.constantFrom("4GiB", "16GiB", "1500MiB"),
    disk: fc.constantFrom("40GiB", "2TiB", "10241MiB"),
    os: fc.constantFrom("Microsoft Windows Server 2019 (64-bit)", 'Debian "12", (64-bit)'),
    power: fc.constantFrom("on" as const, "off" as const, "suspended" as const),
    rules: fc.subarray([0, 1]),
  },
  { requiredKeys: ["placed", "storage", "network", "rules", "power"] },
);

interface Drawn {
  readonly environments: number;
  readonly clusters: readonly Partial<ClusterSeen>[];
  readonly hosts: readonly (Partial<HostSeen> & {
    readonly standalone: boolean;
    readonly certificate: string | undefined;
    readonly licensed: number;
  })[];
  readonly vms: readonly (Omit<Partial<VmSeen>, "storage" | "network"> & {
    readonly placed: number;
    readonly storage: readonly string[];
    readonly network: readonly string[];
    readonly rules: readonly number[];
  })[];
  readonly odd: string;
  readonly expires: readonly (string | undefined)[];
  readonly takenAt: string | undefined;
  readonly storages: "shared" | "vsan" | "local";
}

export const carried: fc.Arbitrary<Observed> = fc
  .record({
    environments: fc.integer({ min: 1, max: 3 }),
    clusters: fc.array(fc.record({ tolerates: fc.nat(3), autoPlace: fc.boolean() }, { requiredKeys: [] }), {
      minLength: 1,
      maxLength: 4,
    }),
    hosts: fc.array(
      fc
        .tuple(hostFacts, fc.boolean(), fc.option(instant, { nil: undefined }), fc.nat(3))
        .map(([facts, standalone, certificate, licensed]) => ({
          ...facts,
          ...(facts.platform === undefined || facts.build === undefined ? withoutBuild(facts) : {}),
          standalone,
          certificate,
          licensed,
        })),
      { minLength: 1, maxLength: 7 },
    ),
    vms: fc.array(vmFacts, { minLength: 1, maxLength: 10 }),
    odd: fc.constantFrom("", " (2)", ", a", "; b", ' "c"', "é", "'s", " ü–ß"),
    expires: fc.array(fc.option(instant, { nil: undefined }), { minLength: 3, maxLength: 3 }),
    takenAt: fc.option(instant, { nil: undefined }),
    storages: fc.constantFrom("shared" as const, "vsan" as const, "local" as const),
  })
  .map((drawn) => estateFrom(drawn as Drawn));

function withoutBuild(facts: Partial<HostSeen>): { platform?: undefined; build?: undefined } {
  return facts.platform === undefined && facts.build === undefined
    ? {}
    : { platform: undefined, build: undefined };
}

function estateFrom(drawn: Drawn): Observed {
  const { odd } = drawn;
  // Each has a host at least: of a vCenter without anything RVTools has no row.
  const count = Math.min(drawn.environments, drawn.hosts.length);
  const environments = Array.from({ length: count }, (_, at) => `vc-${at}.example`);
  const homeOf = (index: number) => environments[index % count] as string;
  const own = <T extends { readonly environment: string }>(items: readonly T[], environment: string) =>
    items.filter((item) => item.environment === environment);
  const names = drawn.clusters.map((facts, at) => ({
    ...facts,
    name: `prod-${Math.floor(at / count)}`,
    environment: homeOf(at),
    source: `${homeOf(at)}-uuid/domain-c${at}`,
  }));
  const hosts = drawn.hosts.map(({ standalone, certificate: _, licensed, ...facts }, at): HostSeen => {
    const environment = homeOf(at);
    const clusters = own(names, environment);
    const cluster = standalone ? undefined : clusters[at % Math.max(1, clusters.length)]?.name;
    const licence = licenceOf(environment, licensed);
    return defined({
      ...facts,
      name: `esx-${at}${odd.replace(/[,;]/g, "")}`,
      environment,
      source: `host-uuid-${at}`,
      cluster,
      licence,
      extra: { "x-datacenter": `dc of ${environment}` },
    }) as HostSeen;
  });
  const vms = drawn.vms.map(({ placed, rules: _, storage, network, ...facts }, at): VmSeen => {
    const environment = homeOf(at);
    const host =
      placed === 0 ? undefined : own(hosts, environment)[at % Math.max(1, own(hosts, environment).length)];
    const cluster =
      host?.cluster ?? (placed === 1 && host === undefined ? own(names, environment)[0]?.name : undefined);
    const local = (name: string) => `${name} ${environment}`;
    return defined({
      ...facts,
      name: `vm-${at}${odd}`,
      environment,
      source: `vm-uuid-${at}`,
      host: host?.name,
      cluster,
      storage: oneOrMore(storage.map(local)),
      network: oneOrMore(network.map(local)),
      ...(storage.length === 0 ? { disk: undefined } : {}),
    }) as VmSeen;
  });
  const clusters = names.map((each): ClusterSeen => {
    const members = vms.flatMap((vm, at) =>
      vm.environment === each.environment && vm.cluster === each.name
        ? [{ name: vm.name, rules: drawn.vms[at]?.rules ?? [] }]
        : [],
    );
    const groups = [0, 1]
      .map((rule) =>
        members
          .filter(({ rules }) => rules.includes(rule))
          .map(({ name }) => name)
          .sort(),
      )
      .filter((group) => group.length > 1);
    const distinct = [...new Map(groups.map((group) => [group.join("\0"), group])).entries()].sort(
      ([a], [b]) => (a < b ? -1 : 1),
    );
    const told = own(hosts, each.environment).some(({ cluster }) => cluster === each.name);
    return defined({
      ...each,
      keepApart: distinct.length === 0 ? undefined : distinct.map(([, group]) => group),
      extra: told ? { "x-datacenter": `dc of ${each.environment}` } : undefined,
    }) as ClusterSeen;
  });
  return {
    ...(drawn.takenAt === undefined ? {} : { takenAt: drawn.takenAt }),
    environments: environments.map((name) => ({ name, manager: name })),
    clusters,
    hosts,
    vms,
    domains: domainsFrom(drawn, hosts, clusters),
    notes: [],
  };
}

const LICENCES = ["vSphere 8 Enterprise Plus", "vSphere 7 Standard", "Evaluation Mode"];

function licenceOf(environment: string, drawn: number): string | readonly string[] | undefined {
  const name = (at: number) => `${LICENCES[at]} ${environment}`;
  if (drawn === 0) return undefined;
  return drawn === 3 ? [name(0), name(2)] : name(drawn);
}

function domainsFrom(
  { hosts: drawn, expires, storages }: Drawn,
  hosts: readonly HostSeen[],
  clusters: readonly ClusterSeen[],
): readonly DomainSeen[] {
  const certificates = hosts.flatMap(({ environment, name }, at): DomainSeen[] => {
    const date = drawn[at]?.certificate;
    return date === undefined
      ? []
      : [
          {
            kind: "host",
            name: `${environment}/${name}`,
            expires: date,
            reason: "certificate",
            breaks: "nothing",
          },
        ];
  });
  const licences = new Map<string, DomainSeen>();
  for (const { licence } of hosts)
    for (const name of licence === undefined ? [] : typeof licence === "string" ? [licence] : licence) {
      const at = LICENCES.findIndex((each) => name.startsWith(each));
      const date = expires[at];
      if (date !== undefined)
        licences.set(name, {
          kind: "licence",
          name,
          expires: date,
          reason: at === 2 ? "evaluation" : "licence",
          breaks: "restart",
        });
    }
  const [host] = hosts;
  const cluster = clusters.find((each) =>
    hosts.some((one) => one.cluster === each.name && one.environment === each.environment),
  );
  const own: DomainSeen[] = [];
  if (storages === "local" && host !== undefined)
    own.push({ kind: "storage", name: "datastore1", within: { host: `${host.environment}/${host.name}` } });
  if (storages === "vsan" && cluster !== undefined)
    own.push({
      kind: "storage",
      name: "vsanDatastore",
      servedBy: { cluster: `${cluster.environment}/${cluster.name}` },
    });
  return [...certificates, ...own, ...licences.values()];
}

function oneOrMore(names: readonly string[]): string | readonly string[] | undefined {
  return names.length < 2 ? names[0] : names;
}

function defined(item: object): object {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
