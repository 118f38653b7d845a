import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { isCandidate, LARGEST_FILE, SKIPPED_FOLDERS } from "../core/formats/candidates.ts";
import type { SourceFile } from "../core/text/span.ts";
import { shown, textOf } from "./files.ts";

/** The only program that Baskets runs, and only for `review` and `@REV`: it reads, and writes nothing. */

/** The files under these paths as a revision has them; `problem` is a sentence without its full stop. */
export function filesAt(
  revision: string,
  given: readonly string[],
): { readonly files: readonly SourceFile[] } | { readonly problem: string } {
  const byPath = new Map<string, SourceFile>();
  for (const item of given) {
    const at = placeOf(item);
    const commit = git(at.directory, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${revision}^{commit}`,
    ]);
    if ("problem" in commit) return commit;
    const sha = commit.output.toString("utf8").trim();
    if (sha === "") return { problem: `“${revision}” is no revision of a git repository in ${at.directory}` };
    const tree = git(at.directory, ["ls-tree", "-r", "-z", "--long", sha, "--", at.name]);
    if ("problem" in tree) return tree;
    const entries = entriesOf(tree.output).filter(
      ({ name, size }) => isWanted(name, at.named) && size <= LARGEST_FILE,
    );
    const texts = git(at.directory, ["cat-file", "--batch"], entries.map(({ blob }) => `${blob}\n`).join(""));
    if ("problem" in texts) return texts;
    for (const [index, bytes] of blobsOf(texts.output).entries()) {
      const name = entries[index]?.name;
      const text = textOf(bytes);
      if (name === undefined || text === undefined) continue;
      const file = shown(path.join(at.directory, name));
      byPath.set(file, { path: file, text });
    }
  }
  return { files: [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

interface At {
  readonly directory: string;
  readonly name: string;
  /** It is a file, which is read whatever it is called. */
  readonly named: boolean;
}

function placeOf(item: string): At {
  const whole = path.resolve(item);
  const isDirectory = statSync(whole, { throwIfNoEntry: false })?.isDirectory() === true;
  return isDirectory
    ? { directory: whole, name: ".", named: false }
    : { directory: path.dirname(whole), name: path.basename(whole), named: true };
}

function git(
  directory: string,
  args: readonly string[],
  input?: string,
): { readonly output: Buffer } | { readonly problem: string } {
  const { error, stdout, status, stderr } = spawnSync("git", ["-C", directory, ...args], {
    input,
    maxBuffer: 1 << 30,
    env: {
      ...process.env,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_NO_LAZY_FETCH: "1",
      LC_ALL: "C",
    },
    windowsHide: true,
  });
  if (error !== undefined) return { problem: `git cannot be run: ${error.message}` };
  // Without a repository `rev-parse --quiet` says so on standard error and gives nothing.
  if (status !== 0 && args[0] !== "rev-parse")
    return { problem: `git ${args[0] ?? ""} failed: ${stderr.toString("utf8").trim().split("\n")[0] ?? ""}` };
  return { output: status === 0 ? stdout : Buffer.alloc(0) };
}

interface TreeEntry {
  readonly blob: string;
  readonly size: number;
  readonly name: string;
}

/** `MODE blob SHA SIZE<TAB>NAME`, ended by NUL; links and submodules are no files. */
function entriesOf(output: Buffer): readonly TreeEntry[] {
  return output
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, mode, blob, size, name] = /^(\d+) blob (\w+) +(\d+)\t(.*)$/s.exec(line) ?? [];
      if (blob === undefined || name === undefined || mode?.startsWith("100") !== true) return [];
      return [{ blob, size: Number(size), name }];
    });
}

function isWanted(name: string, named: boolean): boolean {
  if (named) return true;
  return isCandidate(name) && !name.split("/").some((folder) => SKIPPED_FOLDERS.includes(folder));
}

/** `SHA blob SIZE<LF>CONTENT<LF>`, one after the other. */
function blobsOf(output: Buffer): readonly Buffer[] {
  const blobs: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    if (end === -1) break;
    const size = Number(output.toString("utf8", at, end).split(" ")[2]);
    blobs.push(output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
