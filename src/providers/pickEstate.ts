import * as vscode from "vscode";
import type { Estate } from "./estate.ts";
import type { Workspace } from "./workspace.ts";

/** That of the active editor, the only one there is, or the one that is chosen. */
export async function pickEstate(workspace: Workspace, placeHolder: string): Promise<Estate | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const found = active && workspace.find(active);
  if (found !== undefined) return found.estate;
  const [first, ...others] = workspace.estates().filter((estate) => estate.paths().length > 0);
  if (first === undefined || others.length === 0) return first;
  const choices = [first, ...others].map((estate) => ({ label: nameOf(estate), estate }));
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.estate;
}

/** As a person knows it: the folder's name, or the file's. */
export function nameOf(estate: Estate): string {
  const folder = estate.folder && vscode.workspace.getWorkspaceFolder(estate.folder);
  return folder?.name ?? estate.id.split("/").at(-1) ?? estate.id;
}
