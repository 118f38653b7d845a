import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import {
  eventually,
  goTo,
  lightBulb,
  linesWith,
  openFile,
  openWorkbench,
  quickInput,
  type Workbench,
} from "./workbench.ts";

describe("someone who opens an estate in VS Code", () => {
  let workbench: Workbench;
  let editor: Locator;
  const file = "bad.estate.yaml";

  before(async () => {
    workbench = await openWorkbench();
    editor = await openFile(workbench.page, file);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.screenshot("failed");
  });

  after(() => workbench?.close());

  it("sees a squiggle under the service at fault", async () => {
    await editor.locator(".squiggly-error").first().waitFor();
    await workbench.screenshot("squiggle");
  });

  it("sees above the service what takes it down, for how long a year and how that is", async () => {
    const lens = editor.locator(".codelens-decoration", { hasText: "lab-04" });
    await lens
      .filter({ hasText: /one failure: .*~[\d,]+ min\/year \(est\., target 53\) · Risk \d+/ })
      .first()
      .waitFor();
    await workbench.screenshot("lens");
  });

  it("reads in Problems what is wrong and by which rule, in files that are not open too", async () => {
    const { page } = workbench;
    await quickInput(page, ">Problems: Focus on Problems View", "Focus on Problems View");
    const problems = page.locator(".markers-panel .monaco-list-row");
    await problems.filter({ hasText: "single-basket" }).first().waitFor();
    await problems.filter({ hasText: "unstaged-rollout" }).first().waitFor();
    await workbench.screenshot("problems");
  });

  it("reads over the service's name what it stands on", async () => {
    const { page } = workbench;
    await linesWith(editor, "name: erp").locator("span", { hasText: /^erp$/ }).last().hover();
    const hover = page.locator(".monaco-hover:not(.hidden)", { hasText: "lab-04" }).first();
    await hover.waitFor();
    await hover
      .filter({ hasText: "What would help most:" })
      .filter({ hasText: /→ [\d.]+ min\/year/ })
      .waitFor();
    await workbench.screenshot("hover");
    await page.mouse.move(1000, 600);
    await hover.waitFor({ state: "hidden" });
  });

  it("is offered a fix by the lightbulb, takes it, and saves the mended file", async () => {
    const { page, folder } = workbench;
    const onDisk = () => readFileSync(path.join(folder, file), "utf8");
    const before = onDisk();
    await quickInput(page, ">View: Focus Active Editor Group", "Focus Active Editor Group");
    const line = before.split("\n").findIndex((text) => text.endsWith("name: erp")) + 1;
    await goTo(page, line, "  - name: e".length);
    const bulb = '.codicon-light-bulb, .codicon-lightbulb-autofix, [class*="codicon-gutter-lightbulb"]';
    await editor.locator(bulb).first().waitFor();
    const fix = await lightBulb(page, /lab-0[1235]: [\d,]+ → [\d,]+ min\/year/);
    await workbench.screenshot("quick-fix");
    await fix.click();
    await linesWith(editor, "host: lab-04").nth(1).waitFor({ state: "detached" });
    await page
      .locator(".markers-panel .monaco-list-row", { hasText: "single-basket" })
      .first()
      .waitFor({ state: "detached" });
    await editor.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await page.keyboard.press("ControlOrMeta+S");
    await eventually(
      "the file on the disk to differ in the host of one VM and in nothing else",
      () => {
        const after = onDisk();
        const hosts = [...after.matchAll(/^ {4}host: (lab-0\d)$/gm)].map(([, host]) => host);
        return after.replace(/host: lab-0\d/g, "host: lab-04") === before && new Set(hosts).size === 2;
      },
      onDisk,
    );
    await workbench.screenshot("saved");
  });

  it("stages the update of August 2008 by one quick fix, and the build stays what it is", async () => {
    const { page, folder } = workbench;
    const rollout = "rollouts/all-at-once.rollout.yaml";
    const name = "all-at-once.rollout.yaml";
    const onDisk = () => readFileSync(path.join(folder, rollout), "utf8");
    const before = onDisk();
    const opened = await openFile(page, name);
    const problems = page.locator(".markers-panel .monaco-list-row");
    await opened
      .locator(".codelens-decoration", { hasText: /Exposure 100 %/ })
      .first()
      .waitFor();
    await workbench.screenshot("unstaged");
    const line = before.split("\n").findIndex((text) => text.includes("everything-tonight")) + 1;
    await goTo(page, line, "metadata: { name: every".length);
    const fix = await lightBulb(page, /Stage “everything-tonight”.*exposure 100 % → \d+ %/);
    await workbench.screenshot("staging-offered");
    await fix.click();
    await linesWith(opened, "name: canary").first().waitFor();
    await problems.filter({ hasText: "unstaged-rollout" }).first().waitFor({ state: "detached" });
    await page.keyboard.press("ControlOrMeta+S");
    await eventually("the stages on the disk", () => /stages:\n {2}- name: canary/.test(onDisk()), onDisk);
    await opened
      .locator(".codelens-decoration", { hasText: /Exposure \d\d %.*2 stages/ })
      .first()
      .waitFor();
    await problems.filter({ hasText: "known-bad-build" }).first().waitFor();
    for (const rule of STAGING)
      if ((await problems.filter({ hasText: rule }).count()) > 0) throw new Error(`${rule} is left.`);
    // Nothing that the author wrote is touched.
    if (!onDisk().startsWith(before.trimEnd())) throw new Error(onDisk());
    await workbench.screenshot("staged");
    await linesWith(opened, "everything-tonight")
      .locator("span", { hasText: /^everything-tonight$/ })
      .last()
      .hover();
    const card = page.locator(".monaco-hover:not(.hidden)", { hasText: "carry it then" }).first();
    await card.filter({ hasText: /if it carries a date/ }).waitFor();
    await workbench.screenshot("timeline");
  });
});

/** What may be wrong with how a rollout is staged. */
const STAGING = [
  "unstaged-rollout",
  "first-stage-too-large",
  "stage-jump",
  "short-soak",
  "canary-not-representative",
  "canary-holds-tier-1",
  "weak-gates",
  "no-halt",
  "no-retreat",
  "pair-together",
  "site-order",
  "blocked-evacuation",
];
