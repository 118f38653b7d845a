/**
 * Windows of a real VS Code for `npm run bench -- typing`, each with an extension host of its own, and orders to what runs in
 * there (bench/typingHost.ts).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { ensureBrowser } from "../scripts/find-browser.mjs";
import { startServer } from "../scripts/vscode-server.mjs";

/** @typedef {{ whole: number, own: number }} Took milliseconds: with VS Code's own part, and from its event on */

/**
 * @typedef {object} Window
 * @property {number} pid of the extension host
 * @property {(order: object) => Promise<Took | undefined>} tell undefined where the answer did not come within two minutes
 * @property {() => Promise<void>} close
 */

const settings = {
  // Nobody is there to say yes.
  "workbench.editorLargeFileConfirmation": 4096,
  // The estate comes by being opened: it must not be found on disk at the same time.
  "files.watcherExclude": { "**/*.estate.yaml": true },
};

/**
 * @param {string} folder for what is made for it
 * @param {string | undefined} vsix our extension; without it VS Code is alone
 */
export async function startVsCode(folder, vsix) {
  const development = path.join(folder, vsix === undefined ? "blind" : "development");
  mkdirSync(development, { recursive: true });
  const manifest = { name: "typing", publisher: "bench", version: "0.0.1", engines: { vscode: "*" } };
  writeFileSync(
    path.join(development, "package.json"),
    JSON.stringify({ ...manifest, extensionKind: ["workspace"] }),
  );
  await build({
    entryPoints: [path.join(path.dirname(fileURLToPath(import.meta.url)), "typingHost.ts")],
    outfile: path.join(development, "suite.js"),
    bundle: true,
    format: "cjs",
    platform: "node",
    external: ["vscode"],
    logLevel: "warning",
  });
  const server = await startServer({ ...(vsix === undefined ? {} : { vsix }), settings, automation: true });
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--disable-gpu"] });
  return {
    /** @param {string} workspace */
    open: (workspace) => openWindow(browser, server, development, workspace, vsix === undefined),
    stop: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {import("../scripts/vscode-server.mjs").Server} server
 * @param {string} development
 * @param {string} workspace
 * @param {boolean} isBlind
 * @returns {Promise<Window>}
 */
async function openWindow(browser, server, development, workspace, isBlind) {
  const called = await listen();
  writeFileSync(path.join(development, "typing.json"), JSON.stringify({ port: called.port, isBlind }));
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  // VS Code's page calls these two when it is told to run a suite.
  await page.exposeFunction("codeAutomationLog", () => {});
  await page.exposeFunction("codeAutomationExit", () => {});
  const remote = (/** @type {string} */ file) => `vscode-remote://${server.authority}${file}`;
  await page.goto(
    server.address(workspace, [
      ["extensionDevelopmentPath", remote(development)],
      ["extensionTestsPath", remote(path.join(development, "suite.js"))],
    ]),
  );
  const socket = await called.socket;
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the extension host has ended");
    const said = JSON.parse(value);
    if (said.fault !== undefined) throw new Error(said.fault);
    return said;
  };
  const { pid } = await next();
  return {
    pid,
    async tell(order) {
      socket.write(`${JSON.stringify(order)}\n`);
      const said = await next();
      return said.late === true ? undefined : said;
    },
    async close() {
      socket.end();
      await page.close();
    },
  };
}

/** Waits on a free port for the one call of an extension host. */
async function listen() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  /** @type {Promise<import("node:net").Socket>} */
  const socket = new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error("VS Code did not start within two minutes")), 120_000);
    server.once("connection", (found) => {
      clearTimeout(tooLong);
      server.close();
      resolve(found);
    });
  });
  return { port: address.port, socket };
}
