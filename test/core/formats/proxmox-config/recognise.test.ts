import { describe, expect, test } from "vitest";
import { readConfig } from "../../../../src/core/formats/proxmox-config/config.ts";

const about = (path: string, text: string) => readConfig({ path, text })?.said.about;

const COROSYNC = `totem {
  cluster_name: lab
  config_version: 3
  version: 2
}
nodelist {
  node {
    name: pve1
    nodeid: 1
    quorum_votes: 1
  }
}
`;

describe("files of Proxmox VE are told by what stands in them", () => {
  test.each([
    ["ha/rules.cfg", "node-affinity: a\n\tresources vm:100\n\tnodes n1:2,n2\n", "rules"],
    ["pve-rules.cfg", "resource-affinity: a\n\tresources vm:100,ct:101\n\taffinity negative\n", "rules"],
    ["ha/groups.cfg", "group: fast\n\tnodes n1,n2\n\tnofailback 0\n", "groups"],
    ["ha/resources.cfg", "vm: 100\n\tgroup fast\n\nct: 101\n", "resources"],
    ["storage.cfg", "dir: local\n\tpath /var/lib/vz\n\tcontent iso\n", "storage"],
    ["storage.cfg", "rbd: vms\n\tcontent images\n\tpool vms\n\ncustom: own\n\tkey v\n", "storage"],
    ["corosync.conf", COROSYNC, "cluster"],
    ["east/corosync-lab.conf", COROSYNC, "cluster"],
  ])("%s", (path, text, expected) => {
    expect(about(path, text)).toBe(expected);
  });
});

describe("files of others are left alone", () => {
  test.each([
    ["setup.cfg", "[metadata]\nname = a\n"],
    ["ansible.cfg", "[defaults]\ninventory: hosts\n"],
    ["haproxy.cfg", "global\n  daemon\n\ndefaults\n  mode http\n"],
    ["server.cfg", "hostname: srv\nsv_maxclients: 12\n"],
    ["printer.cfg", "group: a\n  pin 4\n"],
    ["rules.cfg", ""],
    ["rules.cfg", "# nothing yet\n"],
    ["storage.cfg", "dir: local\n\tcolour red\n"],
    ["jobs.cfg", "vzdump: backup-1\n\tschedule 02:00\n\tstorage nas\n"],
    ["user.cfg", "user:root@pam:1:0::::::\n"],
    ["datacenter.cfg", "keyboard: de\nmigration: secure\n"],
    ["storage.yaml", "dir: local\n\tpath /a\n"],
    ["nginx.conf", COROSYNC],
    ["corosync.conf", COROSYNC.replace("  config_version: 3\n", "")],
    ["corosync.conf", "totem {\n  version: 2\n}\n"],
  ])("%s %#", (path, text) => {
    expect(about(path, text)).toBeUndefined();
  });
});
