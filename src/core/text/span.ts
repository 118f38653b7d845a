/** A stretch of one text: `start` inclusive, `end` exclusive, 0-based UTF-16 offsets as in JavaScript strings. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span of a named file. `file` is an opaque id, usually a path with `/`; the core never opens it. */
export interface Place extends Span {
  readonly file: string;
}

/** One text to analyse. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Whether `inner` lies within `outer` (touching the ends counts). */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether two spans share a character, or touch at an offset where one of them is empty. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Orders places by file, then start, then end: the order in which findings are reported. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}
