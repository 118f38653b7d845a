import * as vscode from "vscode";
import type { Workspace } from "./workspace.ts";

/** The scheme of rule pages: made by the engine, so that they open offline and say what this version does. */
const SCHEME = "baskets-rule";

/** The page of a rule; `configurationDefaults` in package.json has VS Code show it as rendered Markdown. */
export function ruleUri(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
}

export function registerRulePages(workspace: Workspace): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent(uri) {
      const rule = uri.path.slice(1).replace(/\.md$/, "");
      const page = await workspace.engine.ask("rulePage", { rule });
      return page ?? vscode.l10n.t("There is no page about “{0}”.\n", rule);
    },
  });
}
