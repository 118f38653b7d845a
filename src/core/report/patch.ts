import { createTwoFilesPatch, diffLines } from "diff";
import type { Edit } from "../text/edit.ts";
import { visible } from "./visible.ts";

/** What changes in a file, as a unified diff that `patch -p1` and `git apply` take. */
export function patchOf(path: string, before: string, after: string): string {
  return patchBetween(`a/${path}`, `b/${path}`, before, after);
}

/** The same between two texts that are no files: of one, nothing where they are alike. */
export function patchBetween(from: string, to: string, before: string, after: string): string {
  if (before === after) return "";
  const text = createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 });
  // The line of equals signs that the library begins with is known to neither of the two.
  return text.replace(/^=+\n/, "");
}

/** The lines that change between two texts, as edits of the first: for a sync that came about in several steps. */
export function editsBetween(before: string, after: string): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const { added, removed, value } of diffLines(before, after)) {
    const last = edits.at(-1);
    if (!added && !removed) at += value.length;
    else if (removed) {
      edits.push({ start: at, end: at + value.length, text: "" });
      at += value.length;
    } else if (last !== undefined && last.end === at && last.text === "")
      edits[edits.length - 1] = { ...last, text: value };
    else edits.push({ start: at, end: at, text: value });
  }
  return edits;
}

/** The same for a terminal, which what stands in a file must not steer. */
export function shownPatch(patch: string): string {
  return patch
    .split("\n")
    .map((line) => (line.endsWith("\r") ? `${visible(line.slice(0, -1))}\r` : visible(line)))
    .join("\n");
}
