import * as vscode from "vscode";
import type { Severity } from "../core/model/finding.ts";
import { askNow } from "./askNow.ts";
import type { Estate } from "./estate.ts";
import { pathIn } from "./files.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Three read-only tools for language models, since people let agents edit manifests: what is found, what a rollout does,
 * what a rule or a name is about. Nothing is sent anywhere: whoever calls a tool gets its answer.
 */
export function registerTools(workspace: Workspace): vscode.Disposable {
  const answering = <T>(
    says: (input: T) => string,
    answer: (estate: Estate, input: T, isOver: () => boolean) => Promise<string | undefined>,
    nothing: (input: T) => string,
  ): vscode.LanguageModelTool<T> => ({
    prepareInvocation: ({ input }) => ({ invocationMessage: says(input) }),
    async invoke({ input }, token) {
      const estates = workspace.estates().filter((estate) => estate.paths().length > 0);
      const asked = estates.map((estate) => answer(estate, input, () => token.isCancellationRequested));
      const told = (await Promise.all(asked)).filter((text) => text !== undefined);
      const parts = told.length === 0 ? [nothing(input)] : told;
      return new vscode.LanguageModelToolResult(parts.map((text) => new vscode.LanguageModelTextPart(text)));
    },
  });

  return vscode.Disposable.from(
    vscode.lm.registerTool(
      "baskets_check",
      answering<CheckInput>(
        ({ file }) =>
          file === undefined ? vscode.l10n.t("Reviewing the estate") : vscode.l10n.t("Reviewing {0}", file),
        (estate, { file, severity }, isOver) =>
          askNow(
            workspace,
            "checkJson",
            estate,
            { least: severityOf(severity), ...(file === undefined ? {} : { file: inEstate(estate, file) }) },
            isOver,
          ),
        () => vscode.l10n.t("There is no manifest of Baskets in this workspace."),
      ),
    ),
    vscode.lm.registerTool(
      "baskets_simulate",
      answering<{ readonly rollout?: string }>(
        ({ rollout }) => vscode.l10n.t("Simulating the rollout {0}", rollout ?? ""),
        (estate, { rollout }, isOver) =>
          askNow(workspace, "simulateJson", estate, { name: String(rollout) }, isOver),
        ({ rollout }) => vscode.l10n.t("There is no rollout called “{0}” in this workspace.", rollout ?? ""),
      ),
    ),
    vscode.lm.registerTool(
      "baskets_explain",
      answering<{ readonly about?: string }>(
        ({ about }) => vscode.l10n.t("Explaining {0}", about ?? ""),
        (estate, { about }, isOver) =>
          askNow(workspace, "explained", estate, { about: String(about) }, isOver),
        ({ about }) =>
          vscode.l10n.t("There is neither a rule nor anything in the estate called “{0}”.", about ?? ""),
      ),
    ),
  );
}

interface CheckInput {
  readonly file?: string;
  readonly severity?: string;
}

function severityOf(text: string | undefined): Severity {
  return text === "error" || text === "warning" ? text : "info";
}

/** As the estate knows it, whether a path in the folder or a whole one was given. */
function inEstate({ folder }: Estate, file: string): string {
  const isWhole = /^(\/|[a-z]:|[a-z][\w+.-]+:\/\/)/i.test(file);
  if (folder === undefined || !isWhole) return file.replaceAll("\\", "/");
  const { path } = file.includes("://") ? vscode.Uri.parse(file) : vscode.Uri.file(file);
  return pathIn(folder, folder.with({ path }));
}
