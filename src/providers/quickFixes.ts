import * as vscode from "vscode";
import type { FindingReport, FixReport } from "../engine/protocol.ts";
import { enginePosition, rangeOf, severityOf, workspaceEdit } from "./convert.ts";
import { SOURCE, says } from "./diagnostics.ts";
import { REVIEWED } from "./selector.ts";
import { silenceAction } from "./silenceAction.ts";
import type { Found, Workspace } from "./workspace.ts";

const MOVE = vscode.CodeActionKind.RefactorMove;
const REWRITE = vscode.CodeActionKind.RefactorRewrite;
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("baskets");

/**
 * Fixes of the findings at hand, one for all of a kind, a comment that silences one with a reason, and on the name of
 * a service or VM the moves that would lower its outage, each with its number.
 */
export function registerQuickFixes(workspace: Workspace): vscode.Disposable {
  const provider: vscode.CodeActionProvider<LazyAction> = {
    provideCodeActions: (document, range, context, token) =>
      actionsFor(workspace, document, range, context, token),
    resolveCodeAction: (action, token) => resolve(workspace, action, token),
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(REVIEWED, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, MOVE, REWRITE, FIX_ALL],
    }),
    vscode.commands.registerCommand(COPY_COMMAND, copyCommand),
  );
}

const COPY_COMMAND = "baskets.copyCommand";

/** It is put on the clipboard and never run: what it does belongs to whoever pastes it. */
async function copyCommand(text: unknown): Promise<void> {
  if (typeof text !== "string") return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t("$(clippy) The command is on the clipboard."), 5000);
}

/** An action whose edit is made when it is chosen: all findings of a rule in a file, or of all rules. */
interface LazyAction extends vscode.CodeAction {
  readonly all?: { readonly document: vscode.TextDocument; readonly rule: string | undefined };
}

async function actionsFor(
  workspace: Workspace,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<LazyAction[]> {
  const found = workspace.find(document.uri);
  if (found === undefined) return [];
  if (
    context.only !== undefined &&
    FIX_ALL.intersects(context.only) &&
    !vscode.CodeActionKind.QuickFix.intersects(context.only)
  ) {
    return [
      {
        title: vscode.l10n.t("Fix all that Baskets can mend"),
        kind: FIX_ALL,
        all: { document, rule: undefined },
      },
    ];
  }
  const wants = (kind: vscode.CodeActionKind) => context.only === undefined || context.only.contains(kind);
  const mends =
    wants(vscode.CodeActionKind.QuickFix) && context.diagnostics.some(({ source }) => source === SOURCE);
  // Moves are tried before they are offered: only for somebody who asks, not wherever the cursor rests.
  const isAsked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke;
  const [moves, rewrites] = [isAsked && wants(MOVE), isAsked && wants(REWRITE)];
  if (!mends && !moves && !rewrites) return [];

  const { version } = document;
  const cancelled = () => token.isCancellationRequested || document.version !== version;
  const revision = await found.estate.settled(cancelled);
  if (revision === undefined) return [];
  const helps = [
    ...(moves ? await offered(workspace, "helps", MOVE, found, revision, range.start, cancelled) : []),
    ...(rewrites
      ? await offered(workspace, "rewrites", REWRITE, found, revision, range.start, cancelled)
      : []),
  ];
  if (!mends) return helps;
  const findings = found.estate.report(found.path)?.findings ?? [];
  const here = findings.filter((finding) => rangeOf(finding.range).intersection(range) !== undefined);
  // What is worst comes first, as it does in the list of problems.
  here.sort((a, b) => severityOf(a.severity) - severityOf(b.severity));
  const actions: LazyAction[] = [];
  for (const finding of here) {
    const fixes = await fixesOf(workspace, found, revision, findings.indexOf(finding), cancelled);
    actions.push(...fixes.map((action) => linked(workspace, action, finding, context)));
    if (cancelled()) return [];
  }
  return [
    ...actions,
    ...(await forAll(workspace, document, found, revision, here, context, cancelled)),
    // What a fix says already is not said again.
    ...helps.filter(({ title }) => !actions.some((action) => action.title === title)),
    ...onceEach(here).flatMap((finding) => silence(workspace, document, finding, context)),
  ];
}

async function offered(
  workspace: Workspace,
  question: "helps" | "rewrites",
  kind: vscode.CodeActionKind,
  { estate, path }: Found,
  revision: number,
  position: vscode.Position,
  cancelled: () => boolean,
): Promise<LazyAction[]> {
  const at = { estate: estate.id, path, revision, position: enginePosition(position) };
  const moves = await workspace.engine.ask(question, at, cancelled);
  if (moves === undefined || moves === "outdated") return [];
  return moves.map((fix) => ({ ...actionOf(fix, estate), kind }));
}

async function fixesOf(
  workspace: Workspace,
  { estate, path }: Found,
  revision: number,
  finding: number,
  cancelled: () => boolean,
): Promise<LazyAction[]> {
  if (!estate.report(path)?.findings[finding]?.fixable) return [];
  const fixes = await workspace.engine.ask(
    "fixes",
    { estate: estate.id, path, revision, finding },
    cancelled,
  );
  if (fixes === undefined || fixes === "outdated") return [];
  return fixes.map((fix) => ({
    ...actionOf(fix, estate),
    kind: vscode.CodeActionKind.QuickFix,
    isPreferred: fix.preferred,
  }));
}

/** An edit, or a command for the clipboard where the document only says what was seen. */
function actionOf(fix: FixReport, { uriOf }: Found["estate"]): vscode.CodeAction {
  const { title, command } = fix;
  if (command === undefined) return { title, edit: workspaceEdit(fix, uriOf) };
  return { title, command: { title, command: COPY_COMMAND, arguments: [command] } };
}

function linked(
  { day }: Workspace,
  action: LazyAction,
  finding: FindingReport,
  context: vscode.CodeActionContext,
): LazyAction {
  const diagnostics = context.diagnostics.filter((diagnostic) => says(diagnostic, finding, day));
  return { ...action, diagnostics };
}

/** One action for each rule at hand that has several findings in the file that "fix all" would mend. */
async function forAll(
  workspace: Workspace,
  document: vscode.TextDocument,
  { estate, path }: Found,
  revision: number,
  here: readonly FindingReport[],
  context: vscode.CodeActionContext,
  cancelled: () => boolean,
): Promise<LazyAction[]> {
  const findings = new Map(here.filter(({ fixable }) => fixable).map((finding) => [finding.rule, finding]));
  if (findings.size === 0) return [];
  const ask = { estate: estate.id, path, revision, rules: [...findings.keys()] };
  const rules = await workspace.engine.ask("mendable", ask, cancelled);
  if (rules === undefined || rules === "outdated") return [];
  return rules.flatMap((rule) => {
    const finding = findings.get(rule);
    if (finding === undefined) return [];
    const title = vscode.l10n.t("Fix all: {0}", finding.title);
    const action = { title, kind: vscode.CodeActionKind.QuickFix, all: { document, rule } };
    return [linked(workspace, action, finding, context)];
  });
}

/** One of each rule on a line: one comment silences all of them. */
function onceEach(findings: readonly FindingReport[]): readonly FindingReport[] {
  const silenceable = findings.filter(({ unread }) => !unread);
  return [...new Map(silenceable.map((each) => [`${each.rule} ${each.range.start.line}`, each])).values()];
}

function silence(
  workspace: Workspace,
  document: vscode.TextDocument,
  finding: FindingReport,
  context: vscode.CodeActionContext,
): LazyAction[] {
  const action = silenceAction(document, finding);
  return action === undefined ? [] : [linked(workspace, action, finding, context)];
}

async function resolve(
  workspace: Workspace,
  action: LazyAction,
  token: vscode.CancellationToken,
): Promise<LazyAction> {
  const { all } = action;
  const found = all && workspace.find(all.document.uri);
  if (all === undefined || found === undefined) return action;
  const { version } = all.document;
  const cancelled = () => token.isCancellationRequested || all.document.version !== version;
  const revision = await found.estate.settled(cancelled);
  if (revision === undefined) return action;
  const rule = all.rule === undefined ? {} : { rule: all.rule };
  const fix = await workspace.engine.ask(
    "fixAll",
    { estate: found.estate.id, path: found.path, revision, ...rule },
    cancelled,
  );
  if (fix !== undefined && fix !== "outdated") action.edit = workspaceEdit(fix, found.estate.uriOf);
  return action;
}
