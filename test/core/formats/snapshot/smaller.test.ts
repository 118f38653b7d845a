import { expect, test } from "vitest";
import { rvtools } from "../../../../src/core/formats/rvtools/rvtools.ts";
import { type Imported, importSnapshot } from "../../../../src/core/formats/snapshot/import.ts";
import { notesOf } from "../../../../src/core/formats/snapshot/said.ts";

/** A later export with fewer sheets than the first: what it does not speak of is not lost. */

const SHEETS = {
  vHost:
    "Host,Cluster,Cores per CPU,# CPU,# Memory,ESX Version,Model,Certificate Expiry Date,VI SDK Server\n" +
    "esx-1,Prod,16,2,524288,VMware ESXi 8.0.3 build-24022510,R640,2030/01/31 00:00:00,vc\n" +
    "spare,Prod,16,2,524288,VMware ESXi 8.0.3 build-24022510,R640,,vc\n",
  vInfo:
    "VM,Powerstate,Template,CPUs,Memory,Cluster,Host,VM UUID,VI SDK Server\n" +
    "app,poweredOn,False,2,4096,Prod,esx-1,u-1,vc\n" +
    "db,poweredOn,False,2,4096,Prod,esx-1,u-2,vc\n",
  vCluster: "Name,HA enabled,AdmissionControlEnabled,Failover Level,VI SDK Server\nProd,True,True,1,vc\n",
  vSource: "Name,Fullname,VI SDK Server\nvc,VMware vCenter Server 8.0.3 build-24022515,vc\n",
};
type Sheets = { readonly [sheet in keyof typeof SHEETS]?: string };

function imported(sheets: Sheets, earlier?: string): Imported {
  const made = importSnapshot({
    format: rvtools,
    files: Object.entries(sheets).map(([sheet, content]) => ({ path: `RVTools_tab${sheet}.csv`, content })),
    name: "east",
    now: "2026-11-27T06:00Z",
    ...(earlier === undefined ? {} : { earlier }),
  });
  if ("problem" in made) throw new Error(made.problem);
  return made;
}

const whole = imported(SHEETS);

test.each(["vInfo", "vHost"] as const)("%s alone takes nothing away and marks nothing as gone", (sheet) => {
  const later = imported({ [sheet]: SHEETS[sheet] }, whole.text);
  expect(later.text).toBe(whole.text);
  expect(later.merged).toMatchObject({ added: 0, changed: 0, gone: 0, lost: [] });
});

test("it is said what it does not list", () => {
  const hosts = imported({ vHost: SHEETS.vHost }, whole.text);
  expect(notesOf(hosts)).toContain("The export lists no VMs: those of the manifest stay as they are.");
  const vms = imported({ vInfo: SHEETS.vInfo }, whole.text);
  expect(notesOf(vms)).toContain("The export lists no hosts: those of the manifest stay as they are.");
});

test("what is not told any more of what it lists goes, and is said", () => {
  const vHost = SHEETS.vHost.replace("spare,Prod,16,2,524288", "spare,Prod,16,2,");
  const later = imported({ ...SHEETS, vHost }, whole.text);
  expect(notesOf(later)).toContain("Not told any more, and taken out: spare (memory).");
  const spare = later.text.slice(later.text.indexOf("- name: spare"));
  expect(spare.slice(0, spare.indexOf("x-source"))).not.toContain("memory");
});

test("a certificate goes with its day, where hosts are listed", () => {
  expect(whole.text).toContain("expires: 2030-01-31");
  const vHost = SHEETS.vHost.replace("2030/01/31 00:00:00", "");
  expect(imported({ ...SHEETS, vHost }, whole.text).text).not.toContain("expires");
});

test("a host and a VM that the lists lack are marked as gone as ever", () => {
  const lacking = (text: string, start: string) =>
    text
      .split("\n")
      .filter((line) => !line.startsWith(start))
      .join("\n");
  const later = imported(
    { ...SHEETS, vHost: lacking(SHEETS.vHost, "spare"), vInfo: lacking(SHEETS.vInfo, "db") },
    whole.text,
  );
  expect(later.merged).toMatchObject({ gone: 2, unlisted: [] });
});

test("an empty export is not said to be dated", () => {
  expect(notesOf(imported({ vInfo: "" }))).toEqual(["RVTools_tabvInfo.csv: Nothing stands in this sheet."]);
});
