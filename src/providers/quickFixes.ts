import * as vscode from "vscode";
import type { FindingReport } from "../engine/protocol.ts";
import { rangeOf, severityOf, workspaceEdit } from "./convert.ts";
import { SOURCE, says } from "./diagnostics.ts";
import { SELECTOR } from "./selector.ts";
import { silenceAction } from "./silenceAction.ts";
import type { Found, Workspace } from "./workspace.ts";

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("baskets");

/** Fixes of the findings at hand, one for all of a kind, and a comment that silences one with a reason. */
export function registerQuickFixes(workspace: Workspace): vscode.Disposable {
  const provider: vscode.CodeActionProvider<LazyAction> = {
    provideCodeActions: (document, range, context, token) =>
      actionsFor(workspace, document, range, context, token),
    resolveCodeAction: (action, token) => resolve(workspace, action, token),
  };
  return vscode.languages.registerCodeActionsProvider(SELECTOR, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
  });
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
    return [{ title: "Fix all that Baskets can mend", kind: FIX_ALL, all: { document, rule: undefined } }];
  }
  const wanted = context.only === undefined || context.only.contains(vscode.CodeActionKind.QuickFix);
  if (!wanted || !context.diagnostics.some(({ source }) => source === SOURCE)) return [];

  const { version } = document;
  const cancelled = () => token.isCancellationRequested || document.version !== version;
  const revision = await found.estate.settled(cancelled);
  if (revision === undefined) return [];
  const findings = found.estate.report(found.path)?.findings ?? [];
  const here = findings.filter((finding) => rangeOf(finding.range).intersection(range) !== undefined);
  // What is worst comes first, as it does in the list of problems.
  here.sort((a, b) => severityOf(a.severity) - severityOf(b.severity));
  const actions: LazyAction[] = [];
  for (const finding of here) {
    const fixes = await fixesOf(workspace, found, revision, findings.indexOf(finding), cancelled);
    actions.push(...fixes.map((action) => linked(action, finding, context)));
    if (cancelled()) return [];
  }
  return [
    ...actions,
    ...forAll(document, findings, here, context),
    ...here.flatMap((finding) => silence(document, finding, context)),
  ];
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
    title: fix.title,
    kind: vscode.CodeActionKind.QuickFix,
    edit: workspaceEdit(fix, estate.uriOf),
    isPreferred: fix.preferred,
  }));
}

function linked(action: LazyAction, finding: FindingReport, context: vscode.CodeActionContext): LazyAction {
  return { ...action, diagnostics: context.diagnostics.filter((diagnostic) => says(diagnostic, finding)) };
}

/** One action for each rule at hand that has several findings in the file that "fix all" would mend. */
function forAll(
  document: vscode.TextDocument,
  findings: readonly FindingReport[],
  here: readonly FindingReport[],
  context: vscode.CodeActionContext,
): LazyAction[] {
  const mendable = findings.filter(({ preferred }) => preferred);
  const rules = new Map(here.filter(({ preferred }) => preferred).map((finding) => [finding.rule, finding]));
  return [...rules.values()].flatMap((finding) => {
    if (mendable.filter(({ rule }) => rule === finding.rule).length < 2) return [];
    const action = {
      title: `Fix all: ${finding.title}`,
      kind: vscode.CodeActionKind.QuickFix,
      all: { document, rule: finding.rule },
    };
    return [linked(action, finding, context)];
  });
}

function silence(
  document: vscode.TextDocument,
  finding: FindingReport,
  context: vscode.CodeActionContext,
): LazyAction[] {
  const action = silenceAction(document, finding);
  return action === undefined ? [] : [linked(action, finding, context)];
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
