import { describe, expect, test } from "vitest";
import { proxmox } from "../../../src/core/formats/proxmox/format.ts";
import { plainOf } from "../../support/exports/export.ts";

const guest = (vmid: number, more: object = {}) => ({
  id: `qemu/${vmid}`,
  type: "qemu",
  vmid,
  node: "pve1",
  name: `vm${vmid}`,
  status: "running",
  ...more,
});
const node = (name: string, more: object = {}) => ({
  id: `node/${name}`,
  type: "node",
  node: name,
  status: "online",
  ...more,
});

function read(files: { readonly [path: string]: unknown }) {
  const given = Object.entries(files).map(([path, value]) => ({
    path,
    content: typeof value === "string" ? value : JSON.stringify(value),
  }));
  const seen = proxmox.read(given, { environment: "lab" });
  return { ...plainOf(seen), notes: seen.notes.map(({ message }) => message), seen };
}

describe("Proxmox VE", () => {
  test("without high availability pins nothing and restarts nothing", () => {
    const { clusters, vms } = read({ "r.json": [guest(100), node("pve1"), node("pve2")] });
    expect(clusters).toEqual([{ name: "lab", environment: "lab", quorum: "majority" }]);
    expect(vms[0]).not.toHaveProperty("pinned");
  });

  test("has HA from /cluster/resources alone", () => {
    const { clusters, vms } = read({
      "r.json": [
        guest(100, { hastate: "started" }),
        guest(101),
        guest(102, { hastate: "ignored" }),
        node("pve1"),
        node("pve2"),
      ],
    });
    expect(clusters[0]).toMatchObject({ tolerates: 1 });
    expect(vms.map(({ pinned }) => pinned)).toEqual([undefined, true, true]);
  });

  test("pins a guest that a strict rule or a restricted group binds to one node", () => {
    const { vms } = read({
      "r.json": [guest(100), guest(101), guest(102), node("pve1"), node("pve2")],
      "ha.json": [
        { sid: "vm:100", state: "started" },
        { sid: "vm:101", state: "started", group: "one" },
        { sid: "vm:102", state: "started" },
      ],
      "rules.json": [
        { rule: "a", type: "node-affinity", resources: "vm:100", nodes: "pve1:2", strict: 1 },
        { rule: "b", type: "node-affinity", resources: "vm:102", nodes: "pve1", strict: 0 },
      ],
      "groups.json": [{ group: "one", type: "group", nodes: "pve2", restricted: 1 }],
    });
    expect(vms.map(({ pinned }) => pinned)).toEqual([true, true, undefined]);
  });

  test("leaves out rules that are switched off, and says so", () => {
    const rule = {
      rule: "a",
      type: "resource-affinity",
      affinity: "negative",
      resources: "vm:100,vm:101",
      disable: 1,
    };
    const { clusters, notes } = read({
      "r.json": [guest(100), guest(101), node("pve1"), node("pve2")],
      "rules.json": [rule],
    });
    expect(clusters[0]).not.toHaveProperty("keepApart");
    expect(notes).toContain("A rule that keeps guests apart is switched off: left out.");
  });

  test("tells a node's status by the file's name, and says where it cannot", () => {
    const status = { pveversion: "pve-manager/8.2.4/faa83925c9641325", uptime: 60 };
    const nodes = [node("pve"), node("pve-2")];
    const known = read({ "nodes.json": nodes, "exports/pve-2/status.json": status });
    expect(known.hosts.map(({ build }) => build)).toEqual([undefined, "8.2.4"]);
    const unknown = read({ "nodes.json": nodes, "status.json": status });
    expect(unknown.hosts.map(({ build }) => build)).toEqual([undefined, undefined]);
    expect(unknown.notes).toContain(
      "The status of a node does not say of which one: left out. Put the node's name into the file's name.",
    );
    const byPath = read({ "all.json": { "/nodes": nodes, "/nodes/pve/status": status } });
    expect(byPath.hosts.map(({ build }) => build)).toEqual(["8.2.4", undefined]);
  });

  test("has the build from the list of packages too", () => {
    const packages = [
      { Package: "pve-manager", Version: "9.1-1", CurrentState: "Installed" },
      { Package: "proxmox-ve", Version: "9.1-2", CurrentState: "Installed" },
    ];
    const { hosts } = read({ "nodes.json": [node("pve1"), node("pve2")], "versions_pve2.json": packages });
    expect(hosts.map(({ build }) => build)).toEqual([undefined, "9.1-1"]);
  });

  test("takes a Ceph with monitors elsewhere for a storage of its own", () => {
    const files = (storage: object) => ({
      "r.json": [guest(100), node("pve1"), node("pve2")],
      "config.json": { digest: "x", ostype: "l26", boot: "", scsi0: "ceph:vm-100-disk-0,size=8G" },
      "storage.json": [{ storage: "ceph", type: "rbd", content: "images", digest: "x", ...storage }],
    });
    expect(read(files({})).domains).toEqual([
      { kind: "storage", name: "ceph", servedBy: { cluster: "lab" } },
    ]);
    expect(read(files({ monhost: "10.0.0.1" })).domains).toEqual([]);
  });

  test("finds whose a configuration is by its volumes, its file's name or its own name", () => {
    const config = (more: object) => ({ digest: "x", ostype: "l26", boot: "", ...more });
    const { vms, notes } = read({
      "r.json": [guest(100), guest(101), guest(102), node("pve1")],
      "a.json": config({ scsi0: "local-lvm:vm-100-disk-0,size=1G", cores: 1 }),
      "qm-101.json": config({ net0: "virtio=AA,bridge=vmbr1" }),
      "b.json": config({
        name: "vm102",
        net0: "virtio=AA,bridge=vmbr2,link_down=1",
        net1: "virtio=AA,bridge=vmbr3",
      }),
      "c.json": config({}),
    });
    expect(vms.map(({ storage, network }) => storage ?? network)).toEqual(["local-lvm", "vmbr1", "vmbr3"]);
    expect(notes.filter((note) => note.startsWith("The configuration of a guest"))).toHaveLength(1);
  });

  test("reads guests of a configuration alone, passes over images and devices", () => {
    const { vms, notes } = read({
      "100.json": {
        digest: "x",
        vmid: 100,
        name: "web",
        ostype: "win11",
        sockets: 2,
        cores: 4,
        memory: "8192",
        ide2: "none,media=cdrom",
        scsi0: "/dev/disk/by-id/ata-1,size=100G",
        efidisk0: "nfs:100/vm-100-disk-1.qcow2,size=528K",
      },
    });
    expect(vms).toEqual([
      {
        name: "web",
        environment: "lab",
        storage: "nfs",
        cpu: 8,
        memory: "8GiB",
        disk: "528KiB",
        os: "Windows 11, Server 2022 or 2025",
      },
    ]);
    expect(notes).toContain("A disk is a device or folder of its node and no volume of a storage: left out.");
  });

  test("has facts for the team's own words", () => {
    const { seen } = read({ "r.json": [guest(100, { tags: "erp;prod", pool: "finance" }), node("pve1")] });
    const [vm] = seen.vms;
    expect([vm?.fact?.("tags"), vm?.fact?.("pool"), vm?.fact?.("toString")]).toEqual([
      "erp;prod",
      "finance",
      undefined,
    ]);
  });

  test("says when nodes were down, votes are uneven or clusters are mixed", () => {
    const { notes } = read({
      "r.json": [guest(100, { status: "unknown" }), node("pve1", { status: "offline" }), node("pve2")],
      "nodes.json": [{ name: "pve2", nodeid: 2, quorum_votes: 2 }],
      "status.json": [
        { type: "cluster", id: "cluster", name: "a", quorate: 1, nodes: 2 },
        { type: "cluster", id: "cluster", name: "b", quorate: 1, nodes: 2 },
      ],
    });
    expect(notes).toEqual([
      "The answers of several clusters are given: all of it is read as “a”. Import each cluster by itself.",
      "“pve1” was offline when the export was taken.",
      "Whether a guest runs is not known: it is read as running.",
      "1 node without exactly one vote: each is read as having one.",
    ]);
  });
});
