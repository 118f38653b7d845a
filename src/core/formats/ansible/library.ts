import type { Node } from "../../syntax/tree.ts";
import type { LooseFile } from "../foreign.ts";
import { joined } from "../paths.ts";

/** The files of a workspace that a playbook or an inventory may point at. */
export interface Library {
  readonly has: (path: string) => boolean;
  /** What the first document of a file holds; undefined where there is no such file, it is empty or in a vault. */
  readonly rootOf: (path: string) => Node | undefined;
  /** The file of a name without its ending in a folder. */
  readonly yaml: (folder: string, stem: string) => string | undefined;
  readonly textOf: (path: string) => string;
  /** Paths of the files in a folder and all folders below it, in order. */
  readonly below: (folder: string) => readonly string[];
}

export function libraryOf(files: readonly LooseFile[]): Library {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const yaml = new Map<string, string | undefined>();
  const sorted = [...byPath.keys()].sort();
  return {
    has: (path) => byPath.has(path),
    rootOf(path) {
      const file = byPath.get(path);
      return file === undefined || isVault(file.text) ? undefined : file.tree().documents[0]?.root;
    },
    yaml(folder, stem) {
      const key = `${folder}\n${stem}`;
      const found = yaml.has(key)
        ? yaml.get(key)
        : ENDINGS.map((ending) => joined(folder, `${stem}${ending}`)).find(
            (path) => path !== undefined && byPath.has(path),
          );
      yaml.set(key, found);
      return found;
    },
    textOf: (path) => byPath.get(path)?.text ?? "",
    below(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const found: string[] = [];
      for (let at = firstFrom(sorted, prefix); at < sorted.length; at++) {
        const path = sorted[at] ?? "";
        if (!path.startsWith(prefix)) break;
        found.push(path);
      }
      return found;
    },
  };
}

const ENDINGS = [".yml", ".yaml", ""];

/** Encrypted, as a file or as a value: nobody reads it here. */
export function isVault(text: string): boolean {
  return text.trimStart().startsWith("$ANSIBLE_VAULT");
}

/** Where a text would stand in a sorted list. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
