import type * as vscode from "vscode";

/** A number on the icon of a view, or none for nothing. */
export function badge(value: number, tooltip: string): vscode.ViewBadge | undefined {
  return value === 0 ? undefined : { value, tooltip };
}
