import * as vscode from "vscode";
import { topOf } from "./convert.ts";
import { isMark, pathIn } from "./files.ts";
import { mayBeOurs, SNIFFED_CHARACTERS } from "./sniff.ts";
import type { Intake } from "./workspace.ts";

/** Events of one switch of branches come in a burst: they are looked at together. Milliseconds. */
const BURST = 50;

/** Watches documents, files, folders and settings, and says what is to be looked at again. */
export function watch(intake: Intake): vscode.Disposable {
  return vscode.Disposable.from(watchDocuments(intake), watchFiles(intake), watchWindow(intake));
}

function watchDocuments({ find, refresh, edited }: Intake): vscode.Disposable {
  const lineEnds = new WeakMap<vscode.TextDocument, vscode.EndOfLine>();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (find(document.uri) !== undefined || looksOurs(document)) void refresh([document.uri]);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // Unsaved text is gone with its document; what is on disk counts again.
      if (find(document.uri) !== undefined) void refresh([document.uri]);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const found = find(document.uri);
      const otherLineEnds = (lineEnds.get(document) ?? document.eol) !== document.eol;
      lineEnds.set(document, document.eol);
      if (found === undefined ? contentChanges.length > 0 && looksOurs(document) : otherLineEnds)
        void refresh([document.uri]);
      else if (found !== undefined && contentChanges.length > 0) edited(found, document, contentChanges);
    }),
  );
}

function looksOurs(document: vscode.TextDocument): boolean {
  return reading(document, mayBeOurs);
}

/** What a test says to the name and the top of an open document. Languages that are never ours are not read. */
export function reading(
  document: vscode.TextDocument,
  test: (path: string, text: string) => boolean,
): boolean {
  if (!LANGUAGES.has(document.languageId) || isShownOnly(document.uri)) return false;
  const top = topOf(document, 2000).slice(0, SNIFFED_CHARACTERS);
  return test(document.uri.scheme === "untitled" ? document.uri.toString() : document.uri.path, top);
}

/** What a diff shows of another revision, or we of another side, is nobody's estate: nothing there can be mended. */
function isShownOnly(uri: vscode.Uri): boolean {
  return (
    vscode.workspace.getWorkspaceFolder(uri) === undefined &&
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false
  );
}

/** Of files without an ending, and of `.tf` where no other extension knows it, VS Code says `plaintext`. */
const LANGUAGES: ReadonlySet<string> = new Set([
  ...["yaml", "ansible", "ini", "properties", "json", "plaintext"],
  ...["terraform", "terraform-vars", "opentofu", "opentofu-vars", "hcl"],
]);

function watchFiles({ find, choiceOf, refresh, scan, gone, startOver }: Intake): vscode.Disposable {
  const pending = new Map<string, vscode.Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function lookAt(uri: vscode.Uri): void {
    pending.set(uri.toString(), uri);
    timer ??= setTimeout(() => {
      const uris = [...pending.values()];
      pending.clear();
      timer = undefined;
      void refresh(uris);
    }, BURST);
  }

  /** A folder that is moved in is one event, not one for each file in it. */
  async function lookInto(uri: vscode.Uri, folder: vscode.Uri): Promise<void> {
    const found = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
    if (found !== undefined && (found.type & vscode.FileType.Directory) !== 0) await scan(folder, uri);
  }

  function created(uri: vscode.Uri): void {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (folder === undefined) return;
    const path = pathIn(folder, uri);
    if (choiceOf(folder).isExcluded(path)) return;
    if (isMark(path)) startOver();
    else if (choiceOf(folder).isCandidate(path)) lookAt(uri);
    else void lookInto(uri, folder);
  }

  function changed(uri: vscode.Uri): void {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (folder === undefined || !choiceOf(folder).isCandidate(pathIn(folder, uri))) return;
    // An open document tells its changes itself.
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.some(
      (document) => !document.isClosed && document.uri.toString() === key,
    );
    if (!open || find(uri) === undefined) lookAt(uri);
  }

  // All files, since the removal of a folder is one event with the folder's name.
  const watcher = vscode.workspace.createFileSystemWatcher("**/*");
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(created),
    watcher.onDidChange(changed),
    watcher.onDidDelete((uri) => {
      pending.delete(uri.toString());
      gone(uri);
      if (isMark(uri.path)) startOver();
    }),
    // What is done in VS Code itself is known before any watcher sees it.
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(gone)),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        gone(oldUri);
        created(newUri);
      }
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

function watchWindow({ startOver, configure }: Intake): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(startOver),
    // Settings of the workspace count from then on, and with them which files there are.
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      configure();
      startOver();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("baskets.lenses") || event.affectsConfiguration("baskets.policy"))
        configure();
      if (event.affectsConfiguration("baskets.exclude")) startOver();
    }),
  );
}
