import * as vscode from "vscode";
import type { EnvironmentsReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Estate } from "./estate.ts";
import type { Workspace } from "./workspace.ts";

/** Two environments of one estate. */
export interface PickedPair {
  readonly estate: Estate;
  readonly here: string;
  readonly there: string;
}

/** Declared pairs first; the only choice there is is taken unasked. */
export async function pickPair(workspace: Workspace, placeHolder: string): Promise<PickedPair | undefined> {
  const found = await environmentsIn(workspace);
  const choices = found.flatMap(pairsOf);
  const [only, second] = choices;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      "There are no two environments to compare: an estate lists them under `environments`.",
    );
    return undefined;
  }
  return second === undefined ? only : vscode.window.showQuickPick(choices, { placeHolder });
}

/** Each estate of the window that has environments. */
async function environmentsIn(
  workspace: Workspace,
): Promise<readonly { readonly estate: Estate; readonly report: EnvironmentsReport }[]> {
  const asked = workspace.estates().map(async (estate) => {
    const report = await askNow(workspace, "environments", estate, {});
    return report && { estate, report };
  });
  return (await Promise.all(asked)).flatMap((each) => each ?? []);
}

type Choice = PickedPair & vscode.QuickPickItem;

function pairsOf({
  estate,
  report,
}: {
  readonly estate: Estate;
  readonly report: EnvironmentsReport;
}): readonly Choice[] {
  const { environments, pairs } = report;
  const declared = new Set(pairs.map((names) => [...names].sort().join("\n")));
  const others = environments.flatMap((here, index) =>
    environments
      .slice(index + 1)
      .filter((there) => !declared.has([here, there].sort().join("\n")))
      .map((there) => choice(estate, here, there, "")),
  );
  return [...pairs.map(([here, there]) => choice(estate, here, there, "stand in for each other")), ...others];
}

function choice(estate: Estate, here: string, there: string, description: string): Choice {
  const folder =
    estate.folder === undefined ? undefined : vscode.workspace.getWorkspaceFolder(estate.folder)?.name;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1 && folder !== undefined;
  return {
    estate,
    here,
    there,
    label: `${here} ↔ ${there}`,
    description: several ? `${description} (${folder})`.trim() : description,
  };
}
