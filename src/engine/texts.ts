import { applyEdits, type Edit } from "../core/text/edit.ts";
import { type LineStarts, lineStarts, offsetAt, type Position, positionAt } from "../core/text/lines.ts";
import type { Place, SourceFile, Span } from "../core/text/span.ts";
import type { Change, OffsetEdit, Range } from "./protocol.ts";

/** The texts of one estate as the engine holds them. Lines are counted when they are first asked for. */
export interface Texts {
  readonly files: () => readonly SourceFile[];
  readonly has: (path: string) => boolean;
  /** Makes a change; `lost` where edits do not fit the text that is held: the whole text is needed. */
  readonly change: (change: Change) => "changed" | "same" | "lost";
  readonly rangeOf: (place: Place) => Range | undefined;
  readonly offsetOf: (path: string, position: Position) => number | undefined;
}

interface Held {
  readonly file: SourceFile;
  lines?: LineStarts;
}

export function createTexts(): Texts {
  const held = new Map<string, Held>();
  const put = (path: string, text: string) => {
    if (held.get(path)?.file.text === text) return "same";
    held.set(path, { file: { path, text } });
    return "changed";
  };
  return {
    files: () => [...held.values()].map(({ file }) => file),
    has: (path) => held.has(path),
    change(change) {
      if ("gone" in change) return held.delete(change.path) ? "changed" : "same";
      if ("text" in change) return put(change.path, change.text);
      const after = edited(held.get(change.path)?.file.text, change.edits, change.length);
      if (after !== undefined) return put(change.path, after);
      // Out until its text comes: what would be said about a wrong text is worse than a short silence.
      held.delete(change.path);
      return "lost";
    },
    rangeOf(place) {
      const of = held.get(place.file);
      return of && rangeIn(linesOf(of), place, of.file.text.length);
    },
    offsetOf(path, position) {
      const of = held.get(path);
      return of && offsetAt(linesOf(of), position, of.file.text.length);
    },
  };
}

function linesOf(of: Held): LineStarts {
  of.lines ??= lineStarts(of.file.text);
  return of.lines;
}

function edited(text: string | undefined, edits: readonly OffsetEdit[], length: number): string | undefined {
  const after = edits.reduce<string | undefined>(
    (before, edit) => (before === undefined ? undefined : applyEdits(before, [edit])),
    text,
  );
  return after?.length === length ? after : undefined;
}

function rangeIn(lines: LineStarts, span: Span, length: number): Range {
  const within = (offset: number) => positionAt(lines, Math.max(0, Math.min(offset, length)));
  return { start: within(span.start), end: within(span.end) };
}

/**
 * Where a span stands after edits made one after the other: it moves with what is inserted or removed before it and
 * grows or shrinks with what happens inside.
 */
export function movedSpan(span: Span, edits: readonly Edit[]): Span {
  return edits.reduce<Span>((at, edit) => {
    const grown = edit.text.length - (edit.end - edit.start);
    if (edit.end <= at.start && !(edit.start === edit.end && edit.start === at.end))
      return { start: at.start + grown, end: at.end + grown };
    if (edit.start >= at.end) return at;
    const start = Math.min(at.start, edit.start);
    return { start, end: Math.max(start, at.end + grown) };
  }, span);
}
