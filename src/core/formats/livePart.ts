import type { SilenceComment } from "../model/silence.ts";
import { silencesIn } from "../model/silence.ts";
import { type Followed, liveYaml } from "../syntax/live.ts";
import type { Comment } from "../syntax/tree.ts";
import type { Edit } from "../text/edit.ts";
import type { Pieces } from "../text/pieces.ts";
import { looksNative } from "./candidates.ts";
import type { Part } from "./part.ts";
import { manifestPart } from "./read.ts";

/** A manifest that follows its edits, so that only the items that they touch are read again. */
export interface LivePart {
  /** What it says now; the one before is no longer that of anything. */
  readonly part: () => Part;
  /** Follows an edit that was made in the text already. */
  readonly follow: (edit: Edit) => Followed;
}

/** Undefined for what is no manifest, and for manifests that cannot be followed (core/syntax/live.ts). */
export function livePart(path: string, pieces: Pieces): LivePart | undefined {
  const live = looksNative(path, pieces.text()) ? liveYaml(path, pieces) : undefined;
  if (live === undefined) return undefined;
  const { syntax } = live;
  let last:
    | { readonly comments: readonly Comment[]; readonly silences: readonly SilenceComment[] }
    | undefined;
  const silences = () => {
    const { comments } = syntax;
    if (last?.comments !== comments) last = { comments, silences: silencesIn(path, syntax) };
    return last.silences;
  };
  return {
    part() {
      const lineOf = (offset: number) => pieces.positionAt(offset).line;
      const part = manifestPart(path, syntax, silences(), lineOf);
      return {
        ...part,
        live: true,
        get text() {
          return pieces.text();
        },
      };
    },
    follow: live.follow,
  };
}
