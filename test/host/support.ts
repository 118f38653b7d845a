import * as vscode from "vscode";

/** Where a file of the opened folder is: `bad.estate.yaml`, `estate/lab.estate.yaml`. */
export function inFolder(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("VS Code was started without a folder.");
  return vscode.Uri.joinPath(folder.uri, path);
}

export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function checkEqual<T extends string | number | boolean>(actual: T, expected: T, what: string): void {
  check(actual === expected, `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
}

/**
 * Asks again and again until the answer is there (neither undefined nor false), and returns it.
 * @param what completes the sentence "Waited … for", for the message when it takes too long
 * @param seen what there was instead, for the same message
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | Thenable<T | undefined | false>,
  seen: () => string = () => "",
): Promise<T> {
  const seconds = 20;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}. ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The diagnostics of this extension on a file, of one rule or of all. */
export function findings(file: vscode.Uri, rule?: string): vscode.Diagnostic[] {
  const ours = vscode.languages.getDiagnostics(file).filter((diagnostic) => diagnostic.source === "baskets");
  return rule === undefined ? ours : ours.filter((diagnostic) => ruleOf(diagnostic) === rule);
}

/** The rule's id, or what stands in its place. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === "object" ? String(code.value) : String(code);
}

/** Waits for a finding of that rule on that file. */
export function findingOf(rule: string, file: vscode.Uri): Promise<vscode.Diagnostic> {
  return eventually(
    `${rule} on ${nameOf(file)}`,
    () => findings(file, rule)[0],
    () => reported(file),
  );
}

/** Waits until that file has no finding, of that rule or at all. */
export async function noFindingOn(file: vscode.Uri, rule?: string): Promise<void> {
  const what = `${nameOf(file)} to be free of ${rule ?? "findings"}`;
  await eventually(
    what,
    () => findings(file, rule).length === 0,
    () => reported(file),
  );
}

function reported(file: vscode.Uri): string {
  const rules = findings(file).map((diagnostic) => `${ruleOf(diagnostic)} (${diagnostic.message})`);
  return rules.length === 0 ? "There is no finding on it." : `There is on it: ${rules.join("; ")}.`;
}

export function nameOf(file: vscode.Uri): string {
  return file.path.slice(file.path.lastIndexOf("/") + 1);
}

/** Runs the body with a file of that text in the folder, and removes it afterwards, wherever the body moved it to. */
export async function withFile(
  path: string,
  text: string,
  body: (file: vscode.Uri) => Promise<void>,
): Promise<void> {
  const file = inFolder(path);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  try {
    await body(file);
  } finally {
    await closeEditors();
    await remove(file);
  }
  // What is found in it is gone with it: the next test that writes this file must not take that for its own.
  await noFindingOn(file);
}

/** Removes a file or an empty folder when it is there. */
export async function remove(file: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
}

/** Replaces the whole text of an open document, without saving it. */
export async function type(document: vscode.TextDocument, text: string): Promise<void> {
  const all = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, all, text);
  check(await vscode.workspace.applyEdit(edit), `${nameOf(document.uri)} could not be edited.`);
}

/** Where a text stands in a document, first to last character. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const at = document.getText().indexOf(text);
  check(at >= 0, `${nameOf(document.uri)} does not contain ${JSON.stringify(text)}.`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

export function quickFixes(file: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return codeActions(file, range, vscode.CodeActionKind.QuickFix.value);
}

/** Resolved, so that each has its edit. */
export async function codeActions(
  file: vscode.Uri,
  range: vscode.Range,
  kind: string,
): Promise<vscode.CodeAction[]> {
  const resolved = 50;
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", file, range, kind, resolved);
}

export async function apply(fix: vscode.CodeAction): Promise<void> {
  check(fix.edit, `The quick fix "${fix.title}" has no edit.`);
  check(await vscode.workspace.applyEdit(fix.edit), `The quick fix "${fix.title}" could not be applied.`);
}

/** Throws away what was typed and closes all editors, so that the next test starts as this one did. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((open) => open.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** An estate document with one thing wrong: a key that is written `teir`. Its fix is one word. */
export function estateWithTypo(service: string): string {
  return `apiVersion: baskets/v1\nkind: Estate\nservices:\n  - name: ${service} # a comment that stays\n    teir: 3\n`;
}
