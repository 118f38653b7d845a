import { goTo, linesWith, openFile, openWorkbench, quickInput, type Workbench } from "./workbench.ts";

describe("someone who reviews a change", () => {
  let workbench: Workbench;
  const file = "servers.estate.yaml";
  const tree = ".tree-explorer-viewlet-tree-view .monaco-list-row";

  before(async () => {
    workbench = await openWorkbench("CHANGE_", "change-");
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  it("puts both servers of the ERP on one storage, without saving", async () => {
    const { page } = workbench;
    const editor = await openFile(page, file);
    await editor.locator(".codelens-decoration, .squiggly-warning").first().waitFor();
    const line = await linesWith(editor, "name: erp-1,").first().textContent();
    await goTo(page, 5, (line?.indexOf("cpu:") ?? -1) + 1);
    await page.keyboard.type("storage: san-erp, ");
    await linesWith(editor, "host: esx-e-03, storage: san-erp, cpu").first().waitFor();
    await page.keyboard.press("End");
    await page.keyboard.type(
      "  # baskets-ignore missing-counterpart: a third site in spring, until 2030-01-31",
    );
  });

  it("picks the last commit, and sees what differs beside what the change does", async () => {
    const { page } = workbench;
    await page.keyboard.press("F1");
    const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    await widget.locator("input.input").fill(">Baskets: Review Change");
    await widget.locator(".monaco-list-row", { hasText: "Review Change" }).first().waitFor();
    await page.keyboard.press("Enter");
    await widget.locator(".monaco-list-row", { hasText: "The last commit" }).waitFor();
    await workbench.screenshot("bases");
    await widget.locator(".monaco-list-row", { hasText: "The last commit" }).click();
    await page.locator(".multiDiffEntry").first().waitFor();
    await page.locator(tree, { hasText: /erp: .* → .* min\/year \(\+\d+\)/ }).waitFor();
    await page.locator(tree, { hasText: "now falls with storage san-erp" }).waitFor();
    await page.locator(tree, { hasText: "missing-counterpart: a third site in spring" }).waitFor();
    await workbench.screenshot("review");
  });

  it("finds the number in the file, and all of it gone once the change is taken back", async () => {
    const { page } = workbench;
    await page.locator(tree, { hasText: /erp: / }).click();
    const lens = page.locator(".codelens-decoration", { hasText: /one failure: .*\(\+\d+\)/ });
    await lens.first().waitFor();
    await workbench.screenshot("lens");
    await page.locator(".tab", { hasText: file }).first().click();
    await quickInput(page, ">File: Revert File", "Revert File");
    await page.locator(".tree-explorer-viewlet-tree-view", { hasText: "no manifest differs" }).waitFor();
    await page.locator('.action-label[aria-label="Close Review"]').first().dispatchEvent("click");
    await page.locator(".tab", { hasText: "Change under Review" }).waitFor({ state: "detached" });
  });
});
