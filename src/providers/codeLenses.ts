import * as vscode from "vscode";
import { rangeOf } from "./convert.ts";
import { EXPLAIN, type ExplainAt } from "./explain.ts";
import { REVIEWED } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** One line above each service and rollout (or more, or none: `baskets.lenses`); a click explains it. */
export function registerCodeLenses(workspace: Workspace): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    // Always the last ones there are: asked while something is typed, they stay where they were.
    provideCodeLenses: ({ uri }) =>
      workspace.reportOf(uri)?.lenses.map(({ range, title }) => {
        const at: ExplainAt = { uri: uri.toString(), ...range.start };
        return new vscode.CodeLens(rangeOf(range), {
          title,
          tooltip: vscode.l10n.t("Explain"),
          command: EXPLAIN,
          arguments: [at],
        });
      }),
  };
  return vscode.Disposable.from(
    changed,
    workspace.onDidReport(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(REVIEWED, provider),
  );
}
