import { lightBulb, linesWith, openFile, openWorkbench, type Workbench } from "./workbench.ts";

describe("someone who has a plan and nothing but Terraform", () => {
  let workbench: Workbench;
  const tree = ".tree-explorer-viewlet-tree-view .monaco-list-row";

  before(async () => {
    workbench = await openWorkbench("TERRAFORM_", "terraform-plan-");
    await workbench.page.locator('.action-item a[aria-label^="Baskets"]').first().waitFor();
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  it("reviews a plan from the explorer before any file is open, and what it was made of lies beside it", async () => {
    const { page } = workbench;
    await ofFile("plan.json", "Review Terraform Plan");
    await page.locator(tree, { hasText: "web-1 and web-2 stand together on host esx-1" }).waitFor();
    await page.locator(tree, { hasText: "the image of 2 clusters at once" }).waitFor();
    await page
      .locator(".tree-explorer-viewlet-tree-view", { hasText: "Against what was there before plan.json: " })
      .first()
      .waitFor();
    await workbench.screenshot("plan");
    await page.locator(tree, { hasText: "web-1 and web-2 stand together" }).click();
    const editor = page.locator('.monaco-editor[data-uri$="/plan.json"]').first();
    await editor.locator(".squiggly-warning").first().waitFor();
    await workbench.screenshot("place");
  });

  it("is told what is no plan", async () => {
    const { page } = workbench;
    await page.locator('.action-label[aria-label="Close Review"]').first().dispatchEvent("click");
    await page.locator('.activitybar a[aria-label^="Explorer"]').first().click();
    await ofFile("floor-plan.json", "Review Terraform Plan");
    await page
      .locator(".notification-toast, .notifications-center", {
        hasText: "floor-plan.json is no plan of Terraform",
      })
      .first()
      .waitFor();
    await workbench.screenshot("no-plan");
  });

  /** Chooses from the menu that the explorer has for a file. */
  async function ofFile(name: string, title: string): Promise<void> {
    const { page } = workbench;
    const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).first();
    const item = page.locator(".monaco-menu .action-item", { hasText: title }).first();
    await row.click({ button: "right" });
    // A menu that has just opened takes no click yet, but keys.
    await item.hover();
    await page.keyboard.press("Enter");
    await page.locator(".monaco-menu").first().waitFor({ state: "detached" });
  }
});

describe("someone who opens a file of Terraform, which VS Code takes for plain text", () => {
  let workbench: Workbench | undefined;

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.screenshot("failed");
    await workbench?.close();
  });

  it("sees in a file that a rule is switched off, and switches it on", async () => {
    workbench = await openWorkbench("TERRAFORM_", "terraform-");
    const { page } = workbench;
    const editor = await openFile(page, "lab.tf");
    await editor.locator(".squiggly-info").first().waitFor();
    await workbench.screenshot("finding");
    await linesWith(editor, "= false").locator("span", { hasText: "false" }).last().click();
    const fix = await lightBulb(page, "Set enabled = true");
    await workbench.screenshot("fix");
    await fix.click();
    await editor.locator(".squiggly-info").first().waitFor({ state: "detached" });
  });
});
