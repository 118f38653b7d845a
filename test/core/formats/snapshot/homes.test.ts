import { expect, test } from "vitest";
import { analyze } from "../../../../src/core/analyze.ts";
import { netbox } from "../../../../src/core/formats/netbox/format.ts";
import { proxmox } from "../../../../src/core/formats/proxmox/format.ts";
import { rvtools } from "../../../../src/core/formats/rvtools/rvtools.ts";
import { type Imported, importSnapshot } from "../../../../src/core/formats/snapshot/import.ts";
import type { SnapshotFormat } from "../../../../src/core/formats/snapshot/observed.ts";
import { notesOf } from "../../../../src/core/formats/snapshot/said.ts";
import { pveshAnswers } from "../../../support/pvesh.ts";

/** What a manifest has already stays in its environment, whatever the manifest or the other format calls it. */

function imported(
  format: SnapshotFormat,
  files: { readonly [path: string]: string },
  more: { readonly name?: string; readonly earlier?: string; readonly into?: string } = {},
): Imported {
  const made = importSnapshot({
    format,
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    name: "estate",
    now: "2026-11-27T06:00Z",
    ...more,
  });
  if ("problem" in made) throw new Error(made.problem);
  return made;
}

const RVTOOLS = {
  "RVTools_tabvHost.csv":
    "Host,Cluster,# CPU,Cores per CPU,# Memory,ESX Version,Model,VI SDK Server\n" +
    "esx-1,Prod,2,16,524288,VMware ESXi 8.0.3 build-24022510,R640,vc-east\n" +
    "esx-2,Prod,2,16,524288,VMware ESXi 8.0.3 build-24022510,R640,vc-west\n",
  "RVTools_tabvInfo.csv":
    "VM,Powerstate,Template,CPUs,Memory,Cluster,Host,VM UUID,VI SDK Server\n" +
    "app,poweredOn,False,2,4096,Prod,esx-1,u-1,vc-east\n" +
    "db,poweredOn,False,2,4096,Prod,esx-2,u-2,vc-west\n",
};

const url = (path: string) => `https://netbox.example/api/${path}/`;
const named = (id: number, name: string) => ({ id, name });

/** An inventory of both vCenters that is behind, and of a host that neither has. */
function inventory(racks: readonly string[]): { readonly [path: string]: string } {
  const devices = racks.map((rack, index) => ({
    ...{ id: index + 1, url: url(`dcim/devices/${index + 1}`), name: `esx-${index + 1}` },
    ...{ role: named(1, "Hypervisor"), site: named(1, "Berlin"), rack: named(index + 1, rack) },
    ...{ platform: named(1, "VMware ESXi 7.0.1"), status: { value: "offline" } },
  }));
  const vm = {
    ...{ id: 1, url: url("virtualization/virtual-machines/1"), name: "app", status: { value: "offline" } },
    ...{ device: named(1, "esx-1"), vcpus: 8, memory: 1024, serial: "" },
  };
  return { "netbox.json": JSON.stringify({ results: [...devices, vm] }) };
}

test("NetBox adds racks to the hosts of several vCenters, and nothing of what they know better", () => {
  const before = imported(rvtools, RVTOOLS).text;
  const after = imported(netbox, inventory(["r1", "r2"]), { earlier: before });
  const expected = before
    .replace(
      "environment: vc-east\n    cluster",
      "environment: vc-east\n    site: Berlin\n    rack: r1\n    cluster",
    )
    .replace(
      "environment: vc-west\n    cluster",
      "environment: vc-west\n    site: Berlin\n    rack: r2\n    cluster",
    );
  expect(after.text).toBe(expected);
  expect(notesOf(after)).toContain(
    "Another format told it otherwise, and its word stays: esx-1 (build), esx-2 (build), app (cpu) and app (memory).",
  );
  // Both bring it up to date in turn, and neither takes back what the other said.
  expect(imported(rvtools, RVTOOLS, { earlier: after.text }).text).toBe(after.text);
  const moved = imported(netbox, inventory(["r1", "r9"]), { earlier: after.text });
  expect(moved.text).toBe(after.text.replace("rack: r2", "rack: r9"));
});

test("a host that only NetBox has is in an environment of its own", () => {
  const { text } = imported(netbox, inventory(["r1", "r2", "r3"]), {
    earlier: imported(rvtools, RVTOOLS).text,
  });
  expect(text).toContain("  - name: estate\n    x-source: netbox\n");
  expect(text).toContain("  - name: esx-3\n    environment: estate\n");
  expect(text.match(/- name: esx-/g)).toHaveLength(3);
});

test("a manifest that was given another name is brought up to date all the same", () => {
  const before = imported(proxmox, { "a.json": pveshAnswers() }, { name: "pve" });
  const after = imported(proxmox, { "a.json": pveshAnswers() }, { name: "lab", earlier: before.text });
  expect(after.text).toBe(before.text);
});

test("another cluster, whose VMs have the same numbers, is added to an estate beside the first", () => {
  const one = imported(proxmox, { "a.json": pveshAnswers(["a1", "a2"]) }, { into: "" }).text;
  const both = imported(proxmox, { "b.json": pveshAnswers(["b1", "b2"]) }, { into: one }).text;
  expect(both.match(/- name: (?:dns-1|dns-2|wiki)\n/g)).toHaveLength(6);
  expect(both).toContain("  - name: b1\n    environment: estate-2\n");
  const again = imported(proxmox, { "b.json": pveshAnswers(["b1", "b2"]) }, { into: both }).text;
  expect(again).toBe(both);
});

test("an estate whose hosts name no environment gets no second one, beside which they would belong nowhere", () => {
  const into = "apiVersion: baskets/v1\nkind: Estate\nenvironments:\n  - name: hq\nhosts:\n  - name: h1\n";
  const made = imported(proxmox, { "a.json": pveshAnswers() }, { into });
  expect(made.text).toContain(
    "environments:\n  - name: hq\nhosts:\n  - name: h1\n  - name: pve1\n    environment: hq\n",
  );
  const { findings } = analyze([{ path: "a.estate.yaml", text: made.text }], {
    asOf: Date.UTC(2026, 10, 27),
  });
  expect(findings.map(({ rule }) => rule)).toEqual(["keep-apart-broken"]);
  // What is added to is not dated.
  expect(notesOf(made)).toEqual([]);
});

test("hosts of people that name no environment are those of the only one", () => {
  const into = `apiVersion: baskets/v1
kind: Estate
environments:
  - name: hq
hosts:
  - name: pve1   # by hand
  - name: pve2
`;
  const { text } = imported(proxmox, { "a.json": pveshAnswers() }, { into });
  expect(text.startsWith(into)).toBe(true);
  expect(text.match(/- name: pve\d/g)).toEqual(["- name: pve1", "- name: pve2", "- name: pve3"]);
  expect(text).toContain("  - name: pve3\n    environment: hq\n");
});
