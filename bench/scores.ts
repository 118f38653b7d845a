import { spawnSync } from "node:child_process";
import { readPart } from "../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../src/core/model/policy.ts";
import { link } from "../src/core/project/link.ts";
import { riskOf } from "../src/core/risk/risk.ts";
import { structureOf } from "../src/core/risk/structure.ts";
import type { SourceFile } from "../src/core/text/span.ts";
import { estateOf, poolOf } from "./estates.ts";

/**
 * `npm run bench -- scores`: the scores of all services of estates that grow tenfold, and of one large pool. Each in a
 * process of its own, for its peak memory; the first time and the median of the others, in milliseconds.
 */

const RUNS = 5;
const CASES: readonly { readonly name: string; readonly files: () => readonly SourceFile[] }[] = [
  { name: "1,000 VMs", files: () => estateOf(1_000) },
  { name: "10,000 VMs", files: () => estateOf(10_000) },
  { name: "100,000 VMs", files: () => estateOf(100_000) },
  { name: "4,000 desktops", files: () => poolOf(4_000) },
];

const [mode, which] = process.argv.slice(2);
if (mode === "--one") one(Number(which));
else all();

function all(): void {
  const heads = [
    "estate",
    "VMs",
    "services",
    "hosts",
    "structure",
    "scores",
    "both",
    "first",
    "MB before",
    "MB peak",
    "inexact",
  ];
  const rows = CASES.map((_, index) => {
    const { stdout } = spawnSync(
      process.execPath,
      ["--max-old-space-size=8000", process.argv[1] ?? "", "--one", String(index)],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    return JSON.parse(stdout) as readonly string[];
  });
  const table = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  console.log(line(heads));
  console.log(
    `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`,
  );
  for (const row of rows) console.log(line(row));
  console.log(
    "\nstructure, scores, both: medians in ms; first: both, the first time, in ms; MB: of the whole process",
  );
}

function one(index: number): void {
  const { name, files } = CASES[index] ?? { name: "", files: () => [] };
  const project = link(files().map(readPart), DEFAULT_POLICY, Date.UTC(2026, 0, 1));
  const before = process.memoryUsage().rss;
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    const structure = structureOf(project);
    const built = performance.now();
    const risk = riskOf(project, structure);
    const end = performance.now();
    const inexact = project.services.filter((service) => risk.of(service)?.exact === false).length;
    return { structure: built - start, scores: end - built, both: end - start, inexact };
  });
  const median = (key: "structure" | "scores" | "both") =>
    times
      .slice(1)
      .map((time) => time[key])
      .sort((a, b) => a - b)[Math.floor((RUNS - 1) / 2)] ?? 0;
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);
  console.log(
    JSON.stringify([
      name,
      String(project.vms.length),
      String(project.services.length),
      String(project.hosts.length),
      median("structure").toFixed(0),
      median("scores").toFixed(0),
      median("both").toFixed(0),
      (times[0]?.both ?? 0).toFixed(0),
      megabytes(before),
      megabytes(process.resourceUsage().maxRSS * 1024),
      String(times[0]?.inexact ?? 0),
    ]),
  );
}
