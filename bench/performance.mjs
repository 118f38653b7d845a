/**
 * What benchmarks of docs/performance.md share: the estates, figures as they are written, and the page itself.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** VMs. */
const SIZES = [1_000, 10_000, 100_000];

/** The sizes asked for, and whether the page is to be written. */
export function asked() {
  const args = process.argv.slice(2);
  const sizes = args
    .filter((argument) => argument !== "--write")
    .map((size) => Number(size.replace(/,/g, "")));
  if (sizes.some((size) => !(size >= 100))) throw new Error("Sizes are numbers of VMs, 100 or more.");
  return { sizes: sizes.length > 0 ? sizes : SIZES, isWritten: args.includes("--write") };
}

/**
 * The generator of estates, which is TypeScript.
 * @param {string} folder a temporary one
 * @returns {Promise<typeof import("./typingEstate.ts") & typeof import("./typingEdits.ts")>}
 */
export async function estates(folder) {
  const outfile = path.join(folder, "estates.cjs");
  await build({
    stdin: {
      contents: 'export * from "./typingEstate.ts"; export * from "./typingEdits.ts";',
      resolveDir: path.join(root, "bench"),
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    logLevel: "warning",
  });
  const made = createRequire(import.meta.url)(outfile);
  rmSync(outfile);
  return made;
}

/**
 * The value below which that share of all values lies, by nearest rank.
 * @param {readonly number[]} values
 * @param {number} share
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** @param {number | undefined} value */
export function figure(value) {
  if (value === undefined) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 10 ? 0 : value >= 1 ? 1 : 2);
}

/** @param {string[][]} rows the first holds the heads; the first column is text, all others are numbers */
export function table([heads = [], ...rows]) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rule = `|---|${heads
    .slice(1)
    .map(() => "---:|")
    .join("")}`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}

/** Where and when this run was made. */
export function machine() {
  const [cpu] = os.cpus();
  const day = new Date().toISOString().slice(0, 10);
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${day}, ${cpu?.model.trim() ?? "unknown CPU"}, ${os.cpus().length} cores, ${memory} GB, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
}

/**
 * Prints a part of docs/performance.md, and writes it there where that is asked for.
 * @param {string} name
 * @param {string} text
 * @param {boolean} isWritten
 */
export function publish(name, text, isWritten) {
  console.log(`\n${text}`);
  if (!isWritten) return;
  const file = path.join(root, "docs", "performance.md");
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const page = readFileSync(file, "utf8");
  const [before, rest = ""] = page.split(begin);
  const [, after = ""] = rest.split(end);
  writeFileSync(file, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
