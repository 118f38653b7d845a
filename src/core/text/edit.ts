import type { Span } from "./span.ts";

/** Replaces the span of a text by `text`; an empty span inserts. */
export interface Edit extends Span {
  readonly text: string;
}

/** An edit of a named file. */
export interface FileEdit extends Edit {
  readonly file: string;
  /** Does on the platform what this edit writes: where a document only says what was seen, it is done instead. */
  readonly command?: string;
}

/**
 * The text after all edits, each given in offsets of the text before any of them.
 * Edits may come in any order; insertions at one offset keep the order given.
 * Edits that overlap or leave the text give `undefined`: nothing is half applied.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string | undefined {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let done = 0;
  for (const edit of ordered) {
    if (edit.start < done || edit.end < edit.start || edit.end > text.length) return undefined;
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
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
