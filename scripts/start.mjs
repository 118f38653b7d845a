/**
 * `npm start`: builds, prints the review of the example, and opens the example with the extension in a real VS Code.
 *
 *   npm start                  the desktop's VS Code where there is one, else VS Code's server, seen with a browser
 *   npm start -- --server      VS Code's server in any case
 *   npm start -- --no-browser  prints the address and opens no browser
 *   npm start -- FOLDER        another folder than examples/august-12
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packageExtension } from "./package.mjs";
import { startServer } from "./vscode-server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const named = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const folder = named ? path.resolve(named) : path.join(root, "examples", "august-12");

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function main() {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder} to open.`);
  node("scripts/build.mjs");
  printReview();
  const code = options.includes("--server") ? undefined : desktopCode();
  if (code && openInDesktop(code)) return;
  await openInServer();
}

/** @param {string} script */
function node(script) {
  const { status } = spawnSync(process.execPath, [script], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`${script} failed.`);
}

/** What CI would print. Its status 1 says that there are findings, which is what the example is for. */
function printReview() {
  const shown = path.relative(process.cwd(), folder) || ".";
  console.log(`$ baskets check ${shown}\n`);
  const { status } = spawnSync(process.execPath, [path.join(root, "dist", "cli.js"), "check", shown], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0 && status !== 1) throw new Error(`The review ended with status ${status}.`);
  console.log("");
}

/**
 * A desktop VS Code that can show a window and is as new as the extension asks for.
 * @returns {string | undefined}
 */
function desktopCode() {
  if (!hasDesktop()) return undefined;
  const asked = spawnSync("code", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const version = /^(\d+)\.(\d+)\./.exec(asked.stdout ?? "");
  if (asked.status !== 0 || !version) return undefined;
  const wanted = /(\d+)\.(\d+)\./.exec(
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).engines.vscode,
  );
  const [major = 0, minor = 0] = version.slice(1).map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted?.slice(1).map(Number) ?? [];
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return "code";
  console.log(
    `The VS Code on this machine is ${major}.${minor}; the extension needs ${wantedMajor}.${wantedMinor}, so VS Code's server is used.`,
  );
  return undefined;
}

function hasDesktop() {
  return process.platform === "darwin" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * @param {string} code
 * @returns {boolean} false when VS Code refuses, as it does to root
 */
function openInDesktop(code) {
  const files = [folder, ...firstManifest()];
  const { status } = spawnSync(code, [`--extensionDevelopmentPath=${root}`, ...files], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) return false;
  console.log(`Opened ${folder} in VS Code, with Baskets from this checkout.`);
  return true;
}

/** The file to look at first: a rollout, since it is what the example is about. */
function firstManifest() {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const first =
    files.find((file) => /\.rollout\.ya?ml$/.test(file)) ??
    files.find((file) => /\.estate\.ya?ml$/.test(file));
  return first ? [path.join(folder, first)] : [];
}

async function openInServer() {
  /** @type {() => void} */
  let asked = () => {};
  const leave = new Promise((resolve) => {
    asked = () => resolve(undefined);
  });
  // From here on a signal is a request: what this starts is ended before it leaves.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, asked);
  const server = await startServer({ vsix: await packageExtension() });
  const payload = firstManifest().map(
    (file) => /** @type {[string, string]} */ (["openFile", `vscode-remote://${server.authority}${file}`]),
  );
  const address = server.address(folder, payload);
  console.log(`Baskets runs in VS Code at\n\n  ${address}\n\nPress Ctrl+C to end it.`);
  if (hasDesktop() && !options.includes("--no-browser")) openBrowser(address);
  const ending = await Promise.race([leave.then(() => "asked"), server.ended.then(() => "ended")]);
  await server.stop();
  if (ending === "ended") throw new Error("VS Code's server ended by itself.");
  process.exit(0);
}

/** @param {string} address */
function openBrowser(address) {
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  // No browser, or none that opens: the printed address serves as well.
  spawn(opener, [address], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
