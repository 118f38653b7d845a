import * as vscode from "vscode";
import { pveshAnswers } from "../../support/pvesh.ts";
import { check, checkEqual, closeEditors, eventually, findingOf, inFolder, remove } from "../support.ts";

describe("an export", () => {
  const file = inFolder("pvesh.json");
  const manifest = inFolder("pvesh.estate.yaml");

  afterEach(async () => {
    await closeEditors();
    await remove(file);
    await remove(manifest);
  });

  it("becomes an estate beside it, whose findings offer the command of the platform", async () => {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(pveshAnswers()));
    await vscode.commands.executeCommand("baskets.importEstate", file);
    const { range } = await findingOf("keep-apart-broken", manifest);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(manifest));
    check(text.includes("  - name: dns-1\n"), `The manifest has the VMs:\n${text}`);
    const action = await eventually("a command", async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        manifest,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return found.find(({ title }) => title.startsWith("Copy as command: Move dns-2 to host pve"));
    });
    checkEqual(action.edit === undefined, true, "That nothing is written");
    const [command] = action.command?.arguments ?? [];
    check(/^qm migrate 101 pve[23] --online$/.test(String(command)), `The command is ${String(command)}.`);
  });

  it("that is none is refused and nothing is written", async () => {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"name": "a-package"}'));
    await vscode.commands.executeCommand("baskets.importEstate", file);
    const there = await vscode.workspace.fs.stat(manifest).then(
      () => true,
      () => false,
    );
    checkEqual(there, false, "That there is a manifest");
  });
});
