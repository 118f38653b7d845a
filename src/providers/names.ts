import * as vscode from "vscode";
import type { OccurrencesReport } from "../engine/languageReports.ts";
import { askAbout } from "./askNow.ts";
import { enginePosition, rangeOf, workspaceEditOf } from "./convert.ts";
import { SELECTOR } from "./selector.ts";
import type { Found, Workspace } from "./workspace.ts";

/** Definition, references, highlights and rename: of every kind of name, over all files of an estate. */
export function registerNames(workspace: Workspace): vscode.Disposable {
  async function occurrences(
    { uri }: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<{ readonly report: OccurrencesReport; readonly found: Found } | undefined> {
    const found = workspace.find(uri);
    const report =
      found &&
      (await askAbout(workspace, "occurrences", found, { position: enginePosition(position) }, token));
    return found && report && { report, found };
  }

  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      async provideDefinition(document, position, token) {
        const answer = await occurrences(document, position, token);
        if (answer === undefined) return undefined;
        const { report, found } = answer;
        const link: vscode.LocationLink = {
          originSelectionRange: rangeOf(report.range),
          targetUri: found.estate.uriOf(report.definition.path),
          targetRange: rangeOf(report.definition.range),
        };
        return [link];
      },
    }),
    vscode.languages.registerReferenceProvider(SELECTOR, {
      async provideReferences(document, position, { includeDeclaration }, token) {
        const answer = await occurrences(document, position, token);
        return answer?.report.all
          .filter(({ isDefinition }) => includeDeclaration || !isDefinition)
          .map(({ path, range }) => new vscode.Location(answer.found.estate.uriOf(path), rangeOf(range)));
      },
    }),
    vscode.languages.registerDocumentHighlightProvider(SELECTOR, {
      async provideDocumentHighlights(document, position, token) {
        const answer = await occurrences(document, position, token);
        return answer?.report.all
          .filter(({ path }) => path === answer.found.path)
          .map(
            ({ range, isDefinition }) => new vscode.DocumentHighlight(rangeOf(range), kindOf(isDefinition)),
          );
      },
    }),
    vscode.languages.registerRenameProvider(SELECTOR, {
      async prepareRename({ uri }, position, token) {
        const found = workspace.find(uri);
        const ask = { position: enginePosition(position) };
        const answer = found && (await askAbout(workspace, "renamable", found, ask, token));
        if (answer === undefined)
          throw new Error(vscode.l10n.t("Nothing that Baskets knows by name stands here."));
        if ("problem" in answer) throw new Error(answer.problem);
        return { range: rangeOf(answer.range), placeholder: answer.name };
      },
      async provideRenameEdits({ uri }, position, name, token) {
        const found = workspace.find(uri);
        const ask = { position: enginePosition(position), name };
        const answer = found && (await askAbout(workspace, "rename", found, ask, token));
        if (found === undefined || answer === undefined) return undefined;
        if ("problem" in answer) throw new Error(answer.problem);
        return workspaceEditOf(answer.edits, found.estate.uriOf);
      },
    }),
  );
}

function kindOf(isDefinition: boolean): vscode.DocumentHighlightKind {
  return isDefinition ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read;
}
