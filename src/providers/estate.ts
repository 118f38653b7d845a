import * as vscode from "vscode";
import type { Client } from "../engine/client.ts";
import type { BaseTexts } from "../engine/pairReports.ts";
import type { BaseUse, Change, FileReport, Report, Settings } from "../engine/protocol.ts";

/** What is told about a file. `opening` is its text on disk where it was there when the estate was opened. */
export type Told = Change & { readonly uri: vscode.Uri; readonly opening?: string };

/** What is analysed together: a workspace folder, or a document that is in none. */
export interface Estate {
  readonly id: string;
  readonly folder: vscode.Uri | undefined;
  /** Tells the engine what changed and has it looked at. Files are known from their first text on. */
  readonly change: (changes: readonly Told[]) => void;
  readonly configure: (settings: Settings) => void;
  /** Tells the engine the estate as it was elsewhere or before; without texts that this is over. */
  readonly rebase: (use: BaseUse, texts: BaseTexts | undefined) => void;
  /** Has everything looked at again, since the day is another one. */
  readonly lookAgain: () => void;
  /** The texts on disk when the estate was opened, and when that was. */
  readonly opening: { readonly at: Date; readonly texts: ReadonlyMap<string, string> };
  readonly has: (path: string) => boolean;
  readonly paths: () => readonly string[];
  readonly uriOf: (path: string) => vscode.Uri;
  readonly report: (path: string) => FileReport | undefined;
  /** Takes what can be said of some files before everything was looked at. */
  readonly hear: (revision: number, files: readonly FileReport[]) => void;
  /** Of the last change told. */
  readonly revision: () => number;
  /** Resolves with the revision when all that was told has been looked at; undefined where that was cancelled. */
  readonly settled: (cancelled: () => boolean) => Promise<number | undefined>;
  /** Tells a new engine, which knows nothing; the texts follow as changes. */
  readonly forgetTold: () => void;
  readonly dispose: () => void;
}

export interface EstateEvents {
  /** Everything told has been looked at, whether or not something else is to be said. */
  readonly looked: (estate: Estate) => void;
  /** About these files something else is to be said. */
  readonly reported: (estate: Estate, paths: readonly string[]) => void;
  /** Something is said that the files would silence or lower if the workspace were trusted. */
  readonly distrusted: () => void;
  readonly policyProblems: (estate: Estate, messages: readonly string[]) => void;
}

export function createEstate(
  id: string,
  folder: vscode.Uri | undefined,
  engine: Client,
  /** The day looked at, milliseconds since 1970 UTC. */
  now: () => number,
  events: EstateEvents,
): Estate {
  const uris = new Map<string, vscode.Uri>();
  const opening = { at: new Date(), texts: new Map<string, string>() };
  const reports = new Map<string, FileReport>();
  const unpublished = new Set<string>();
  let settings: Settings = { lenses: "services" };
  let revision = 0;
  let analysed = -1;
  let running: Promise<boolean> | undefined;
  let engineIsNew = false;
  let disposed = false;

  function tell(changes: readonly Told[]): void {
    revision++;
    const gone: string[] = [];
    for (const { uri, opening: text, ...change } of changes) {
      if (text !== undefined && !opening.texts.has(change.path)) opening.texts.set(change.path, text);
      if (!("gone" in change)) uris.set(change.path, uri);
      else if (uris.delete(change.path) && reports.delete(change.path)) gone.push(change.path);
    }
    engine.tell({
      kind: "change",
      estate: id,
      revision,
      changes: changes.map(({ uri: _, opening: __, ...change }) => change),
    });
    // What is gone is unsaid at once; all else waits for the next report, so that nothing flickers.
    if (gone.length > 0) events.reported(estate, gone);
    void look();
  }

  /** One look at a time; what changes meanwhile is looked at in the next. False where no answer came. */
  function look(): Promise<boolean> {
    running ??= lookOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function lookOnce(): Promise<boolean> {
    for (;;) {
      const wanted = revision;
      const report = await engine.ask("analyze", { estate: id, asOf: now() }, () => disposed);
      if (report === undefined || disposed) return false;
      if (report !== "outdated") receive(report);
      if (report !== "outdated" && revision === wanted) return true;
    }
  }

  function receive(report: Report): void {
    // A new engine says only what there is; what the old one said and it does not is no longer so.
    const silent = engineIsNew ? [...reports.keys()].map((path) => ({ path, findings: [] })) : [];
    engineIsNew = false;
    put([...silent, ...report.files]);
    analysed = report.revision;
    // An outdated answer is kept but not shown: its places are those of a text that is no longer there.
    if (report.revision !== revision) return;
    publish();
    if (report.policyProblems.length > 0) events.policyProblems(estate, report.policyProblems);
    if (report.distrusted) events.distrusted();
    events.looked(estate);
  }

  function put(files: readonly FileReport[]): void {
    for (const file of files) {
      unpublished.add(file.path);
      if (uris.has(file.path) && !isEmpty(file)) reports.set(file.path, file);
      else reports.delete(file.path);
    }
  }

  function publish(): void {
    const paths = [...unpublished];
    unpublished.clear();
    if (paths.length > 0) events.reported(estate, paths);
  }

  const estate: Estate = {
    id,
    folder,
    change(changes) {
      if (changes.length > 0) tell(changes);
    },
    configure(wanted) {
      settings = wanted;
      engine.tell({ kind: "settings", estate: id, settings });
      if (uris.size > 0) tell([]);
    },
    rebase(use, texts) {
      engine.tell({ kind: "base", estate: id, use, ...(texts === undefined ? {} : { texts }) });
      tell([]);
    },
    lookAgain: () => tell([]),
    opening,
    has: (path) => uris.has(path),
    paths: () => [...uris.keys()],
    uriOf: (path) =>
      uris.get(path) ?? (folder === undefined ? vscode.Uri.parse(path) : vscode.Uri.joinPath(folder, path)),
    report: (path) => reports.get(path),
    hear(of, files) {
      put(files);
      if (of === revision) publish();
    },
    revision: () => revision,
    async settled(cancelled) {
      while (analysed !== revision) {
        if (cancelled() || disposed || !(await look())) return undefined;
      }
      return cancelled() || disposed ? undefined : revision;
    },
    forgetTold() {
      analysed = -1;
      engineIsNew = true;
      engine.tell({ kind: "settings", estate: id, settings });
    },
    dispose() {
      disposed = true;
      engine.tell({ kind: "forget", estate: id });
      const paths = [...reports.keys()];
      reports.clear();
      if (paths.length > 0) events.reported(estate, paths);
    },
  };
  return estate;
}

function isEmpty(file: FileReport): boolean {
  return file.findings.length === 0;
}
