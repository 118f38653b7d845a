import * as vscode from "vscode";
import type { LensReport } from "../engine/protocol.ts";
import { askAsTyped } from "./askNow.ts";
import { rangeOf } from "./convert.ts";
import { EXPLAIN, type ExplainAt } from "./explain.ts";
import { REVIEWED } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** One line above each service and rollout (or more, or none: `baskets.lenses`); a click explains it. */
export function registerCodeLenses(workspace: Workspace): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses({ uri }, token) {
      const found = workspace.find(uri);
      if (found === undefined) return [];
      const lenses = await askAsTyped(workspace, "lenses", found, {}, token);
      return lenses?.map((lens) => lensOf(uri, lens));
    },
  };
  return vscode.Disposable.from(
    changed,
    workspace.onDidLook(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(REVIEWED, provider),
  );
}

function lensOf(uri: vscode.Uri, { range, title }: LensReport): vscode.CodeLens {
  const at: ExplainAt = { uri: uri.toString(), ...range.start };
  return new vscode.CodeLens(rangeOf(range), {
    title,
    tooltip: vscode.l10n.t("Explain"),
    command: EXPLAIN,
    arguments: [at],
  });
}
