/**
 * Drives VS Code's workbench in a browser, with the extension as it is packaged: test/ui.
 *
 *   node scripts/test-ui.mjs
 *
 * With `--packaged` it takes dist/baskets.vsix as it is, else it packages first. With `--grep=WORDS` only the tests with
 * these words in their names are run.
 *
 * Prints mocha's lines and then `N passed, N failed`. Status 1 when a test failed. The screenshots are in
 * test-results/screenshots, for a person to look at.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import Mocha from "mocha";
import { bundleUiTests } from "./bundle-tests.mjs";
import { ensureBrowser } from "./find-browser.mjs";
import { packageExtension } from "./package.mjs";
import { putAwayOnSignals, removeFolder, temporaryFolder } from "./temporary.mjs";
import { startServer } from "./vscode-server.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** An estate that would turn its reviewer off. */
const SILENCED = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1}
  - {name: h2}
services:
  - {name: erp, tier: 1, needs: 1}   # baskets-ignore single-basket: nothing to see here
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h1}
`;

/** What a plan was made of, a folder with a rule that is switched off, and JSON that is no plan for all its name. */
const TERRAFORM = {
  "main.tf": `resource "vsphere_compute_cluster" "prod" {
  name = "prod"
}
resource "vsphere_virtual_machine" "web" {
  count            = 3
  name             = "web-\${count.index + 1}"
  resource_pool_id = vsphere_compute_cluster.prod.resource_pool_id
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  name                = "web"
  compute_cluster_id  = vsphere_compute_cluster.prod.id
  virtual_machine_ids = vsphere_virtual_machine.web[*].id
}
`,
  "lab/lab.tf": `data "vsphere_compute_cluster" "lab" {
  name = "lab"
}
resource "vsphere_virtual_machine" "db" {
  count            = 2
  name             = "db-\${count.index + 1}"
  resource_pool_id = data.vsphere_compute_cluster.lab.resource_pool_id
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "db" {
  name                = "db"
  compute_cluster_id  = data.vsphere_compute_cluster.lab.id
  virtual_machine_ids = vsphere_virtual_machine.db[*].id
  enabled             = false
}
`,
  "floor-plan.json": '{"rooms": 3}\n',
};

putAwayOnSignals();
let failed = 1;
try {
  failed = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.log("0 passed, 1 failed");
}
process.exit(failed === 0 ? 0 : 1);

/** @returns {Promise<number>} how many failed */
async function main() {
  const results = path.join(root, "test-results");
  const screenshots = path.join(results, "screenshots");
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });

  const temporary = temporaryFolder("ui");
  const workspace = path.join(temporary, "workspace");
  const pair = path.join(temporary, "august-12");
  const change = path.join(temporary, "august-12-in-git");
  // Inside of the project, where its import of playwright-core is found.
  const bundled = path.join(results, "ui.cjs");
  try {
    cpSync(path.join(root, "test", "host", "workspace"), workspace, { recursive: true });
    cpSync(path.join(root, "examples", "august-12"), pair, { recursive: true });
    cpSync(path.join(root, "examples", "august-12"), change, { recursive: true });
    commitApart(change);
    const both = path.join(temporary, "both.code-workspace");
    writeFileSync(both, JSON.stringify({ folders: [{ path: pair }, { path: workspace }] }));
    const hostile = path.join(temporary, "hostile");
    mkdirSync(hostile);
    writeFileSync(path.join(hostile, "a.estate.yaml"), SILENCED);
    const empty = path.join(temporary, "empty");
    mkdirSync(empty);
    writeFileSync(path.join(empty, "README.md"), "Nothing of ours yet.\n");
    const exports = path.join(temporary, "exports");
    mkdirSync(exports);
    writeFileSync(path.join(exports, "README.md"), "What the hypervisors say.\n");
    const terraform = path.join(temporary, "terraform");
    mkdirSync(path.join(terraform, "lab"), { recursive: true });
    for (const [file, text] of Object.entries(TERRAFORM)) writeFileSync(path.join(terraform, file), text);
    cpSync(
      path.join(root, "test", "fixtures", "terraform", "shown", "plan.json"),
      path.join(terraform, "plan.json"),
    );
    await bundleUiTests(bundled);
    const vsix = await packageExtension();
    const server = await startServer({ vsix });
    const restricted = await startServer({
      vsix,
      restricted: true,
      settings: { "security.workspace.trust.startupPrompt": "never" },
    });
    try {
      // What test/ui/workbench.ts reads.
      Object.assign(process.env, {
        BASKETS_UI_ADDRESS: server.address(workspace),
        BASKETS_UI_FOLDER: workspace,
        BASKETS_UI_PAIR_ADDRESS: server.address(pair),
        BASKETS_UI_PAIR_FOLDER: pair,
        BASKETS_UI_CHANGE_ADDRESS: server.address(change),
        BASKETS_UI_CHANGE_FOLDER: change,
        BASKETS_UI_BOTH_ADDRESS: server.address(both),
        BASKETS_UI_BOTH_FOLDER: temporary,
        BASKETS_UI_EMPTY_ADDRESS: server.address(empty),
        BASKETS_UI_EMPTY_FOLDER: empty,
        BASKETS_UI_EXPORTS_ADDRESS: server.address(exports),
        BASKETS_UI_EXPORTS_FOLDER: exports,
        BASKETS_UI_TERRAFORM_ADDRESS: server.address(terraform),
        BASKETS_UI_TERRAFORM_FOLDER: terraform,
        BASKETS_UI_RESTRICTED_ADDRESS: restricted.address(hostile),
        BASKETS_UI_RESTRICTED_FOLDER: hostile,
        BASKETS_UI_BROWSER: ensureBrowser(),
        BASKETS_UI_SCREENSHOTS: screenshots,
      });
      return await runMocha(bundled);
    } finally {
      await restricted.stop();
      await server.stop();
    }
  } finally {
    removeFolder(temporary);
    rmSync(bundled, { force: true });
  }
}

/**
 * Commits the example with the two servers of the ERP on hosts and storages of their own.
 * @param {string} folder
 */
function commitApart(folder) {
  const file = path.join(folder, "servers.estate.yaml");
  const together = "{name: erp-2, service: erp, host: esx-e-03,";
  const text = readFileSync(file, "utf8");
  if (!text.includes(together)) throw new Error(`${file} has no line with ${together}`);
  writeFileSync(
    file,
    text.replace(together, "{name: erp-2, service: erp, host: esx-e-04, storage: san-erp,"),
  );
  const git = (/** @type {string[]} */ ...args) => execFileSync("git", ["-C", folder, ...args]);
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  const author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"];
  git(...author, "commit", "--quiet", "--message=Two data centres");
}

/**
 * @param {string} file
 * @returns {Promise<number>} how many failed; no test at all is one
 */
function runMocha(file) {
  // Each test goes on from what the one before left on the screen: after a failure the rest would only repeat it.
  const mocha = new Mocha({ ui: "bdd", reporter: "spec", timeout: 240_000, bail: true, color: false });
  const wanted = process.argv.find((argument) => argument.startsWith("--grep="))?.slice("--grep=".length);
  if (wanted !== undefined) mocha.fgrep(wanted);
  mocha.addFile(file);
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const bad = passes === 0 ? Math.max(1, failures) : failures + pending;
      console.log(`${passes} passed, ${bad} failed`);
      resolve(bad);
    });
  });
}
