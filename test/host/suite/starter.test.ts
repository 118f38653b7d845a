import * as vscode from "vscode";
import {
  checkEqual,
  closeEditors,
  eventually,
  findingOf,
  inFolder,
  nameOf,
  noFindingOn,
  remove,
} from "../support.ts";

describe("the starter estate", () => {
  const first = inFolder("starter.estate.yaml");
  const second = inFolder("starter-2.estate.yaml");

  afterEach(async () => {
    await closeEditors();
    await remove(first);
    await remove(second);
  });

  it("has one thing wrong, which a quick fix mends", async () => {
    await vscode.commands.executeCommand("baskets.starter");
    const { range } = await findingOf("single-basket", first);
    const actions = await eventually("a quick fix", async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        first,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const moves = found.filter(({ title, edit }) => title.startsWith("Move shop-") && edit !== undefined);
      return moves.length > 0 && moves;
    });
    await vscode.workspace.applyEdit(actions[0]?.edit as vscode.WorkspaceEdit);
    await noFindingOn(first, "single-basket");
  });

  it("overwrites nothing", async () => {
    await vscode.commands.executeCommand("baskets.starter");
    await vscode.commands.executeCommand("baskets.starter");
    const opened = vscode.window.activeTextEditor?.document.uri;
    checkEqual(opened === undefined ? "" : nameOf(opened), "starter-2.estate.yaml", "The second file");
  });
});
