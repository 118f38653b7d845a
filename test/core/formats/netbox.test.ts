import { describe, expect, test } from "vitest";
import { netbox } from "../../../src/core/formats/netbox/format.ts";
import { platformOf } from "../../../src/core/formats/netbox/hosts.ts";
import { plainOf } from "../../support/exports/export.ts";

const url = (path: string) => `https://netbox.example/api/${path}/`;
const vm = (id: number, more: object = {}) => ({
  id,
  url: url(`virtualization/virtual-machines/${id}`),
  name: `vm-${id}`,
  status: { value: "active", label: "Active" },
  ...more,
});
const device = (id: number, more: object = {}) => ({
  id,
  url: url(`dcim/devices/${id}`),
  name: `dev-${id}`,
  status: { value: "active", label: "Active" },
  ...more,
});

function read(...results: readonly object[]) {
  const content = JSON.stringify({ count: results.length, next: null, previous: null, results });
  const seen = netbox.read([{ path: "netbox.json", content }], { environment: "corp" });
  return { ...plainOf(seen), notes: seen.notes.map(({ message }) => message), seen };
}

describe("NetBox", () => {
  test("has hosts and clusters that only VMs tell of", () => {
    const { hosts, clusters, vms } = read(
      vm(1, { device: { id: 7, name: "esx-7" }, cluster: { id: 3, name: "prod" } }),
    );
    expect(hosts).toEqual([{ name: "esx-7", environment: "corp", cluster: "prod" }]);
    expect(clusters).toEqual([{ name: "prod", environment: "corp" }]);
    expect(vms).toEqual([{ name: "vm-1", environment: "corp", host: "esx-7", cluster: "prod", power: "on" }]);
  });

  test("has the site of a cluster, in the words of each release", () => {
    const cluster = (id: number, more: object) => ({
      id,
      url: url(`virtualization/clusters/${id}`),
      name: `c${id}`,
      type: { id: 1, name: "vSphere" },
      ...more,
    });
    const site = { id: 1, name: "Berlin" };
    const { clusters } = read(
      cluster(1, { site }),
      cluster(2, { scope_type: "dcim.site", scope_id: 1, scope: site }),
      cluster(3, { scope_type: "dcim.region", scope_id: 1, scope: { id: 1, name: "Europe" } }),
    );
    expect(clusters.map((each) => each.site)).toEqual(["Berlin", "Berlin", undefined]);
  });

  test("leaves out devices that nothing says VMs run on, and says how many", () => {
    const { hosts, notes } = read(
      device(1, { role: { id: 1, name: "Server" } }),
      device(2, { device_role: { id: 2, name: "ESXi host" } }),
      device(3, { role: { id: 3, name: "Firewall" } }),
    );
    expect(hosts.map(({ name }) => name)).toEqual(["dev-2"]);
    expect(notes).toEqual([
      "2 devices left out: no VM runs there by NetBox, no virtualization cluster has them, and no role says hypervisor.",
    ]);
  });

  test("says where an id has no name in the export", () => {
    const fixture = [
      {
        model: "virtualization.virtualmachine",
        pk: 1,
        fields: { name: "a", cluster: 9, device: 8, status: "active" },
      },
    ];
    const seen = netbox.read([{ path: "f.json", content: JSON.stringify(fixture) }], { environment: "corp" });
    expect(plainOf(seen).vms).toEqual([{ name: "a", environment: "corp", power: "on" }]);
    expect(seen.notes.map(({ message }) => message)).toEqual([
      "A cluster is named by an id that the export does not have: left out.",
      "A device is named by an id that the export does not have: left out.",
    ]);
  });

  test("splits a build off names of hypervisors alone", () => {
    expect(platformOf("VMware ESXi 8.0.3")).toEqual({ platform: "VMware ESXi", build: "8.0.3" });
    expect(platformOf("esxi 7.0.3-20328353")).toEqual({ platform: "VMware ESXi", build: "7.0.3-20328353" });
    expect(platformOf("Proxmox")).toEqual({ platform: "Proxmox VE" });
    expect(platformOf("Ubuntu Linux 18.04")).toEqual({ platform: "Ubuntu Linux 18.04" });
    expect(platformOf("VMware ESXi 8.0 U3")).toEqual({ platform: "VMware ESXi 8.0 U3" });
  });

  test("reads disks by the release that the export shows, and says which", () => {
    const before = read(vm(1, { disk: 50, memory: 4096 }));
    expect(before.vms[0]).toMatchObject({ disk: "50GB", memory: "4GiB" });
    expect(before.notes).toEqual(["Sizes of disks are read as GB, as NetBox before 4.1 has them."]);
    const since = read(vm(1, { disk: 50_000, memory: 4000, serial: "" }), vm(2, { disk: 51_200 }));
    expect(since.vms.map(({ disk }) => disk)).toEqual(["50GB", "50GiB"]);
    expect(since.vms[0]).toMatchObject({ memory: "4GB" });
  });

  test("follows power through distribution units to their feeds", () => {
    const port = (id: number, of: number, end: object | undefined, type: string) => ({
      id,
      url: url(`dcim/power-ports/${id}`),
      name: `PSU${id}`,
      device: { id: of, name: `dev-${of}` },
      connected_endpoints: end === undefined ? null : [end],
      connected_endpoints_type: type,
    });
    const outlet = (of: number) => ({
      id: of,
      url: url(`dcim/power-outlets/${of}`),
      device: { id: of, name: `pdu-${of}` },
    });
    const feed = (id: number) => ({ id, url: url(`dcim/power-feeds/${id}`), name: `feed-${id}` });
    const host = device(1, { cluster: { id: 1, name: "prod" } });
    const powered = read(
      host,
      port(1, 1, outlet(21), "dcim.poweroutlet"),
      port(2, 1, outlet(22), "dcim.poweroutlet"),
      port(3, 21, feed(5), "dcim.powerfeed"),
    );
    expect(powered.hosts[0]).toMatchObject({ power: { anyOf: ["feed-5", "pdu-22"] } });
    const loose = read(host, port(1, 1, feed(5), "dcim.powerfeed"), port(2, 1, undefined, ""));
    expect(loose.hosts[0]).not.toHaveProperty("power");
    expect(loose.notes).toEqual([
      "Not every power port of a device leads to a feed: what it is powered by is left out.",
    ]);
  });

  test("has roles, tenants, tags and custom fields for the team's own words", () => {
    const [one] = read(
      vm(1, {
        role: { id: 1, name: "erp" },
        tenant: { id: 2, name: "finance" },
        tags: [
          { id: 1, name: "gold" },
          { id: 2, name: "eu" },
        ],
        custom_fields: { tier: { value: "2", label: "Two" }, users: 400, empty: null },
      }),
    ).seen.vms;
    const facts = ["role", "tenant", "tags", "cf_tier", "tier", "users", "empty", "status", "__proto__"];
    expect(facts.map((name) => one?.fact?.(name))).toEqual([
      "erp",
      "finance",
      "gold;eu",
      "Two",
      "Two",
      "400",
      undefined,
      "Active",
      undefined,
    ]);
  });

  test("leaves out what is only planned; what is down is in maintenance", () => {
    const { hosts, vms } = read(
      device(1, { status: { value: "planned" }, cluster: { id: 1, name: "c" } }),
      device(2, { status: { value: "failed" }, cluster: { id: 1, name: "c" } }),
      vm(1, { status: { value: "planned" } }),
      vm(2, { status: { value: "decommissioning" } }),
    );
    expect(hosts).toEqual([{ name: "dev-2", environment: "corp", cluster: "c", maintenance: true }]);
    expect(vms).toEqual([{ name: "vm-2", environment: "corp", power: "off" }]);
  });

  test("has no power of a fixture's device of which a port has no cable", () => {
    const object = (model: string, pk: number, fields: object) => ({ model: `dcim.${model}`, pk, fields });
    const fixture = [
      object("devicerole", 1, { name: "Hypervisor" }),
      object("device", 1, { name: "esx-1", role: 1, status: "active" }),
      object("device", 2, { name: "esx-2", role: 1, status: "active" }),
      object("powerfeed", 1, { name: "Feed A", cable: 5, cable_end: "A" }),
      object("powerfeed", 2, { name: "Feed B", cable: 6, cable_end: "A" }),
      object("powerport", 1, { device: 1, name: "PSU1", cable: 5, cable_end: "B" }),
      object("powerport", 2, { device: 2, name: "PSU1", cable: 6, cable_end: "B" }),
      object("powerport", 3, { device: 2, name: "PSU2", cable: null }),
    ];
    const seen = netbox.read([{ path: "f.json", content: JSON.stringify(fixture) }], { environment: "corp" });
    expect(seen.hosts.map(({ power }) => power)).toEqual(["Feed A", undefined]);
    expect(seen.notes.map(({ message }) => message)).toEqual([
      "Not every power port of a device leads to a feed: what it is powered by is left out.",
    ]);
  });
});
