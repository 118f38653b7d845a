/**
 * Runs the suites of test/host inside a real VS Code, against the extension as it is packaged.
 *
 *   node scripts/test-host.mjs node   in the extension host that runs on Node
 *   node scripts/test-host.mjs web    in the one that runs in a web worker
 *   node scripts/test-host.mjs        in both, one after the other
 *
 * With `--packaged` it takes dist/baskets.vsix as it is, else it packages first.
 *
 * For each: mocha's lines, then `N passed, N failed`. Status 1 when a test failed or the suite did not run to its end.
 */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { chromium } from "playwright-core";
import { bundleHostSuite } from "./bundle-tests.mjs";
import { ensureBrowser } from "./find-browser.mjs";
import { packageExtension } from "./package.mjs";
import { putAwayOnSignals, removeFolder, temporaryFolder } from "./temporary.mjs";
import { startServer } from "./vscode-server.mjs";

/** @typedef {"node" | "web"} Host */
/** @typedef {{ passed: number, failed: number }} Counts */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const extensionId = "baskets.baskets";
const limit = 5 * 60_000;

/** Without these a new browser asks, updates itself, or uses a graphics card that CI does not have. */
const browserArguments = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
];

const asked = /** @type {Host[]} */ (
  process.argv.slice(2).filter((argument) => argument === "node" || argument === "web")
);
putAwayOnSignals();
let failed = 0;
try {
  const vsix = await packageExtension();
  for (const host of asked.length > 0 ? asked : /** @type {Host[]} */ (["node", "web"])) {
    console.log(`\nIn VS Code, ${host} extension host:`);
    const counts = await runIn(host, vsix);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    failed += counts.failed;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.log("0 passed, 1 failed");
  failed += 1;
}
process.exit(failed === 0 ? 0 : 1);

/**
 * @param {Host} host
 * @param {string} vsix
 * @returns {Promise<Counts>} a suite that stops half way counts as one failure more
 */
async function runIn(host, vsix) {
  const temporary = temporaryFolder("host");
  const workspace = path.join(temporary, "workspace");
  const development = path.join(temporary, "development");
  /** @type {(() => Promise<unknown>)[]} */
  const endings = [];
  try {
    cpSync(path.join(root, "test", "host", "workspace"), workspace, { recursive: true });
    const settings = host === "web" ? { "remote.extensionKind": { [extensionId]: ["web"] } } : {};
    const server = await startServer({ vsix, settings, automation: true });
    endings.push(server.stop);
    await prepareDevelopmentFolder(development, host, server.extensions);
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments });
    endings.unshift(() => browser.close());

    const page = await browser.newPage();
    const suite = listen();
    // VS Code's page calls these two when it is told to run a suite; they have to be there before it loads.
    await page.exposeFunction("codeAutomationLog", suite.log);
    await page.exposeFunction("codeAutomationExit", suite.exit);
    const remote = (/** @type {string} */ file) => `vscode-remote://${server.authority}${file}`;
    await page.goto(
      server.address(workspace, [
        ["extensionDevelopmentPath", remote(development)],
        ["extensionTestsPath", remote(path.join(development, "suite.js"))],
      ]),
    );
    const counts = await suite.end;
    if (counts.failed > 0) {
      const picture = path.join(root, "test-results", `${host}-host.png`);
      mkdirSync(path.dirname(picture), { recursive: true });
      await page.screenshot({ path: picture }).catch(() => undefined);
    }
    return counts;
  } finally {
    for (const end of endings) await end().catch(() => undefined);
    removeFolder(temporary);
  }
}

/**
 * What VS Code runs as the extension under development. In the Node host a bare one with the suite alone, so that the
 * installed package is what is tested. A web worker loads a suite only out of an extension that itself runs there, so
 * there it is the package's own files with the suite beside them.
 * @param {string} folder
 * @param {Host} host
 * @param {string} extensions where the package is installed
 */
async function prepareDevelopmentFolder(folder, host, extensions) {
  mkdirSync(folder);
  if (host === "web") {
    const installed = readdirSync(extensions).find((name) => name.startsWith(`${extensionId}-`));
    if (!installed) throw new Error(`${extensionId} is not installed in ${extensions}.`);
    cpSync(path.join(extensions, installed), folder, { recursive: true });
  } else {
    const manifest = {
      name: "suite",
      publisher: "test",
      version: "0.0.1",
      engines: { vscode: "*" },
      extensionKind: ["workspace"],
    };
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  }
  await bundleHostSuite(path.join(folder, "suite.js"), host);
}

/**
 * The two functions that the page calls, and the counts when the suite has ended or has taken too long.
 */
function listen() {
  /** @type {string[]} what else the page said last, shown only when the suite does not end by itself */
  const aside = [];
  /** @type {Counts} */
  let counts = { passed: 0, failed: 0 };
  /** @type {(counts: Counts) => void} */
  let settle = () => {};
  /** @type {Promise<Counts>} */
  const end = new Promise((resolve) => {
    settle = resolve;
  });
  const stopped = (/** @type {string} */ why) => {
    console.log(`${why} The last that VS Code said:\n${aside.join("\n")}`);
    settle({ passed: counts.passed, failed: counts.failed + 1 });
  };
  const tooLong = setTimeout(() => stopped(`The suite did not end within ${limit / 1000} s.`), limit);
  return {
    end,
    log: (/** @type {string} */ _type, /** @type {unknown[]} */ parts) => {
      const line = format(...parts);
      if (line.startsWith("T| ")) console.log(line.slice(3));
      else if (line.startsWith("R| ")) counts = JSON.parse(line.slice(3));
      else if (aside.push(line) > 40) aside.shift();
    },
    exit: (/** @type {number} */ status) => {
      clearTimeout(tooLong);
      if (status === 0 && counts.passed > 0 && counts.failed === 0) settle(counts);
      else if (counts.failed > 0) settle(counts);
      else stopped(`The suite ended with status ${status} before its tests did.`);
    },
  };
}
