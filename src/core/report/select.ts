import { isManifestName } from "../formats/native.ts";
import type { Reported } from "./reported.ts";

/** Directories that a walk never enters: other people's files, tools' own, virtual environments. */
const SKIPPED: readonly string[] = ["node_modules", ".git", ".terraform", "venv", ".venv"];

/** A directory with this file in it is a Python virtual environment, whatever its name (PEP 405). */
export const VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg";

/** Larger files are not read: no manifest that a person reviews comes near. */
export const LARGEST_FILE = 64 * 1024 * 1024;

export function isSkippedDirectory(name: string): boolean {
  return SKIPPED.includes(name);
}

/**
 * Whether a walk reads a file: YAML, and what Ansible takes for an inventory by its name or place.
 * `path` has `/` between its parts; its content decides later what it is.
 */
export function isWalkedFile(path: string): boolean {
  const parts = path.split("/");
  const name = parts[parts.length - 1] ?? "";
  // Lock files of editors: links to nowhere.
  if (name.startsWith(".#")) return false;
  if (/\.(?:ya?ml|ini)$/i.test(name)) return true;
  if (/^(?:hosts|inventory[^.]*)$/i.test(name)) return true;
  // Below these directories Ansible reads files without an ending too.
  return !name.includes(".") && parts.slice(0, -1).some((part) => ANSIBLE_DIRECTORIES.includes(part));
}

const ANSIBLE_DIRECTORIES: readonly string[] = ["inventory", "inventories", "group_vars", "host_vars"];

/** Whether a file that is not readable text was meant to be one of ours: by its name, or by what its bytes still show. */
export function wasMeantForUs(path: string, bytesAsLatin1: string): boolean {
  return isManifestName(path) || bytesAsLatin1.replaceAll("\u0000", "").includes("baskets/v1");
}

/** A file that a check was given or found. */
export interface FoundFile {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  /** Given by name, not found in a directory. */
  readonly named: boolean;
}

/**
 * What a check says when there was nothing to check: for each file that was given by name and is
 * nothing that Baskets reads, or once when nothing at all was (unless other troubles tell why).
 */
export function unrecognised(
  files: readonly FoundFile[],
  given: readonly string[],
  analysis: Pick<Reported, "recognised" | "findings">,
  troubled: boolean,
): readonly string[] {
  const said = new Set(analysis.findings.map((finding) => finding.at.file));
  const isOurs = (path: string) =>
    said.has(path) || (analysis.recognised.get(path) ?? "nothing") !== "nothing";
  const foreign = files.filter(({ path, named }) => named && analysis.recognised.has(path) && !isOurs(path));
  if (foreign.length > 0) return foreign.map(({ path }) => `${path} is ${NOTHING_OURS}`);
  if (troubled || said.size > 0 || files.some(({ path }) => isOurs(path))) return [];
  return [`in ${given.join(", ")} there is ${NOTHING_OURS}`];
}

const NOTHING_OURS =
  "nothing that Baskets reads: no manifest (apiVersion: baskets/v1) and no Ansible playbook or inventory";
