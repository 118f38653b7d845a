/**
 * Starts and ends VS Code's server, for tests and for `npm start` on a machine without a desktop VS Code.
 */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { removeFolder, temporaryFolder } from "./temporary.mjs";
import { environment, installServer } from "./vscode-install.mjs";

/**
 * @typedef {object} ServerOptions
 * @property {string} [vsix] an extension to install first
 * @property {Record<string, unknown>} [settings] the user's settings, beside the quiet ones below
 * @property {boolean} [restricted] folders are not trusted until a person says so
 * @property {boolean} [automation] lets the page be told to run a test suite; then VS Code shows no notifications
 */

/**
 * @typedef {object} Server
 * @property {string} extensions the folder that extensions are installed in
 * @property {string} authority what `vscode-remote://` addresses of this server have as their authority
 * @property {(folder: string, payload?: [string, string][]) => string} address of the workbench with that folder open, or with
 *   that workspace where it is a .code-workspace file
 * @property {() => Promise<void>} stop ends the server's processes and removes its folder; may be called twice
 * @property {Promise<void>} ended settles when the server has ended, for whatever reason
 */

/**
 * Starts a server on a free port of the loopback interface, with a folder of its own for all that it writes.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 * @throws {Error} with the server's own words when it does not start
 */
export async function startServer(options) {
  const { node, main } = await installServer();
  const home = temporaryFolder("vscode");
  const folders = [
    "--server-data-dir",
    path.join(home, "server"),
    "--user-data-dir",
    path.join(home, "user"),
  ];
  const common = [
    ...folders,
    "--extensions-dir",
    path.join(home, "extensions"),
    "--accept-server-license-terms",
  ];
  try {
    mkdirSync(path.join(home, "user", "User"), { recursive: true });
    const settings = JSON.stringify({ ...quietSettings, ...options.settings }, null, 2);
    writeFileSync(path.join(home, "user", "User", "settings.json"), settings);
    if (options.vsix)
      await promisify(execFile)(node, [main, "--install-extension", options.vsix, ...common], {
        env: environment(node),
      });
    return await launch(node, main, home, common, options);
  } catch (error) {
    removeFolder(home);
    throw error;
  }
}

/** As on the desktop, where nothing is saved unasked; and nothing that would ask, advertise, or move while one looks. */
const quietSettings = {
  "files.autoSave": "off",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "telemetry.telemetryLevel": "off",
};

/**
 * @param {string} node
 * @param {string} main
 * @param {string} home
 * @param {string[]} common
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
async function launch(node, main, home, common, { automation = false, restricted = false }) {
  // Whoever can open the address can run programs as this user: a token keeps other users of the machine out.
  const token = randomBytes(16).toString("hex");
  const tokenFile = path.join(home, "token");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const child = spawn(
    node,
    [
      main,
      ...common,
      ...["--host", "127.0.0.1", "--port", "0", "--connection-token-file", tokenFile],
      ...(restricted ? [] : ["--disable-workspace-trust"]),
      "--disable-telemetry",
      ...(automation ? ["--enable-smoke-test-driver"] : []),
    ],
    // A process group of its own: stopping it takes along the extension hosts that it starts, and nothing else.
    { stdio: ["ignore", "pipe", "pipe"], detached: true, env: environment(node) },
  );
  // Where this process ends without having stopped it: after an error that nobody caught, for one.
  const pid = child.pid;
  if (pid !== undefined) {
    const abandon = () => signalGroup(pid, "SIGKILL");
    process.prependOnceListener("exit", abandon); // before its folder is removed
    child.once("exit", () => process.off("exit", abandon));
  }
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once("exit", () => resolve()));
  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => {
    stopping ??= endGroup(child.pid, ended).then(() => removeFolder(home));
    return stopping;
  };
  try {
    const authority = `127.0.0.1:${await listeningPort(child)}`;
    return {
      extensions: path.join(home, "extensions"),
      authority,
      address: (folder, payload = []) => {
        const opened = folder.endsWith(".code-workspace") ? { workspace: folder } : { folder };
        const query = new URLSearchParams({ tkn: token, ...opened });
        if (payload.length > 0) query.set("payload", JSON.stringify(payload));
        return `http://${authority}/?${query.toString()}`;
      },
      stop,
      ended,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string>}
 */
function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const tooLong = setTimeout(
      () => reject(new Error(`VS Code's server did not start within 60 s.\n${said}`)),
      60_000,
    );
    const listen = (/** @type {Buffer} */ data) => {
      said = (said + data.toString()).slice(-20_000);
      const port = /agent listening on (\d+)/.exec(said)?.[1];
      if (port) {
        clearTimeout(tooLong);
        resolve(port);
      }
    };
    // Read to the end of its life: a full pipe would stop the server.
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(tooLong);
      reject(new Error(`VS Code's server ended with status ${code}.\n${said}`));
    });
  });
}

/**
 * @param {number | undefined} pid
 * @param {Promise<void>} ended
 */
async function endGroup(pid, ended) {
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  const late = setTimeout(() => signalGroup(pid, "SIGKILL"), 5_000);
  await ended;
  clearTimeout(late);
  signalGroup(pid, "SIGKILL"); // what the server started and left behind
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group is empty: nothing left to end
  }
}
