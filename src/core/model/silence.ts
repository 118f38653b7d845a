import type { SyntaxFile } from "../syntax/tree.ts";
import { type LineStarts, lineStarts, positionAt } from "../text/lines.ts";
import type { Place, Span } from "../text/span.ts";
import { placeIn, placeLike } from "../text/stretch.ts";
import { type Instant, parseInstant } from "./values.ts";

/**
 * A silencing comment, `# baskets-ignore single-basket: reason, until 2009-01-31`: it covers
 * findings that start on its own line, or on the next where the comment has a line to itself.
 */
export interface SilenceComment {
  readonly rule: string;
  /** Empty where none is given: the silence then holds nothing back. */
  readonly reason: string;
  /** Exclusive. */
  readonly until: Instant | undefined;
  /** What stands behind `until` where that is no date: such a silence holds nothing back. */
  readonly badUntil: string | undefined;
  /** The comment, from `#` to its end. */
  readonly at: Place;
  /** The lines that it covers, each from its first character to the last of its line end: its own, and for a comment that has it to itself the one below. */
  readonly covers: readonly Place[];
  /** It has a line to itself. */
  readonly alone: boolean;
}

export function silencesIn(path: string, file: SyntaxFile): readonly SilenceComment[] {
  const marked = file.comments.filter((comment) => comment.text.startsWith("baskets-ignore"));
  if (marked.length === 0) return [];
  const starts = lineStarts(file.text);
  return marked.map((comment) => {
    const { line } = positionAt(starts, comment.start);
    const before = file.text.slice(starts[line] ?? 0, comment.start);
    const alone = before.trim() === "";
    return {
      ...readComment(comment.text),
      at: placeIn(path, comment),
      alone,
      covers: (alone ? [line, lineBelow(file.text, starts, line)] : [line]).flatMap((covered) =>
        lineSpan(starts, covered, file.text.length).map((span) => placeLike(comment, path, span)),
      ),
    };
  });
}

/** Whether what starts at a place is silenced by a comment. */
export function isCovered({ covers }: SilenceComment, at: Place): boolean {
  return covers.some((line) => line.file === at.file && line.start <= at.start && at.start <= line.end);
}

/** None behind the last line. */
function lineSpan(starts: LineStarts, line: number, length: number): readonly Span[] {
  const start = starts[line];
  if (start === undefined) return [];
  const next = starts[line + 1];
  return [{ start, end: next === undefined ? length : next - 1 }];
}

/** The next line that holds more than a comment, so that several silences may stand above one item. */
function lineBelow(text: string, starts: LineStarts, line: number): number {
  let below = line + 1;
  while (
    below < starts.length &&
    text
      .slice(starts[below], starts[below + 1])
      .trimStart()
      .startsWith("#")
  )
    below++;
  return below;
}

type Words = Pick<SilenceComment, "rule" | "reason" | "until" | "badUntil">;

function readComment(text: string): Words {
  const rest = text.slice("baskets-ignore".length).trim();
  const colon = rest.indexOf(":");
  const rule = (colon === -1 ? rest.split(/\s/, 1)[0] : rest.slice(0, colon))?.trim() ?? "";
  const words = colon === -1 ? "" : rest.slice(colon + 1).trim();
  // Behind a comma `until` is meant as the end; without one only where a day follows, since reasons have the word too.
  const end = /(?:^|[,;]\s*)until:?\s+([^,;]*)$/.exec(words) ?? /\s+until:?\s+(\d{4}-\S*)$/.exec(words);
  if (end === null) return { rule, reason: words, until: undefined, badUntil: undefined };
  const dated = (end[1] ?? "").trim();
  const until = parseInstant(dated.replace(/\.$/, ""));
  const reason = words.slice(0, end.index).trim();
  return { rule, reason, until, badUntil: until === undefined ? dated : undefined };
}
