import * as vscode from "vscode";
import type { EnvironmentsReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Estate } from "./estate.ts";
import { nameOf } from "./pickEstate.ts";
import { inform } from "./say.ts";
import type { Workspace } from "./workspace.ts";

/** Two environments of one estate. */
export interface PickedPair {
  readonly estate: Estate;
  readonly here: string;
  readonly there: string;
}

/** One environment, to be compared with what it was or is elsewhere. */
export interface PickedOne {
  readonly estate: Estate;
  readonly environment: string;
}

/** Two environments, or one beside what it was or is elsewhere. Declared pairs come first. */
export async function pickSides(workspace: Workspace): Promise<PickedPair | PickedOne | undefined> {
  const found = await environmentsIn(workspace);
  const choices = [
    ...found.flatMap(pairsOf),
    ...found.flatMap(({ estate, report }) =>
      report.environments.map((environment) => ({
        estate,
        environment,
        label: vscode.l10n.t("{0} ↔ {1} at another time or place", environment, environment),
        description: inFolder(estate, vscode.l10n.t("a revision, a snapshot, another estate")),
      })),
    ),
  ];
  if (choices.length === 0) {
    sayNone(vscode.l10n.t("There is no environment to compare: an estate lists them under `environments`."));
    return undefined;
  }
  return vscode.window.showQuickPick(choices, { placeHolder: vscode.l10n.t("What is compared?") });
}

/** Declared pairs first; the only choice there is is taken unasked. */
export async function pickPair(workspace: Workspace, placeHolder: string): Promise<PickedPair | undefined> {
  const found = await environmentsIn(workspace);
  const choices = found.flatMap(pairsOf);
  const [only, second] = choices;
  if (only === undefined) {
    // Where an estate has two there is a choice: here none has more than one.
    const isNone = found.every(({ report }) => report.environments.length === 0);
    sayNone(
      isNone
        ? vscode.l10n.t(
            "This needs two environments, and there is none: an estate lists them under `environments`.",
          )
        : vscode.l10n.t(
            "This needs two environments, and there is one: an estate lists them under `environments`.",
          ),
    );
    return undefined;
  }
  return second === undefined ? only : vscode.window.showQuickPick(choices, { placeHolder });
}

function sayNone(message: string): void {
  void inform(message);
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
  return { estate, here, there, label: `${here} ↔ ${there}`, description: inFolder(estate, description) };
}

/** Of several folders, each is named. */
function inFolder(estate: Estate, description: string): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return several ? `${description} (${nameOf(estate)})`.trim() : description;
}
