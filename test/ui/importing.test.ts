import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { pveshAnswers } from "../support/pvesh.ts";
import {
  eventually,
  folderOf,
  lightBulb,
  linesWith,
  openFile,
  openWorkbench,
  type Workbench,
} from "./workbench.ts";

describe("someone who has an export", () => {
  let workbench: Workbench;
  const onDisk = (file: string) => path.join(workbench.folder, file);

  before(async () => {
    writeFileSync(path.join(folderOf("EXPORTS_"), "pvesh.json"), pveshAnswers());
    writeFileSync(path.join(folderOf("EXPORTS_"), "mine.estate.yaml"), MINE);
    writeFileSync(path.join(folderOf("EXPORTS_"), "branch.json"), pveshAnswers(["b1", "b2"]));
    // It says something only later: a second environment would leave the host of mine.estate.yaml without one.
    writeFileSync(
      path.join(folderOf("EXPORTS_"), "ours.estate.yaml"),
      "apiVersion: baskets/v1\nkind: Estate\n",
    );
    mkdirSync(path.join(folderOf("EXPORTS_"), "rvtools"));
    for (const [sheet, text] of Object.entries(RVTOOLS))
      writeFileSync(path.join(folderOf("EXPORTS_"), "rvtools", `RVTools_tab${sheet}.csv`), text);
    workbench = await openWorkbench("EXPORTS_", "import-");
    // Until the extension is known, no menu has its commands.
    await workbench.page.locator('.action-item a[aria-label^="Baskets"]').first().waitFor();
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  async function importIt(): Promise<void> {
    const { page } = workbench;
    const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "pvesh.json" });
    await row.click({ button: "right" });
    // A menu that has just opened takes no click yet, but keys.
    await page.locator(".monaco-menu .action-item", { hasText: "Import as Estate" }).first().hover();
    await page.keyboard.press("Enter");
    await page.locator(".monaco-menu").first().waitFor({ state: "detached" });
  }

  it("makes an estate of it from the explorer, and finds what is wrong in it", async () => {
    const { page } = workbench;
    await importIt();
    const editor = page.locator('.monaco-editor[data-uri$="/pvesh.estate.yaml"]').first();
    await page.locator(".notification-toast", { hasText: "3 hosts and 3 VMs" }).waitFor();
    await page.locator('[id="status.problems"] a', { hasText: /0\s*1/ }).waitFor();
    await editor.click();
    // The next problem.
    await page.keyboard.press("F8");
    await editor.locator(".marker-widget", { hasText: "stand together on host pve1" }).waitFor();
    await workbench.screenshot("estate");
  });

  it("copies the command that mends it, since an observation is not edited", async () => {
    const { page } = workbench;
    const bulb = '.codicon-light-bulb, .codicon-lightbulb-autofix, [class*="codicon-gutter-lightbulb"]';
    await page.locator(bulb).first().waitFor();
    const action = await lightBulb(page, "Copy as command: Move dns-2");
    await workbench.screenshot("command");
    await action.click();
    await page.locator(".statusbar-item", { hasText: "The command is on the clipboard" }).waitFor();
  });

  it("brings the estate up to date with the next one, after seeing what changes", async () => {
    const { page } = workbench;
    writeFileSync(onDisk("pvesh.json"), pveshAnswers(["pve1", "pve2", "pve4"]));
    await importIt();
    const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    await widget.locator(".monaco-list-row", { hasText: "Bring pvesh.estate.yaml up to date" }).waitFor();
    await page.keyboard.press("Enter");
    const preview = page.locator(".bulk-edit-panel");
    await preview.locator(".monaco-list-row").first().waitFor();
    // What needs a look is not ticked before somebody has looked: here all of the file.
    await preview.locator(".monaco-list-row .edit-checkbox, .monaco-list-row input").first().click();
    await workbench.screenshot("preview");
    await preview.locator("a.monaco-button", { hasText: "Apply" }).click();
    const editor = page.locator('.monaco-editor[data-uri$="/pvesh.estate.yaml"]').first();
    await linesWith(editor, "name: pve4").first().waitFor();
    await page.keyboard.press("ControlOrMeta+S");
    const text = await eventually(
      "the estate with the new node",
      () => {
        const now = readFileSync(onDisk("pvesh.estate.yaml"), "utf8");
        return now.includes("name: pve4") && now;
      },
      () => readFileSync(onDisk("pvesh.estate.yaml"), "utf8"),
    );
    if (!/name: pve3\n(?: {4}.*\n)*? {4}x-gone: \d{4}-\d\d-\d\d\n/.test(text))
      throw new Error(`pve3 is not marked as gone:\n${text}`);
  });

  it("pastes the answers of another cluster into an estate, as hosts and VMs", async () => {
    const { page } = workbench;
    const editor = await openFile(page, "mine.estate.yaml");
    await editor.locator(".view-line").last().click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(pveshAnswers(["n1", "n2"]))})`);
    await page.keyboard.press("ControlOrMeta+V");
    // It is pasted as it is; what else it may be is offered there.
    await page.locator(".post-edit-widget").first().waitFor();
    await page.keyboard.press("ControlOrMeta+.");
    const choice = page.locator(".action-widget .monaco-list-row", { hasText: "Paste as Hosts and VMs" });
    await choice.first().click();
    await linesWith(editor, "name: n2").first().waitFor();
    await page.keyboard.press("ControlOrMeta+S");
    await eventually(
      "the hosts below those that were there",
      () => readFileSync(onDisk("mine.estate.yaml"), "utf8").includes("hosts:\n  - name: a1\n  - name: n1\n"),
      () => readFileSync(onDisk("mine.estate.yaml"), "utf8"),
    );
    await workbench.screenshot("pasted");
  });

  it("drops an export from the explorer on an estate, which gains hosts and VMs and loses nothing", async () => {
    const { page } = workbench;
    writeFileSync(onDisk("ours.estate.yaml"), OURS);
    const editor = await openFile(page, "ours.estate.yaml");
    await drag(page, "branch.json", linesWith(editor, "written by hand").first());
    await linesWith(editor, "name: b2").first().waitFor();
    await page.locator(".post-edit-widget").first().waitFor();
    // Both name servers stand on b1: what was dropped is judged at once.
    await editor.locator(".squiggly-warning").first().waitFor();
    await page.locator(".notification-toast", { hasText: "2 hosts and 3 VMs. Added: 7." }).waitFor();
    await workbench.screenshot("dropped");
    await savedAs("ours.estate.yaml", OURS_AND_BRANCH);
  });

  it("drops a folder of CSV files of RVTools, and takes it back with one step of undo", async () => {
    const { page } = workbench;
    const editor = await openFile(page, "ours.estate.yaml");
    await drag(page, "rvtools", linesWith(editor, "written by hand").first());
    await linesWith(editor, "name: esx-1").first().waitFor();
    await page.keyboard.press("ControlOrMeta+S");
    await eventually(
      "the hosts and VMs of vCenter on the disk",
      () => /name: app\n {4}environment: vc\n {4}host: esx-1\n/.test(onDiskNow("ours.estate.yaml")),
      () => onDiskNow("ours.estate.yaml"),
    );
    await page.keyboard.press("ControlOrMeta+Z");
    await savedAs("ours.estate.yaml", OURS_AND_BRANCH);
  });

  it("drops an export of which nothing is new, and says so instead of writing its path", async () => {
    const { page } = workbench;
    const editor = await openFile(page, "ours.estate.yaml");
    await drag(page, "branch.json", linesWith(editor, "written by hand").first());
    await page.locator(".notification-toast", { hasText: "All of it is there already." }).waitFor();
    await workbench.screenshot("nothing-new");
    await savedAs("ours.estate.yaml", OURS_AND_BRANCH);
  });

  const onDiskNow = (file: string) => readFileSync(onDisk(file), "utf8");

  async function savedAs(file: string, text: string): Promise<void> {
    await workbench.page.keyboard.press("ControlOrMeta+S");
    await eventually(
      `${file} as\n${text}`,
      () => onDiskNow(file) === text,
      () => onDiskNow(file),
    );
  }
});

/** From the explorer, with Shift held over the editor's text: without it, VS Code opens what is dropped. */
async function drag(page: Page, name: string, to: Locator): Promise<void> {
  const rows = page.locator(".explorer-folders-view .monaco-list-row");
  // A list that takes up a new file gives its rows to others, under the mouse too: the file that is open is in it then.
  await page
    .locator(".explorer-folders-view .monaco-list-row.selected", { hasText: "ours.estate.yaml" })
    .waitFor();
  await rows.filter({ hasText: name }).hover();
  await page.mouse.down();
  await page.mouse.move(500, 400, { steps: 4 });
  await page.keyboard.down("Shift");
  const box = await to.boundingBox();
  if (box === null) throw new Error("What is dropped on is not on the screen.");
  await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
}

const MINE = `apiVersion: baskets/v1
kind: Estate

hosts:
  - name: a1
`;

/** Of people: comments, an order and a way of writing of its own. */
const OURS = `# written by hand
apiVersion: baskets/v1
kind: Estate
environments:
  - {name: hq, site: berlin}
hosts:
  - {name: h9, environment: hq}   # the new one
  - {name: h1, environment: hq}
vms:
  - name: mail      # do not move
    host: h1
services:
  - {name: post, tier: 2}
`;

/** What of branch.json goes where: behind what is there, in new lists before those that follow. */
const OURS_AND_BRANCH = `# written by hand
apiVersion: baskets/v1
kind: Estate
environments:
  - {name: hq, site: berlin}
  - {name: ours, x-source: proxmox}
hosts:
  - {name: h9, environment: hq}   # the new one
  - {name: h1, environment: hq}
  - {name: b1, environment: ours, cluster: lab, platform: Proxmox VE, memory: 64GiB, x-source: proxmox}
  - {name: b2, environment: ours, cluster: lab, platform: Proxmox VE, memory: 64GiB, x-source: proxmox}
vms:
  - name: mail      # do not move
    host: h1
${["dns-1", "dns-2", "wiki"]
  .map(
    (name, at) => `  - name: ${name}
    environment: ours
    host: ${name === "wiki" ? "b2" : "b1"}
    cpu: 2
    memory: 4GiB
    disk: 32GiB
    x-source: proxmox ours/qemu/${100 + at}
`,
  )
  .join("")}clusters:
  - {name: lab, environment: ours, tolerates: 1, quorum: majority, keepApart: [[dns-1, dns-2]], x-source: proxmox}
services:
  - {name: post, tier: 2}
`;

const RVTOOLS = {
  vHost: "Host,Cluster,ESX Version,VI SDK Server\nesx-1,Prod,VMware ESXi 8.0.3 build-24022510,vc\n",
  vInfo:
    "VM,Powerstate,Template,CPUs,Memory,Cluster,Host,VI SDK Server\napp,poweredOn,False,2,4096,Prod,esx-1,vc\n",
};
