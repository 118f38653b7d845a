import * as vscode from "vscode";
import { isCandidate, MANIFEST_GLOB } from "../core/formats/candidates.ts";
import { registerExplain } from "./explain.ts";
import { fileChoice, hasOurNames } from "./files.ts";
import { homeOf } from "./homes.ts";
import { excludedGlobs } from "./settings.ts";
import { wakes } from "./sniff.ts";
import { registerStarter } from "./starter.ts";
import type { Started } from "./startReview.ts";
import { reading } from "./watch.ts";

/** What is loaded only when it is needed. */
export interface Loaded {
  readonly startReview: () => Started;
  readonly importExport: (files: readonly vscode.Uri[]) => Promise<void>;
}

/**
 * Waits until something of ours is there (a file of one of our names, or an open text that reads like ours) and only
 * then loads and starts everything else. VS Code activates extensions for every file of their languages, as YAML and
 * JSON; most windows have nothing for us.
 */
export function activate(context: vscode.ExtensionContext, { startReview, importExport }: Loaded): void {
  const waiting: vscode.Disposable[] = [];
  let started: Promise<Started | undefined> | undefined;
  let ended = false;

  /** What is started, once; undefined where the window is gone by then. */
  function start(): Promise<Started | undefined> {
    started ??= new Promise((resolve) => {
      for (const disposable of waiting.splice(0)) disposable.dispose();
      // Not while VS Code waits for this to be activated.
      setTimeout(() => {
        const review = ended ? undefined : startReview();
        if (review !== undefined) context.subscriptions.push(review);
        resolve(review);
      }, 0);
    });
    return started;
  }

  function lookAt(document: vscode.TextDocument): void {
    const { folder, path } = homeOf(document.uri);
    // In a folder a name decides first, as it does later: most JSON there is somebody else's and is not even read.
    if ((folder === undefined || isCandidate(path)) && reading(document, wakes)) void start();
  }

  async function lookAtFolders(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (started === undefined && (await hasOurNames(uri, fileChoice(excludedGlobs(uri))))) void start();
    }
  }

  context.subscriptions.push(
    registerExplain(),
    registerStarter(),
    registerImport(importExport),
    // A plan says by itself that there is something to review.
    vscode.commands.registerCommand("baskets.reviewPlan", async (file?: vscode.Uri) =>
      (await start())?.reviewPlan(file),
    ),
    {
      dispose() {
        ended = true;
        vscode.Disposable.from(...waiting).dispose();
      },
    },
  );
  for (const document of vscode.workspace.textDocuments) lookAt(document);
  if (started !== undefined) return;
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

/** From the explorer it comes with the file under the mouse and all that are chosen. */
function registerImport(importExport: Loaded["importExport"]): vscode.Disposable {
  return vscode.commands.registerCommand("baskets.importEstate", (file?: vscode.Uri, chosen?: vscode.Uri[]) =>
    importExport(chosen ?? (file === undefined ? [] : [file])),
  );
}

function getTreeItem(): vscode.TreeItem {
  return new vscode.TreeItem("");
}
