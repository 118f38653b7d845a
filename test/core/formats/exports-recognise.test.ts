import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hyperv } from "../../../src/core/formats/hyperv/format.ts";
import { netbox } from "../../../src/core/formats/netbox/format.ts";
import { proxmox } from "../../../src/core/formats/proxmox/format.ts";
import type { ExportFile } from "../../../src/core/formats/snapshot/observed.ts";
import { vsphere } from "../../../src/core/formats/vsphere/format.ts";
import { hypervExport } from "../../support/exports/hyperv.ts";
import { netboxExport } from "../../support/exports/netbox.ts";
import { proxmoxExport } from "../../support/exports/proxmox.ts";
import { vsphereExport } from "../../support/exports/vsphere.ts";
import "../../support/seed.ts";

const FORMATS = [hyperv, netbox, proxmox, vsphere];

function recognised(file: ExportFile): readonly string[] {
  return FORMATS.filter((format) => format.recognise(file)).map(({ id }) => id);
}

const root = path.join(import.meta.dirname, "../../..");

describe("an export", () => {
  test.each([
    ["proxmox", proxmoxExport],
    ["netbox", netboxExport],
    ["hyperv", hypervExport],
    ["vsphere", vsphereExport],
  ] as const)("of %s is no other's", (id, exported) => {
    fc.assert(
      fc.property(exported, ({ files }) => {
        for (const file of files) expect([[], [id]]).toContainEqual(recognised(file));
        expect(files.flatMap(recognised)).toContain(id);
      }),
      { numRuns: 200 },
    );
  });
});

describe("other people's JSON is left alone", () => {
  const others: { readonly [name: string]: unknown } = {
    "terraform state": {
      version: 4,
      terraform_version: "1.9.0",
      resources: [
        {
          mode: "managed",
          type: "vsphere_virtual_machine",
          name: "web",
          instances: [{ attributes: { id: "qemu/100", name: "web" } }],
        },
      ],
    },
    "terraform plan": {
      format_version: "1.2",
      planned_values: {
        root_module: {
          resources: [{ type: "proxmox_virtual_environment_vm", values: { vm_id: 100, node_name: "pve1" } }],
        },
      },
    },
    "list of Kubernetes": {
      apiVersion: "v1",
      kind: "List",
      items: [{ kind: "Node", metadata: { name: "node1" }, status: { nodeInfo: {} } }],
    },
    secret: { apiVersion: "v1", kind: "Secret", data: { name: "eA==" } },
    "servers of OpenStack": {
      servers: [{ id: "1", name: "a", status: "ACTIVE", "OS-EXT-STS:power_state": 1, hostId: "x" }],
    },
    "inventory of Ansible": {
      _meta: { hostvars: { a: { ansible_host: "10.0.0.1" } } },
      all: { children: ["web"] },
    },
    "machines of AWS": {
      Reservations: [{ Instances: [{ InstanceId: "i-1", State: { Code: 16, Name: "running" } }] }],
    },
    "IP addresses of NetBox": {
      count: 1,
      results: [{ id: 1, url: "https://netbox.example/api/ipam/ip-addresses/1/", address: "10.0.0.1/24" }],
    },
    "services of Windows": [{ Name: "vmms", Status: 4, StartType: 2, ServiceName: "vmms" }],
    "an array of things": [{ id: "1", type: "node", name: "x" }, { name: "a", state: "on" }, 7, null],
    list: [1, "a", null],
  };

  test.each(Object.entries(others))("%s", (_, value) => {
    const file = { path: "a.json", content: JSON.stringify(value) };
    expect(recognised(file)).toEqual([]);
    for (const format of FORMATS) expect(format.read([file], { environment: "e" }).vms).toEqual([]);
  });

  test("and any that there may be, which is read without an exception all the same", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.string(), (content, pasted) => {
        const files = [
          { path: "a.json", content },
          { path: "b.json", content: `${content}\n${pasted}\n[${content},` },
        ];
        for (const file of files) expect(recognised(file)).toEqual([]);
        for (const format of FORMATS) expect(format.read(files, { environment: "e" }).hosts).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("that lies in this project", () => {
    for (const name of [
      "package.json",
      "package-lock.json",
      "tsconfig.json",
      "biome.json",
      ".vscode/tasks.json",
    ])
      if (existsSync(path.join(root, name)))
        expect(recognised({ path: name, content: readFileSync(path.join(root, name), "utf8") })).toEqual([]);
  });
});

/** Third-party files beside the project, where they are there. */
const samples = path.join(root, "../shared/samples");

describe.runIf(existsSync(samples))("real files", () => {
  const ofSample = (folder: string) =>
    readdirSync(path.join(samples, folder)).map((name) => ({
      path: name,
      content: readFileSync(path.join(samples, folder, name)),
    }));

  test("of OpenStack, Kubernetes, Ansible and Terraform are left alone", () => {
    for (const folder of ["openstack", "k8s", "ansible", "terraform", "rvtools"])
      for (const file of ofSample(folder)) expect([file.path, recognised(file)]).toEqual([file.path, []]);
  });

  test("of Proxmox VE and NetBox are read", () => {
    for (const [folder, format, hosts, vms] of [
      ["proxmox", proxmox, 4, 3],
      ["netbox", netbox, 0, 25],
    ] as const) {
      const files = ofSample(folder);
      expect(new Set(files.flatMap(recognised))).toEqual(new Set([folder]));
      const seen = format.read(files, { environment: "east" });
      expect([seen.hosts.length, seen.vms.length]).toEqual([hosts, vms]);
    }
  });
});
