import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { eventually, openFile, openWorkbench, quickInput, type Workbench } from "./workbench.ts";

/** Runs the command that compares and takes one of what it offers. */
async function chooseSides(page: Page, sides: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
  await page.keyboard.press("F1");
  await widget.locator("input.input").fill(">Baskets: Compare Environments");
  await widget.locator(".monaco-list-row", { hasText: "Compare Environments" }).first().waitFor();
  await page.keyboard.press("Enter");
  await widget.locator(".monaco-list-row", { hasText: sides }).first().click();
}

describe("someone who keeps two environments alike", () => {
  let workbench: Workbench;
  const onDisk = (file: string) => readFileSync(path.join(workbench.folder, file), "utf8");

  before(async () => {
    workbench = await openWorkbench("PAIR_", "pair-");
    const editor = await openFile(workbench.page, "servers.estate.yaml");
    // From then on its commands are there.
    await editor.locator(".squiggly-warning").first().waitFor();
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  it("sees both side by side, and only what differs is coloured", async () => {
    const { page } = workbench;
    await chooseSides(page, "east ↔ west");
    const diff = page.locator(".monaco-diff-editor");
    await diff.first().waitFor();
    await diff.locator(".line-delete, .char-delete").first().waitFor();
    await workbench.screenshot("compared");
  });

  it("sees the differences by service, with what taking them over would do", async () => {
    const { page } = workbench;
    const row = page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row", { hasText: "erp" }).first();
    await row.waitFor();
    await row.filter({ hasText: /→ [\d.]+ min\/year/ }).waitFor();
    await page.locator('.monaco-list-row[aria-label^="erp: taken over, its outage is"]').first().waitFor();
    await row.click();
    await page.locator(".monaco-list-row", { hasText: "erp-1 is missing in west" }).first().waitFor();
    await workbench.screenshot("differences");
  });

  it("is told what a single one would do", async () => {
    const { page } = workbench;
    await page.locator(".monaco-list-row", { hasText: "erp-1 is missing in west" }).first().hover();
    await page
      .locator(".monaco-hover", { hasText: /Taken over by itself: erp [\d.]+ → [\d.]+ min\/year/ })
      .waitFor();
    await workbench.screenshot("alone");
  });

  it("takes one over, and the file has it where a person would write it", async () => {
    const { page } = workbench;
    const before = onDisk("servers.estate.yaml");
    const item = page.locator(".monaco-list-row", { hasText: "erp-1 is missing in west" }).first();
    await item.hover();
    await item.locator('.action-label[aria-label="Take This Over"]').click();
    await page.locator(".statusbar", { hasText: "west took over 1 item from east" }).waitFor();
    await quickInput(page, ">File: Save All Files", "Save All");
    const after = await eventually(
      "the new VM on the disk",
      () => {
        const text = onDisk("servers.estate.yaml");
        return text.includes("erp-w1") && text;
      },
      () => onDisk("servers.estate.yaml").slice(0, 600),
    );
    const added = after.split("\n").filter((line) => !before.includes(line));
    if (
      added.length !== 1 ||
      !/name: erp-w1, service: erp, host: esx-w-0\d, .*counterpart: erp-1/.test(added[0] ?? "")
    )
      throw new Error(`These lines came in:\n${added.join("\n")}`);
    await workbench.screenshot("taken-over");
  });

  it("chooses among all that could be taken over, and sees beforehand what would be written", async () => {
    const { page } = workbench;
    await page
      .locator('.action-label[aria-label="Bring an Environment into Line"]')
      .first()
      .dispatchEvent("click");
    const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    await widget.locator(".monaco-list-row", { hasText: "west follows east" }).click();
    await widget.locator(".monaco-list-row", { hasText: /Add erp-w2 on host esx-w-0\d in west/ }).waitFor();
    await widget.locator(".quick-input-title", { hasText: /\d+ stay as they are/ }).waitFor();
    await workbench.screenshot("choice");
    // No pointer: it rests on the input, whose hover comes and goes over the button.
    await widget.locator('.action-label[aria-label="Preview what would be written"]').dispatchEvent("click");
    await page.locator(".multiDiffEntry").first().waitFor();
    await workbench.screenshot("preview");
    await page.keyboard.press("Escape");
    await widget.waitFor({ state: "hidden" });
  });

  it("accepts one with a reason, which is written into the pair", async () => {
    const { page } = workbench;
    const row = page
      .locator(".tree-explorer-viewlet-tree-view .monaco-list-row", { hasText: "files" })
      .first();
    await row.click();
    const item = page.locator(".monaco-list-row", { hasText: "files-1 is missing in west" }).first();
    await item.hover();
    await item.locator('.action-label[aria-label="Accept with a Reason"]').dispatchEvent("click");
    const input = page.locator('.quick-input-widget:not([style*="display: none"]) input.input');
    await input.fill("restored from tape");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "Until which day" }).waitFor();
    await workbench.screenshot("accepting");
    await input.fill("2030-01-31");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    // It is in the pair now, so the tree has it among what is meant.
    await item.waitFor({ state: "detached" });
    await quickInput(page, ">File: Save All Files", "Save All");
    await eventually(
      "the reason on the disk",
      () =>
        /services: \[files\], reason: restored from tape, until: 2030-01-31/.test(
          onDisk("estate.estate.yaml"),
        ),
      () => onDisk("estate.estate.yaml").slice(0, 900),
    );
  });

  it("closes the comparison, and its editor goes with it", async () => {
    const { page } = workbench;
    await page.locator('.action-label[aria-label="Close Comparison"]').first().dispatchEvent("click");
    await page.locator(".tab", { hasText: "east ↔ west" }).waitFor({ state: "detached" });
  });

  it("compares an environment with itself as it was when the folder was opened", async () => {
    const { page } = workbench;
    const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    await chooseSides(page, "west ↔ west at another time or place");
    await widget.locator(".monaco-list-row", { hasText: "was on disk when the folder was opened" }).click();
    await page.locator(".monaco-list-row", { hasText: "erp" }).first().waitFor();
    const diff = page.locator(".monaco-diff-editor");
    await diff.locator(".line-insert, .char-insert").first().waitFor();
    await workbench.screenshot("elsewhere");
  });
});
