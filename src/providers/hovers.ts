import * as vscode from "vscode";
import { enginePosition, rangeOf } from "./convert.ts";
import { REVIEWED } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** What an object is, what it stands on and what stands on it, over its name. */
export function registerHovers(workspace: Workspace): vscode.Disposable {
  return vscode.languages.registerHoverProvider(REVIEWED, {
    async provideHover({ uri }, position, token) {
      const found = workspace.find(uri);
      if (found === undefined) return undefined;
      const cancelled = () => token.isCancellationRequested;
      const revision = await found.estate.settled(cancelled);
      if (revision === undefined) return undefined;
      const at = { estate: found.estate.id, path: found.path, revision, position: enginePosition(position) };
      const hover = await workspace.engine.ask("hover", at, cancelled);
      if (hover === undefined || hover === "outdated") return undefined;
      // Neither trusted nor HTML: what files say is shown, never run.
      return new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeOf(hover.range));
    },
  });
}
