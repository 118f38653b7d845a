import * as vscode from "vscode";
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
import { registerHovers } from "./hovers.ts";
import { registerImportInto } from "./importInto.ts";
import type { SpawnImport } from "./importing.ts";
import { registerLanguageStatus } from "./languageStatus.ts";
import { registerNames } from "./names.ts";
import { createNotices } from "./notices.ts";
import { registerOutline } from "./outline.ts";
import { registerQuickFixes } from "./quickFixes.ts";
import { createReviewing } from "./reviewing.ts";
import { reviewPlan } from "./reviewPlan.ts";
import { registerRulePages } from "./rulePages.ts";
import { registerShownTexts } from "./shownTexts.ts";
import { registerSideTexts } from "./sideTexts.ts";
import { registerSyncing } from "./syncing.ts";
import { registerTokens } from "./tokens.ts";
import { registerTools } from "./tools.ts";
import { openWorkspace } from "./workspace.ts";

export { importExport } from "./importing.ts";

export interface Started extends vscode.Disposable {
  /** Without a file it is the one in the active editor, or asked for. */
  readonly reviewPlan: (file: vscode.Uri | undefined) => Promise<void>;
}

/** Everything that Baskets shows and does once there is something to review. */
export function startReview(spawn: Spawn, spawnImport: SpawnImport): Started {
  const workspace = openWorkspace(spawn, createNotices());
  const shown = registerShownTexts();
  const comparing = createComparing(workspace, shown);
  const reviewing = createReviewing(workspace, shown);
  void vscode.commands.executeCommand("setContext", "baskets.active", true);
  const all = vscode.Disposable.from(
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
    registerImportInto(spawnImport),
  );
  return { reviewPlan: (file) => reviewPlan(workspace, reviewing, file), dispose: () => all.dispose() };
}
