import * as vscode from "vscode";
import { check, checkEqual, closeEditors, eventually, inFolder, nameOf, rangeOf } from "../support.ts";

describe("lenses", () => {
  afterEach(closeEditors);

  it("stand above a service", async () => {
    const document = await vscode.workspace.openTextDocument(inFolder("bad.estate.yaml"));
    await lensAt(document, "name: erp\n");
  });

  it("stand above a rollout", async () => {
    const document = await vscode.workspace.openTextDocument(inFolder("rollouts/all-at-once.rollout.yaml"));
    const lenses = await lensesOf(document);
    check(lenses[0], "There is no lens on the rollout.");
    check(/\d/.test(lenses[0].command?.title ?? ""), `The lens says no number: ${lenses[0].command?.title}`);
  });

  it("run a command that exists", async () => {
    const document = await vscode.workspace.openTextDocument(inFolder("bad.estate.yaml"));
    const { command } = await lensAt(document, "name: erp\n");
    if (!command?.command) return; // a lens may only say something
    const known = await vscode.commands.getCommands();
    check(known.includes(command.command), `The lens runs ${command.command}, which no one has registered.`);
  });

  it("are not on YAML that is not ours", async () => {
    const ours = await vscode.workspace.openTextDocument(inFolder("bad.estate.yaml"));
    await lensAt(ours, "name: erp\n");
    const foreign = await vscode.workspace.openTextDocument(inFolder("docker-compose.yaml"));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(lensCommand, foreign.uri, 50);
    checkEqual(lenses.length, 0, "The number of lenses on a compose file");
  });
});

describe("hovers", () => {
  afterEach(closeEditors);

  it("over a service say what it stands on", async () => {
    const text = await hoverOver("bad.estate.yaml", "erp\n");
    check(text.includes("erp"), `The hover does not name the service: ${text}`);
    check(text.includes("lab-04"), `The hover does not name the host that takes it down: ${text}`);
  });

  it("are not on YAML that is not ours", async () => {
    await hoverOver("bad.estate.yaml", "erp\n");
    checkEqual(await hoverText("docker-compose.yaml", "erp"), "", "The hover on a compose file");
  });
});

const lensCommand = "vscode.executeCodeLensProvider";

/** The resolved lenses of a document, once there are any. */
function lensesOf(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return eventually(`a lens on ${nameOf(document.uri)}`, async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(lensCommand, document.uri, 50);
    return lenses.some((lens) => lens.command?.title) && lenses;
  });
}

/** The lens on the line where a text stands. */
async function lensAt(document: vscode.TextDocument, text: string): Promise<vscode.CodeLens> {
  const lenses = await lensesOf(document);
  const { line } = rangeOf(document, text).start;
  const lens = lenses.find((candidate) => candidate.range.start.line === line);
  check(
    lens,
    `No lens is on line ${line + 1} but on ${lenses.map((other) => other.range.start.line + 1).join(", ")}.`,
  );
  return lens;
}

/** The hover over the first character of a text, once there is one. */
function hoverOver(path: string, text: string): Promise<string> {
  return eventually(`a hover over ${JSON.stringify(text)} in ${path}`, async () => {
    const said = await hoverText(path, text);
    return said !== "" && said;
  });
}

async function hoverText(path: string, text: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(inFolder(path));
  const at = rangeOf(document, text).start;
  const command = "vscode.executeHoverProvider";
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((part) => (typeof part === "string" ? part : part.value)))
    .join("\n");
}
