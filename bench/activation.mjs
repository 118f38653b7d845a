/**
 * `npm run bench -- activation`: what the extension costs the extension host of a real VS Code when a window opens, as
 * VS Code itself measures it ("Developer: Show Running Extensions"). In a folder without our files it must not even be
 * loaded.
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ensureBrowser } from "../scripts/find-browser.mjs";
import { packageExtension } from "../scripts/package.mjs";
import { putAwayOnSignals, removeFolder, temporaryFolder } from "../scripts/temporary.mjs";
import { startServer } from "../scripts/vscode-server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const FOREIGN = 50_000;
const RUNS = 5;

putAwayOnSignals();
const temporary = temporaryFolder("activation");
const example = path.join(temporary, "example");
const foreign = path.join(temporary, "foreign");
cpSync(path.join(root, "examples", "august-12"), example, { recursive: true });
for (let at = 0; at < FOREIGN; at++) {
  const folder = path.join(foreign, `part-${Math.floor(at / 500)}`);
  if (at % 500 === 0) mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, `${at}.yaml`),
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\n`,
  );
}
const server = await startServer({ vsix: await packageExtension() });
try {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--disable-gpu"] });
  console.log("| folder | activation (ms, each window) |\n|---|---|");
  for (const { name, folder, isOurs } of [
    { name: "examples/august-12", folder: example, isOurs: true },
    { name: `${FOREIGN.toLocaleString("en")} YAML files of other people`, folder: foreign, isOurs: false },
  ]) {
    const times = [];
    for (let run = 0; run < RUNS; run++)
      times.push(await activation(browser, server.address(folder), isOurs));
    console.log(`| ${name} | ${times.join(", ")} |`);
  }
  await browser.close();
} finally {
  await server.stop();
  removeFolder(temporary);
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 * @param {boolean} isOurs
 * @returns {Promise<string>} milliseconds, or that the extension was not loaded
 */
async function activation(browser, address, isOurs) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 3000 } });
  await page.goto(address);
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
  if (isOurs) await page.locator('.statusbar-item[id="status.problems"]', { hasText: /[1-9]/ }).waitFor();
  // Whoever would be woken by what is in the folder has been by then.
  else await page.waitForTimeout(8000);
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input.input");
  await input.fill(">Developer: Show Running Extensions");
  await page
    .locator(".quick-input-list .monaco-list-row", { hasText: "Show Running Extensions" })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  const rows = page.locator(".runtime-extensions-editor .monaco-list-row");
  await rows.first().waitFor();
  const ours = rows.filter({ hasText: "Baskets" });
  const told = (await ours.count()) === 0 ? "" : ((await ours.first().textContent()) ?? "");
  await page.close();
  if (told === "") return "not loaded";
  const [, milliseconds] = /(?:Activation|Startup Activation): (\d+)ms/.exec(told) ?? [];
  return milliseconds ?? told;
}
