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
  noFindingOn,
  remove,
  withFile,
} from "../support.ts";

describe("the starter estate", () => {
  const file = inFolder("starter.estate.yaml");

  afterEach(async () => {
    await closeEditors();
    await remove(file);
  });

  function opened(): vscode.Uri {
    const uri = vscode.window.activeTextEditor?.document.uri;
    check(uri, "No editor is open.");
    return uri;
  }

  it("has one thing wrong, which a quick fix mends, and adds no name to an estate that is there", async () => {
    await vscode.commands.executeCommand("baskets.starter");
    const uri = opened();
    checkEqual(uri.scheme, "untitled", "Where it is, beside the folder's own estate");
    const { range } = await findingOf("single-basket", uri);
    checkEqual(findings(inFolder("estate/lab.estate.yaml"), "duplicate-name").length, 0, "Names found twice");
    const actions = await eventually("a quick fix", async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const moves = found.filter(({ title, edit }) => title.startsWith("Move shop-") && edit !== undefined);
      return moves.length > 0 && moves;
    });
    await vscode.workspace.applyEdit(actions[0]?.edit as vscode.WorkspaceEdit);
    await noFindingOn(uri, "single-basket");
  });

  it("is opened where it is there already, as a tab that stays", async () => {
    await withFile("starter.estate.yaml", "apiVersion: baskets/v1\nkind: Estate\n", async () => {
      await vscode.commands.executeCommand("baskets.starter");
      checkEqual(nameOf(opened()), "starter.estate.yaml", "What is opened");
      checkEqual(vscode.window.activeTextEditor?.document.lineCount ?? 0, 3, "Its lines");
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      checkEqual(tab?.isPreview ?? true, false, "Whether the tab is a preview");
      const second = inFolder("starter-2.estate.yaml");
      const isThere = await vscode.workspace.fs.stat(second).then(
        () => true,
        () => false,
      );
      checkEqual(isThere, false, "Whether there is a second one");
    });
  });
});
