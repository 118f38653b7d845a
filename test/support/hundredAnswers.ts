import type { ExportFile } from "../../src/core/formats/snapshot/observed.ts";
import { AS_OF } from "./hundredHosts.ts";

/** The same as test/support/hundredHosts.ts tells, as far as each tool can: a hundred hosts, mostly in order. */

const HOSTS = [...Array(100).keys()];
const GIB = 1024 ** 3;
const two = (index: number) => String(index).padStart(3, "0");

/** What `pvesh` answers for a cluster of a hundred nodes. */
export function pveshOfHundred(): readonly ExportFile[] {
  const node = (index: number) => `pve-${two(index)}`;
  const guest = (vmid: number, index: number, name = `srv-${vmid}`) => ({
    ...{ id: `qemu/${vmid}`, type: "qemu", vmid, name, node: node(index), status: "running", template: 0 },
    ...{ maxcpu: 4, maxmem: 16 * GIB, maxdisk: 64 * GIB },
  });
  const guests = [
    guest(100, 3, "dns-1"),
    guest(101, 3, "dns-2"),
    ...[...Array(400).keys()].map((index) => guest(200 + index, index % 100)),
  ];
  const resources = [
    ...HOSTS.map((index) => ({
      ...{ id: `node/${node(index)}`, type: "node", node: node(index), status: "online" },
      ...{ maxcpu: 64, maxmem: 256 * GIB, uptime: 86_400 },
    })),
    ...guests,
    ...HOSTS.map((index) => ({
      ...{ id: `storage/${node(index)}/local-lvm`, type: "storage", node: node(index) },
      ...{ storage: "local-lvm", plugintype: "lvmthin", shared: 0, content: "images" },
    })),
    {
      ...{ id: `storage/${node(0)}/nfs`, type: "storage", node: node(0) },
      ...{ storage: "nfs", plugintype: "nfs", shared: 1, content: "images" },
    },
  ];
  const status = [
    { id: "cluster", type: "cluster", name: "pve", nodes: HOSTS.length, quorate: 1, version: 3 },
    ...HOSTS.map((index) => ({
      id: `node/${node(index)}`,
      type: "node",
      name: node(index),
      nodeid: index + 1,
      online: 1,
    })),
  ];
  const ha = guests.map(({ vmid }) => ({ sid: `vm:${vmid}`, type: "vm", state: "started" }));
  const rules = [
    { rule: "dns", type: "resource-affinity", affinity: "negative", resources: "vm:100,vm:101" },
  ];
  const disk = (vmid: number, storage: string) => ({
    path: `qemu_${vmid}_config.json`,
    content: JSON.stringify({
      data: {
        digest: "0f",
        boot: "order=scsi0",
        ostype: "l26",
        vmid,
        cores: 4,
        memory: 16384,
        scsi0: `${storage}:vm-${vmid}-disk-0,size=64G`,
      },
    }),
  });
  return [
    ...Object.entries({ resources, status, ha, rules }).map(([name, answer]) => ({
      path: `${name}.json`,
      content: JSON.stringify(answer),
    })),
    {
      path: "time.json",
      content: JSON.stringify({ time: AS_OF / 1000, localtime: AS_OF / 1000, timezone: "UTC" }),
    },
    // Three nodes that were left behind, and one that has run for three years on a processor that hangs then.
    ...HOSTS.map((index) => ({
      path: `status_${node(index)}.json`,
      content: JSON.stringify({
        pveversion: `pve-manager/${index < 3 ? "8.2.4" : "8.4.1"}/0123456789abcdef`,
        cpuinfo: { cores: 32, cpus: 64, sockets: 1, model: "AMD EPYC 7542 32-Core Processor" },
        memory: { total: 256 * GIB },
        uptime: (index === 7 ? 1043 : 100) * 86_400,
      }),
    })),
    // One VM that HA would restart elsewhere lies on a disk of its node.
    ...guests.slice(0, 40).map(({ vmid }) => disk(vmid, vmid === 205 ? "local-lvm" : "nfs")),
  ];
}

/** What NetBox answers: it knows of racks and sites, and of no build. */
export function netboxOfHundred(): readonly ExportFile[] {
  const url = (what: string, id: number) => `https://netbox.example.com/api/${what}/${id}/`;
  const to = (what: string, id: number, name: string) => ({
    id,
    url: url(what, id),
    display: name,
    name,
    slug: name,
  });
  const cluster = (index: number) => to("virtualization/clusters", (index % 8) + 1, `prod-${index % 8}`);
  const page = (name: string, results: readonly unknown[]): ExportFile => ({
    path: `${name}.json`,
    content: JSON.stringify({ count: results.length, next: null, previous: null, results }),
  });
  const device = (index: number) => to("dcim/devices", index + 1, `esx-${two(index)}`);
  const active = { value: "active", label: "Active" };
  return [
    page(
      "clusters",
      [...Array(8).keys()].map((index) => ({
        ...cluster(index),
        type: to("virtualization/cluster-types", 1, "vsphere"),
      })),
    ),
    page(
      "devices",
      HOSTS.map((index) => ({
        ...device(index),
        device_type: {
          ...to("dcim/device-types", 1, "DL380"),
          model: "DL380",
          manufacturer: to("dcim/manufacturers", 1, "HPE"),
        },
        role: to("dcim/device-roles", 1, "hypervisor"),
        platform: to("dcim/platforms", 1, "VMware ESXi"),
        site: to("dcim/sites", 1, "fra1"),
        rack: to("dcim/racks", (index % 10) + 1, `r${index % 10}`),
        cluster: cluster(index),
        status: active,
      })),
    ),
    page(
      "virtual-machines",
      [...Array(400).keys()].map((index) => ({
        ...to("virtualization/virtual-machines", index + 1, index < 4 ? `dns-${index}` : `srv-${index}`),
        status: active,
        cluster: cluster(index),
        // Both name servers stand in one rack, on one host.
        device: device(index < 2 ? 3 : index % 100),
        role: to("dcim/device-roles", index < 2 ? 2 : 3, index < 2 ? "dns" : `app-${index % 40}`),
        vcpus: 4,
        memory: 8192,
      })),
    ),
  ];
}
