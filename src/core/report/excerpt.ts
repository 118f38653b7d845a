import { visibleCharacter } from "./visible.ts";

/** A line of source and, below it, spaces and carets: both at most `width` characters. */
export interface Excerpt {
  readonly code: string;
  readonly carets: string;
}

const TAB = 4;

/**
 * The part of a line around a span, ready for a fixed-width screen: tabs become spaces, what cannot
 * be seen is written out, a long line is cut on both sides of the span (with `…`).
 * `lineFrom` to `lineTo` is the line without its break; `from` to `to` the span, cut to the line.
 */
export function excerptOf(
  text: string,
  lineFrom: number,
  lineTo: number,
  span: { readonly from: number; readonly to: number },
  width: number,
): Excerpt {
  const from = Math.min(Math.max(span.from, lineFrom), lineTo);
  const to = Math.min(Math.max(span.to, from), lineTo);
  // More than can be shown on either side is not looked at: one line may be the whole of a large file.
  const left = wholeCharacter(text, Math.max(lineFrom, from - width));
  const right = wholeCharacter(text, Math.min(lineTo, Math.min(to, from + width) + width));
  const cells: string[] = [];
  let start = -1;
  let end = -1;
  let offset = left;
  for (const character of text.slice(left, right)) {
    if (offset >= from && start === -1) start = cells.length;
    if (offset >= to && end === -1) end = cells.length;
    if (character === "\t") for (let pad = TAB - (cells.length % TAB); pad > 0; pad--) cells.push(" ");
    else cells.push(...visibleCharacter(character));
    offset += character.length;
  }
  if (start === -1) start = cells.length;
  if (end === -1) end = cells.length;
  end = Math.max(end, start + 1);
  return cut(cells, start, end, { width, before: left > lineFrom, after: right < lineTo });
}

function cut(
  cells: readonly string[],
  start: number,
  end: number,
  room: { readonly width: number; readonly before: boolean; readonly after: boolean },
): Excerpt {
  const { width } = room;
  const first =
    !room.before && Math.min(end, start + 20) < width ? 0 : Math.max(0, start - Math.floor(width / 3));
  const last = Math.min(cells.length, first + width);
  const shown = cells.slice(first, last);
  if (first > 0 || room.before) shown[0] = "…";
  if (last < cells.length || room.after) shown[shown.length - 1] = "…";
  const carets = Math.max(1, Math.min(end, first + width) - start);
  return { code: shown.join("").trimEnd(), carets: " ".repeat(start - first) + "^".repeat(carets) };
}

/** An offset that does not stand between the two halves of a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  const splits = code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
  return splits ? offset - 1 : offset;
}
