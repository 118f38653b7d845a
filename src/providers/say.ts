import * as vscode from "vscode";

/** Notifications. VS Code makes links of `[text](command:…)` in them, and a name in a manifest is no link. */

export function inform<T extends string>(message: string, ...choices: T[]): Thenable<T | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...choices);
}

export function warn<T extends string>(message: string, ...choices: T[]): Thenable<T | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...choices);
}

export function fail<T extends string>(message: string, ...choices: T[]): Thenable<T | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...choices);
}

/** An invisible word joiner parts what would be one. */
function withoutLinks(message: string): string {
  return message.replaceAll("](", "]\u2060(");
}
