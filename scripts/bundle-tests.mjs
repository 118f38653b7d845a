/**
 * Bundles the tests that do not run in vitest: VS Code loads one file, and Node 20 does not read TypeScript.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * All of test/host/suite in one file that exports `run`, as VS Code expects of a test suite.
 * @param {string} outfile
 * @param {"node" | "web"} host the extension host that it is to find itself in
 */
export async function bundleHostSuite(outfile, host) {
  const folder = path.join(root, "test", "host");
  const suites = testsIn(path.join(folder, "suite")).map(
    (name) => `require(${JSON.stringify(`./suite/${name}`)});`,
  );
  await build({
    stdin: {
      contents: `
        import { suiteRunner } from "./harness.ts";
        import { env, UIKind } from "vscode";
        export const run = suiteRunner(() => env.uiKind === UIKind.Web, () => { ${suites.join(" ")} });`,
      resolveDir: folder,
      sourcefile: "suite.ts",
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "cjs",
    // Both hosts get what a web worker can run.
    platform: "browser",
    target: "es2022",
    external: ["vscode"],
    define: { EXPECTED_HOST: JSON.stringify(host) },
    logLevel: "warning",
  });
}

/**
 * All of test/ui in one CommonJS file for mocha in Node; packages stay where they are.
 * @param {string} outfile inside of the project, so that the packages are found
 */
export async function bundleUiTests(outfile) {
  const folder = path.join(root, "test", "ui");
  await build({
    stdin: {
      contents: testsIn(folder)
        .map((name) => `require(${JSON.stringify(`./${name}`)});`)
        .join("\n"),
      resolveDir: folder,
      sourcefile: "ui.ts",
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
}

/** @param {string} folder */
function testsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .sort();
}
