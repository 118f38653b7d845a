import * as vscode from "vscode";
import { positionOf } from "./convert.ts";

/** Explains what stands at a place, or at the cursor: its hover, opened and ready to be read with the keyboard. */
export const EXPLAIN = "baskets.explain";

/** 0-based; plain data, so that other extensions and key bindings can give it. */
export interface ExplainAt {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

export function registerExplain(): vscode.Disposable {
  return vscode.commands.registerCommand(EXPLAIN, async (at?: unknown) => {
    if (isPlace(at)) {
      const position = positionOf(at);
      const editor = await editorOf(vscode.Uri.parse(at.uri));
      editor.selection = new vscode.Selection(position, position);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
    await vscode.commands.executeCommand("editor.action.showHover", { focus: "autoFocusImmediately" });
  });
}

/** The editor that shows a file already stays where it is. */
async function editorOf(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  return vscode.window.showTextDocument(
    uri,
    shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn },
  );
}

function isPlace(value: unknown): value is ExplainAt {
  const at = value as Partial<ExplainAt> | null | undefined;
  return typeof at?.uri === "string" && typeof at.line === "number" && typeof at.column === "number";
}
