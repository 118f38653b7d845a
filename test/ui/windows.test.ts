import { openFile, openWorkbench, type Workbench } from "./workbench.ts";

describe("other windows", () => {
  let workbench: Workbench | undefined;

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.screenshot("failed");
    await workbench?.close();
  });

  it("with two folders have an estate for each", async () => {
    workbench = await openWorkbench("BOTH_", "windows-both-");
    const { page } = workbench;
    await page.locator('.action-item a[aria-label^="Baskets"]').first().click();
    const row = page.locator(".pane-body .monaco-list-row");
    await row.filter({ hasText: /^august-12/ }).waitFor();
    await row.filter({ hasText: /^workspace/ }).waitFor();
    await row
      .filter({ hasText: /^Environments/ })
      .nth(1)
      .waitFor();
    await workbench.screenshot("estates");
  });

  it("that nobody trusts are reviewed all the same, and nothing in them is silent", async () => {
    workbench = await openWorkbench("RESTRICTED_", "windows-restricted-");
    const { page } = workbench;
    const editor = await openFile(page, "a.estate.yaml");
    await editor.locator(".squiggly-error").first().waitFor();
    await page
      .locator(".notification-toast, .notifications-center", { hasText: "In Restricted Mode" })
      .first()
      .waitFor();
    await workbench.screenshot("restricted");
  });
});
