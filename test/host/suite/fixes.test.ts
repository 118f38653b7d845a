import * as vscode from "vscode";
import {
  check,
  checkEqual,
  closeEditors,
  estateWithTypo,
  findingOf,
  findings,
  inFolder,
  nameOf,
  noFindingOn,
  ruleOf,
  withFile,
} from "../support.ts";

describe("quick fixes", () => {
  afterEach(closeEditors);

  it("mend a word and leave every other byte as it is", async () => {
    const text = estateWithTypo("mended").replaceAll("\n", "\r\n");
    await withFile("mended.estate.yaml", text, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await apply(await fixFor(await findingOf("shape", file), file, /^(tier|.*tier:.*)$/));
      await noFindingOn(file);
      checkEqual(document.getText(), text.replace("teir", "tier"), "The text after the fix");
    });
  });

  it("take a service out of its single basket", async () => {
    const file = inFolder("bad.estate.yaml");
    await vscode.workspace.openTextDocument(file);
    const before = seriousFindings();
    await apply(await fixFor(await findingOf("single-basket", file), file, /lab-0[1235]/));
    await noFindingOn(file, "single-basket");
    const added = seriousFindings().filter((entry) => !before.includes(entry));
    checkEqual(added.join(), "", "What the fix brought with it");
  });

  it("stage a rollout that goes everywhere at once", async () => {
    const file = inFolder("rollouts/all-at-once.rollout.yaml");
    await vscode.workspace.openTextDocument(file);
    await apply(await fixFor(await findingOf("unstaged-rollout", file), file, /stages:/));
    await noFindingOn(file, "unstaged-rollout");
  });

  it("prefer at most one for a finding", async () => {
    for (const [rule, path] of [
      ["single-basket", "bad.estate.yaml"],
      ["unstaged-rollout", "rollouts/all-at-once.rollout.yaml"],
    ] as const) {
      const file = inFolder(path);
      await vscode.workspace.openTextDocument(file);
      const { range } = await findingOf(rule, file);
      const here = findings(file).filter((finding) => finding.range.intersection(range)).length;
      const preferred = (await quickFixes(file, range)).filter((action) => action.isPreferred).length;
      check(preferred <= here, `${preferred} quick fixes are preferred where ${here} findings stand.`);
    }
  });

  it("are not offered where there is no finding", async () => {
    const file = inFolder("docker-compose.yaml");
    const document = await vscode.workspace.openTextDocument(file);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    checkEqual((await quickFixes(file, all)).length, 0, "The number of quick fixes on a compose file");
  });
});

/**
 * A quick fix at a finding by what it writes: VS Code's command does not say which finding a quick fix is for, and
 * several findings may stand on one word.
 */
async function fixFor(
  finding: vscode.Diagnostic,
  file: vscode.Uri,
  writes: RegExp,
): Promise<vscode.CodeAction> {
  const fixes = await quickFixes(file, finding.range);
  const fix = fixes.find(({ edit }) =>
    edit?.entries().some(([, edits]) => edits.some(({ newText }) => writes.test(newText))),
  );
  const offered = fixes.map(({ title }) => title).join("; ") || "none";
  check(fix, `No quick fix for ${ruleOf(finding)} on ${nameOf(file)} writes ${writes}. Offered: ${offered}.`);
  return fix;
}

async function quickFixes(file: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  const resolved = 50;
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", file, range, kind, resolved);
}

async function apply(fix: vscode.CodeAction): Promise<void> {
  check(fix.edit, `The quick fix "${fix.title}" has no edit.`);
  check(await vscode.workspace.applyEdit(fix.edit), `The quick fix "${fix.title}" could not be applied.`);
}

/** Each finding of the folder at warning or above, as `file rule`. */
function seriousFindings(): string[] {
  return vscode.languages.getDiagnostics().flatMap(([file]) =>
    findings(file)
      .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
      .map((finding) => `${nameOf(file)} ${ruleOf(finding)}`),
  );
}
