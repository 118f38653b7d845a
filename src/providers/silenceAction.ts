import * as vscode from "vscode";
import { isJsonName } from "../core/formats/candidates.ts";
import { mayBeCorosync, mayBeSections } from "../core/formats/proxmox-config/recognise.ts";
import type { FindingReport } from "../engine/protocol.ts";
import { indentEnd } from "./convert.ts";

/** What cannot be silenced: a silence is mended where it stands, and what is not read is not checked. */
const NEVER_SILENT = /^(syntax|silence-.*)$/;

/**
 * A comment above a finding that silences it, the cursor where the reason goes. Where a silence of another rule
 * stands above already, the comment goes behind the line, since only the line directly above counts. JSON has no comments,
 * and in files of Proxmox VE what stands behind a value belongs to it.
 */
export function silenceAction(
  document: vscode.TextDocument,
  finding: FindingReport,
): vscode.CodeAction | undefined {
  const { path } = document.uri;
  if (NEVER_SILENT.test(finding.rule) || finding.unread || isJsonName(path)) return undefined;
  const line = document.lineAt(finding.range.start.line);
  const above = line.lineNumber === 0 ? "" : document.lineAt(line.lineNumber - 1).text.trim();
  const comment = new vscode.SnippetString().appendText(`# baskets-ignore ${finding.rule}: `).appendTabstop();
  const edit = new vscode.WorkspaceEdit();
  if (!above.startsWith("# baskets-ignore")) {
    // VS Code indents the following line of a snippet as it does this one.
    edit.set(document.uri, [vscode.SnippetTextEdit.insert(indentEnd(line), comment.appendText("\n"))]);
  } else if (/(^|\s)#/.test(line.text) || mayBeSections(path) || mayBeCorosync(path)) {
    return undefined;
  } else {
    const behind = new vscode.SnippetString(" ");
    behind.value += comment.value;
    edit.set(document.uri, [vscode.SnippetTextEdit.insert(line.range.end, behind)]);
  }
  return {
    title: vscode.l10n.t("Silence {0} here with a reason", finding.rule),
    kind: vscode.CodeActionKind.QuickFix,
    edit,
  };
}
