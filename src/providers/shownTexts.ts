import * as vscode from "vscode";

/** The scheme of texts that are shown and belong to no file: sides of a comparison, files as they were. */
export const SHOWN = "baskets-shown";

/**
 * Read-only texts by address. A file system, since a diff against a content provider shows arrows that do nothing.
 * What a file was or would be stands under the file's own path: under another one a diff shows it as renamed.
 */
export interface ShownTexts extends vscode.Disposable {
  /** Shows a text, or another text where there is one: editors keep their place. */
  readonly put: (uri: vscode.Uri, text: string) => void;
  readonly remove: (uri: vscode.Uri) => void;
}

/** The address of a text; `what` tells texts under one path apart. */
export function shownUri(path: string, what: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SHOWN, path, query: what });
}

interface Shown {
  readonly bytes: Uint8Array;
  readonly changed: number;
}

export function registerShownTexts(): ShownTexts {
  closeLeftOver();
  const texts = new Map<string, Shown>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let clock = Date.now();
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const at = (uri: vscode.Uri) => {
    const found = texts.get(uri.toString());
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  };
  const registered = vscode.workspace.registerFileSystemProvider(
    SHOWN,
    {
      onDidChangeFile: changed.event,
      watch: () => ({ dispose: () => undefined }),
      stat(uri) {
        const { bytes, changed: mtime } = at(uri);
        return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
      },
      readFile: (uri) => at(uri).bytes,
      readDirectory: () => [],
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isReadonly: true, isCaseSensitive: true },
  );
  return {
    put(uri, text) {
      const bytes = new TextEncoder().encode(text);
      const before = texts.get(uri.toString());
      if (before !== undefined && sameBytes(before.bytes, bytes)) return;
      clock = Math.max(clock + 1, Date.now());
      texts.set(uri.toString(), { bytes, changed: clock });
      changed.fire([
        { type: before === undefined ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed, uri },
      ]);
    },
    remove(uri) {
      if (texts.delete(uri.toString())) changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    },
    dispose() {
      registered.dispose();
      changed.dispose();
    },
  };
}

/** Of a window that was loaded anew the tabs come back, and their texts do not. */
function closeLeftOver(): void {
  const left = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => {
      const uri = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
      return uri?.scheme === SHOWN;
    });
  void vscode.window.tabGroups.close(left, true);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
