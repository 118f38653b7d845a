import { describe, expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";
import { exportsAmong } from "../../src/core/formats/snapshot/formats.ts";
import { importSnapshot } from "../../src/core/formats/snapshot/import.ts";
import type { ExportFile } from "../../src/core/formats/snapshot/observed.ts";
import { netboxOfHundred, pveshOfHundred } from "../support/hundredAnswers.ts";
import { AS_OF, hundredHosts } from "../support/hundredHosts.ts";
import { sheetsOf, workbook } from "../support/rvtoolsExport.ts";

/** What somebody sees who has an export and ten minutes, and types nothing. */
function foundIn(files: readonly ExportFile[]): readonly string[] {
  const [found] = exportsAmong(files);
  if (found === undefined) throw new Error("No export is recognised.");
  const made = importSnapshot({ ...found, name: "east", now: "2026-11-27T06:00Z" });
  if ("problem" in made) throw new Error(made.problem);
  const analysis = analyze([{ path: "east.estate.yaml", text: made.text }], { asOf: AS_OF });
  return analysis.findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

describe("a hundred hosts, nothing typed", () => {
  test("out of RVTools", () => {
    const book = workbook(sheetsOf(hundredHosts(), { version: 4 }));
    expect(foundIn([{ path: "RVTools_export_all_2026-11-26.xlsx", content: book }])).toMatchInlineSnapshot(`
      [
        "info local-disk: Cluster prod-0 restarts the VMs of a host that fails, but 1 VM of it does not restart, since its disk is inside the host: srv-300. Move the disks to shared storage, or say pinned: true where it is meant.",
        "info local-disk: Cluster prod-1 restarts the VMs of a host that fails, but 1 VM of it does not restart, since its disk is inside the host: srv-409. Move the disks to shared storage, or say pinned: true where it is meant.",
        "info mixed-builds: Most hosts of cluster prod-3 run 8.0.3-24022510 (10 of 13), but others 8.0.2-22380479 (esx-003.example.com, esx-011.example.com and esx-019.example.com), and no rollout is written for them. Bring them to the same build, or write the rollout that is under way.",
        "warning restart-capacity: Cluster prod-5 says that it tolerates 1 host failure, but when its largest host fails the other 11 hosts cannot hold all VMs: 320 GiB of memory is missing. Add a host, move VMs away, or lower tolerates.",
        "error known-bad-build: 13 hosts run VMware ESXi 7.0.3-18644231: the release was withdrawn, since renamed drivers made updates and HA fail. It breaks update and restart. Fixed in 7.0.3-19193900. See https://www.newsbreak.com/news/2442067957759/vmware-recalls-full-vsphere-update-over-driver-dramas",
        "warning fuse: esx-006.example.com reached 1042 days of uptime on 2026-11-12, 99 more hosts until 2029-04-18: that is the limit of AMD EPYC 7542 32-Core Processor. A core of the processor hangs after about 1044 days without a reset (erratum 1474). It breaks running. What helps: restart each host before, or switch the CC6 state off; no fix is planned. See https://www.servethehome.com/amd-epyc-7002-rome-cpus-hang-after-less-than-3-years-of-uptime/",
        "warning keep-apart-broken: app-0-a and app-0-b stand together on host esx-000.example.com, but cluster prod-0 declares them apart: one host failure takes both. Move app-0-b to another host of the cluster.",
        "warning keep-apart-broken: app-1-a and app-1-b stand together on host esx-001.example.com, but cluster prod-1 declares them apart: one host failure takes both. Move app-1-b to another host of the cluster.",
        "warning expires: The certificates of 30 hosts of vc-east.example.com end, the first in 4 days: 2026-12-01 (esx-000.example.com and esx-020.example.com), 2026-12-02 (esx-001.example.com and esx-021.example.com), 2026-12-03 (esx-002.example.com and esx-022.example.com) and 17 more. What runs goes on, but whatever checks the certificate no longer connects.",
        "warning expires: Licence vSphere 8 Enterprise Plus ends on 2027-01-31, in 65 days: from then on nothing powers on, resumes, moves or restarts on it.",
      ]
    `);
  });

  test("out of Proxmox VE", () => {
    expect(foundIn(pveshOfHundred())).toMatchInlineSnapshot(`
      [
        "info local-disk: Cluster pve restarts the VMs of a host that fails, but 1 VM of it does not restart, since its disk is inside the host: srv-205. Move the disks to shared storage, or say pinned: true where it is meant.",
        "info mixed-builds: Most hosts of cluster pve run 8.4.1 (97 of 100), but others 8.2.4 (pve-000, pve-001 and pve-002), and no rollout is written for them. Bring them to the same build, or write the rollout that is under way.",
        "warning fuse: pve-007 reached 1042 days of uptime on 2026-11-26, 99 more hosts until 2029-06-26: that is the limit of AMD EPYC 7542 32-Core Processor. A core of the processor hangs after about 1044 days without a reset (erratum 1474). It breaks running. What helps: restart each host before, or switch the CC6 state off; no fix is planned. See https://www.servethehome.com/amd-epyc-7002-rome-cpus-hang-after-less-than-3-years-of-uptime/",
        "warning keep-apart-broken: dns-1 and dns-2 stand together on host pve-003, but cluster pve declares them apart: one host failure takes both. Move dns-2 to another host of the cluster.",
      ]
    `);
  });

  test("out of NetBox, which knows of no build and no rule", () => {
    expect(foundIn(netboxOfHundred())).toMatchInlineSnapshot(`[]`);
  });
});
