import * as vscode from "vscode";
import type { FindingReport } from "../engine/protocol.ts";
import { enginePosition, rangeOf, severityOf } from "./convert.ts";
import type { Day } from "./day.ts";
import type { Estate } from "./estate.ts";
import { notYetSaid, type Theirs } from "./notYetSaid.ts";
import { ruleUri } from "./rulePages.ts";
import type { Workspace } from "./workspace.ts";

export const SOURCE = "baskets";

/** Findings as problems, on every file that is ours, open or not. */
export function registerDiagnostics(workspace: Workspace): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const show = (uris: readonly vscode.Uri[]) => {
    // One call for all: what is said about several files appears together, and nothing is cleared in between.
    collection.set(uris.map((uri) => [uri, diagnosticsOf(workspace, uri)]));
  };
  const days = new WeakMap<Estate, string | undefined>();
  return vscode.Disposable.from(
    collection,
    workspace.onDidReport(show),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const differs = (uri: vscode.Uri) =>
        hasSyntax(workspace, uri) && collection.get(uri)?.length !== diagnosticsOf(workspace, uri)?.length;
      const changed = uris.filter(differs);
      if (changed.length > 0) show(changed);
    }),
    // What is still said is said as of another day.
    workspace.onDidLook((estate) => {
      const other = workspace.day.other();
      if (days.get(estate) !== other) show(estate.paths().map(estate.uriOf));
      days.set(estate, other);
    }),
  );
}

function diagnosticsOf(workspace: Workspace, uri: vscode.Uri): vscode.Diagnostic[] | undefined {
  const found = workspace.find(uri);
  if (found === undefined) return undefined;
  const others = hasSyntax(workspace, uri) ? vscode.languages.getDiagnostics(uri).map(theirs) : [];
  const findings = workspace.reportOf(uri)?.findings;
  return (
    findings &&
    notYetSaid(findings, others).map((finding) => diagnosticOf(finding, found.estate, workspace.day))
  );
}

function theirs({ source, tags, range }: vscode.Diagnostic): Theirs {
  return { source, tags, start: enginePosition(range.start) };
}

function hasSyntax(workspace: Workspace, uri: vscode.Uri): boolean {
  return workspace.reportOf(uri)?.findings.some(({ rule }) => rule === "syntax") === true;
}

function diagnosticOf(finding: FindingReport, estate: Estate, day: Day): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(finding.range),
    messageOf(finding, day),
    severityOf(finding.severity),
  );
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.rule, target: ruleUri(finding.rule) };
  diagnostic.relatedInformation = finding.related.map(
    ({ path, range, message }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(estate.uriOf(path), rangeOf(range)),
        message,
      ),
  );
  // What is faded does nothing any more.
  if (finding.rule === "silence-unused" || finding.rule === "silence-lapsed")
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** What is said as of another day says so: it is no news of today. */
function messageOf({ message }: FindingReport, day: Day): string {
  const other = day.other();
  return other === undefined ? message : vscode.l10n.t("As of {0}: {1}", other, message);
}

/** Whether a diagnostic, ours or not, says this finding. */
export function says(diagnostic: vscode.Diagnostic, finding: FindingReport, day: Day): boolean {
  const { code } = diagnostic;
  return (
    diagnostic.source === SOURCE &&
    typeof code === "object" &&
    code.value === finding.rule &&
    diagnostic.message === messageOf(finding, day) &&
    diagnostic.range.isEqual(rangeOf(finding.range))
  );
}
