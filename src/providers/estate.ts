import * as vscode from "vscode";
import type { Client } from "../engine/client.ts";
import type { Change, FileReport, Report, Settings } from "../engine/protocol.ts";

/** Typing is answered when it pauses, everything else at once. Milliseconds. */
const TYPING_PAUSE = 150;

/** What is analysed together: a workspace folder, or a document that is in none. */
export interface Estate {
  readonly id: string;
  readonly folder: vscode.Uri | undefined;
  /** Tells the engine what changed and has it looked at. Files are known from their first text on. */
  readonly change: (changes: readonly (Change & { readonly uri: vscode.Uri })[], cause: "typing" | "other") => void;
  readonly configure: (settings: Settings) => void;
  readonly has: (path: string) => boolean;
  readonly paths: () => readonly string[];
  readonly uriOf: (path: string) => vscode.Uri;
  readonly report: (path: string) => FileReport | undefined;
  /** Resolves with the revision when all that was told has been looked at; undefined where that was cancelled. */
  readonly settled: (cancelled: () => boolean) => Promise<number | undefined>;
  /** Tells a new engine, which knows nothing; the texts follow as changes. */
  readonly forgetTold: () => void;
  readonly dispose: () => void;
}

export interface EstateEvents {
  /** About these files something else is to be said. */
  readonly reported: (estate: Estate, paths: readonly string[]) => void;
  readonly policyProblems: (estate: Estate, messages: readonly string[]) => void;
}

export function createEstate(id: string, folder: vscode.Uri | undefined, engine: Client, events: EstateEvents): Estate {
  const uris = new Map<string, vscode.Uri>();
  const reports = new Map<string, FileReport>();
  const unpublished = new Set<string>();
  let settings: Settings = { lenses: "services" };
  let revision = 0;
  let analysed = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let disposed = false;

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), delay);
  }

  /** One look at a time; what changes meanwhile is looked at in the next. */
  function look(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= lookOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function lookOnce(): Promise<void> {
    const wanted = revision;
    const report = await engine.ask("analyze", { estate: id, asOf: Date.now() }, () => disposed);
    if (report === undefined || disposed) return;
    receive(report);
    // Text that changed under the analysis has its own turn coming, unless its turn fell into this one.
    if (revision !== wanted && timer === undefined) schedule(0);
  }

  function receive(report: Report): void {
    for (const file of report.files) {
      unpublished.add(file.path);
      if (uris.has(file.path) && !isEmpty(file)) reports.set(file.path, file);
      else reports.delete(file.path);
    }
    analysed = report.revision;
    // An outdated answer is kept but not shown: its places are those of a text that is no longer there.
    if (report.revision !== revision) return;
    const paths = [...unpublished];
    unpublished.clear();
    if (paths.length > 0) events.reported(estate, paths);
    if (report.policyProblems.length > 0) events.policyProblems(estate, report.policyProblems);
  }

  const estate: Estate = {
    id,
    folder,
    change(changes, cause) {
      if (changes.length === 0) return;
      revision++;
      const gone: string[] = [];
      for (const { uri, ...change } of changes) {
        if (!("gone" in change)) uris.set(change.path, uri);
        else if (uris.delete(change.path) && reports.delete(change.path)) gone.push(change.path);
      }
      engine.tell({ kind: "change", estate: id, revision, changes: changes.map(({ uri: _, ...change }) => change) });
      if (gone.length > 0) events.reported(estate, gone);
      schedule(cause === "typing" ? TYPING_PAUSE : 0);
    },
    configure(wanted) {
      if (JSON.stringify(wanted) === JSON.stringify(settings) && revision > 0) return;
      settings = wanted;
      engine.tell({ kind: "settings", estate: id, settings });
      estateChanged();
    },
    has: (path) => uris.has(path),
    paths: () => [...uris.keys()],
    uriOf: (path) => uris.get(path) ?? (folder === undefined ? vscode.Uri.parse(path) : vscode.Uri.joinPath(folder, path)),
    report: (path) => reports.get(path),
    async settled(cancelled) {
      while (analysed !== revision && !cancelled() && !disposed) {
        const before = revision;
        await look();
        // Nothing came back for what was asked: the engine has ended.
        if (analysed !== revision && revision === before) return undefined;
      }
      return cancelled() || disposed ? undefined : revision;
    },
    forgetTold() {
      analysed = -1;
      engine.tell({ kind: "settings", estate: id, settings });
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      engine.tell({ kind: "forget", estate: id });
      const paths = [...reports.keys()];
      reports.clear();
      uris.clear();
      if (paths.length > 0) events.reported(estate, paths);
    },
  };
  return estate;

  function estateChanged(): void {
    if (uris.size > 0) estate.change([], "other");
  }
}

function isEmpty(file: FileReport): boolean {
  return file.findings.length === 0 && file.lenses.length === 0;
}
