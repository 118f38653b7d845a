import * as vscode from "vscode";
import { MANIFEST_GLOB } from "../core/formats/candidates.ts";
import type { Spawn } from "../engine/client.ts";
import { registerChanges } from "./changes.ts";
import { registerCodeLenses } from "./codeLenses.ts";
import { registerCompare } from "./compare.ts";
import { createComparing } from "./comparing.ts";
import { registerCompletion } from "./completion.ts";
import { registerDay } from "./day.ts";
import { registerDiagnostics } from "./diagnostics.ts";
import { registerDifferences } from "./differences.ts";
import { registerEstateView } from "./estateView.ts";
import { registerExplain } from "./explain.ts";
import { fileChoice, hasOurNames } from "./files.ts";
import { registerHovers } from "./hovers.ts";
import { registerLanguageStatus } from "./languageStatus.ts";
import { registerNames } from "./names.ts";
import { createNotices } from "./notices.ts";
import { registerOutline } from "./outline.ts";
import { registerQuickFixes } from "./quickFixes.ts";
import { createReviewing } from "./reviewing.ts";
import { registerRulePages } from "./rulePages.ts";
import { excludedGlobs } from "./settings.ts";
import { registerShownTexts } from "./shownTexts.ts";
import { registerSideTexts } from "./sideTexts.ts";
import { wakes } from "./sniff.ts";
import { registerStarter } from "./starter.ts";
import { registerSyncing } from "./syncing.ts";
import { registerTokens } from "./tokens.ts";
import { registerTools } from "./tools.ts";
import { reading } from "./watch.ts";
import { openWorkspace } from "./workspace.ts";

/**
 * Waits until something of ours is there (a file of one of our names, or an open text that reads like ours) and only
 * then starts the engine. VS Code activates extensions for every YAML file; most windows have nothing for us.
 */
export function activate(context: vscode.ExtensionContext, spawn: Spawn): void {
  const waiting: vscode.Disposable[] = [];
  let started = false;

  function start(): void {
    if (started) return;
    started = true;
    for (const disposable of waiting.splice(0)) disposable.dispose();
    context.subscriptions.push(startReview(spawn));
  }

  function lookAt(document: vscode.TextDocument): void {
    if (reading(document, wakes)) start();
  }

  async function lookAtFolders(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (!started && (await hasOurNames(uri, fileChoice(excludedGlobs(uri))))) start();
    }
  }

  context.subscriptions.push(registerExplain(), registerStarter(), {
    dispose: () => vscode.Disposable.from(...waiting).dispose(),
  });
  for (const document of vscode.workspace.textDocuments) lookAt(document);
  if (started) return;
  // Until there is something to show the view has its words of welcome.
  waiting.push(
    vscode.window.registerTreeDataProvider("baskets.estate", { getChildren: () => [], getTreeItem }),
  );
  const ours = vscode.workspace.createFileSystemWatcher(MANIFEST_GLOB, false, true, true);
  waiting.push(
    vscode.workspace.onDidOpenTextDocument(lookAt),
    vscode.workspace.onDidChangeTextDocument(({ document }) => lookAt(document)),
    vscode.workspace.onDidChangeWorkspaceFolders(lookAtFolders),
    ours,
    ours.onDidCreate(lookAtFolders),
  );
  void lookAtFolders();
}

function getTreeItem(): vscode.TreeItem {
  return new vscode.TreeItem("");
}

function startReview(spawn: Spawn): vscode.Disposable {
  const workspace = openWorkspace(spawn, createNotices());
  const shown = registerShownTexts();
  const comparing = createComparing(workspace, shown);
  const reviewing = createReviewing(workspace, shown);
  void vscode.commands.executeCommand("setContext", "baskets.active", true);
  return vscode.Disposable.from(
    workspace,
    shown,
    comparing,
    reviewing,
    registerSideTexts(workspace, comparing),
    registerDifferences(workspace, comparing),
    registerCompare(workspace, comparing),
    registerSyncing(workspace, comparing, shown),
    registerChanges(workspace, reviewing),
    registerDiagnostics(workspace),
    registerRulePages(workspace),
    registerQuickFixes(workspace),
    registerCodeLenses(workspace),
    registerHovers(workspace),
    registerEstateView(workspace),
    registerDay(workspace),
    registerLanguageStatus(workspace),
    registerTools(workspace),
    registerNames(workspace),
    registerOutline(workspace),
    registerCompletion(workspace),
    registerTokens(workspace),
  );
}
