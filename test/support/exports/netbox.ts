import fc from "fast-check";
import { ENVIRONMENT, type Export, filesOf, howKept, type Thing } from "./export.ts";

/** NetBox as its REST API answers and as `dumpdata` writes it. */

const device = fc.record({
  role: fc.constantFrom("Hypervisor", "Server", "Core Switch"),
  cluster: fc.option(fc.nat(1), { nil: undefined }),
  site: fc.nat(1),
  rack: fc.option(fc.nat(1), { nil: undefined }),
  status: fc.constantFrom("active", "offline", "planned"),
  platform: fc.constantFrom("VMware ESXi 8.0.3", "Proxmox VE", "Debian 12", undefined),
  feeds: fc.array(fc.nat(2), { maxLength: 2 }),
});

const vm = fc.record({
  name: fc.constantFrom("web", "db", "mail"),
  cluster: fc.option(fc.nat(1), { nil: undefined }),
  device: fc.option(fc.nat(9), { nil: undefined }),
  status: fc.constantFrom("active", "offline", "planned", "staged", "paused"),
  vcpus: fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
  memory: fc.integer({ min: 1, max: 512 }),
  disk: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  platform: fc.constantFrom("Debian 12", undefined),
});

type Value<T> = T extends fc.Arbitrary<infer V> ? V : never;
type Device = Value<typeof device>;
type Vm = Value<typeof vm>;

interface Drawn {
  readonly devices: readonly Device[];
  readonly vms: readonly Vm[];
  readonly isSince41: boolean;
  readonly isFixture: boolean;
}

const SITES = ["Berlin", "Gent"];
const CLUSTERS = ["prod", "lab"];
const PLATFORMS = ["VMware ESXi 8.0.3", "Proxmox VE", "Debian 12"];
const ROLES = ["Hypervisor", "Server", "Core Switch"];
const FEEDS = ["Feed A", "Feed B", "Feed C"];

export const netboxExport: fc.Arbitrary<Export> = fc
  .record({
    devices: fc.array(device, { maxLength: 6 }),
    vms: fc.array(vm, { maxLength: 8 }),
    isSince41: fc.boolean(),
    isFixture: fc.boolean(),
    how: howKept,
  })
  .map(({ how, ...drawn }) => ({
    files: filesOf(drawn.isFixture ? [{ name: "dump", value: fixture(drawn) }] : answers(drawn), how),
    expected: expectedOf(drawn),
  }));

/** A table: what an object says, with what it refers to as `{table: position}`. */
type Reference = { readonly to: string; readonly at: number };
type Fields = { readonly [key: string]: unknown };

function tables(drawn: Drawn): { readonly [table: string]: readonly Fields[] } {
  const { devices, vms, isSince41 } = drawn;
  const to = (table: string, at: number | undefined): Reference | null =>
    at === undefined ? null : { to: table, at };
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  return {
    "dcim/sites": named(SITES),
    // The same names at both sites.
    "dcim/racks": [0, 0, 1, 1].map((site, index) => ({
      name: `R${(index % 2) + 1}`,
      site: to("dcim/sites", site),
    })),
    "dcim/device-roles": named(ROLES),
    "dcim/platforms": named(PLATFORMS),
    "dcim/manufacturers": named(["Dell"]),
    "dcim/device-types": [{ model: "PowerEdge R740", manufacturer: to("dcim/manufacturers", 0) }],
    "virtualization/cluster-types": named(["vSphere"]),
    "virtualization/clusters": CLUSTERS.map((name) => ({
      name,
      type: to("virtualization/cluster-types", 0),
      status: "active",
    })),
    "dcim/devices": devices.map((each, index) => ({
      name: `dev-${index}`,
      device_type: to("dcim/device-types", 0),
      role: to("dcim/device-roles", ROLES.indexOf(each.role)),
      platform: to(
        "dcim/platforms",
        each.platform === undefined ? undefined : PLATFORMS.indexOf(each.platform),
      ),
      site: to("dcim/sites", each.site),
      rack: to("dcim/racks", each.rack === undefined ? undefined : each.site * 2 + each.rack),
      cluster: to("virtualization/clusters", each.cluster),
      status: each.status,
    })),
    "virtualization/virtual-machines": vms.map((each) => ({
      name: each.name,
      status: each.status,
      cluster: to("virtualization/clusters", each.cluster),
      device: to("dcim/devices", deviceOf(each, devices)),
      platform: to(
        "dcim/platforms",
        each.platform === undefined ? undefined : PLATFORMS.indexOf(each.platform),
      ),
      vcpus: each.vcpus ?? null,
      memory: each.memory * 1024,
      disk: each.disk === undefined ? null : isSince41 ? each.disk * 1000 : each.disk,
      ...(isSince41 ? { serial: "" } : {}),
    })),
  };
}

function deviceOf(vm: Vm, devices: readonly Device[]): number | undefined {
  return vm.device === undefined || devices.length === 0 ? undefined : vm.device % devices.length;
}

const MODELS: { readonly [table: string]: string } = {
  "dcim/sites": "dcim.site",
  "dcim/racks": "dcim.rack",
  "dcim/device-roles": "dcim.devicerole",
  "dcim/platforms": "dcim.platform",
  "dcim/manufacturers": "dcim.manufacturer",
  "dcim/device-types": "dcim.devicetype",
  "dcim/devices": "dcim.device",
  "virtualization/cluster-types": "virtualization.clustertype",
  "virtualization/clusters": "virtualization.cluster",
  "virtualization/virtual-machines": "virtualization.virtualmachine",
};

function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "to" in value;
}

function fixture(drawn: Drawn): unknown {
  const things = Object.entries(tables(drawn)).flatMap(([table, rows]) =>
    rows.map((fields, index) => ({
      model: MODELS[table],
      pk: index + 1,
      fields: Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, isReference(value) ? value.at + 1 : value]),
      ),
    })),
  );
  return [...things, ...cabled(drawn.devices)];
}

/** Of power as `dumpdata` writes it: both ends have their cable's id. A feed has one cable, to the unit that feeds the rest. */
function cabled(devices: readonly Device[]): readonly unknown[] {
  const object = (model: string, pk: number, fields: Fields) => ({ model: `dcim.${model}`, pk, fields });
  const units = FEEDS.flatMap((name, feed) => [
    object("device", 100 + feed, {
      name: `pdu-${feed}`,
      device_type: 1,
      role: null,
      site: 1,
      status: "active",
    }),
    object("powerport", 900 + feed, { device: 100 + feed, name: "in", cable: 900 + feed, cable_end: "B" }),
    object("powerfeed", feed + 1, { name, power_panel: 1, cable: 900 + feed, cable_end: "A" }),
  ]);
  const supplies = devices.flatMap(({ feeds }, index) =>
    feeds.flatMap((feed, port) => {
      const pk = index * 10 + port;
      return [
        object("powerport", pk, { device: index + 1, name: `PSU${port}`, cable: pk, cable_end: "A" }),
        object("poweroutlet", pk, { device: 100 + feed, name: `${pk}`, cable: pk, cable_end: "B" }),
      ];
    }),
  );
  return [...units, ...supplies];
}

function answers(drawn: Drawn): readonly { readonly name: string; readonly value: unknown }[] {
  const all = tables(drawn);
  const url = (table: string, at: number) => `https://netbox.example/api/${table}/${at + 1}/`;
  const answer = (table: string, at: number): Fields => {
    const fields = all[table]?.[at] ?? {};
    const shown = Object.entries(fields).map(([key, value]): readonly [string, unknown] => {
      if (isReference(value)) {
        const { name, model, manufacturer } = all[value.to]?.[value.at] ?? {};
        const maker = isReference(manufacturer) ? { manufacturer: brief(manufacturer) } : {};
        return [
          key,
          { id: value.at + 1, url: url(value.to, value.at), display: name ?? model, name, model, ...maker },
        ];
      }
      return [key, key === "status" ? { value, label: value } : value];
    });
    return { id: at + 1, url: url(table, at), ...Object.fromEntries(shown) };
  };
  const brief = ({ to, at }: Reference) => ({ id: at + 1, url: url(to, at), name: all[to]?.[at]?.name });
  const page = (results: readonly unknown[]) => ({
    count: results.length,
    next: null,
    previous: null,
    results,
  });
  // Sites, racks and roles are told by what refers to them, but racks of two sites need their own table.
  const asked = ["dcim/racks", "dcim/devices", "virtualization/clusters", "virtualization/virtual-machines"];
  return [
    ...asked.map((table) => ({
      name: table.replace("/", "_"),
      value: page((all[table] ?? []).map((_, index) => answer(table, index))),
    })),
    { name: "power", value: page(ports(drawn.devices, url)) },
  ];
}

function ports(devices: readonly Device[], url: (table: string, at: number) => string): readonly unknown[] {
  return devices.flatMap(({ feeds }, index) =>
    feeds.map((feed, port) => ({
      id: index * 10 + port,
      url: url("dcim/power-ports", index * 10 + port),
      name: `PSU${port}`,
      device: { id: index + 1, url: url("dcim/devices", index), name: `dev-${index}` },
      connected_endpoints: [{ id: feed + 1, url: url("dcim/power-feeds", feed), name: FEEDS[feed] }],
      connected_endpoints_type: "dcim.powerfeed",
    })),
  );
}

function expectedOf({ devices, vms }: Drawn): Export["expected"] {
  const named = new Set(vms.map((each) => deviceOf(each, devices)));
  const hosts = devices.flatMap((each, index): readonly (readonly [number, Device])[] => {
    const isHost = named.has(index) || each.cluster !== undefined || each.role === "Hypervisor";
    return isHost && (each.status !== "planned" || named.has(index)) ? [[index, each]] : [];
  });
  const racks = hosts.flatMap(([, { site, rack }]) => (rack === undefined ? [] : [`${site}/${rack}`]));
  const there = vms
    .map((each, index) => [index + 1, each] as const)
    .filter(([, { status }]) => status !== "planned");
  return {
    clusters: CLUSTERS.map((name) => ({ name, environment: ENVIRONMENT })),
    hosts: hosts.map(([index, each]): Thing => {
      const isShared = racks.includes(`0/${each.rack}`) && racks.includes(`1/${each.rack}`);
      const rack = each.rack === undefined ? undefined : `R${each.rack + 1}`;
      const feeds = [...new Set(each.feeds)].map((feed) => FEEDS[feed]);
      const [platform, build] =
        each.platform === "VMware ESXi 8.0.3" ? ["VMware ESXi", "8.0.3"] : [each.platform];
      return {
        name: `dev-${index}`,
        environment: ENVIRONMENT,
        cluster: each.cluster === undefined ? undefined : CLUSTERS[each.cluster],
        platform,
        build,
        site: SITES[each.site],
        rack: isShared ? `${SITES[each.site]}/${rack}` : rack,
        power: feeds.length > 1 ? { anyOf: feeds } : feeds[0],
        model: "Dell PowerEdge R740",
        maintenance: each.status === "offline" ? true : undefined,
      };
    }),
    vms: there.map(([id, each]): Thing => {
      const isShared = there.filter(([, other]) => other.name === each.name).length > 1;
      const host = deviceOf(each, devices);
      return {
        name: isShared ? `${each.name} (${id})` : each.name,
        environment: ENVIRONMENT,
        host: host === undefined ? undefined : `dev-${host}`,
        cluster: each.cluster === undefined ? undefined : CLUSTERS[each.cluster],
        cpu: each.vcpus,
        memory: `${each.memory}GiB`,
        // A multiple of 1024 among decimal sizes is one of 128,000, too.
        disk: sizeOf(each.disk),
        os: each.platform,
        power: { active: "on", paused: "suspended" }[each.status as string] ?? "off",
      };
    }),
    domains: [],
  };
}

function sizeOf(gigabytes: number | undefined): string | undefined {
  return gigabytes === undefined ? undefined : `${gigabytes}GB`;
}
