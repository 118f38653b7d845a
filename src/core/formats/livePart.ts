import { renewed } from "../model/fields.ts";
import type { Finding } from "../model/finding.ts";
import type { FieldId } from "../model/reads.ts";
import type { Shape } from "../model/shape.ts";
import type { SilenceComment } from "../model/silence.ts";
import { silencesIn } from "../model/silence.ts";
import { liveYaml, type Renewed } from "../syntax/live.ts";
import type { Comment, SyntaxFile } from "../syntax/tree.ts";
import type { Edit } from "../text/edit.ts";
import type { Pieces } from "../text/pieces.ts";
import { looksNative } from "./candidates.ts";
import type { Part } from "./part.ts";
import { manifestPart } from "./read.ts";

/** A manifest that follows its edits, so that only the items that they touch are read again. */
export interface LivePart {
  /** What it says now; the one before is no longer that of anything. */
  readonly part: () => Part;
  /** Follows an edit that was made in the text already: the fields that read otherwise now, or more of it than that. */
  readonly follow: (edit: Edit) => readonly FieldId[] | "changed" | "lost";
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
    follow(edit) {
      const followed = live.follow(edit);
      if (followed === "same") return [];
      return typeof followed === "string" ? followed : (renew(path, syntax, followed) ?? "changed");
    },
  };
}

/** Reads an item anew of which some keys read otherwise, and gives what was made of it its fields. */
function renew(path: string, syntax: SyntaxFile, { node, keys }: Renewed): readonly FieldId[] | undefined {
  const kept = node.kind === "scalar" ? undefined : node.kept;
  const told = kept?.told;
  if (kept === undefined || told === undefined) return undefined;
  const findings: Finding[] = [];
  const value = (told.by as Shape<unknown>).read(node, { file: path, syntax, findings });
  const fields = renewed(told.value, value, keys);
  kept.told = { ...told, value: fields === undefined ? value : told.value, findings };
  return fields;
}
