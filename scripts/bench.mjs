/**
 * `npm run bench`: stages of an analysis and scores of growing estates. `npm run bench -- NAME [ARGUMENT…]` runs one:
 * `core`, `scores`, `staging`, `pairs`, `import`, `activation` and `typing [SIZE…]` (in a real VS Code), `cli [SIZE…]`,
 * `faulttree FILE.xml…`. Compare ratios within one run; machines are noisy.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [name, ...given] = process.argv.slice(2);
const names = name === undefined ? ["core", "scores", "staging", "pairs", "import", "activation"] : [name];
for (const each of names) process.exitCode = Math.max(Number(process.exitCode ?? 0), await run(each));

/** @param {string} which */
async function run(which) {
  const script = path.join(root, "bench", `${which}.mjs`);
  if (["activation", "typing", "cli"].includes(which)) return status(process.execPath, [script, ...given]);
  if (which === "core") return status("npx", ["vitest", "bench", "--run"]);
  const entry = path.join(root, "bench", `${which}.ts`);
  if (!existsSync(entry)) {
    console.error(
      `There is no benchmark called ${which}: core, scores, staging, pairs, import, activation, typing, cli, faulttree.`,
    );
    return 2;
  }
  const directory = mkdtempSync(path.join(tmpdir(), "baskets-bench-"));
  const outfile = path.join(directory, `${which}.cjs`);
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "warning",
      // The build of the YAML library that is bundled (scripts/build.mjs).
      alias: { yaml: path.join(root, "node_modules/yaml/browser/index.js") },
    });
    return status(process.execPath, [outfile, ...given]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function status(program, args) {
  return spawnSync(program, args, { stdio: "inherit" }).status ?? 1;
}
