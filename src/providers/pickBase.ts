import * as vscode from "vscode";
import type { BaseUse } from "../engine/protocol.ts";
import { type Base, clockOf, fileBase, openingBase, presentBase, revisionBase } from "./bases.ts";
import type { Estate } from "./estate.ts";
import { type Repository, repositoryOf } from "./git.ts";
import { warn } from "./say.ts";
import type { Workspace } from "./workspace.ts";

/** Asks against what: a revision where there is git, else a file, the opening, or now; why there is none is said. */
export async function pickBase(
  workspace: Workspace,
  estate: Estate,
  use: BaseUse,
  placeHolder: string,
): Promise<Base | undefined> {
  const repository = await repositoryOf(workspace, estate);
  const noGit = "why" in repository ? repository.why : undefined;
  const choices = [
    ...("why" in repository ? [] : await revisionsIn(repository, estate, use)),
    ...elsewhere(workspace, estate, use),
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    placeHolder: noGit === undefined ? placeHolder : `${placeHolder} (${noGit})`,
    matchOnDescription: true,
  });
  return picked?.make();
}

/** What a keybinding may say instead of being asked: `{"revision": "main"}`, `{"since": "opening"}`. */
export async function givenBase(
  workspace: Workspace,
  estate: Estate,
  given: unknown,
): Promise<Base | undefined> {
  const { revision, since } = (given ?? {}) as { readonly revision?: unknown; readonly since?: unknown };
  if (since === "opening") return openingBase(estate);
  if (since === "now") return presentBase(estate);
  if (typeof revision !== "string") return undefined;
  const repository = await repositoryOf(workspace, estate);
  if (!("why" in repository))
    return revisionBase(repository, estate, revision, { whereLeft: false, isPinned: false });
  void warn(vscode.l10n.t("There is no git to ask for {0}: {1}.", revision, repository.why));
  return undefined;
}

interface Choice extends vscode.QuickPickItem {
  readonly make: () => Base | undefined | Promise<Base | undefined>;
}

async function revisionsIn(repository: Repository, estate: Estate, use: BaseUse): Promise<readonly Choice[]> {
  // A comparison is called after the commit that it began with.
  const isPinned = use === "compare";
  const { branch, commit } = repository.head();
  if (commit === undefined) return [];
  const branches = await repository.branches();
  const trunk = TRUNKS.find((name) => name !== branch && branches.includes(name));
  const parted = trunk === undefined ? undefined : await repository.mergeBase(trunk);
  return [
    {
      label: "$(git-commit) HEAD",
      description: [commit.slice(0, 7), branch ?? "detached"].join(", "),
      detail:
        use === "review"
          ? vscode.l10n.t("The last commit: what is not committed yet")
          : vscode.l10n.t("The last commit"),
      make: () => revisionBase(repository, estate, "HEAD", { whereLeft: false, isPinned }),
    },
    ...(trunk === undefined || parted === undefined || parted === commit
      ? []
      : [
          {
            label: vscode.l10n.t("$(git-merge) Where this branch left {0}", trunk),
            description: parted.slice(0, 7),
            detail: vscode.l10n.t("Before all that this branch changes, as a pull request has it"),
            make: () => revisionBase(repository, estate, trunk, { whereLeft: true, isPinned }),
          },
        ]),
    {
      label: vscode.l10n.t("$(git-branch) Another Revision…"),
      detail: vscode.l10n.t("A branch, a tag or a commit"),
      async make() {
        const picked = await pickRevision(repository, branches);
        return picked && revisionBase(repository, estate, picked.revision, { ...picked, isPinned });
      },
    },
  ];
}

/** Where branches usually begin. */
const TRUNKS = ["main", "master", "trunk", "origin/main", "origin/master", "origin/trunk"];

function elsewhere(workspace: Workspace, estate: Estate, use: BaseUse): readonly Choice[] {
  const at = clockOf(estate.opening.at);
  const file: Choice = {
    label: vscode.l10n.t("$(file) A File…"),
    detail:
      use === "review"
        ? vscode.l10n.t("Another file, as what one of the files here was")
        : vscode.l10n.t("A snapshot or another estate, by itself"),
    make: () => pickFile(workspace, estate, use),
  };
  const opening: Choice = {
    label: vscode.l10n.t("$(history) As It Was at {0}", at),
    detail: vscode.l10n.t("What was on disk when the folder was opened here"),
    make: () => openingBase(estate),
  };
  const present: Choice = {
    label: vscode.l10n.t("$(pinned) As It Is Now"),
    detail: vscode.l10n.t("What is changed from here on"),
    make: () => presentBase(estate),
  };
  return use === "review" ? [file, opening, present] : [file, opening];
}

interface PickedRevision {
  readonly revision: string;
  readonly whereLeft: boolean;
}

async function pickRevision(
  repository: Repository,
  branches: readonly string[],
): Promise<PickedRevision | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t("$(edit) A Tag or a Commit…"), revision: undefined, whereLeft: false },
      ...branches.map((revision) => ({ label: revision, revision, whereLeft: false })),
      { label: "", kind: vscode.QuickPickItemKind.Separator, revision: undefined, whereLeft: false },
      ...branches.map((revision) => ({
        label: vscode.l10n.t("Where this branch left {0}", revision),
        revision,
        whereLeft: true,
      })),
    ],
    { placeHolder: vscode.l10n.t("Which revision?") },
  );
  if (picked === undefined) return undefined;
  const revision = picked.revision ?? (await typeRevision(repository));
  return revision === undefined ? undefined : { revision, whereLeft: picked.whereLeft };
}

/** Left empty is left. */
async function typeRevision(repository: Repository): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("A tag, a commit, or what git takes for one: v2.1, 4f2a9c1, HEAD~3"),
    validateInput: async (text) =>
      text.trim() === "" || (await repository.commitOf(text.trim())) !== undefined
        ? undefined
        : vscode.l10n.t("“{0}” is no revision of this git repository.", text.trim()),
  });
  return typed?.trim() || undefined;
}

async function pickFile(workspace: Workspace, estate: Estate, use: BaseUse): Promise<Base | undefined> {
  const path = use === "review" ? await pickPath(workspace, estate) : "";
  if (path === undefined) return undefined;
  const picked = await vscode.window.showOpenDialog({
    title:
      use === "review" ? vscode.l10n.t("What {0} Was", path) : vscode.l10n.t("A Snapshot or Another Estate"),
    openLabel: vscode.l10n.t("Compare"),
    ...(estate.folder === undefined ? {} : { defaultUri: estate.folder }),
  });
  const [file] = picked ?? [];
  return file && fileBase(workspace, estate, use, path, file);
}

/** The file in the active editor, the only one, or the one that is chosen. */
async function pickPath(workspace: Workspace, estate: Estate): Promise<string | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const found = active && workspace.find(active);
  const paths = [...estate.paths()].sort();
  if (found?.estate === estate) return found.path;
  return paths.length === 1
    ? paths[0]
    : vscode.window.showQuickPick(paths, { placeHolder: vscode.l10n.t("Which file was another one?") });
}
