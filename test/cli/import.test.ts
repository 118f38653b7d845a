import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { hundredHosts } from "../support/hundredHosts.ts";
import { pveshAnswers } from "../support/pvesh.ts";
import { csvFiles, PLAIN, sheetsOf } from "../support/rvtoolsExport.ts";
import { baskets } from "./run.ts";

const { run, directory } = baskets();
const DAY = ["--as-of", "2026-11-27"];

test("an export is printed as an estate, or written and brought up to date", () => {
  const cwd = directory({ "a.json": pveshAnswers(), "b.json": pveshAnswers(["pve1", "pve2", "pve4"]) });
  const printed = run(["import", "auto", "a.json", ...DAY], { cwd });
  expect(printed.status).toBe(0);
  expect(printed.stdout).toMatch(/^# What Proxmox VE showed\./);
  expect(printed.stderr).toBe(
    "baskets: a.json: The export does not say when it was taken: 2026-11-27T00:00Z is written as takenAt.\n" +
      "baskets: 1 environment, 1 cluster, 3 hosts and 3 VMs.\n",
  );

  expect(run(["import", "proxmox", "a.json", "-o", "lab.estate.yaml", ...DAY], { cwd }).status).toBe(0);
  const checked = run(["check", "lab.estate.yaml", "--fail-on", "warning", ...DAY], { cwd });
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain("keep-apart-broken");
  expect(checked.stdout).toMatch(/do: {2}qm migrate 101 pve[23] --online\n/);

  const again = run(["import", "proxmox", "b.json", "-o", "lab.estate.yaml", ...DAY], { cwd });
  expect(again.stderr).toContain(
    "Since the last import: 1 new and 1 not there any more (marked with x-gone).\nbaskets: wrote lab.estate.yaml.\n",
  );
  expect(readFileSync(path.join(cwd, "lab.estate.yaml"), "utf8")).toContain(
    "    maintenance: true\n    x-gone: 2026-11-27\n",
  );
});

test("services come from the policy's map and from a list, which wins", () => {
  const files = csvFiles(sheetsOf(hundredHosts(), { version: 4 }), PLAIN);
  const cwd = directory({
    ...Object.fromEntries(files.map((file) => [file.path, file.content as Uint8Array])),
    "baskets.policy.yaml":
      'apiVersion: baskets/v1\nkind: Policy\nmap: {rvtools: {site: Datacenter, service: "Network #1"}}\n',
    "who.csv": "vm;service;tier\napp-0-a;shop;1\napp-0-b;shop;1\n",
  });
  const { status, stdout } = run(
    ["import", "rvtools", ...files.map((file) => file.path), "--services", "who.csv"],
    { cwd },
  );
  expect(status).toBe(0);
  expect(stdout).toContain("  - name: shop\n    tier: 1\n");
  expect(stdout).toContain("  - name: VLAN 3\n");
  expect(stdout).toContain("  - name: app-0-a\n    environment: vc-east.example.com\n    service: shop\n");
});

test.each([
  [
    ["import", "proxmx", "a.json"],
    "there is no format “proxmx” (did you mean “proxmox”?); the formats are rvtools, vsphere, proxmox, hyperv, netbox, or auto",
  ],
  [
    ["import", "auto", "b.json"],
    "none of these files is an export that Baskets knows; the formats are rvtools, vsphere, proxmox, hyperv, netbox, or auto",
  ],
  [
    ["import", "rvtools", "a.json"],
    "there is no cluster, host or VM of RVTools in a.json: it is an export of Proxmox VE",
  ],
  [["import", "auto", "above"], "there is no file in above (folders in it are not looked into)"],
  [["import", "proxmox", "c.json"], "c.json cannot be read: no such file or directory"],
  [["import", "proxmox"], "“baskets import” takes a format (or “auto”) and the files of one export"],
  [
    ["import", "proxmox", "a.json", "-o", "mine.estate.yaml"],
    "mine.estate.yaml is left as it is: it holds no Estate with takenAt, so people wrote it: import into a file of its own",
  ],
])("%j is refused in one line", (args, words) => {
  const cwd = directory({
    "a.json": pveshAnswers(),
    "b.json": '{"name": "a-package"}',
    "above/exports/a.json": pveshAnswers(),
    "mine.estate.yaml": "apiVersion: baskets/v1\nkind: Estate\n",
  });
  expect(run(args, { cwd })).toEqual({ status: 2, stdout: "", stderr: `baskets: ${words}.\n` });
});
