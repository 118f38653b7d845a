import * as vscode from "vscode";
import {
  apply,
  check,
  checkEqual,
  closeEditors,
  codeActions,
  estateWithTypo,
  eventually,
  findingOf,
  findings,
  inFolder,
  nameOf,
  noFindingOn,
  quickFixes,
  rangeOf,
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
    const loud = findings(file).filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
    checkEqual(loud.map(ruleOf).join(), "known-bad-build", "What is left to be said of the rollout");
  });

  it("mend all of one kind in a file at once, and nothing else", async () => {
    await withFile("many.estate.yaml", MANY, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await eventually("all three typos", () => rulesOn(file) === "shape, shape, unknown-reference");
      const { range } = await findingOf("shape", file);
      const all = (await quickFixes(file, range)).filter(({ title }) => title.startsWith("Fix all"));
      checkEqual(all.length, 1, "The number of quick fixes for all of a kind");
      await apply(all[0] as vscode.CodeAction);
      await noFindingOn(file, "shape");
      checkEqual(document.getText(), MANY.replaceAll("teir", "tier"), "The text after the fix");
      checkEqual(rulesOn(file), "unknown-reference", "What is left");
    });
  });

  it("mend all that can be mended as a source action", async () => {
    await withFile("all.estate.yaml", MANY, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await eventually("all three typos", () => rulesOn(file) === "shape, shape, unknown-reference");
      const kind = "source.fixAll.baskets";
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const [action, ...more] = await codeActions(file, whole, kind);
      checkEqual(more.length, 0, "The number of further source actions");
      check(action, `There is no ${kind}.`);
      await apply(action);
      await noFindingOn(file);
      const mended = MANY.replaceAll("teir", "tier").replace("ledgr", "ledger");
      checkEqual(document.getText(), mended, "The text after the action");
    });
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

  it("say what a move does to the outage of a service, and offer it where nothing is wrong too", async () => {
    await withFile("weak.estate.yaml", WEAK, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      const at = rangeOf(document, "weak-svc");
      const [move] = await eventually("a move with its number", async () => {
        const moves = await codeActions(file, at, vscode.CodeActionKind.RefactorMove.value);
        return moves.length > 0 && moves;
      });
      check(
        move && /^Move weak-1 to host lab-0\d: [\d,]+ → \d+ min\/year$/.test(move.title),
        `It is called ${move?.title}.`,
      );
      const before = findings(file).map(ruleOf).join();
      await apply(move);
      check(/name: weak-1, service: weak-svc, host: lab-0\d/.test(document.getText()), document.getText());
      checkEqual(findings(file).map(ruleOf).join(), before, "What is found after the move");
    });
  });

  it("silence a rule on a line once, and not what could not be read", async () => {
    const text =
      "apiVersion: baskets/v1\nkind: Estate\nhosts:\n  - {nam: h9}\nservices:\n  - {name: silent-svc, teir: 1, usrs: 2}\n";
    await withFile("silent.estate.yaml", text, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await eventually("all three typos", () => rulesOn(file) === "shape, shape, shape");
      const offered = async (line: number) => {
        const actions = await quickFixes(file, document.lineAt(line).range);
        return actions.filter(({ title }) => title.startsWith("Silence ")).length;
      };
      checkEqual(await offered(5), 1, "How often silence is offered for two typos on one line");
      checkEqual(await offered(3), 0, "How often it is offered for a host without a name");
    });
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

/** A host that fails twice a year, and a service on it that nothing is wrong with. */
const WEAK = `apiVersion: baskets/v1
kind: Estate
hosts:
  - { name: weak, environment: lab, platform: VMware ESX, build: 3.5.0-82663, rack: r6, storage: array-1, memory: 64GiB }
services:
  - { name: weak-svc, tier: 4, needs: 1 }
vms:
  - { name: weak-1, service: weak-svc, host: weak, cpu: 2, memory: 4GiB }
domains:
  - { kind: host, name: weak, annualFailures: 2 }
`;

/** Two keys and the name of a service are written wrong. */
const MANY = `apiVersion: baskets/v1
kind: Estate
services:
  - name: ledger # a comment that stays
    teir: 4
  - name: post
    teir: 4
vms:
  - { name: ledger-1, service: ledgr, host: lab-01 }
  - { name: post-1, service: post, host: lab-05 }
`;

function rulesOn(file: vscode.Uri): string {
  return findings(file).map(ruleOf).sort().join(", ");
}

/** Each finding of the folder at warning or above, as `file rule`. */
function seriousFindings(): string[] {
  return vscode.languages.getDiagnostics().flatMap(([file]) =>
    findings(file)
      .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
      .map((finding) => `${nameOf(file)} ${ruleOf(finding)}`),
  );
}
