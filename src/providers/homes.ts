import * as vscode from "vscode";
import { pathIn } from "./files.ts";

/** Where a file belongs. */
export interface Home {
  readonly id: string;
  readonly folder: vscode.Uri | undefined;
  readonly path: string;
}

/** Each workspace folder is an estate of its own, and so is each document that is in none. */
export function homeOf(uri: vscode.Uri): Home {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const id = (folder ?? uri).toString();
  return { id, folder, path: folder === undefined ? id : pathIn(folder, uri) };
}

export function isOpened(folder: vscode.Uri): boolean {
  const key = folder.toString();
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === key) === true;
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === key,
  );
}
