import * as vscode from "vscode";
import {
  CANDIDATE_GLOB,
  isCandidate,
  LARGEST_FILE,
  MANIFEST_GLOB,
  SKIPPED_FOLDERS,
  VIRTUAL_ENVIRONMENT_MARK,
} from "../core/formats/candidates.ts";
import { decoded, type Slices } from "./bigTexts.ts";
import { globMatcher } from "./globs.ts";

/** Which files are looked at, and how they are read. */

const NEVER_GLOB = `**/{${SKIPPED_FOLDERS.join(",")}}/**`;

export interface FileChoice {
  /** Whether a file may be ours by its name and place; `path` relative to its folder. */
  readonly isCandidate: (path: string) => boolean;
  readonly isExcluded: (path: string) => boolean;
  /** From now on nothing in this folder counts; `path` relative to the workspace folder. */
  readonly leaveOut: (path: string) => void;
}

export function fileChoice(exclude: readonly string[]): FileChoice {
  const left: string[] = [];
  const excluded = globMatcher([...SKIPPED_FOLDERS, ...exclude]);
  const isExcluded = (path: string) =>
    excluded(path) || left.some((folder) => path === folder || path.startsWith(`${folder}/`));
  return {
    isCandidate: (path) => isCandidate(path) && !isExcluded(path),
    isExcluded,
    leaveOut: (path) => void left.push(path),
  };
}

/** Whether a folder has files that are ours by their names alone: reads no file. */
export async function hasOurNames(folder: vscode.Uri, choice: FileChoice): Promise<boolean> {
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, MANIFEST_GLOB),
    NEVER_GLOB,
    50,
  );
  return found.some((uri) => choice.isCandidate(pathIn(folder, uri)));
}

/** The files below a folder that may be ours. `root` is the workspace folder, `below` a folder in it or itself. */
export async function candidatesIn(
  root: vscode.Uri,
  below: vscode.Uri,
  choice: FileChoice,
): Promise<vscode.Uri[]> {
  const search = (glob: string) =>
    vscode.workspace.findFiles(new vscode.RelativePattern(below, glob), NEVER_GLOB);
  const [searched, marks] = await Promise.all([
    search(CANDIDATE_GLOB),
    search(`**/${VIRTUAL_ENVIRONMENT_MARK}`),
  ]);
  for (const mark of marks) leaveOutEnvironment(pathIn(root, mark), choice);
  // A virtual folder without a search of its own finds nothing anywhere: there its folders are walked.
  const found = searched.length === 0 && below.scheme !== "file" ? await walk(root, below, choice) : searched;
  return found.filter((uri) => choice.isCandidate(pathIn(root, uri)));
}

/** A virtual environment that is opened as a folder itself is looked at all the same, as on the command line. */
function leaveOutEnvironment(mark: string, choice: FileChoice): void {
  const end = mark.lastIndexOf("/");
  if (end > 0) choice.leaveOut(mark.slice(0, end));
}

/** Whether a path is the mark of a virtual environment: when one comes or goes, other files count. */
export function isMark(path: string): boolean {
  return path.endsWith(`/${VIRTUAL_ENVIRONMENT_MARK}`);
}

async function walk(root: vscode.Uri, folder: vscode.Uri, choice: FileChoice): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  const found: vscode.Uri[] = [];
  const marked = entries.some(([name]) => name === VIRTUAL_ENVIRONMENT_MARK);
  if (marked)
    leaveOutEnvironment(pathIn(root, vscode.Uri.joinPath(folder, VIRTUAL_ENVIRONMENT_MARK)), choice);
  for (const [name, type] of entries) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (choice.isExcluded(pathIn(root, uri))) continue;
    if (type === vscode.FileType.Directory) found.push(...(await walk(root, uri, choice)));
    else if ((type & vscode.FileType.File) !== 0) found.push(uri);
  }
  return found;
}

/** What is at a place on disk: a text, a folder, or neither (gone, not readable, too large). */
export type OnDisk =
  | ({ readonly kind: "text" } & Slices)
  | { readonly kind: "folder" }
  | { readonly kind: "too large"; readonly bytes: number }
  | { readonly kind: "nothing" };

export async function readFile(uri: vscode.Uri): Promise<OnDisk> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) return { kind: "folder" };
    if (size > LARGEST_FILE) return { kind: "too large", bytes: size };
    return { kind: "text", ...(await decoded(await vscode.workspace.fs.readFile(uri))) };
  } catch {
    return { kind: "nothing" };
  }
}

/** The path of a file relative to a folder that it is in, with `/`. */
export function pathIn(folder: vscode.Uri, uri: vscode.Uri): string {
  const base = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
  return uri.path.startsWith(base) ? uri.path.slice(base.length) : uri.path;
}

/** Runs a task for each item, a few at a time: a folder of thousands of files is not opened all at once. */
export async function each<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let taken = 0;
  const worker = async () => {
    while (taken < items.length) {
      const index = taken++;
      results[index] = await task(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return results;
}
