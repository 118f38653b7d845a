/**
 * Runs the suites of test/host in a desktop VS Code of the oldest version that package.json admits.
 *
 *   node scripts/test-desktop.mjs
 *
 * It downloads that VS Code once, into .vscode-test, and needs a screen or xvfb-run.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { bundleHostSuite } from "./bundle-tests.mjs";
import { putAwayOnSignals, removeFolder, temporaryFolder } from "./temporary.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

putAwayOnSignals();
let status = 1;
try {
  status = needsScreen() ? withScreen() : await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
}
process.exit(status);

function needsScreen() {
  return process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** Runs this once more on a screen that nobody sees. */
function withScreen() {
  const again = spawnSync("xvfb-run", ["-a", process.execPath, fileURLToPath(import.meta.url)], {
    stdio: "inherit",
  });
  if (again.error)
    throw new Error("The desktop run needs a screen: start it in a desktop session, or install xvfb.");
  return again.status ?? 1;
}

/** @returns {Promise<number>} the exit status */
async function main() {
  if (!existsSync(path.join(root, "dist", "extension.js")))
    throw new Error("Run `npm run build` first: there is no dist/extension.js.");
  const { engines } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const version = engines.vscode.replace("^", "");
  const vscodeExecutablePath = await download(version);
  const temporary = temporaryFolder("desktop");
  try {
    const workspace = path.join(temporary, "workspace");
    cpSync(path.join(root, "test", "host", "workspace"), workspace, { recursive: true });
    const suite = path.join(temporary, "suite.js");
    await bundleHostSuite(suite, "node");
    console.log(`In desktop VS Code ${version}:`);
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [
        workspace,
        "--disable-workspace-trust",
        ...[
          "--user-data-dir",
          path.join(temporary, "user"),
          "--extensions-dir",
          path.join(temporary, "extensions"),
        ],
      ],
    });
  } finally {
    removeFolder(temporary);
  }
}

/** @param {string} version */
async function download(version) {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(root, ".vscode-test") });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `VS Code ${version} could not be downloaded from update.code.visualstudio.com (${why}): the desktop run needs that; \`npm test\` does not.`,
    );
  }
}
