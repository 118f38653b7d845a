import * as vscode from "vscode";
import { type Client, createClient, type Spawn } from "../engine/client.ts";
import type { FileReport } from "../engine/protocol.ts";
import { offsetEdits } from "./convert.ts";
import { createDay, type Day } from "./day.ts";
import { createEstate, type Estate, type Told } from "./estate.ts";
import { candidatesIn, each, type FileChoice, fileChoice } from "./files.ts";
import { type Home, homeOf, isOpened } from "./homes.ts";
import type { Notices } from "./notices.ts";
import { createReading } from "./reading.ts";
import { engineSettings, excludedGlobs } from "./settings.ts";
import { mayBeOurs } from "./sniff.ts";
import { watch } from "./watch.ts";

/** All that is ours in the window: which files, their texts in the engine, and what the engine says about them. */
export interface Workspace extends vscode.Disposable {
  readonly engine: Client;
  readonly day: Day;
  /** The estate that a file or document belongs to, and its path there; undefined where it is not ours. */
  readonly find: (uri: vscode.Uri) => Found | undefined;
  /** Where a file belongs that may not be there (any more): its estate and its path, if it would be looked at. */
  readonly placeOf: (uri: vscode.Uri) => Found | undefined;
  /** Has a file looked at that a person has named, whatever it is called, until the last who asked for it is done. */
  readonly admit: (uri: vscode.Uri) => Admitted;
  /** All that there are, in the order of the window's folders. */
  readonly estates: () => readonly Estate[];
  readonly reportOf: (uri: vscode.Uri) => FileReport | undefined;
  /** Fires with the files about which something else is to be said. */
  readonly onDidReport: vscode.Event<readonly vscode.Uri[]>;
  /** Fires with an estate of which all that was told has been looked at. */
  readonly onDidLook: vscode.Event<Estate>;
  /** Fires with an estate that is no longer there: its folder was removed, or its document closed. */
  readonly onDidForget: vscode.Event<Estate>;
  /** Fires after a new engine, which knew nothing, has been told the texts. */
  readonly onDidStartEngine: vscode.Event<void>;
}

export interface Found {
  readonly estate: Estate;
  readonly path: string;
}

export interface Admitted extends vscode.Disposable {
  /** Undefined where it cannot be read or is not ours all the same. */
  readonly found: Promise<Found | undefined>;
}

/** What watching the window needs of it. */
export interface Intake {
  readonly find: Workspace["find"];
  readonly choiceOf: (folder: vscode.Uri) => FileChoice;
  /** Looks at places again, in the order asked: what is there now, open documents before the disk. */
  readonly refresh: (uris: readonly vscode.Uri[]) => Promise<void>;
  /** The files below a folder, which is or lies in a workspace folder. */
  readonly scan: (folder: vscode.Uri, below: vscode.Uri) => Promise<void>;
  readonly edited: (
    found: Found,
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
  ) => void;
  /** A file, or a folder with all that was in it, is gone. */
  readonly gone: (uri: vscode.Uri) => void;
  /** Settings changed that do not change which files there are. */
  readonly configure: () => void;
  /** Everything may be different: folders, or which files are left out. */
  readonly startOver: () => void;
}

export function openWorkspace(spawn: Spawn, notices: Notices): Workspace {
  const day = createDay();
  day.onDidChange(() => {
    for (const estate of estates.values()) estate.lookAgain();
  });
  const estates = new Map<string, Estate>();
  const choices = new Map<string, FileChoice>();
  const deleted = new Set<string>();
  const admitted = new Map<string, number>();
  const reported = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const looked = new vscode.EventEmitter<Estate>();
  const forgotten = new vscode.EventEmitter<Estate>();
  const started = new vscode.EventEmitter<void>();
  let turn: Promise<void> = Promise.resolve();

  const read = createReading(() => engine, notices.tooLarge);
  const engine: Client = createClient(spawn, {
    restarted(why) {
      notices.restarted(why);
      tellEverything();
    },
    gaveUp: (why) => notices.gaveUp(why, startAgain),
    unavailable: notices.unavailable,
    early: (id, revision, files) => estates.get(id)?.hear(revision, files),
    lost(id, path) {
      const estate = estates.get(id);
      if (estate !== undefined) void refresh([estate.uriOf(path)]);
    },
  });

  function startAgain(): void {
    engine.restart();
    tellEverything();
  }

  function tellEverything(): void {
    for (const estate of estates.values()) estate.forgetTold();
    void refresh([...estates.values()].flatMap((estate) => estate.paths().map(estate.uriOf))).then(() =>
      started.fire(),
    );
  }

  function find(uri: vscode.Uri): Found | undefined {
    const { id, path } = homeOf(uri);
    const estate = estates.get(id);
    return estate?.has(path) ? { estate, path } : undefined;
  }

  function choiceOf(folder: vscode.Uri): FileChoice {
    const key = folder.toString();
    const choice = choices.get(key) ?? fileChoice(excludedGlobs(folder));
    choices.set(key, choice);
    return choice;
  }

  function estateOf({ id, folder }: Home): Estate {
    const known = estates.get(id);
    if (known !== undefined) return known;
    const made = createEstate(id, folder, engine, day.now, {
      reported: (estate, paths) => reported.fire(paths.map(estate.uriOf)),
      looked: (estate) => looked.fire(estate),
      policyProblems: notices.policyProblems,
      distrusted: notices.distrusted,
    });
    estates.set(id, made);
    made.configure(engineSettings(folder));
    return made;
  }

  function tell(changes: readonly Told[]): void {
    const parts = new Map<string, Told[]>();
    for (const change of changes) {
      const { id } = homeOf(change.uri);
      parts.set(id, [...(parts.get(id) ?? []), change]);
    }
    for (const [id, part] of parts) {
      const home = homeOf((part[0] as Told).uri);
      if (home.folder !== undefined || part.some((change) => !("gone" in change)))
        estateOf(home).change(part);
      else forget(id);
    }
  }

  function forget(id: string): void {
    const estate = estates.get(id);
    if (estate === undefined) return;
    estate.dispose();
    estates.delete(id);
    forgotten.fire(estate);
  }

  /** One after the other: a slow look that began early must not overwrite a quick one that came later. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    const done = turn.then(task);
    turn = done.catch(() => undefined);
    return done;
  }

  function refresh(uris: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris) deleted.delete(uri.toString());
    return inTurn(() => refreshNow(uris));
  }

  /** `isOpening`: what is there now was there when the folders were opened. */
  async function refreshNow(uris: readonly vscode.Uri[], isOpening = false): Promise<void> {
    // Outside of folders only what is open counts.
    const texts = await each(uris, async (uri) =>
      isEligible(uri) ? read(uri, homeOf(uri).folder === undefined && !isAdmitted(uri)) : undefined,
    );
    const told = uris.flatMap((uri, index): Told[] => {
      if (deleted.has(uri.toString())) return [];
      const text = isEligible(uri) ? texts[index]?.told() : undefined;
      const { path, folder } = homeOf(uri);
      if (text === undefined || !mayBeOurs(path, text.text))
        return find(uri) === undefined ? [] : [{ path, uri, gone: true }];
      const opening = isOpening || folder === undefined ? texts[index]?.onDisk : undefined;
      return [{ path, uri, ...text.as, ...(opening === undefined ? {} : { opening }) } as Told];
    });
    tell(told);
  }

  /**
   * Whether a place is looked at at all. In a folder only what a check on the command line would find there, opened or
   * not, so that both say the same; what is opened outside of folders is, if it is a file of somebody's own.
   */
  function isEligible(uri: vscode.Uri): boolean {
    if (isAdmitted(uri)) return true;
    const { folder, path } = homeOf(uri);
    if (folder !== undefined) return choiceOf(folder).isCandidate(path);
    return uri.scheme === "untitled" || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
  }

  function isAdmitted(uri: vscode.Uri): boolean {
    return admitted.has(uri.toString());
  }

  function admit(uri: vscode.Uri): Admitted {
    const key = uri.toString();
    admitted.set(key, (admitted.get(key) ?? 0) + 1);
    return {
      found: refresh([uri]).then(() => find(uri)),
      dispose() {
        const left = (admitted.get(key) ?? 1) - 1;
        if (left > 0) admitted.set(key, left);
        else if (admitted.delete(key)) void refresh([uri]);
      },
    };
  }

  async function scan(folder: vscode.Uri, below: vscode.Uri): Promise<void> {
    await refresh(await candidatesIn(folder, below, choiceOf(folder)));
  }

  function startOver(): void {
    choices.clear();
    // An estate stays what it is while all that is known of it belongs to it still.
    const known = [...estates.values()].flatMap((estate) => {
      const uris = estate.paths().map(estate.uriOf);
      const isAtHome = uris.every((uri) => homeOf(uri).id === estate.id);
      if (isAtHome && (estate.folder === undefined || isOpened(estate.folder))) return uris;
      forget(estate.id);
      return [];
    });
    // All at once: an open file by itself would be full of names that nobody seems to know.
    void inTurn(async () => {
      const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) =>
        candidatesIn(uri, uri, choiceOf(uri)),
      );
      const uris = [
        ...known,
        ...(await Promise.all(folders)).flat(),
        ...vscode.workspace.textDocuments.map(({ uri }) => uri),
      ];
      await refreshNow([...new Map(uris.map((uri) => [uri.toString(), uri])).values()], true);
    });
  }

  const watching = watch({
    find,
    choiceOf,
    refresh,
    scan,
    startOver,
    edited({ estate, path }, document, changes) {
      // Not its length: counting that goes through all lines of the document.
      const lines = document.lineCount;
      estate.change([{ path, uri: document.uri, edits: offsetEdits(changes), lines }]);
    },
    gone(uri) {
      const inside = `${uri.path}/`;
      const files = [...estates.values()].flatMap((estate) => estate.paths().map(estate.uriOf));
      const matching = files.filter(
        (file) =>
          file.toString() === uri.toString() || (file.scheme === uri.scheme && file.path.startsWith(inside)),
      );
      for (const file of [uri, ...matching]) deleted.add(file.toString());
      tell(matching.map((file) => ({ path: homeOf(file).path, uri: file, gone: true })));
    },
    configure() {
      for (const estate of estates.values()) estate.configure(engineSettings(estate.folder));
    },
  });
  startOver();

  return {
    engine,
    day,
    find,
    placeOf(uri) {
      const { id, path } = homeOf(uri);
      const estate = estates.get(id);
      return estate !== undefined && isEligible(uri) ? { estate, path } : undefined;
    },
    reportOf(uri) {
      const found = find(uri);
      return found?.estate.report(found.path);
    },
    admit,
    estates: () => [...estates.values()],
    onDidReport: reported.event,
    onDidLook: looked.event,
    onDidForget: forgotten.event,
    onDidStartEngine: started.event,
    dispose() {
      watching.dispose();
      for (const id of [...estates.keys()]) forget(id);
      engine.dispose();
      day.dispose();
      reported.dispose();
      looked.dispose();
      forgotten.dispose();
      started.dispose();
    },
  };
}
