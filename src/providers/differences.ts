import * as vscode from "vscode";
import { DIFFERENCE_KINDS, type DifferenceKind } from "../core/views/differenceKinds.ts";
import type { DifferenceReport, SyncReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Compared, Comparing } from "./comparing.ts";
import { rangeOf } from "./convert.ts";
import type { Workspace } from "./workspace.ts";

/** One difference in the tree: what its commands are about. */
export interface DifferenceNode {
  readonly compared: Compared;
  readonly difference: DifferenceReport;
}

interface Group {
  readonly title: string;
  readonly service: string | null;
  readonly kind: DifferenceKind;
  readonly nodes: readonly DifferenceNode[];
}

type Node = Group | DifferenceNode;

/** The differences of the open comparison: by service what should be alike, then what both stand on and what not. */
export function registerDifferences(workspace: Workspace, comparing: Comparing): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let shown: ReadonlySet<DifferenceKind> = new Set(DIFFERENCE_KINDS);
  let effects: Effects | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => ("nodes" in node ? groupItem(node, effects) : differenceItem(node, effects)),
    // A pointer or a screen reader rests on one: then it is worth trying that one by itself.
    async resolveTreeItem(item, node, token) {
      if ("nodes" in node) return item;
      const told = await doneAlone(workspace, node, () => token.isCancellationRequested);
      item.tooltip = [tooltipOf(node, effects), told ?? ""].filter((line) => line !== "").join("\n\n");
      return item;
    },
    getChildren(node) {
      if (node !== undefined) return "nodes" in node ? [...node.nodes] : [];
      const current = comparing.current();
      return current === undefined ? [] : groupsOf(current, current.report.differences, shown);
    },
  };
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });

  /** What taking each over would do: asked once for all, since one answer has them all. */
  async function lookAtEffects(): Promise<void> {
    const current = comparing.current();
    if (current === undefined || current.ask.hereInBase || current.ask.here === current.ask.there) return;
    const drift = current.report.differences.filter(({ kind }) => kind === "drift").length;
    if (drift === 0 || drift > MOST_TRIED) return;
    const isOver = () => comparing.current()?.report !== current.report;
    const { here, there } = current.ask;
    const { estate } = current;
    const forth = await askNow(workspace, "sync", estate, { from: here, to: there }, isOver);
    const back = forth && (await askNow(workspace, "sync", estate, { from: there, to: here }, isOver));
    if (forth === undefined || back === undefined || isOver()) return;
    effects = { forth, back };
    changed.fire(undefined);
  }

  function refresh(): void {
    const current = comparing.current();
    const about = current?.labels.join(" ↔ ") ?? "";
    void vscode.commands.executeCommand("setContext", "baskets.comparing", current !== undefined);
    // The last ones stay until others come, so that nothing flickers while somebody types.
    const isOther = about !== view.description;
    if (isOther) effects = undefined;
    view.description = about;
    changed.fire(undefined);
    clearTimeout(timer);
    timer = setTimeout(() => void lookAtEffects(), isOther ? 0 : QUIET);
  }

  async function filter(): Promise<void> {
    const current = comparing.current();
    const count = (kind: DifferenceKind) =>
      current?.report.differences.filter((difference) => difference.kind === kind).length ?? 0;
    const picked = await vscode.window.showQuickPick(
      DIFFERENCE_KINDS.map((kind) => ({
        label: KINDS[kind].title,
        description: String(count(kind)),
        detail: KINDS[kind].detail,
        picked: shown.has(kind),
        which: kind,
      })),
      { canPickMany: true, placeHolder: vscode.l10n.t("Differences to show") },
    );
    if (picked === undefined) return;
    shown = new Set(picked.map(({ which }) => which));
    changed.fire(undefined);
  }

  return vscode.Disposable.from(
    changed,
    view,
    comparing.onDidChange(refresh),
    { dispose: () => clearTimeout(timer) },
    vscode.commands.registerCommand("baskets.differences.filter", filter),
    vscode.commands.registerCommand("baskets.differences.close", comparing.close),
  );
}

const VIEW = "baskets.differences";

/** Trying what could be taken over costs several analyses: not while somebody types (milliseconds), nor for so many. */
const QUIET = 2000;
const MOST_TRIED = 300;

interface Effects {
  /** The second side brought into line with the first, and the other way round. */
  readonly forth: SyncReport;
  readonly back: SyncReport;
}

const KINDS: {
  readonly [K in DifferenceKind]: { title: string; detail: string; icon: string; colour?: string };
} = {
  drift: {
    title: vscode.l10n.t("Drift"),
    detail: vscode.l10n.t("Should be alike and is not"),
    icon: "diff-modified",
    colour: "list.warningForeground",
  },
  accepted: {
    title: vscode.l10n.t("Accepted"),
    detail: vscode.l10n.t("Declared in the pair, with a reason"),
    icon: "pass",
  },
  "shared fate": {
    title: vscode.l10n.t("Shared fate"),
    detail: vscode.l10n.t("Alike and should differ"),
    icon: "link",
    colour: "list.warningForeground",
  },
  diversity: {
    title: vscode.l10n.t("Diversity"),
    detail: vscode.l10n.t("Differs, as it should"),
    icon: "git-compare",
    colour: "charts.green",
  },
  capacity: {
    title: vscode.l10n.t("Capacity"),
    detail: vscode.l10n.t("Whether either side can carry both"),
    icon: "dashboard",
  },
  ambiguous: {
    title: vscode.l10n.t("Ambiguous"),
    detail: vscode.l10n.t("Halves that cannot be told for certain"),
    icon: "question",
  },
};

/** Services first, in the order of the estate, then one group for each other kind. */
function groupsOf(
  compared: Compared,
  differences: readonly DifferenceReport[],
  shown: ReadonlySet<DifferenceKind>,
): Group[] {
  const byService = new Map<string, DifferenceNode[]>();
  const byKind = new Map<DifferenceKind, DifferenceNode[]>();
  for (const difference of differences) {
    if (!shown.has(difference.kind)) continue;
    const node = { compared, difference };
    if (difference.service === null) push(byKind, difference.kind, node);
    else push(byService, difference.service, node);
  }
  return [
    ...[...byService].map(([service, nodes]): Group => {
      const drift = nodes.some((node) => node.difference.kind === "drift");
      return {
        title: service,
        service,
        kind: drift ? "drift" : (nodes[0]?.difference.kind ?? "drift"),
        nodes,
      };
    }),
    ...[...byKind].map(([kind, nodes]): Group => ({ title: KINDS[kind].title, service: null, kind, nodes })),
  ];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function iconOf(kind: DifferenceKind): vscode.ThemeIcon {
  const { icon, colour } = KINDS[kind];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function groupItem({ title, service, kind, nodes }: Group, effects: Effects | undefined): vscode.TreeItem {
  const few = service === null && nodes.length < 4;
  const item = new vscode.TreeItem(
    title,
    few ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `${service === null ? "kind" : "service"} ${title}`;
  item.iconPath = service === null ? iconOf(kind) : new vscode.ThemeIcon("server-process");
  const change = service === null ? undefined : changeOf(service, nodes, effects);
  item.description = [String(nodes.length), ...(change === undefined ? [] : [change])].join(" · ");
  // Read aloud in the place of the label: the name comes first.
  if (change !== undefined)
    item.tooltip = vscode.l10n.t("{0}: taken over, its outage is {1}.", title, change);
  return item;
}

/** What taking over the differences of a service would do to it. */
function changeOf(
  service: string,
  nodes: readonly DifferenceNode[],
  effects: Effects | undefined,
): string | undefined {
  const onlyThere = nodes.every((node) => node.difference.sync?.onlyThere === true);
  const report = onlyThere ? effects?.back : effects?.forth;
  // Of a service that has changed since, the last answer would be false.
  const ids = new Set(nodes.map((node) => node.difference.sync?.id));
  const isStale = report?.brought.some((each) => each.service === service && !ids.has(each.id));
  return isStale ? undefined : report?.outages.find((each) => each.service === service)?.change;
}

function differenceItem(
  { compared, difference }: DifferenceNode,
  effects: Effects | undefined,
): vscode.TreeItem {
  const { title, kind, sync, places } = difference;
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.None);
  item.id = `${kind} ${difference.service ?? ""} ${sync?.id ?? title}`;
  item.iconPath = iconOf(kind);
  const left = sync === null ? undefined : reasonOf(sync, effects);
  item.description = left === undefined ? "" : vscode.l10n.t("stays: {0}", left);
  // What was or is elsewhere is no side that could be written, nor a pair that could accept anything.
  const isHere = !compared.ask.hereInBase;
  item.contextValue = isHere ? `${kind}${sync !== null && left === undefined ? " sync" : ""}` : "elsewhere";
  const [first] = places;
  if (first !== undefined)
    item.command = {
      title: vscode.l10n.t("Go To"),
      command: "vscode.open",
      arguments: [compared.estate.uriOf(first.path), { selection: rangeOf(first.range), preview: true }],
    };
  return item;
}

function tooltipOf(
  { difference: { title, note, sync } }: DifferenceNode,
  effects: Effects | undefined,
): string {
  const left = sync === null ? undefined : reasonOf(sync, effects);
  const stays = left === undefined ? "" : vscode.l10n.t("A sync leaves it as it is: {0}.", left);
  return [title, note ?? "", stays].filter((line) => line !== "").join("\n\n");
}

/** What taking over this one alone does to outages. */
async function doneAlone(
  workspace: Workspace,
  { compared: { estate, ask }, difference: { sync } }: DifferenceNode,
  isOver: () => boolean,
): Promise<string | undefined> {
  if (sync === null || ask.hereInBase) return undefined;
  const [from, to] = sync.onlyThere ? [ask.there, ask.here] : [ask.here, ask.there];
  const report = await askNow(workspace, "sync", estate, { from, to, items: [sync.id] }, isOver);
  if (report === undefined || report.brought.length === 0) return undefined;
  const changes = report.outages.map(({ service, change }) => `${service} ${change}`);
  return changes.length === 0
    ? vscode.l10n.t("Taken over by itself it changes no outage.")
    : vscode.l10n.t("Taken over by itself: {0}.", changes.join(", "));
}

function reasonOf(
  sync: NonNullable<DifferenceReport["sync"]>,
  effects: Effects | undefined,
): string | undefined {
  const report = sync.onlyThere ? effects?.back : effects?.forth;
  return report?.left.find(({ id }) => id === sync.id)?.reason;
}
