import * as vscode from "vscode";
import type { BaseTexts } from "../engine/pairReports.ts";
import type { BaseUse } from "../engine/protocol.ts";
import { askNow } from "./askNow.ts";
import type { Estate } from "./estate.ts";
import { each, readFile } from "./files.ts";
import type { Repository } from "./git.ts";
import type { Found, Workspace } from "./workspace.ts";

/** Estates as they were elsewhere or before: at a revision, in a file, when the folder was opened, at a moment. */
export interface Base {
  readonly read: () => Promise<BaseRead | { readonly problem: string }>;
  /** Calls when the base may be another one. */
  readonly follow: (moved: () => void) => vscode.Disposable;
}

export interface BaseRead {
  /** Completes “against”: `HEAD (4f2a9c1)`. */
  readonly label: string;
  readonly texts: BaseTexts;
}

/** How a revision is taken. */
interface RevisionChoice {
  /** Not the revision itself but where what is checked out left it. */
  readonly whereLeft: boolean;
  /** The commit that it is at first; else it is looked up each time, since a branch moves. */
  readonly isPinned: boolean;
}

export function revisionBase(
  repository: Repository,
  estate: Estate,
  revision: string,
  { whereLeft, isPinned }: RevisionChoice,
): Base {
  let last: string | undefined;
  const find = async () => {
    if (isPinned && last !== undefined) return last;
    return whereLeft ? repository.mergeBase(revision) : repository.commitOf(revision);
  };
  return {
    async read() {
      const commit = await find();
      last = commit;
      if (commit === undefined)
        return {
          problem: whereLeft
            ? vscode.l10n.t("This branch and {0} have no commit in common.", revision)
            : vscode.l10n.t("“{0}” is no revision of this git repository.", revision),
        };
      const short = commit.slice(0, 7);
      const name = whereLeft ? vscode.l10n.t("where this branch left {0}", revision) : revision;
      const label = commit.startsWith(revision) ? short : `${name} (${short})`;
      try {
        return { label, texts: await repository.textsAt(commit, estate) };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { problem: vscode.l10n.t("Git could not say what differs from {0}: {1}", label, why) };
      }
    },
    // Most of what git tells is about files, which are followed anyway.
    follow: (moved) =>
      repository.onDidChange(async () => {
        if ((await find()) !== last) moved();
      }),
  };
}

/** What was on disk when the folder was opened. */
export function openingBase(estate: Estate): Base {
  const { at, texts } = estate.opening;
  return {
    // What came later was not there.
    read: async () => ({
      label: vscode.l10n.t("the files as they were at {0}", clockOf(at)),
      texts: whole(estate, texts),
    }),
    follow: nothing,
  };
}

/** What is there now, unsaved text included: from here on. */
export async function presentBase(estate: Estate): Promise<Base> {
  const at = new Date();
  const open = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document.getText()]),
  );
  const texts = new Map<string, string>();
  await each(estate.paths(), async (path) => {
    const uri = estate.uriOf(path);
    const found = open.get(uri.toString());
    const read = found === undefined ? await readFile(uri) : undefined;
    const text = found ?? (read?.kind === "text" ? read.text : undefined);
    if (text !== undefined) texts.set(path, text);
  });
  return {
    read: async () => ({
      label: vscode.l10n.t("everything as it was at {0}", clockOf(at)),
      texts: whole(estate, texts),
    }),
    follow: nothing,
  };
}

/**
 * Another file. For a review it is what one of the estate's files was; for a comparison it stands alone, as a snapshot
 * or somebody else's estate does.
 */
export function fileBase(
  workspace: Workspace,
  estate: Estate,
  use: BaseUse,
  path: string,
  file: vscode.Uri,
): Base {
  const name = vscode.workspace.asRelativePath(file);
  return {
    async read() {
      const found = await readFile(file);
      if (found.kind !== "text") return { problem: vscode.l10n.t("{0} cannot be read.", name) };
      if (use === "review") return { label: name, texts: [{ path, text: found.text }] };
      const alone = workspace.placeOf(file)?.path ?? file.path;
      return { label: name, texts: whole(estate, new Map([[alone, found.text]])) };
    },
    follow: (moved) => followFile(file, moved),
  };
}

/** What was there before a plan of Terraform. It is looked at as long as it is reviewed, whatever it is called. */
export function planBase(workspace: Workspace, { estate, path }: Found): Base {
  const file = estate.uriOf(path);
  return {
    async read() {
      const was = await askNow(workspace, "planBefore", estate, { path });
      if (was === undefined) return { problem: noPlan(file) };
      const name = vscode.workspace.asRelativePath(file);
      return { label: vscode.l10n.t("what was there before {0}", name), texts: [{ path, text: was }] };
    },
    follow(moved) {
      const admitted = workspace.admit(file);
      const following = followFile(file, async () => {
        // The engine must have the new plan before it is asked what was there before it.
        const again = workspace.admit(file);
        await again.found;
        again.dispose();
        moved();
      });
      return vscode.Disposable.from(admitted, following);
    },
  };
}

export function noPlan(file: vscode.Uri): string {
  return vscode.l10n.t(
    "{0} is no plan of Terraform as “terraform show -json” prints one.",
    vscode.workspace.asRelativePath(file),
  );
}

function followFile(file: vscode.Uri, moved: () => void): vscode.Disposable {
  const folder = vscode.Uri.joinPath(file, "..");
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "*"));
  const look = (uri: vscode.Uri) => uri.path === file.path && moved();
  return vscode.Disposable.from(watcher, watcher.onDidChange(look), watcher.onDidCreate(look));
}

/** These files and no others. */
function whole(estate: Estate, texts: ReadonlyMap<string, string>): BaseTexts {
  return [
    ...[...texts].map(([path, text]) => ({ path, text })),
    ...estate
      .paths()
      .filter((path) => !texts.has(path))
      .map((path) => ({ path, text: null })),
  ];
}

/** The time, and the day where that is another one. */
export function clockOf(at: Date): string {
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return at.toDateString() === new Date().toDateString()
    ? time
    : vscode.l10n.t("{0} on {1}", time, at.toLocaleDateString());
}

function nothing(): vscode.Disposable {
  return { dispose: () => undefined };
}
