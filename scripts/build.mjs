/**
 * Bundles what ships: the extension and its worker for the desktop and for the browser, and the command line.
 *
 *   node scripts/build.mjs          small, without source maps: what is packaged and tested
 *   node scripts/build.mjs --dev    readable, with source maps: for the debugger
 *
 * Everything is bundled, `vscode` alone is given by the host: a package without node_modules cannot miss one.
 */
import { chmodSync, existsSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dev = process.argv.includes("--dev");

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: !dev,
  sourcemap: dev ? "linked" : false,
  legalComments: "none",
  external: ["vscode"],
  logLevel: "warning",
  define: { "process.env.NODE_ENV": dev ? '"development"' : '"production"' },
};

/** @type {import("esbuild").BuildOptions} The oldest Node that the command line and an old VS Code run on. */
const node = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node20",
  // The library's Node build asks the environment for a debug switch at every token; its other build reads the same, faster.
  alias: { yaml: path.join(root, "node_modules/yaml/browser/index.js") },
};

/** @type {import("esbuild").BuildOptions} A Node builtin does not resolve here, so one that slips in fails the build. */
const browser = {
  ...common,
  platform: "browser",
  format: "cjs",
  target: "es2022",
  mainFields: ["browser", "module", "main"],
};

/**
 * The workers find the YAML library where src/engine/yaml.web.ts has put it: it is loaded before either of them.
 * @type {import("esbuild").Plugin}
 */
const sharedYaml = {
  name: "shared-yaml",
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: "yaml", namespace: "shared" }));
    build.onLoad({ filter: /.*/, namespace: "shared" }, () => ({
      contents: "module.exports = globalThis.basketsYaml;",
    }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const worker = { ...browser, format: "iife", plugins: [sharedYaml] };

/** @type {[entry: string, out: string, options: import("esbuild").BuildOptions][]} */
const bundles = [
  ["src/extension.ts", "dist/extension.js", { ...node, external: ["vscode", "./review.js"] }],
  ["src/providers/startReview.ts", "dist/review.js", node],
  ["src/extension.web.ts", "dist/extension.web.js", browser],
  [
    "src/engine/worker.node.ts",
    "dist/worker.js",
    { ...node, external: ["./yaml.web.js", "./worker.web.js", "./import.web.js"] },
  ],
  ["src/engine/yaml.web.ts", "dist/yaml.web.js", { ...browser, format: "iife" }],
  ["src/engine/worker.web.ts", "dist/worker.web.js", worker],
  ["src/engine/import.web.ts", "dist/import.web.js", worker],
  ["src/cli.ts", "dist/cli.js", { ...node, banner: { js: "#!/usr/bin/env node" } }],
];

const missing = bundles.map(([entry]) => entry).filter((entry) => !existsSync(path.join(root, entry)));
if (missing.length > 0) {
  console.error(`The build needs ${missing.join(", ")}: not in ${root}.`);
  process.exit(1);
}

// A map left from a --dev build, or a bundle that is no longer built, would otherwise be packaged.
rmSync(path.join(root, "dist"), { recursive: true, force: true });

try {
  await Promise.all(
    bundles.map(([entry, outfile, options]) => build({ ...options, entryPoints: [entry], outfile })),
  );
} catch {
  process.exit(1); // esbuild has printed each error with its place
}
chmodSync(path.join(root, "dist/cli.js"), 0o755);

for (const [, out] of bundles) {
  console.log(
    `${out.padEnd(22)} ${String(Math.ceil(statSync(path.join(root, out)).size / 1024)).padStart(5)} kB`,
  );
}
