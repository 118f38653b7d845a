import * as vscode from "vscode";
import type { SyncAsk, SyncReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Comparing } from "./comparing.ts";
import { textAfter, workspaceEditOf } from "./convert.ts";
import type { DifferenceNode } from "./differences.ts";
import type { Estate } from "./estate.ts";
import { pickPair } from "./pickPair.ts";
import { inform } from "./say.ts";
import { type ShownTexts, shownUri } from "./shownTexts.ts";
import type { Workspace } from "./workspace.ts";

/** Takes over what differs and should not: all, chosen items, or one of the tree; one step to undo. */
export function registerSyncing(
  workspace: Workspace,
  comparing: Comparing,
  shown: ShownTexts,
): vscode.Disposable {
  async function syncEnvironments(): Promise<void> {
    const current = comparing.current();
    const pair =
      current !== undefined && !current.ask.hereInBase && current.ask.here !== current.ask.there
        ? { estate: current.estate, here: current.ask.here, there: current.ask.there }
        : await pickPair(workspace, vscode.l10n.t("Which two environments are to be brought into line?"));
    if (pair === undefined) return;
    const { estate, here, there } = pair;
    const direction = await vscode.window.showQuickPick(
      [
        { label: vscode.l10n.t("$(arrow-right) {0} follows {1}", there, here), from: here, to: there },
        { label: vscode.l10n.t("$(arrow-left) {0} follows {1}", here, there), from: there, to: here },
      ],
      { placeHolder: vscode.l10n.t("Which side is changed?") },
    );
    if (direction === undefined) return;
    await chooseAndApply(estate, { from: direction.from, to: direction.to });
  }

  async function chooseAndApply(
    estate: Estate,
    names: { readonly from: string; readonly to: string },
  ): Promise<void> {
    const report = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t("Baskets: trying what {0} could take over", names.to),
      },
      () => askNow(workspace, "sync", estate, names),
    );
    if (report === undefined) return;
    if (report.brought.length === 0) {
      void inform(nothing(report, names));
      return;
    }
    const chosen = await chooseItems(workspace, estate, shown, names, report);
    if (chosen === undefined || chosen.length === 0) return;
    const all = chosen.length === report.brought.length;
    await apply(estate, { ...names, ...(all ? {} : { items: chosen }) });
  }

  async function apply(estate: Estate, ask: SyncAsk): Promise<void> {
    const report = await askNow(workspace, "sync", estate, ask);
    if (report === undefined) return;
    if (report.edits.length === 0) {
      void inform(nothing(report, ask));
      return;
    }
    const applied = await vscode.workspace.applyEdit(workspaceEditOf(report.edits, estate.uriOf));
    const { length } = report.brought;
    if (applied)
      vscode.window.setStatusBarMessage(
        length === 1
          ? vscode.l10n.t("$(check) {0} took over 1 item from {1}; undo takes it back", ask.to, ask.from)
          : vscode.l10n.t(
              "$(check) {0} took over {1} items from {2}; undo takes it back",
              ask.to,
              length,
              ask.from,
            ),
        8000,
      );
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("baskets.syncEnvironments", syncEnvironments),
    vscode.commands.registerCommand("baskets.differences.sync", async (node?: DifferenceNode) => {
      const sync = node?.difference.sync;
      if (node === undefined || !sync) return;
      const { here, there } = node.compared.ask;
      const [from, to] = sync.onlyThere ? [there, here] : [here, there];
      await apply(node.compared.estate, { from, to, items: [sync.id] });
    }),
  );
}

function nothing({ left }: SyncReport, { from, to }: { readonly from: string; readonly to: string }): string {
  const [first, second] = left;
  if (first === undefined) return vscode.l10n.t("{0} is in line with {1}.", to, from);
  if (second === undefined) return vscode.l10n.t("{0} stays as it is: {1}.", first.name, first.reason);
  return vscode.l10n.t(
    "Nothing can be taken over from {0} to {1}: {2} items stay as they are, {3} because {4}.",
    from,
    to,
    left.length,
    first.name,
    first.reason,
  );
}

const PREVIEW: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("open-preview"),
  tooltip: vscode.l10n.t("Preview what would be written"),
};

/** All items ticked; how much is left out is said above, and why in the tree. */
function chooseItems(
  workspace: Workspace,
  estate: Estate,
  shown: ShownTexts,
  names: { readonly from: string; readonly to: string },
  report: SyncReport,
): Promise<readonly string[] | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly id?: string }>();
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  const { length } = report.left;
  const stay = length === 0 ? "" : vscode.l10n.t(" ({0} stay as they are: the tree says why)", length);
  pick.title = `${names.to} follows ${names.from}${stay}`;
  pick.placeholder = vscode.l10n.t("What is taken over; Enter writes it, undo takes it back");
  pick.buttons = [PREVIEW];
  const outages = new Map(report.outages.map(({ service, change }) => [service, change]));
  const items = report.brought.map(({ id, title, service }) => ({
    id,
    label: title,
    description: [service ?? "", (service !== null && outages.get(service)) || ""]
      .filter((word) => word !== "")
      .join(" · "),
  }));
  pick.items = items;
  pick.selectedItems = items;
  return new Promise((resolve) => {
    const chosen = () => pick.selectedItems.flatMap(({ id }) => id ?? []);
    pick.onDidTriggerButton(() => void preview(workspace, estate, shown, { ...names, items: chosen() }));
    pick.onDidAccept(() => {
      resolve(chosen());
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** The files beside what they would be. */
async function preview(workspace: Workspace, estate: Estate, shown: ShownTexts, ask: SyncAsk): Promise<void> {
  const report = await askNow(workspace, "sync", estate, ask);
  if (report === undefined) return;
  const paths = [...new Set(report.edits.map(({ path }) => path))];
  const resources = await Promise.all(
    paths.map(async (path) => {
      const uri = estate.uriOf(path);
      const document = await vscode.workspace.openTextDocument(uri);
      const edits = report.edits.filter((edit) => edit.path === path);
      const after = shownUri(uri.path, "preview");
      shown.put(after, textAfter(document, edits));
      return [uri, uri, after] as const;
    }),
  );
  await vscode.commands.executeCommand("vscode.changes", `${ask.to} follows ${ask.from}: preview`, resources);
}
