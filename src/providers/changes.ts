import * as vscode from "vscode";
import type { ReviewGroup, ReviewItem } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import { badge } from "./badge.ts";
import { rangeOf } from "./convert.ts";
import { givenBase, pickBase } from "./pickBase.ts";
import { pickEstate } from "./pickEstate.ts";
import type { Reviewed, Reviewing } from "./reviewing.ts";
import type { Workspace } from "./workspace.ts";

/** Milliseconds. */
const QUIET = 700;

/** What the change under review does, as a tree: what is worse first; and the commands of a review. */
export function registerChanges(workspace: Workspace, reviewing: Reviewing): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem(node) {
      if (typeof node === "string") return new vscode.TreeItem(node);
      return "items" in node ? groupItem(node) : changeItem(node, reviewing);
    },
    getChildren(node): Node[] {
      if (node === undefined) return [...(reviewing.current()?.report.groups ?? [])];
      if (typeof node === "string") return [];
      return [...("items" in node ? node.items : node.details)];
    },
  };
  let shown = "";
  let settling: ReturnType<typeof setTimeout> | undefined;
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });

  function refresh(): void {
    const current = reviewing.current();
    void vscode.commands.executeCommand("setContext", "baskets.reviewing", current !== undefined);
    view.message = current === undefined ? "" : saying(current);
    const worse = current?.report.groups.find(({ title }) => title === "Made worse")?.items.length ?? 0;
    view.badge = badge(
      worse,
      worse === 1 ? vscode.l10n.t("1 finding made worse") : vscode.l10n.t("{0} findings made worse", worse),
    );
    const groups = JSON.stringify(current?.report.groups ?? null);
    if (groups === shown) return;
    shown = groups;
    changed.fire(undefined);
    // VS Code may leave a branch empty that it is still filling when the view appears or is told anew: once all is
    // quiet it is asked to look again.
    clearTimeout(settling);
    settling = setTimeout(() => changed.fire(undefined), QUIET);
  }

  /** `given`: see `givenBase`. A button of the view gives nothing of that kind. */
  async function review(given?: unknown): Promise<void> {
    const estate = await pickEstate(workspace, vscode.l10n.t("Which folder’s change is reviewed?"));
    if (estate === undefined) return;
    const base =
      (await givenBase(workspace, estate, given)) ??
      (await pickBase(workspace, estate, "review", vscode.l10n.t("What is the change reviewed against?")));
    if (base === undefined || !(await reviewing.open(estate, base))) return;
    if ((reviewing.current()?.report.files.length ?? 0) > 0) await reviewing.showFiles();
    await showChanges();
  }

  async function copy(): Promise<void> {
    const current = reviewing.current();
    const ask = { base: current?.against ?? "" };
    const text = current && (await askNow(workspace, "reviewMarkdown", current.estate, ask));
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t("$(clippy) The review is on the clipboard, as Markdown."),
      5000,
    );
  }

  return vscode.Disposable.from(
    changed,
    view,
    { dispose: () => clearTimeout(settling) },
    reviewing.onDidChange(refresh),
    vscode.commands.registerCommand("baskets.reviewChange", review),
    vscode.commands.registerCommand("baskets.changes.files", reviewing.showFiles),
    vscode.commands.registerCommand("baskets.changes.copy", copy),
    vscode.commands.registerCommand("baskets.changes.close", reviewing.close),
  );
}

const VIEW = "baskets.changes";

/** Brings the tree of what the change does to the eye. */
export async function showChanges(): Promise<void> {
  await vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true });
}

/** A group, one thing that the change does, or one detail of it. */
type Node = ReviewGroup | ReviewItem | string;

function saying({ against, report: { files, summary } }: Reviewed): string {
  return vscode.l10n.t(
    "Against {0}: {1}.",
    against,
    files.length === 0 ? vscode.l10n.t("no manifest differs") : summary,
  );
}

/** What was waved through is open from the start: it is what a second pair of eyes is for. */
const OPEN: ReadonlySet<string> = new Set(["Made worse", "Waved through", "Services"]);

function groupItem({ title, items }: ReviewGroup): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(title, OPEN.has(title) ? Expanded : Collapsed);
  item.id = title;
  item.description = String(items.length);
  return item;
}

function changeItem(item: ReviewItem, reviewing: Reviewing): vscode.TreeItem {
  const { title, note, details, tone, place } = item;
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const shown = new vscode.TreeItem(title, details.length === 0 ? None : Expanded);
  const { icon, colour, means } = TONES[tone];
  shown.iconPath = new vscode.ThemeIcon(
    icon,
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  shown.description = note ?? "";
  shown.tooltip = [title, note ?? "", ...details].filter((part) => part !== "").join("\n\n");
  shown.accessibilityInformation = {
    label: [means, title, note ?? ""].filter((part) => part !== "").join(", "),
  };
  const uri = place === null ? undefined : reviewing.uriOf(place);
  if (place !== null && uri !== undefined)
    shown.command = {
      title: vscode.l10n.t("Go To"),
      command: "vscode.open",
      arguments: [uri, { selection: rangeOf(place.range), preview: true }],
    };
  return shown;
}

const TONES: {
  readonly [T in ReviewItem["tone"]]: {
    readonly icon: string;
    readonly colour?: string;
    readonly means: string;
  };
} = {
  error: { icon: "error", colour: "list.errorForeground", means: "error" },
  warning: { icon: "warning", colour: "list.warningForeground", means: "warning" },
  info: { icon: "info", means: "information" },
  worse: { icon: "arrow-up", colour: "list.errorForeground", means: "worse" },
  better: { icon: "pass", colour: "charts.green", means: "better" },
  plain: { icon: "dash", means: "" },
};
