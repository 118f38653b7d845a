import * as vscode from "vscode";
import type { Severity } from "../core/model/finding.ts";
import { applyEdits, type Edit } from "../core/text/edit.ts";
import type { Position } from "../core/text/lines.ts";
import type { FixReport, Range } from "../engine/protocol.ts";

/** Between what the engine says and what VS Code takes: the only place that converts. */

export function rangeOf(range: Range): vscode.Range {
  return new vscode.Range(positionOf(range.start), positionOf(range.end));
}

export function positionOf({ line, column }: Position): vscode.Position {
  return new vscode.Position(line, column);
}

export function enginePosition({ line, character }: vscode.Position): Position {
  return { line, column: character };
}

export function severityOf(severity: Severity): vscode.DiagnosticSeverity {
  if (severity === "error") return vscode.DiagnosticSeverity.Error;
  return severity === "warning" ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
}

/** Edits of one file apply at once; those of several ask for confirmation first. */
export function workspaceEdit(fix: FixReport, uriOf: (path: string) => vscode.Uri): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const several = new Set(fix.edits.map(({ path }) => path)).size > 1;
  for (const { path, range, text } of fix.edits) {
    const ask = several ? { label: fix.title, needsConfirmation: true } : undefined;
    edit.replace(uriOf(path), rangeOf(range), text, ask);
  }
  return edit;
}

/** Edits that were chosen one by one already: they apply at once, as one step to undo. */
export function workspaceEditOf(
  edits: readonly { readonly path: string; readonly range: Range; readonly text: string }[],
  uriOf: (path: string) => vscode.Uri,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, range, text } of edits) edit.replace(uriOf(path), rangeOf(range), text);
  return edit;
}

/** Edits in offsets of a document's text; with metadata each is shown before it is made. */
export function documentEdit(
  document: vscode.TextDocument,
  edits: readonly Edit[],
  metadata?: vscode.WorkspaceEditEntryMetadata,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, text, metadata);
  }
  return edit;
}

/** The text of a document after edits that do not overlap. */
export function textAfter(
  document: vscode.TextDocument,
  edits: readonly { readonly range: Range; readonly text: string }[],
): string {
  const spans = edits.map(({ range, text }) => ({
    start: document.offsetAt(positionOf(range.start)),
    end: document.offsetAt(positionOf(range.end)),
    text,
  }));
  return applyEdits(document.getText(), spans) ?? document.getText();
}

/** The first lines of a document. */
export function topOf(document: vscode.TextDocument, lines: number): string {
  return document.getText(new vscode.Range(0, 0, lines, 0));
}

/** Before the first character of a line that is not space, or the end of the line. */
export function indentEnd(line: vscode.TextLine): vscode.Position {
  return new vscode.Position(line.lineNumber, line.firstNonWhitespaceCharacterIndex);
}

/** What changed in a document, in offsets, in the order in which it is to be applied. */
export function offsetEdits(changes: readonly vscode.TextDocumentContentChangeEvent[]) {
  return changes.map(({ rangeOffset, rangeLength, text }) => ({
    start: rangeOffset,
    end: rangeOffset + rangeLength,
    text,
  }));
}

/** The lines from one to before another, with their line ends. */
export function textOfLines(document: vscode.TextDocument, from: number, to: number): string {
  return document.getText(new vscode.Range(from, 0, to, 0));
}
