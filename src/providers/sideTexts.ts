import * as vscode from "vscode";
import type { Comparing } from "./comparing.ts";
import { rangeOf } from "./convert.ts";
import { SHOWN } from "./shownTexts.ts";
import type { Workspace } from "./workspace.ts";

/** In the text of a compared side definitions lead to where a line is written, and hovers tell what that is. */
export function registerSideTexts(workspace: Workspace, comparing: Comparing): vscode.Disposable {
  const selector: vscode.DocumentSelector = { scheme: SHOWN };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition({ uri }, { line }) {
        const place = comparing.placeAt(uri, line);
        return place && new vscode.Location(place.estate.uriOf(place.path), rangeOf(place.range));
      },
    }),
    vscode.languages.registerHoverProvider(selector, {
      async provideHover({ uri }, { line }, token) {
        const place = comparing.placeAt(uri, line);
        if (place === undefined) return undefined;
        const { estate, path, range } = place;
        const written = `${path}:${range.start.line + 1}`;
        const cancelled = () => token.isCancellationRequested;
        const revision = await estate.settled(cancelled);
        if (revision === undefined) return undefined;
        const at = { estate: estate.id, path, revision, position: range.start };
        const hover = await workspace.engine.ask("hover", at, cancelled);
        const told =
          hover === undefined || hover === "outdated" ? [] : [new vscode.MarkdownString(hover.markdown)];
        return new vscode.Hover([
          ...told,
          new vscode.MarkdownString().appendText(vscode.l10n.t("Written in {0}", written)),
        ]);
      },
    }),
  );
}
