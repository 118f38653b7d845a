import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pveshAnswers } from "../support/pvesh.ts";
import { eventually, folderOf, linesWith, openFile, openWorkbench, type Workbench } from "./workbench.ts";

describe("someone who has an export", () => {
  let workbench: Workbench;
  const onDisk = (file: string) => path.join(workbench.folder, file);

  before(async () => {
    writeFileSync(path.join(folderOf("EXPORTS_"), "pvesh.json"), pveshAnswers());
    writeFileSync(path.join(folderOf("EXPORTS_"), "mine.estate.yaml"), MINE);
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
    await page.keyboard.press("ControlOrMeta+.");
    const action = page.locator(".action-widget .monaco-list-row", {
      hasText: "Copy as command: Move dns-2",
    });
    await action.first().waitFor();
    await workbench.screenshot("command");
    await action.first().click();
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
});

const MINE = `apiVersion: baskets/v1
kind: Estate

hosts:
  - name: a1
`;
