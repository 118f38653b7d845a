import {
  goTo,
  linesWith,
  openFile,
  openView,
  openWorkbench,
  quickInput,
  type Workbench,
} from "./workbench.ts";

describe("someone who looks around in an estate", () => {
  let workbench: Workbench;
  const tree = ".pane-body .monaco-list-row";

  before(async () => {
    workbench = await openWorkbench("PAIR_", "estate-");
    const editor = await openFile(workbench.page, "estate.estate.yaml");
    await editor.locator(".codelens-decoration").first().waitFor({ state: "attached" });
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  it("opens it from environment to VM, and sees room and risk beside the names", async () => {
    const { page } = workbench;
    await openView(page);
    const open = async (label: RegExp | string) => {
      const row = page.locator(tree, { hasText: label }).first();
      await row.locator(".monaco-tl-twistie").click();
    };
    await page.locator(tree, { hasText: /east.*6 hosts/ }).waitFor();
    await open(/^east/);
    await open(/^east-prod/);
    await page.locator(tree, { hasText: /esx-e-03.*GiB free/ }).waitFor();
    await open(/^esx-e-03/);
    await page.locator(tree, { hasText: /erp-1.*tier 1/ }).waitFor();
    await workbench.screenshot("by-place");
  });

  it("sees what stands on a basket, and services by their risk", async () => {
    const { page } = workbench;
    const toggle = async (label: RegExp) =>
      page.locator(tree, { hasText: label }).first().locator(".monaco-tl-twistie").click();
    await toggle(/^Environments/);
    await toggle(/^Baskets/);
    await toggle(/^storage/);
    await page.locator(tree, { hasText: /san-east.*takes down/ }).waitFor();
    await workbench.screenshot("by-basket");
    await toggle(/^Baskets/);
    await toggle(/^Services/);
    await page.locator(tree, { hasText: /desktops.*min\/year/ }).waitFor();
    await workbench.screenshot("by-service");
    await toggle(/^Services/);
    await toggle(/^Rollouts/);
    await page.locator(tree, { hasText: /update-2-as-pushed.*exposure/ }).waitFor();
    // All dates of the example have passed long since.
    await page.locator(tree, { hasText: /^Dates Ahead/ }).waitFor({ state: "detached" });
    await workbench.screenshot("rollouts");
  });

  it("finds there what stands at the cursor", async () => {
    const { page } = workbench;
    await openFile(page, "servers.estate.yaml");
    await goTo(page, 7, 12);
    await quickInput(page, ">Baskets: Show in the Estate View", "Show in the Estate View");
    await page.locator(`${tree}.selected`, { hasText: "ad-1" }).waitFor();
    await workbench.screenshot("revealed");
  });

  it("reads in the outline what the file holds, and beside the language how large the estate is", async () => {
    const { page } = workbench;
    const explorer = page.locator('.action-item a[aria-label^="Explorer"]').first();
    await explorer.click();
    const header = page.locator(".pane-header", { hasText: "Outline" });
    if ((await header.getAttribute("aria-expanded")) !== "true") await header.click();
    await page.locator(".outline-pane .monaco-list-row", { hasText: "vms" }).first().waitFor();
    await page.locator('.statusbar-item[id="status.languageStatus"]').first().click();
    await page
      .locator(".hover-language-status", { hasText: /10 hosts · 500 VMs · 44 services/ })
      .first()
      .waitFor();
    await workbench.screenshot("outline");
    await page.keyboard.press("Escape");
    await openView(page);
  });

  it("is told why a host cannot have the name of another", async () => {
    const { page } = workbench;
    const editor = await openFile(page, "servers.estate.yaml");
    const line = (await linesWith(editor, "name: ad-1,").first().textContent()) ?? "";
    await goTo(page, 7, line.indexOf("esx-e-01") + 2);
    await page.keyboard.press("F2");
    const input = page.locator(".rename-box input").first();
    await input.fill("esx-e-02");
    await page.keyboard.press("Enter");
    await page.getByText("There is a host called “esx-e-02” in east already.").first().waitFor();
    await workbench.screenshot("rename-refused");
    await page.keyboard.press("Escape");
  });

  it("looks at another day, is told so, and comes back", async () => {
    const { page } = workbench;
    const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    await page.keyboard.press("F1");
    await widget.locator("input.input").fill(">Baskets: Look at Another Day");
    await widget.locator(".monaco-list-row", { hasText: "Look at Another Day" }).first().waitFor();
    await page.keyboard.press("Enter");
    await widget.locator(".monaco-list-row", { hasText: "A Day" }).first().waitFor();
    await widget.locator("input.input").fill("2008-02-30");
    await widget.locator(".monaco-list-row", { hasText: "2008-02-30 is no day" }).first().waitFor();
    await page.keyboard.press("Enter");
    await widget.locator("input.input").fill("2008-08-01");
    await widget.locator(".monaco-list-row", { hasText: "2008-08-01" }).first().waitFor();
    await page.keyboard.press("Enter");
    const status = page.locator(".statusbar-item", { hasText: "As of 2008-08-01" });
    await status.waitFor();
    for (const label of [/^Environments/, /^Dates Ahead/])
      await page.locator(tree, { hasText: label }).first().locator(".monaco-tl-twistie").click();
    await page
      .locator(tree, { hasText: /2008-08-12/ })
      .first()
      .waitFor();
    await workbench.screenshot("dates");
    await quickInput(page, ">View: Focus Problems", "Problems");
    await page
      .locator(".markers-panel .monaco-list-row", { hasText: "As of 2008-08-01: " })
      .first()
      .waitFor();
    await workbench.screenshot("another-day");
    await status.click();
    await status.waitFor({ state: "hidden" });
    await page
      .locator(".markers-panel .monaco-list-row", { hasText: "As of 2008-08-01: " })
      .first()
      .waitFor({ state: "hidden" });
  });

  it("completes a host with its room while a VM is written", async () => {
    const { page } = workbench;
    const editor = await openFile(page, "servers.estate.yaml");
    await goTo(page, 5, 1);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("- {name: new-1, service: erp, host: ");
    await page.keyboard.press("ControlOrMeta+Space");
    const widget = editor.locator(".suggest-widget");
    await widget
      .locator(".monaco-list-row", { hasText: /esx-[ew]-\d\d.*GiB free/ })
      .first()
      .waitFor();
    await workbench.screenshot("completion");
    await page.keyboard.press("Escape");
  });
});
