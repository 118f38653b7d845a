import * as vscode from "vscode";
import type { BaseTexts } from "../engine/pairReports.ts";
import type { Estate } from "./estate.ts";
import { mayBeOurs } from "./sniff.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Git through the API (version 1) of VS Code's built-in extension: we start no git ourselves. Where that extension is
 * not (in a browser, in Restricted Mode, switched off), there is none.
 */
export interface Repository {
  /** What is checked out: the branch, if there is one, and the commit, if there is one already. */
  readonly head: () => { readonly branch: string | undefined; readonly commit: string | undefined };
  /** Local and remote ones. */
  readonly branches: () => Promise<readonly string[]>;
  /** Where what is checked out and a revision parted, or undefined where they never met. */
  readonly mergeBase: (revision: string) => Promise<string | undefined>;
  /** The commit that a revision names, or undefined where it names none. */
  readonly commitOf: (revision: string) => Promise<string | undefined>;
  /** What an estate has otherwise in a commit than at hand, unsaved text included. */
  readonly textsAt: (commit: string, estate: Estate) => Promise<BaseTexts>;
  /** Something may have changed: a commit, a checkout, or only a file. */
  readonly onDidChange: vscode.Event<void>;
}

/** `why` completes “there is no git to ask:”. */
export async function repositoryOf(
  workspace: Workspace,
  estate: Estate,
): Promise<Repository | { readonly why: string }> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined)
    return { why: vscode.l10n.t("VS Code’s git extension is not running in this window") };
  try {
    const git = extension.isActive ? extension.exports : await extension.activate();
    const api = git.getAPI(1);
    await initialized(api);
    const found = around(api, estate);
    return found === undefined
      ? { why: vscode.l10n.t("VS Code has no git repository open for these files") }
      : wrapped(found, workspace);
  } catch {
    return { why: vscode.l10n.t("VS Code’s git extension is switched off") };
  }
}

/** What is used of the API; commits, branches and paths are plain strings there. */
interface GitExtension {
  readonly getAPI: (version: 1) => GitApi;
}

interface GitApi {
  readonly state: "uninitialized" | "initialized";
  readonly onDidChangeState: vscode.Event<unknown>;
  readonly repositories: readonly GitRepository[];
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly workingTreeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
    readonly onDidChange: vscode.Event<void>;
  };
  readonly status: () => Promise<void>;
  readonly show: (revision: string, path: string) => Promise<string>;
  /** The working tree as it is on disk against a revision; what git does not track is not in it. */
  readonly diffWith: (revision: string) => Promise<readonly GitChange[]>;
  readonly getCommit: (revision: string) => Promise<{ readonly hash: string }>;
  readonly getMergeBase: (one: string, other: string) => Promise<string | undefined>;
  readonly getBranches: (query: {
    readonly remote: boolean;
  }) => Promise<readonly { readonly name?: string }[]>;
}

interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri: vscode.Uri | undefined;
  readonly status: number;
}

/** `Status.UNTRACKED` and `Status.INTENT_TO_ADD` of the API. */
const UNTRACKED: ReadonlySet<number> = new Set([7, 9]);

/** Milliseconds to wait for repositories that are still being looked for. */
const PATIENCE = 5000;

async function initialized(api: GitApi): Promise<void> {
  if (api.state === "initialized") return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE);
    const listening = api.onDidChangeState(() => api.state === "initialized" && done());
  });
}

/** That which the active editor's file is in, else the innermost around the estate, else the first inside of it. */
function around(api: GitApi, estate: Estate): GitRepository | undefined {
  const [first] = estate.paths();
  const place = estate.folder ?? (first === undefined ? undefined : estate.uriOf(first));
  if (place === undefined) return undefined;
  const active = vscode.window.activeTextEditor?.document.uri;
  const near = [...api.repositories]
    .filter(({ rootUri }) => isWithin(rootUri, place) || isWithin(place, rootUri))
    .sort((a, b) => b.rootUri.path.length - a.rootUri.path.length);
  return (
    near.find(({ rootUri }) => active !== undefined && isWithin(rootUri, active)) ??
    near.find(({ rootUri }) => isWithin(rootUri, place)) ??
    near.at(-1)
  );
}

function isWithin(folder: vscode.Uri, uri: vscode.Uri): boolean {
  if (folder.scheme !== uri.scheme) return false;
  return uri.path === folder.path || uri.path.startsWith(`${folder.path.replace(/\/$/, "")}/`);
}

function wrapped(repository: GitRepository, workspace: Workspace): Repository {
  const orNone = <T>(asked: Promise<T | undefined>) => asked.catch(() => undefined);
  return {
    head: () => ({
      branch: repository.state.HEAD?.name,
      commit: repository.state.HEAD?.commit,
    }),
    branches: async () =>
      ((await orNone(repository.getBranches({ remote: true }))) ?? []).flatMap(({ name }) => name ?? []),
    mergeBase: (revision) => orNone(repository.getMergeBase("HEAD", revision)),
    // Git would take what begins like an option for one.
    commitOf: async (revision) =>
      revision.startsWith("-") ? undefined : (await orNone(repository.getCommit(revision)))?.hash,
    textsAt: (commit, estate) => textsAt(repository, workspace, commit, estate),
    onDidChange: repository.state.onDidChange,
  };
}

async function textsAt(
  repository: GitRepository,
  workspace: Workspace,
  commit: string,
  estate: Estate,
): Promise<BaseTexts> {
  await repository.status();
  const changes = await repository.diffWith(commit);
  const { workingTreeChanges, untrackedChanges } = repository.state;
  const untracked = [...workingTreeChanges, ...(untrackedChanges ?? [])].filter(({ status }) =>
    UNTRACKED.has(status),
  );
  const touched = new Map(
    [...changes, ...untracked].flatMap(({ uri, originalUri, renameUri }) =>
      [uri, originalUri, renameUri].flatMap((each) => (each === undefined ? [] : [[each.path, each]])),
    ),
  );
  // Text that is not saved yet is no news to git.
  for (const { isDirty, uri } of vscode.workspace.textDocuments)
    if (isDirty && isWithin(repository.rootUri, uri)) touched.set(uri.path, uri);
  const read = [...touched.values()].map(async (uri) => {
    const place = workspace.placeOf(uri);
    if (place?.estate !== estate) return [];
    const text = (await repository.show(commit, uri.fsPath).catch(() => undefined))?.replace(/^\uFEFF/, "");
    const isOurs = text !== undefined && mayBeOurs(place.path, text);
    return isOurs || estate.has(place.path) ? [{ path: place.path, text: isOurs ? text : null }] : [];
  });
  return (await Promise.all(read)).flat();
}
