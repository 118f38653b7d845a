import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { getSystemErrorMap } from "node:util";
import {
  isCandidate,
  LARGEST_FILE,
  SKIPPED_FOLDERS,
  VIRTUAL_ENVIRONMENT_MARK,
} from "../core/formats/candidates.ts";
import type { Finding } from "../core/model/finding.ts";
import { notText } from "../core/report/reported.ts";
import { type FoundFile, wasMeantForUs } from "../core/report/select.ts";
import type { SourceFile } from "../core/text/span.ts";
import { complain, progress } from "./screen.ts";

/** Files and directories that the command line is given. */

/** What is told on standard error when the report is out. */
export interface Told {
  /** What was asked for and could not be done: exit status 2. */
  readonly troubles: string[];
  readonly notes: string[];
}

/** What was read: texts, findings about files that are none, and the paths that were looked at. */
export interface Read {
  readonly found: readonly FoundFile[];
  readonly files: readonly SourceFile[];
  readonly findings: readonly Finding[];
}

/** Everything under these paths that Baskets reads; `except` is a file that is read for another purpose. */
export function readUnder(given: readonly string[], told: Told, except?: string): Read {
  const found = filesUnder(given, told);
  const files: SourceFile[] = [];
  const findings: Finding[] = [];
  for (const [index, file] of found.entries()) {
    progress(`Reading ${index + 1} of ${found.length} files`);
    const read = file.path === except ? undefined : readText(file, told);
    if (read !== undefined && "text" in read) files.push(read);
    else if (read !== undefined) findings.push(read);
  }
  return { found, files, findings };
}

/** As it was read: with the byte order mark if there was one. */
export function writeText(file: string, text: string): boolean {
  try {
    const mark = existsSync(file) && readFileSync(file, "utf8").startsWith("\uFEFF") ? "\uFEFF" : "";
    writeFileSync(file, `${mark}${text}`);
    complain(`wrote ${file}`);
    return true;
  } catch (error) {
    complain(`${file} cannot be written: ${reason(error)}`);
    return false;
  }
}

/** The files to read, each once and in order of path, however many links or arguments lead to it. */
function filesUnder(given: readonly string[], told: Told): readonly FoundFile[] {
  const byRealPath = new Map<string, FoundFile>();
  const entered = new Set<string>();
  /** Followed last, so that what a link leads to is told by its own path where it is found by it. */
  const links: string[] = [];
  const add = (file: string, named: boolean) => {
    const real = realpathSync(file);
    const known = byRealPath.get(real);
    const better = known === undefined || (named && !known.named) || (real === file && named === known.named);
    if (better) byRealPath.set(real, { path: shown(file), named });
  };
  const visit = (item: string, named: boolean) => {
    try {
      const stats = statSync(item);
      if (stats.isDirectory()) enter(item, named);
      else if (named || stats.isFile()) add(item, named);
    } catch (error) {
      told.troubles.push(`${shown(item)} cannot be read: ${reason(error)}`);
    }
  };
  const enter = (directory: string, named: boolean) => {
    const real = realpathSync(directory);
    if (entered.has(real)) return;
    entered.add(real);
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    if (!named && entries.some(({ name }) => name === VIRTUAL_ENVIRONMENT_MARK)) return;
    for (const entry of entries) {
      const below = path.join(directory, entry.name);
      const isDirectory = entry.isDirectory() || (entry.isSymbolicLink() && leadsToDirectory(below));
      const wanted = isDirectory ? !SKIPPED_FOLDERS.includes(entry.name) : isCandidate(shown(below));
      if (wanted && entry.isSymbolicLink()) links.push(below);
      else if (wanted) visit(below, false);
    }
  };
  for (const item of given) visit(path.resolve(item), true);
  for (const link of links) visit(link, false); // more may be found on the way
  return [...byRealPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function leadsToDirectory(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false; // told when the link has the name of a file that is read
  }
}

/** The text; a finding where a file of ours is not text; nothing, and a word about it, where there is nothing to check. */
export function readText({ path: file, named }: FoundFile, told: Told): SourceFile | Finding | undefined {
  try {
    if (statSync(file).size > LARGEST_FILE) {
      const list = named || wasMeantForUs(file, "") ? told.troubles : told.notes;
      list.push(`${file} is larger than ${LARGEST_FILE / 1024 / 1024} MiB and was not read`);
      return undefined;
    }
    const bytes = readFileSync(file);
    const text = textOf(bytes);
    if (text !== undefined) return { path: file, text };
    const ours = named || wasMeantForUs(file, bytes.toString("latin1"));
    if (ours) return notText(file, bytes.includes(0) ? "it looks like UTF-16 or binary data" : "");
    told.notes.push(`${file} is not UTF-8 text and was not read`);
  } catch (error) {
    told.troubles.push(`${file} cannot be read: ${reason(error)}`);
  }
  return undefined;
}

/** UTF-8 without its byte order mark; undefined for bytes that are something else. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function reason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}

/** Relative to the working directory, with `/`. */
export function shown(file: string): string {
  return path.relative(process.cwd(), path.resolve(file)).split(path.sep).join("/");
}
