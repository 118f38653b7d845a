import * as vscode from "vscode";
import type { ReviewItem, ReviewReport } from "../engine/pairReports.ts";
import { askNow } from "./askNow.ts";
import type { Base } from "./bases.ts";
import type { Estate } from "./estate.ts";
import { keepBase } from "./keepBase.ts";
import { type ShownTexts, shownUri } from "./shownTexts.ts";
import type { Workspace } from "./workspace.ts";

/** The change that is under review: one at a time, kept up to date while texts and the base change. */
export interface Reviewing extends vscode.Disposable {
  readonly open: (estate: Estate, base: Base) => Promise<boolean>;
  readonly close: () => void;
  readonly current: () => Reviewed | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** All files that differ, one below the other: what they were beside what they are. */
  readonly showFiles: () => Promise<void>;
  /** Where an item is to be looked at: in the file at hand, or in the text that it had. */
  readonly uriOf: (place: NonNullable<ReviewItem["place"]>) => vscode.Uri | undefined;
}

export interface Reviewed {
  readonly estate: Estate;
  /** Completes “against”: `HEAD (4f2a9c1)`. */
  readonly against: string;
  readonly report: ReviewReport;
}

export function createReviewing(workspace: Workspace, shown: ShownTexts): Reviewing {
  const changed = new vscode.EventEmitter<void>();
  const kept = keepBase(workspace, "review");
  const put = new Map<string, vscode.Uri>();
  let reviewed: Estate | undefined;
  let report: ReviewReport | undefined;

  /** False where there is nothing to be reviewed any more, or nobody waits for it. */
  async function refresh(): Promise<boolean> {
    const of = reviewed;
    const answer = of && (await askNow(workspace, "review", of, {}, () => reviewed !== of));
    if (of === undefined || answer === undefined || reviewed !== of) return false;
    report = answer;
    for (const { path, was } of answer.files) {
      if (was === null) continue;
      const uri = baseUri(of.uriOf(path));
      shown.put(uri, was);
      put.set(uri.toString(), uri);
    }
    changed.fire();
    return true;
  }

  function close(): void {
    void vscode.window.tabGroups.close(tabs(), true);
    for (const uri of put.values()) shown.remove(uri);
    put.clear();
    kept.clear();
    reviewed = undefined;
    report = undefined;
    changed.fire();
  }

  async function showFiles(): Promise<void> {
    if (reviewed === undefined || report === undefined) return;
    const { uriOf } = reviewed;
    const files = report.files.map(({ path, was, gone }) => {
      const uri = uriOf(path);
      return [uri, was === null ? undefined : baseUri(uri), gone ? undefined : uri];
    });
    const old = tabs();
    await vscode.commands.executeCommand("vscode.changes", TITLE, files);
    await vscode.window.tabGroups.close(old, true);
  }

  const following = vscode.Disposable.from(
    workspace.onDidLook((estate) => {
      if (estate === reviewed) void refresh();
    }),
    workspace.onDidForget((estate) => {
      if (estate === reviewed) close();
    }),
  );

  return {
    async open(estate, base) {
      if (reviewed !== undefined) close();
      reviewed = estate;
      const told = await kept.set(estate, base);
      if (told !== undefined && (await refresh())) return true;
      if (reviewed === estate) close();
      return false;
    },
    close,
    current() {
      const against = kept.label();
      return reviewed === undefined || report === undefined || against === undefined
        ? undefined
        : { estate: reviewed, against, report };
    },
    onDidChange: changed.event,
    showFiles,
    uriOf({ path, inBase }) {
      const uri = reviewed?.uriOf(path);
      return uri && inBase ? baseUri(uri) : uri;
    },
    dispose() {
      following.dispose();
      kept.dispose();
      changed.dispose();
    },
  };
}

const TITLE = vscode.l10n.t("Change under Review");

/** The kind of input of such a tab is not in the API yet: it is known by its title, which the number of files follows. */
function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ label }) => label.startsWith(TITLE));
}

function baseUri(uri: vscode.Uri): vscode.Uri {
  return shownUri(uri.path, "before");
}
