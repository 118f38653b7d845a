import { type LivePart, livePart } from "../core/formats/livePart.ts";
import type { Part } from "../core/formats/part.ts";
import { readPart } from "../core/formats/read.ts";
import type { FieldId } from "../core/model/reads.ts";
import type { Position } from "../core/text/lines.ts";
import { type Pieces, piecesOf } from "../core/text/pieces.ts";
import type { Place, SourceFile, Span } from "../core/text/span.ts";
import type { OffsetEdit, Range, WholeChange } from "./protocol.ts";

/** The texts of one estate as the engine holds them, and what they say. */
export interface Texts {
  readonly files: () => readonly SourceFile[];
  readonly paths: () => readonly string[];
  readonly has: (path: string) => boolean;
  /** Makes a change; `lost` where edits do not fit the text that is held: the whole text is needed. */
  readonly change: (change: WholeChange) => "changed" | "same" | "lost";
  /** What each file says, by path in order. Read when it is first asked for; then manifests follow their edits. */
  readonly parts: () => readonly Part[];
  /** The fields that read otherwise than when this was last asked; undefined where more does, but for places and comments. */
  readonly takeChanged: () => ReadonlySet<FieldId> | undefined;
  readonly rangeOf: (place: Place) => Range | undefined;
  readonly offsetOf: (path: string, position: Position) => number | undefined;
}

interface Held {
  readonly path: string;
  readonly pieces: Pieces;
  live: LivePart | undefined;
  /** Missing while it is to be read. */
  part: Part | undefined;
}

export function createTexts(): Texts {
  const held = new Map<string, Held>();
  let changed: Set<FieldId> | undefined;
  const put = (path: string, text: string) => {
    if (held.get(path)?.pieces.text() === text) return "same";
    held.set(path, { path, pieces: piecesOf(text), live: undefined, part: undefined });
    return "changed";
  };
  const drop = (path: string) => (held.delete(path) ? "changed" : "same");
  return {
    files: () => [...held.values()].map(sourceOf),
    paths: () => [...held.keys()],
    has: (path) => held.has(path),
    change(change) {
      const of = held.get(change.path);
      if ("edits" in change) {
        const followed = of && edited(of, change.edits, change.lines);
        if (Array.isArray(followed)) for (const field of followed) changed?.add(field);
        else changed = undefined;
        if (followed !== undefined) return "changed";
        // Out until its text comes: what would be said about a wrong text is worse than a short silence.
        held.delete(change.path);
        return "lost";
      }
      const result = "gone" in change ? drop(change.path) : put(change.path, change.text);
      if (result === "changed") changed = undefined;
      return result;
    },
    takeChanged() {
      const taken = changed;
      changed = new Set();
      return taken;
    },
    parts: () => [...held.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).map(partOf),
    rangeOf(place) {
      const of = held.get(place.file);
      return of && rangeIn(of.pieces, place);
    },
    offsetOf: (path, position) => held.get(path)?.pieces.offsetAt(position),
  };
}

function sourceOf({ path, pieces }: Held): SourceFile {
  return {
    path,
    get text() {
      return pieces.text();
    },
  };
}

function partOf(of: Held): Part {
  if (of.part !== undefined) return of.part;
  of.live ??= livePart(of.path, of.pieces);
  of.part = of.live?.part() ?? readPart({ path: of.path, text: of.pieces.text() });
  return of.part;
}

/** Makes edits one after the other: the fields that read otherwise now, or that more does; undefined where an edit does not fit. */
function edited(
  of: Held,
  edits: readonly OffsetEdit[],
  lines: number,
): readonly FieldId[] | "changed" | undefined {
  of.part = undefined;
  const fields: FieldId[] = [];
  let isMore = false;
  for (const edit of edits) {
    if (!of.pieces.replace(edit)) return undefined;
    const followed = of.live?.follow(edit) ?? "lost";
    if (followed === "lost") of.live = undefined;
    if (typeof followed === "string") isMore = true;
    else fields.push(...followed);
  }
  if (of.pieces.lineCount() !== lines) return undefined;
  return isMore ? "changed" : fields;
}

function rangeIn(pieces: Pieces, { start, end }: Span): Range {
  const within = (offset: number) => pieces.positionAt(Math.max(0, Math.min(offset, pieces.length())));
  return { start: within(start), end: within(end) };
}
