import { openFile, openView, openWorkbench, type Workbench } from "./workbench.ts";

describe("other windows", () => {
  let workbench: Workbench | undefined;

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.screenshot("failed");
    await workbench?.close();
  });

  it("with two folders have an estate for each", async () => {
    workbench = await openWorkbench("BOTH_", "windows-both-");
    const { page } = workbench;
    await openView(page);
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

  it("that are new to it are led by a walkthrough, and a view says how to begin", async () => {
    workbench = await openWorkbench("EMPTY_", "windows-empty-");
    const { page } = workbench;
    await openView(page);
    await page
      .locator(".welcome-view-content", { hasText: "There is no manifest of an estate here yet" })
      .waitFor();
    await workbench.screenshot("welcome");
    await page.locator(".welcome-view-content a", { hasText: "be led through the first steps" }).click();
    const step = page.locator(".gettingStartedContainer .step-title", {
      hasText: "Write down what there is",
    });
    await step.first().waitFor();
    await workbench.screenshot("walkthrough");
    await page
      .locator(".gettingStartedContainer a.monaco-button", { hasText: "Write a Starter Estate" })
      .first()
      .click();
    await page.locator('.monaco-editor[data-uri$="/starter.estate.yaml"] .squiggly-error').first().waitFor();
    // What led there stays to be read.
    await step.first().waitFor();
    await workbench.screenshot("starter");
  });
});
