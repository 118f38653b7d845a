/**
 * Finds a Chromium or Chrome for the tests that drive VS Code's workbench.
 *
 *   node scripts/find-browser.mjs            prints its path, or says what to do (status 1)
 *   node scripts/find-browser.mjs --install  on Debian as root installs Debian's chromium when there is none
 */
import { execFileSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const commands = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];

const macApplications = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** Where the browser lies in a folder of Playwright's cache, by platform and age of Playwright. */
const inPlaywrightFolder = [
  "chrome-linux/chrome",
  "chrome-linux64/chrome",
  "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-linux/headless_shell",
  "chrome-headless-shell-linux64/chrome-headless-shell",
  "chrome-headless-shell-mac-arm64/chrome-headless-shell",
  "chrome-headless-shell-mac-x64/chrome-headless-shell",
];

/**
 * The path of a Chromium or Chrome: CHROME_PATH, else the PATH, the usual places, Playwright's cache; the first there is.
 * @returns {string | undefined}
 * @throws {Error} one sentence, when CHROME_PATH names something that cannot be run: to take another would hide the mistake
 */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(
      `CHROME_PATH is ${named}, which is not a program: set it to a Chromium or Chrome, or unset it.`,
    );
  }
  return candidates().find(isProgram);
}

/**
 * As findBrowser; where there is none, installs Debian's chromium if that needs no question (Debian, root).
 * @returns {string}
 * @throws {Error} one sentence that says what to do
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (isDebian() && process.getuid?.() === 0) {
    console.log("No Chromium or Chrome found: installing Debian's chromium.");
    /** @type {import("node:child_process").ExecFileSyncOptions} */
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    try {
      execFileSync("apt-get", ["update", "-q"], options);
      execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], options);
    } catch {
      throw new Error(
        "apt-get could not install chromium: install it by hand, or set CHROME_PATH to a Chromium or Chrome.",
      );
    }
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(`No Chromium or Chrome was found: ${advice()}, or set CHROME_PATH to one.`);
}

function advice() {
  if (process.platform === "darwin") return "install Google Chrome (https://www.google.com/chrome)";
  if (isDebian()) return "install one with `sudo apt-get install chromium`";
  return "install Chromium or Google Chrome";
}

/** @returns {string[]} */
function candidates() {
  const home = os.homedir();
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const folders = [...onPath, "/usr/bin", "/usr/local/bin", "/snap/bin"];
  return [
    ...folders.flatMap((folder) => commands.map((command) => path.join(folder, command))),
    "/opt/google/chrome/chrome",
    ...["/Applications", path.join(home, "Applications")].flatMap((folder) =>
      macApplications.map((application) => path.join(folder, application)),
    ),
    ...playwrightBrowsers(home),
  ];
}

/**
 * Playwright's browsers, full ones before headless shells, new ones before old ones.
 * @param {string} home
 */
function playwrightBrowsers(home) {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? "",
    path.join(home, ".cache/ms-playwright"),
    path.join(home, "Library/Caches/ms-playwright"),
  ].filter((cache) => cache !== "");
  return caches.flatMap((cache) => {
    const folders = list(cache).filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name));
    const age = (/** @type {string} */ name) => Number(name.slice(name.lastIndexOf("-") + 1));
    const full = (/** @type {string} */ name) => (name.startsWith("chromium-") ? 0 : 1);
    folders.sort((a, b) => full(a) - full(b) || age(b) - age(a));
    return folders.flatMap((name) => inPlaywrightFolder.map((inside) => path.join(cache, name, inside)));
  });
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const browser = process.argv.includes("--install") ? ensureBrowser() : findBrowser();
    if (browser) console.log(browser);
    else throw new Error(`No Chromium or Chrome was found: ${advice()}, or set CHROME_PATH to one.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
