import * as vscode from "vscode";
import { MANIFEST_GLOB } from "../core/formats/candidates.ts";
import { askNow } from "./askNow.ts";
import type { Estate } from "./estate.ts";
import type { Workspace } from "./workspace.ts";

/** Beside the language of a manifest: how large its estate is, its worst service, how much is found. */
export function registerLanguageStatus(workspace: Workspace): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("baskets.estate", { pattern: MANIFEST_GLOB });
  item.name = "Baskets";
  item.command = { title: vscode.l10n.t("Show"), command: "baskets.estate.focus" };
  let shown: Estate | undefined;

  async function show(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const estate = uri && workspace.find(uri)?.estate;
    if (estate === undefined) return;
    shown = estate;
    const summary = await askNow(workspace, "summary", estate, {}, () => shown !== estate);
    if (summary === undefined) return;
    const { hosts, vms, services, findings, worst } = summary;
    item.text = [count(hosts, "host"), count(vms, "VM"), count(services, "service")].join(" · ");
    const found = [count(findings.error, "error"), count(findings.warning, "warning")].join(", ");
    item.detail = [worst, found].filter((word) => word !== null).join(" · ");
    item.severity =
      findings.error > 0
        ? vscode.LanguageStatusSeverity.Error
        : findings.warning > 0
          ? vscode.LanguageStatusSeverity.Warning
          : vscode.LanguageStatusSeverity.Information;
  }

  void show();
  return vscode.Disposable.from(
    item,
    workspace.onDidLook((estate) => estate === shown && void show()),
    vscode.window.onDidChangeActiveTextEditor(() => void show()),
  );
}

function count(number: number, word: string): string {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}
