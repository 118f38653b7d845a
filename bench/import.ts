import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rvtools } from "../src/core/formats/rvtools/rvtools.ts";
import { importSnapshot } from "../src/core/formats/snapshot/import.ts";
import type { ExportFile } from "../src/core/formats/snapshot/observed.ts";
import { csvText, PLAIN, type SheetsWritten, workbook } from "../test/support/rvtoolsExport.ts";

/**
 * `npm run bench -- import`: exports of RVTools with 95 columns become a manifest, as files of comma-separated values and as a
 * workbook: the median time in seconds, and the most memory that a process of its own had for it.
 */

const RUNS = 3;
const COLUMNS = 95;

const [task, folder = ""] = process.argv.slice(2);
if (task === "read") measure(folder);
else compareAll();

function compareAll(): void {
  console.log("| export | VMs | size (MB) | median (s) | peak memory (MB) |\n|---|---:|---:|---:|---:|");
  for (const [kind, vms] of [
    ["csv", 10_000],
    ["csv", 100_000],
    ["xlsx", 10_000],
    ["xlsx", 50_000],
  ] as const) {
    const directory = mkdtempSync(path.join(tmpdir(), "baskets-import-"));
    try {
      const size = write(directory, kind, vms);
      const child = spawnSync(process.execPath, [process.argv[1] ?? "", "read", directory], {
        encoding: "utf8",
      });
      console.log(
        `| ${kind} | ${vms} | ${(size / 1e6).toFixed(0)} | ${child.stdout.trim() || child.stderr} |`,
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function measure(directory: string): void {
  const times = Array.from({ length: RUNS }, () => {
    const files = readdirSync(directory).map(
      (name): ExportFile => ({ path: name, content: readFileSync(path.join(directory, name)) }),
    );
    const started = performance.now();
    const made = importSnapshot({ format: rvtools, files, name: "bench", now: "2026-11-27" });
    if ("problem" in made || made.sections.vms.length === 0) throw new Error("no VMs");
    return performance.now() - started;
  });
  const median = [...times].sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  console.log(`${(median / 1000).toFixed(1)} | ${(process.resourceUsage().maxRSS / 1024).toFixed(0)}`);
}

/** The bytes that were written. */
function write(directory: string, kind: "csv" | "xlsx", vms: number): number {
  const sheets = sheetsWith(vms);
  if (kind === "xlsx") {
    const bytes = workbook(sheets);
    writeFileSync(path.join(directory, "RVTools.xlsx"), bytes);
    return bytes.length;
  }
  let size = 0;
  for (const [name, sheet] of Object.entries(sheets)) {
    const text = csvText(sheet, PLAIN);
    size += text.length;
    writeFileSync(path.join(directory, `RVTools_tab${name}.csv`), text);
  }
  return size;
}

function sheetsWith(vms: number): SheetsWritten {
  const hosts = Math.ceil(vms / 25);
  const known = [
    "VM",
    "Powerstate",
    "Template",
    "Config status",
    "CPUs",
    "Memory",
    "Total disk capacity MiB",
    "Network #1",
    "Path",
    "Cluster rule(s)",
    "Cluster rule name(s)",
    "Datacenter",
    "Cluster",
    "Host",
    "OS according to the configuration file",
    "VM ID",
    "VM UUID",
  ];
  const more = Array.from({ length: COLUMNS - known.length - 1 }, (_, at) => `Column ${at}`);
  const host = (at: number) => `esx-${at % hosts}.example`;
  const cluster = (at: number) => `cluster-${Math.floor((at % hosts) / 16)}`;
  return {
    vInfo: {
      columns: [...known, ...more, "VI SDK Server"],
      rows: Array.from({ length: vms }, (_, at) => [
        `vm-${at}`,
        "poweredOn",
        false,
        "green",
        1 + (at % 8),
        4096,
        102_400,
        `vlan-${at % 200}`,
        `[san-${at % 300}] vm-${at}/vm-${at}.vmx`,
        at % 20 === 0 ? "ClusterAntiAffinityRuleSpec" : "",
        at % 20 === 0 ? `rule ${Math.floor(at / 40)}` : "",
        "dc",
        cluster(at),
        host(at),
        "Microsoft Windows Server 2019 (64-bit)",
        `vm-${at}`,
        `422e6d92-22c1-c6c1-${at}`,
        ...more.map((_, column) => (column % 3 === 0 ? "False" : column % 3 === 1 ? at * column : "")),
        "vcenter.example",
      ]),
    },
    vHost: {
      columns: [
        "Host",
        "Datacenter",
        "Cluster",
        "# Cores",
        "# Memory",
        "ESX Version",
        "Boot time",
        "VI SDK Server",
      ],
      rows: Array.from({ length: hosts }, (_, at) => [
        host(at),
        "dc",
        cluster(at),
        64,
        1_048_576,
        "VMware ESXi 8.0.3 build-24022510",
        { date: "2026-01-31T15:45Z" },
        "vcenter.example",
      ]),
    },
  };
}
