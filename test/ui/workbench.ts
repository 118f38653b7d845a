import path from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

/** VS Code's workbench in a browser, with a folder open. */
export interface Workbench {
  page: Page;
  /** Where the opened folder is on the disk. */
  folder: string;
  /** Takes a picture, numbered in the order of taking, into test-results/screenshots. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The folders that scripts/test-ui.mjs has made; the first is a copy of an estate that has much wrong with it. */
export type Folder =
  | ""
  | "PAIR_"
  | "CHANGE_"
  | "BOTH_"
  | "RESTRICTED_"
  | "EMPTY_"
  | "EXPORTS_"
  | "TERRAFORM_";

/** Where it is on disk. */
export function folderOf(of: Folder): string {
  return environment(`BASKETS_UI_${of}FOLDER`);
}

/**
 * Opens the workbench that scripts/test-ui.mjs has started, on its folder or on a copy of the example of a
 * pair, in git or not, on both, on one that nobody trusts or on an empty one, and waits until
 * the folder's files are listed.
 */
export async function openWorkbench(of: Folder = "", prefix = ""): Promise<Workbench> {
  const browser: Browser = await chromium.launch({
    executablePath: environment("BASKETS_UI_BROWSER"),
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  // Far above what it takes: a busy machine is slow, and only hanging is a failure.
  page.setDefaultTimeout(90_000);
  let taken = 0;
  const screenshot = async (name: string) => {
    taken += 1;
    const file = `${prefix}${String(taken).padStart(2, "0")}-${name}.png`;
    await page.screenshot({ path: path.join(environment("BASKETS_UI_SCREENSHOTS"), file) });
  };
  try {
    await page.goto(environment(`BASKETS_UI_${of}ADDRESS`));
    const folders = page.locator(".explorer-folders-view .monaco-list-row").first();
    const none = page.locator(".welcome-view-content", { hasText: "You have not yet added a folder" });
    await folders.or(none).first().waitFor();
    // VS Code may look for a workspace file before its server answers, and then has no folders until it is loaded anew.
    for (let times = 0; times < 10 && (await none.isVisible()); times++) {
      // Not at once: what it missed may still not be there.
      await page.waitForTimeout(500 * times);
      await page.reload();
      await folders.or(none).first().waitFor();
    }
    await folders.waitFor();
  } catch (error) {
    await screenshot("not-opened");
    await browser.close();
    throw error;
  }
  return { page, folder: folderOf(of), screenshot, close: () => browser.close() };
}

/**
 * Types into VS Code's one input field and takes the row that shows a text: a file's name, `>` and a command's title,
 * `:` and a line.
 */
export async function quickInput(page: Page, typed: string, row: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
  await page.keyboard.press(typed.startsWith(">") ? "F1" : "ControlOrMeta+P");
  await widget.locator("input.input").fill(typed);
  await widget.locator(".quick-input-list .monaco-list-row", { hasText: row }).first().waitFor();
  await page.keyboard.press("Enter");
  await widget.waitFor({ state: "hidden" });
}

/** Opens a file of the folder and returns its editor. */
export async function openFile(page: Page, name: string): Promise<Locator> {
  await quickInput(page, name, name);
  const editor = page.locator(`.monaco-editor[data-uri$="/${name}"]`).first();
  await editor.locator(".view-line").first().waitFor();
  return editor;
}

/** Shows the views of the activity bar's basket. Its badge may cover the icon: what is clicked is the whole item. */
export async function openView(page: Page): Promise<void> {
  await page
    .locator(".action-item", { has: page.locator('a[aria-label^="Baskets"]') })
    .first()
    .click();
}

/** Puts the cursor at a 1-based line and column. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await quickInput(page, `:${line}:${column}`, "Press");
}

/** An action of the light bulb's list. VS Code closes a list that is open when it looks for actions anew: then again. */
export async function lightBulb(page: Page, hasText: string | RegExp): Promise<Locator> {
  const action = page.locator(".action-widget .monaco-list-row", { hasText }).first();
  for (let tries = 0; tries < 8; tries++) {
    await page.keyboard.press("ControlOrMeta+.");
    const isThere = await action.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return action;
    await page.keyboard.press("Escape");
  }
  await action.waitFor();
  return action;
}

/** The lines of an editor that are on the screen and contain a text. An editor shows a space as a no-break space. */
export function linesWith(editor: Locator, text: string): Locator {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \\u00a0]");
  return editor.locator(".view-line", { hasText: new RegExp(pattern) });
}

/** Asks again and again, for what the page does not show, until the answer is there, and returns it. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false,
  seen: () => string,
): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited 30 s for ${what}. There is:\n${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these tests are run by \`npm run test:ui\`.`);
  return value;
}
