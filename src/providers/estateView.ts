import * as vscode from "vscode";
import type { TreeNodeReport } from "../engine/languageReports.ts";
import { askAbout, askNow } from "./askNow.ts";
import { badge } from "./badge.ts";
import { enginePosition, rangeOf, workspaceEdit } from "./convert.ts";
import type { Estate } from "./estate.ts";
import { EXPLAIN, type ExplainAt } from "./explain.ts";
import { nameOf } from "./pickEstate.ts";
import { inform } from "./say.ts";
import type { Workspace } from "./workspace.ts";

/** One row: what its commands are about. */
export interface EstateNode {
  readonly estate: Estate;
  /** From the top of its estate; empty for the estate itself. */
  readonly keys: readonly string[];
  readonly row: TreeNodeReport | undefined;
  readonly parent: EstateNode | undefined;
}

/** The estate as a tree: by place, by basket, by service, rollouts and dates; rows are made as they are opened. */
export function registerEstateView(workspace: Workspace): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let filter = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function rowsBelow(parent: EstateNode): Promise<EstateNode[]> {
    const { estate, keys } = parent;
    const rows = await askNow(workspace, "tree", estate, { keys, filter });
    return (rows ?? []).map((row) => ({ estate, keys: [...keys, row.key], row, parent }));
  }

  function estates(): EstateNode[] {
    return workspace
      .estates()
      .filter((estate) => estate.paths().length > 0)
      .map((estate) => ({ estate, keys: [], row: undefined, parent: undefined }));
  }

  const provider: vscode.TreeDataProvider<EstateNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => itemOf(node, filter),
    getParent: (node) =>
      // With one estate its rows are the top.
      node.parent?.row === undefined && estates().length === 1 ? undefined : node.parent,
    async getChildren(node) {
      if (node !== undefined) return rowsBelow(node);
      const [only, second] = estates();
      return only !== undefined && second === undefined ? rowsBelow(only) : estates();
    },
    async resolveTreeItem(item, { estate, row }, token) {
      const place = row?.place;
      if (!place) return item;
      const found = { estate, path: place.path };
      const hover = await askAbout(workspace, "hover", found, { position: place.range.start }, token);
      item.tooltip = hover === undefined ? describe(row) : new vscode.MarkdownString(hover.markdown);
      return item;
    },
  };
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });

  /** The icon tells how much is in error, while nobody looks at the list of problems. */
  async function count(): Promise<void> {
    const asked = workspace.estates().map((estate) => askNow(workspace, "summary", estate, {}));
    const errors = (await Promise.all(asked)).reduce((sum, each) => sum + (each?.findings.error ?? 0), 0);
    view.badge = badge(
      errors,
      errors === 1
        ? vscode.l10n.t("1 error in the estate")
        : vscode.l10n.t("{0} errors in the estate", errors),
    );
  }

  /** Not with each letter: what is typed changes little of what is seen here. */
  function refreshSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        changed.fire(undefined);
        void count();
      },
      view.visible ? 300 : 2000,
    );
  }

  async function reveal(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const found = editor && workspace.find(editor.document.uri);
    if (editor === undefined || found === undefined) return;
    const ask = { path: found.path, position: enginePosition(editor.selection.active) };
    const keys = await askNow(workspace, "treeKeys", found.estate, ask);
    if (keys === undefined) {
      void inform(vscode.l10n.t("Nothing that the estate’s tree shows is named here."));
      return;
    }
    setFilter("");
    let node: EstateNode | undefined = { estate: found.estate, keys: [], row: undefined, parent: undefined };
    for (const key of keys) node = node && (await rowsBelow(node)).find(({ row }) => row?.key === key);
    if (node !== undefined) await view.reveal(node, { select: true, focus: true, expand: true });
  }

  function setFilter(wanted: string): void {
    if (filter === wanted) return;
    filter = wanted;
    view.description = wanted === "" ? "" : `“${wanted}”`;
    void vscode.commands.executeCommand("setContext", "baskets.estate.filtered", wanted !== "");
    changed.fire(undefined);
  }

  async function askFilter(): Promise<void> {
    const wanted = await vscode.window.showInputBox({
      prompt: vscode.l10n.t("Show only what has this in its name; empty: everything"),
      value: filter,
    });
    if (wanted !== undefined) setFilter(wanted.trim());
  }

  return vscode.Disposable.from(
    changed,
    view,
    workspace.onDidLook(refreshSoon),
    workspace.onDidForget(refreshSoon),
    { dispose: () => clearTimeout(timer) },
    vscode.commands.registerCommand("baskets.estate.filter", askFilter),
    vscode.commands.registerCommand("baskets.estate.clearFilter", () => setFilter("")),
    vscode.commands.registerCommand("baskets.estate.reveal", reveal),
    vscode.commands.registerCommand("baskets.estate.copyName", async (node?: EstateNode) => {
      if (node?.row !== undefined) await vscode.env.clipboard.writeText(node.row.label);
    }),
    vscode.commands.registerCommand("baskets.estate.holdBack", async (node?: EstateNode) => {
      if (node !== undefined) await holdBack(workspace, node);
    }),
    vscode.commands.registerCommand("baskets.estate.explain", async (node?: EstateNode) => {
      const place = node?.row?.place;
      if (node === undefined || !place) return;
      const at: ExplainAt = { uri: node.estate.uriOf(place.path).toString(), ...place.range.start };
      await vscode.commands.executeCommand(EXPLAIN, at);
    }),
  );
}

/** Keeps a basket on the old build of a rollout, of the one that is chosen where several update it. */
async function holdBack(workspace: Workspace, { estate, row }: EstateNode): Promise<void> {
  if (!row?.place) return;
  const { path, range } = row.place;
  const fixes = (await askNow(workspace, "rewrites", estate, { path, position: range.start })) ?? [];
  const choices = fixes.map((fix) => ({ label: fix.title, fix }));
  const [first, second] = choices;
  if (first === undefined) {
    void inform(
      vscode.l10n.t(
        "No rollout can hold {0} back: none updates it, or all of them hold something back already or would have nothing left to update.",
        row.label,
      ),
    );
    return;
  }
  const chosen =
    second === undefined
      ? first
      : await vscode.window.showQuickPick(choices, { placeHolder: vscode.l10n.t("In which rollout?") });
  if (chosen === undefined) return;
  const [edit] = chosen.fix.edits;
  if (edit !== undefined) await vscode.window.showTextDocument(estate.uriOf(edit.path));
  await vscode.workspace.applyEdit(workspaceEdit(chosen.fix, estate.uriOf));
}

const VIEW = "baskets.estate";

function itemOf({ estate, keys, row }: EstateNode, filter: string): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (row === undefined) {
    const item = new vscode.TreeItem(nameOf(estate), Expanded);
    item.iconPath = vscode.ThemeIcon.Folder;
    item.id = estate.id;
    return item;
  }
  const isTop = keys.length === 1 && filter === "";
  const opened = isTop && row.key === "places" ? Expanded : Collapsed;
  const item = new vscode.TreeItem(row.label, row.hasChildren ? opened : None);
  item.id = [estate.id, filter, ...keys].join("\u001f");
  item.description = row.description;
  item.iconPath = iconOf(row);
  item.contextValue = row.place === null ? row.kind : `${row.kind} placed`;
  item.accessibilityInformation = { label: describe(row) };
  if (row.place !== null)
    item.command = {
      title: vscode.l10n.t("Go To"),
      command: "vscode.open",
      arguments: [
        estate.uriOf(row.place.path),
        { selection: rangeOf(row.place.range), preview: true, preserveFocus: true },
      ],
    };
  return item;
}

function describe({ label, description, kind, tone }: TreeNodeReport): string {
  const words = [NAMES[kind], label, description, tone === "none" ? "" : tone];
  return words.filter((word) => word !== "").join(", ");
}

function iconOf({ kind, key, tone }: TreeNodeReport): vscode.ThemeIcon {
  const icon = kind === "group" ? (GROUP_ICONS[key] ?? "list-tree") : ICONS[kind];
  if (tone === "none") return new vscode.ThemeIcon(icon);
  const colour = tone === "error" ? "list.errorForeground" : "list.warningForeground";
  return new vscode.ThemeIcon(tone === "error" ? "error" : "warning", new vscode.ThemeColor(colour));
}

const ICONS: { readonly [K in TreeNodeReport["kind"]]: string } = {
  environment: "globe",
  cluster: "server-environment",
  host: "server",
  service: "pulse",
  vm: "vm",
  domain: "archive",
  rollout: "rocket",
  stage: "milestone",
  group: "list-tree",
  basketKind: "symbol-class",
  date: "calendar",
};

const GROUP_ICONS: { readonly [key: string]: string } = {
  places: "globe",
  baskets: "archive",
  services: "pulse",
  rollouts: "rocket",
  dates: "calendar",
};

/** As a screen reader says them. */
const NAMES: { readonly [K in TreeNodeReport["kind"]]: string } = {
  environment: "environment",
  cluster: "cluster",
  host: "host",
  service: "service",
  vm: "VM",
  domain: "basket",
  rollout: "rollout",
  stage: "stage",
  group: "",
  basketKind: "kind of basket",
  date: "date",
};
