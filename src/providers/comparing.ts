import * as vscode from "vscode";
import type { CompareAsk, CompareReport, PlaceReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Base } from "./bases.ts";
import type { Estate } from "./estate.ts";
import { keepBase } from "./keepBase.ts";
import { warn } from "./say.ts";
import { type ShownTexts, shownUri } from "./shownTexts.ts";
import type { Workspace } from "./workspace.ts";

/** What is compared with what. */
export interface Compared {
  readonly estate: Estate;
  readonly ask: CompareAsk;
  /** What the two sides are called: `east`, `east, HEAD (4f2a9c1)`. */
  readonly labels: readonly [string, string];
}

/** Where the first side is taken from, if not from the estate at hand. */
export interface Elsewhere {
  readonly estate: Estate;
  readonly environment: string;
  readonly base: Base;
}

/** The comparison that is open: one at a time, kept up to date while texts change. */
export interface Comparing extends vscode.Disposable {
  readonly open: (compared: Compared) => Promise<boolean>;
  /** An environment as it was or is elsewhere beside itself as it is here. */
  readonly openElsewhere: (elsewhere: Elsewhere) => Promise<boolean>;
  readonly close: () => void;
  readonly current: () => (Compared & { readonly report: CompareReport }) | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Where a line of a side is written. */
  readonly placeAt: (
    uri: vscode.Uri,
    line: number,
  ) => (PlaceReport & { readonly estate: Estate }) | undefined;
}

export function createComparing(workspace: Workspace, shown: ShownTexts): Comparing {
  const changed = new vscode.EventEmitter<void>();
  const kept = keepBase(workspace, "compare");
  let compared: Compared | undefined;
  let report: CompareReport | undefined;

  /** Whether the two are still there to be compared. */
  async function refresh(): Promise<boolean> {
    const of = compared;
    const answer = of && (await askNow(workspace, "compare", of.estate, of.ask, () => compared !== of));
    if (of === undefined || answer === undefined || compared !== of) return false;
    report = answer;
    for (const side of SIDES) shown.put(uriOf(of, side), answer[side].text);
    changed.fire();
    return true;
  }

  const following = vscode.Disposable.from(
    workspace.onDidLook((estate) => {
      if (estate === compared?.estate) void refresh();
    }),
    workspace.onDidForget((estate) => {
      if (estate === compared?.estate) close();
    }),
  );

  async function show(wanted: Compared): Promise<boolean> {
    compared = wanted;
    report = undefined;
    if (!(await refresh())) return false;
    const [here, there] = SIDES.map((side) => uriOf(wanted, side)) as [vscode.Uri, vscode.Uri];
    await vscode.commands.executeCommand("vscode.diff", here, there, wanted.labels.join(" ↔ "), {
      preview: false,
    });
    return true;
  }

  function close(): void {
    kept.clear();
    const closed = compared;
    if (closed === undefined) return;
    void vscode.window.tabGroups.close(tabsOf(closed), true);
    for (const side of SIDES) shown.remove(uriOf(closed, side));
    compared = undefined;
    report = undefined;
    changed.fire();
  }

  return {
    open(wanted) {
      kept.clear();
      return show(wanted);
    },
    async openElsewhere({ estate, environment, base }) {
      close();
      const label = await kept.set(estate, base);
      if (label === undefined) return false;
      const ask = { here: environment, there: environment, hereInBase: true };
      if (await show({ estate, ask, labels: [`${environment}, ${label}`, environment] })) return true;
      close();
      void warn(vscode.l10n.t("There is no environment “{0}” in {1}.", environment, label));
      return false;
    },
    close,
    current: () => (compared === undefined || report === undefined ? undefined : { ...compared, report }),
    onDidChange: changed.event,
    placeAt(uri, line) {
      if (compared === undefined || report === undefined) return undefined;
      const of = compared;
      const side = SIDES.find((each) => uriOf(of, each).toString() === uri.toString());
      const place = side && report[side].places[line];
      return place ? { ...place, estate: of.estate } : undefined;
    },
    dispose() {
      following.dispose();
      kept.dispose();
      changed.dispose();
    },
  };
}

const SIDES = ["here", "there"] as const;

/** A diff whose texts are gone would show nothing but an error. */
function tabsOf(compared: Compared): readonly vscode.Tab[] {
  const wanted = uriOf(compared, "there").toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === wanted);
}

/** Two comparisons have two pairs of documents; they end in .yaml for their colours alone. */
function uriOf({ labels }: Compared, side: (typeof SIDES)[number]): vscode.Uri {
  const [one, other] = labels.map((label) => label.replaceAll("/", "∕"));
  return shownUri(
    `/${one ?? ""} beside ${other ?? ""}/${side === "here" ? (one ?? "") : (other ?? "")}.yaml`,
    "side",
  );
}
