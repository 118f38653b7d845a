import * as vscode from "vscode";
import { askNow } from "./askNow.ts";
import type { Comparing } from "./comparing.ts";
import { workspaceEdit } from "./convert.ts";
import { isDay } from "./day.ts";
import type { DifferenceNode } from "./differences.ts";
import { pickBase } from "./pickBase.ts";
import { type PickedOne, type PickedPair, pickSides } from "./pickPair.ts";
import { warn } from "./say.ts";
import type { Workspace } from "./workspace.ts";

/** Two environments side by side, and the differences between them that are accepted with a reason. */
export function registerCompare(workspace: Workspace, comparing: Comparing): vscode.Disposable {
  async function compareEnvironments(): Promise<void> {
    const sides = await pickSides(workspace);
    if (sides === undefined) return;
    const opened = await ("environment" in sides ? openElsewhere(sides) : openPair(sides));
    if (opened) await vscode.commands.executeCommand("baskets.differences.focus", { preserveFocus: true });
  }

  function openPair({ estate, here, there }: PickedPair): Promise<boolean> {
    const ask = { here, there, hereInBase: false };
    return comparing.open({ estate, ask, labels: [here, there] });
  }

  async function openElsewhere({ estate, environment }: PickedOne): Promise<boolean> {
    const base = await pickBase(
      workspace,
      estate,
      "compare",
      vscode.l10n.t("What is {0} compared with?", environment),
    );
    return base !== undefined && comparing.openElsewhere({ estate, environment, base });
  }

  /** Asks why and until when, and writes it into the pair. */
  async function accept(node: DifferenceNode): Promise<void> {
    const { difference, compared } = node;
    const { sync, service, title } = difference;
    if (sync === null) return;
    const reason = await vscode.window.showInputBox({
      title: vscode.l10n.t("Accept: {0}", title),
      prompt: vscode.l10n.t("Why is this meant? It is written into the pair, for whoever reads it next."),
      validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A reason is needed.") : undefined),
    });
    if (reason === undefined) return;
    const day = await vscode.window.showInputBox({
      title: vscode.l10n.t("Accept: {0}", title),
      prompt: vscode.l10n.t("Until which day, as 2030-01-31? Empty: for good."),
      validateInput: (text) =>
        text.trim() === "" || isDay(text.trim())
          ? undefined
          : vscode.l10n.t("A day is written as 2030-01-31."),
    });
    if (day === undefined) return;
    const until = day.trim() === "" ? null : Date.parse(`${day.trim()}T00:00:00Z`);
    const { estate, ask } = compared;
    const { here, there } = ask;
    const wanted = { here, there, field: sync.field, service, reason: reason.trim(), until };
    const fix = await askNow(workspace, "accept", estate, wanted);
    if (fix === undefined) {
      void warn(
        vscode.l10n.t(
          "It cannot be written that this is accepted: {0} and {1} are no declared pair, or their entry cannot be edited safely.",
          here,
          there,
        ),
      );
      return;
    }
    await vscode.workspace.applyEdit(workspaceEdit(fix, estate.uriOf));
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("baskets.compareEnvironments", compareEnvironments),
    vscode.commands.registerCommand("baskets.differences.accept", async (node?: DifferenceNode) => {
      if (node !== undefined) await accept(node);
    }),
  );
}
