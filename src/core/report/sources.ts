import { type LineStarts, lineStarts, positionAt } from "../text/lines.ts";
import type { Place, SourceFile } from "../text/span.ts";

/** A range as JSON has it. */
export interface RangeJson {
  readonly file: string;
  readonly start: HumanPosition;
  readonly end: HumanPosition;
}

export function rangeJson(place: Place, sources: Sources): RangeJson {
  const { file, start, end } = sources.locate(place);
  return { file, start, end };
}

/** A position as people count: 1-based line and column, the column in UTF-16 units. */
export interface HumanPosition {
  readonly line: number;
  readonly column: number;
}

/** A place with its line and column, both ends within its text. */
export interface Located {
  readonly file: string;
  readonly start: HumanPosition;
  readonly end: HumanPosition;
  /** UTF-16 offsets, `end` exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Texts by path, with their lines found once. */
export interface Sources {
  readonly locate: (place: Place) => Located;
  /** Offsets in its text of the start of a 1-based line and of its end, before the line break. */
  readonly lineOf: (
    file: string,
    line: number,
  ) => { readonly text: string; readonly from: number; readonly to: number };
}

/** A place in a file that is not among the texts is located in an empty text, never refused. */
export function sourcesOf(files: readonly SourceFile[]): Sources {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const lines = new Map<string, LineStarts>();
  const linesOf = (file: string): LineStarts => {
    const known = lines.get(file);
    if (known !== undefined) return known;
    const starts = lineStarts(texts.get(file) ?? "");
    lines.set(file, starts);
    return starts;
  };
  return {
    locate: (place) => {
      const length = (texts.get(place.file) ?? "").length;
      const from = Math.min(Math.max(place.start, 0), length);
      const to = Math.min(Math.max(place.end, from), length);
      const starts = linesOf(place.file);
      return { file: place.file, start: human(starts, from), end: human(starts, to), from, to };
    },
    lineOf: (file, line) => {
      const text = texts.get(file) ?? "";
      const starts = linesOf(file);
      const from = starts[line - 1] ?? text.length;
      let to = starts[line] ?? text.length;
      while (to > from && (text[to - 1] === "\n" || text[to - 1] === "\r")) to--;
      return { text, from, to };
    },
  };
}

function human(starts: LineStarts, offset: number): HumanPosition {
  const { line, column } = positionAt(starts, offset);
  return { line: line + 1, column: column + 1 };
}
