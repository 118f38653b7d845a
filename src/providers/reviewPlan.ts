import * as vscode from "vscode";
import { formOf } from "../core/formats/terraform/recognise.ts";
import { noPlan, planBase } from "./bases.ts";
import { showChanges } from "./changes.ts";
import type { Reviewing } from "./reviewing.ts";
import { warn } from "./say.ts";
import { reading } from "./watch.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Reviews what a plan of Terraform does to the estate that it lies in: the file that is given, the one in the active
 * editor, or the one that is chosen. Its text is not laid beside what was there before: both are JSON of different forms,
 * in which everything differs.
 */
export async function reviewPlan(
  workspace: Workspace,
  reviewing: Reviewing,
  given: vscode.Uri | undefined,
): Promise<void> {
  const file = given ?? inEditor() ?? (await pickPlan());
  if (file === undefined) return;
  const admitted = workspace.admit(file);
  const found = await admitted.found;
  if (found === undefined) void warn(noPlan(file));
  else if (await reviewing.open(found.estate, planBase(workspace, found))) await showChanges();
  // While it is under review its base sees to it.
  admitted.dispose();
}

function inEditor(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  const isShown = document !== undefined && reading(document, (path, text) => formOf(path, text) === "json");
  return isShown ? document.uri : undefined;
}

async function pickPlan(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Which plan of Terraform is reviewed?"),
      openLabel: vscode.l10n.t("Review"),
      filters: { JSON: ["json"] },
    })) ?? [];
  return file;
}
