import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createBdd } from "../src/core/risk/bdd.ts";
import { diagrams } from "../src/core/risk/faultTree.ts";
import { families } from "../src/core/risk/minimal.ts";
import { probabilities } from "../src/core/risk/probability.ts";
import { type PsaTree, readOpenPsa } from "../test/support/openPsa.ts";

/**
 * `npm run bench -- faulttree FILE.xml…`: public fault trees through the engine below the estate. Each tree has a
 * process of its own, so that its time and its peak memory are its own, and a minute.
 */

const PATIENCE = 60_000;
const NODES = 60_000_000;
/** A cone of gates may be deep; the engine itself guards its own depth. */
const OPTIONS = ["--max-old-space-size=8000"];

const [mode, ...rest] = process.argv.slice(2);
if (mode === "--one") one(rest);
else all(process.argv.slice(2));

function all(files: readonly string[]): void {
  const models = readOpenPsa(files.map(read));
  const width = Math.max(8, ...models.map(({ files: [first = ""] }) => path.basename(first).length));
  console.log(
    `${"model".padEnd(width)}  ${"probability".padEnd(22)}  ${"events".padStart(6)}  ${"order 1".padStart(8)}  ${"order 2".padStart(8)}  ${"all cut sets".padStart(15)}  ${"seconds".padStart(8)}  ${"MB".padStart(6)}`,
  );
  let finished = 0;
  for (const model of models) {
    const label = path.basename(model.files[0] ?? "").padEnd(width);
    if ("problem" in model) {
      console.log(`${label}  not read: ${model.problem}`);
      continue;
    }
    for (const [index] of model.trees.entries()) {
      const { status, stdout, signal } = spawnSync(
        process.execPath,
        [...OPTIONS, process.argv[1] ?? "", "--one", String(index), ...model.files],
        { encoding: "utf8", timeout: PATIENCE, stdio: ["ignore", "pipe", "inherit"] },
      );
      if (status === 0) finished += 1;
      console.log(
        `${label}  ${status === 0 ? stdout.trimEnd() : signal ? "not finished within 60 s" : stdout.trimEnd()}`,
      );
    }
  }
  console.log(`${finished} of ${models.length} finished`);
}

function one([index = "0", ...files]: readonly string[]): void {
  const [model] = readOpenPsa(files.map(read));
  const tree = model !== undefined && "trees" in model ? model.trees[Number(index)] : undefined;
  if (tree !== undefined) process.exitCode = solve(tree);
}

function solve({ gates, root, events, probabilities: q }: PsaTree): number {
  const started = performance.now();
  const bdd = createBdd(NODES);
  const made = diagrams(gates, bdd);
  const node = made.of(root);
  if (node < 0) {
    console.log("beyond the budget of nodes");
    return 1;
  }
  const probability = probabilities(bdd, (level) => q[made.eventAt(level)] ?? 0).of(node);
  const all = families(bdd, NODES, Number.POSITIVE_INFINITY);
  const few = all.counts(all.minimal(node, 2));
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS } = process.resourceUsage();
  const total = totalOf(bdd, node);
  console.log(
    `${String(probability).padEnd(22)}  ${String(events.length).padStart(6)}  ${String(few[1] ?? 0).padStart(8)}  ${String(few[2] ?? 0).padStart(8)}  ${total.padStart(15)}  ${seconds.toFixed(2).padStart(8)}  ${(maxRSS / 1024).toFixed(0).padStart(6)}`,
  );
  return 0;
}

/** Sets of any order, counted after the clock has stopped, where a few million nodes are enough for it. */
function totalOf(bdd: ReturnType<typeof createBdd>, node: number): string {
  const all = families(bdd, 8_000_000, 30_000_000);
  const family = all.minimal(node, Number.POSITIVE_INFINITY);
  return family < 0 ? "–" : String(all.counts(family).reduce((sum, count) => sum + count, 0));
}

function read(file: string) {
  return { name: file, text: readFileSync(file, "utf8") };
}
