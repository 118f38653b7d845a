import { createTwoFilesPatch } from "diff";
import { visible } from "./visible.ts";

/** What changes in a file, as a unified diff that `patch -p1` and `git apply` take. */
export function patchOf(path: string, before: string, after: string): string {
  const text = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The line of equals signs that the library begins with is known to neither of the two.
  return text.replace(/^=+\n/, "");
}

/** The same for a terminal, which what stands in a file must not steer. */
export function shownPatch(patch: string): string {
  return patch
    .split("\n")
    .map((line) => (line.endsWith("\r") ? `${visible(line.slice(0, -1))}\r` : visible(line)))
    .join("\n");
}
