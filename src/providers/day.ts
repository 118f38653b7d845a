import * as vscode from "vscode";
import { askNow } from "./askNow.ts";
import type { Workspace } from "./workspace.ts";

/** The day that is looked at: today, unless a person looks at another one. It does not outlive the window. */
export interface Day extends vscode.Disposable {
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** `2008-08-12` while it is not today. */
  readonly other: () => string | undefined;
  readonly set: (day: string | undefined) => void;
  readonly onDidChange: vscode.Event<void>;
}

export function createDay(): Day {
  const changed = new vscode.EventEmitter<void>();
  let other: string | undefined;
  return {
    now: () => (other === undefined ? Date.now() : Date.parse(`${other}T00:00:00Z`)),
    other: () => other,
    set(day) {
      const wanted = day === new Date().toISOString().slice(0, 10) ? undefined : day;
      if (other === wanted) return;
      other = wanted;
      changed.fire();
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

/** The commands to look at another day, and a warning in the status bar while somebody does. */
export function registerDay(workspace: Workspace): vscode.Disposable {
  const { day } = workspace;
  const status = vscode.window.createStatusBarItem("baskets.day", vscode.StatusBarAlignment.Left, 50);
  status.name = vscode.l10n.t("Baskets: Day Looked At");
  status.command = "baskets.today";
  status.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");

  function show(): void {
    const other = day.other();
    void vscode.commands.executeCommand("setContext", "baskets.otherDay", other !== undefined);
    if (other === undefined) {
      status.hide();
      return;
    }
    status.text = vscode.l10n.t("$(calendar) As of {0}", other);
    status.tooltip = vscode.l10n.t("All that Baskets says is as of {0}. Back to today", other);
    status.accessibilityInformation = {
      label: vscode.l10n.t("Baskets looks at {0}. Back to today", other),
      role: "button",
    };
    status.show();
  }

  async function choose(): Promise<void> {
    const asked = workspace
      .estates()
      .map((estate) => askNow(workspace, "tree", estate, { keys: ["dates"], filter: "" }));
    const dates = (await Promise.all(asked)).flatMap((rows) => rows ?? []);
    const picked = await pickDay(dates);
    if (picked === undefined) return;
    const wanted = picked.isTyped ? await typed() : picked.day;
    if (picked.isTyped && wanted === undefined) return;
    day.set(wanted);
  }

  show();
  return vscode.Disposable.from(
    status,
    day.onDidChange(show),
    vscode.commands.registerCommand("baskets.asOf", choose),
    vscode.commands.registerCommand("baskets.today", () => day.set(undefined)),
  );
}

interface DayItem extends vscode.QuickPickItem {
  readonly day: string | undefined;
  /** Chosen to type one in a field of its own. */
  readonly isTyped: boolean;
}

/** One of the dates that are known, or a day that is typed right here. */
function pickDay(
  dates: readonly { readonly label: string; readonly description: string }[],
): Promise<DayItem | undefined> {
  const pick = vscode.window.createQuickPick<DayItem>();
  const known: readonly DayItem[] = [
    { label: vscode.l10n.t("$(calendar) Today"), day: undefined, isTyped: false },
    { label: vscode.l10n.t("$(edit) A Day…"), day: undefined, isTyped: true },
    ...dates.map(({ label, description }) => ({ label, description, day: label, isTyped: false })),
  ];
  pick.placeholder = vscode.l10n.t("Which day is looked at? Choose one, or type it as 2030-01-31");
  pick.matchOnDescription = true;
  pick.items = known;
  pick.show();
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      const text = value.trim();
      const said = dayTyped(text);
      // What is no day is said and cannot be chosen; a date that is listed already is chosen there.
      const isListed = dates.some(({ label }) => label === text);
      pick.items =
        said === undefined || isListed
          ? known
          : [{ label: said.label, day: said.day, isTyped: false, alwaysShow: true }, ...known];
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item === undefined || (item.day === undefined && item.alwaysShow === true)) return;
      resolve(item);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
}

/** What a text typed as a day is, to be chosen or only to be read; undefined while it is none yet. */
function dayTyped(text: string): { readonly label: string; readonly day: string | undefined } | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  return isDay(text)
    ? { label: vscode.l10n.t("$(calendar) {0}", text), day: text }
    : { label: vscode.l10n.t("$(error) {0} is no day", text), day: undefined };
}

/** Whether a text is a day, as 2030-01-31: no 30 February. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

async function typed(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("A day, as 2030-01-31"),
    validateInput: (wanted) => {
      const given = wanted.trim();
      if (given === "" || isDay(given)) return undefined;
      return /^\d{4}-\d\d-\d\d$/.test(given)
        ? vscode.l10n.t("{0} is no day.", given)
        : vscode.l10n.t("A day is written as 2030-01-31.");
    },
  });
  return text === undefined || !isDay(text.trim()) ? undefined : text.trim();
}
