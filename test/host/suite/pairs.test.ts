import * as vscode from "vscode";
import {
  check,
  checkEqual,
  closeEditors,
  eventually,
  findingOf,
  findings,
  inFolder,
  nameOf,
  rangeOf,
  type,
  withFile,
} from "../support.ts";

/** Two sides that differ in one VM's memory and in one VM that only the first has. */
const PAIR = `# Two sides, and a comment that stays.
apiVersion: baskets/v1
kind: Estate
environments:
  - {name: pair-a, licence: licences-a}
  - {name: pair-b, licence: licences-b}
pairs:
  - between: [pair-a, pair-b]
hosts:
  - {name: pair-a1, environment: pair-a, memory: 64GiB}
  - {name: pair-b1, environment: pair-b, memory: 64GiB}
services:
  - {name: pair-shop, tier: 3, needs: 1}
vms:
  - {name: shop-a1, service: pair-shop, host: pair-a1, memory: 16GiB}
  - {name: shop-b1, service: pair-shop, host: pair-b1, memory: 8GiB, counterpart: shop-a1}   # half of it
`.replaceAll("\n", "\r\n");

describe("two environments", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("baskets.differences.close");
    await closeEditors();
  });

  it("are shown side by side, read-only, without findings, and lead to where a line is written", async () => {
    await withFile("pair.estate.yaml", PAIR, async (file) => {
      await open(file);
      const [here, there] = await compared();
      checkEqual(below(here).replace("16 GiB", "8 GiB"), below(there), "One side");
      checkEqual(
        vscode.workspace.fs.isWritableFileSystem(there.uri.scheme) === true,
        false,
        "Whether it can be written",
      );
      checkEqual(findings(there.uri).length, 0, "The number of findings on it");
      const at = rangeOf(there, "memory: 8 GiB").start;
      const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeDefinitionProvider",
        there.uri,
        at,
      );
      checkEqual(
        place === undefined ? "nowhere" : nameOf(place.uri),
        "pair.estate.yaml",
        "Where it is written",
      );
      checkEqual(place?.range.start.line ?? -1, 15, "The line that it is written in");
    });
  });

  it("are brought into line by edits that undo takes back to the byte", async () => {
    await withFile("pair.estate.yaml", PAIR, async (file) => {
      const document = await open(file);
      await compared();
      const done = vscode.commands.executeCommand("baskets.syncEnvironments");
      await accepting("the second side to follow the first", () => document.getText() !== PAIR);
      await done;
      checkEqual(document.getText(), PAIR.replace("memory: 8GiB", "memory: 16GiB"), "The text afterwards");
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("undo");
      await eventually(
        "the text as it was",
        () => document.getText() === PAIR,
        () => document.getText(),
      );
      checkEqual(document.isDirty, false, "Whether undone text differs from the disk");
    });
  });

  it("follow what is typed", async () => {
    await withFile("pair.estate.yaml", PAIR, async (file) => {
      const document = await open(file);
      const [here, there] = await compared();
      await type(document, PAIR.replace("memory: 8GiB", "memory: 16GiB"));
      await eventually(
        "no difference",
        () => below(here) === below(there),
        () => there.getText(),
      );
    });
  });
});

describe("a change under review", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("baskets.changes.close");
    await closeEditors();
  });

  it("shows what differs from what was on disk at opening, and what that does to a score", async () => {
    const file = inFolder("bad.estate.yaml");
    const document = await open(file, "single-basket");
    const before = document.getText();
    const last = before.lastIndexOf("host: lab-04");
    await type(document, `${before.slice(0, last)}host: lab-05${before.slice(last + "host: lab-04".length)}`);
    await vscode.commands.executeCommand("baskets.reviewChange", { since: "opening" });
    await eventually("the files that differ", () => tabCalled("Change under Review"));
    await eventually(
      "the lens to tell",
      async () => /\(−\d+\)/.test(await lensesOn(file)),
      () => before,
    );
    const then = vscode.Uri.from({ scheme: "baskets-shown", path: file.path, query: "before" });
    checkEqual(await textAt(then), before, "What it was");
    await vscode.commands.executeCommand("baskets.changes.close");
    await eventually("the lens to be as before", async () => !/\(−/.test(await lensesOn(file)));
    await eventually("the files to be closed", () => !tabCalled("Change under Review"));
  });

  it("leads from what is mended to where it stood, and says all of it as Markdown", async () => {
    const file = inFolder("bad.estate.yaml");
    const document = await open(file, "single-basket");
    await vscode.commands.executeCommand("baskets.reviewChange", { since: "now" });
    await type(document, document.getText().replace("tier: 1", "tier: 2"));
    const said = await eventually("the change to be told", async () => {
      await vscode.commands.executeCommand("baskets.changes.copy");
      const text = await vscode.env.clipboard.readText();
      return text.includes("erp") && text;
    });
    check(/^\*\*Against everything as it was at /.test(said), `The clipboard begins otherwise: ${said}`);
  });
});

/** Opens an estate and waits until it has been looked at. */
async function open(file: vscode.Uri, rule = "drift"): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  await findingOf(rule, file);
  return document;
}

/** The texts of both sides, once they are shown. */
async function compared(): Promise<readonly [vscode.TextDocument, vscode.TextDocument]> {
  const done = vscode.commands.executeCommand("baskets.compareEnvironments");
  await accepting("both sides", () => tabCalled("pair-a ↔ pair-b"));
  await done;
  const side = (name: string) =>
    eventually(`the text of ${name}`, () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === "baskets-shown" && nameOf(uri) === `${name}.yaml`,
      ),
    );
  return [await side("pair-a"), await side("pair-b")];
}

/** A side without its first line, which says its name. */
function below(side: vscode.TextDocument): string {
  return side.getText().split("\n").slice(1).join("\n");
}

/** Takes what a quick pick offers first, again and again, until something is so. */
function accepting(what: string, isSo: () => boolean): Promise<true> {
  return eventually(what, async () => {
    if (isSo()) return true;
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return isSo();
  });
}

function tabCalled(label: string): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => tab.label.startsWith(label)));
}

async function lensesOn(file: vscode.Uri): Promise<string> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    file,
    50,
  );
  return lenses.map(({ command }) => command?.title ?? "").join("\n");
}

async function textAt(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}
