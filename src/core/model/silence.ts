import type { SyntaxFile } from "../syntax/tree.ts";
import { lineStarts, positionAt } from "../text/lines.ts";
import type { Place } from "../text/span.ts";
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
  /** The comment, from `#` to its end. */
  readonly at: Place;
  /** 0-based lines that it covers. */
  readonly lines: readonly number[];
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
      at: { file: path, start: comment.start, end: comment.end },
      lines: alone ? [line, line + 1] : [line],
    };
  });
}

function readComment(text: string): { rule: string; reason: string; until: Instant | undefined } {
  const rest = text.slice("baskets-ignore".length).trim();
  const colon = rest.indexOf(":");
  const rule = (colon === -1 ? rest.split(/\s/, 1)[0] : rest.slice(0, colon))?.trim() ?? "";
  const words = colon === -1 ? "" : rest.slice(colon + 1).trim();
  const dated = /(?:^|[,;\s])until (\S{10,40})$/.exec(words);
  const until = dated === null ? undefined : parseInstant(dated[1] ?? "");
  if (dated === null || until === undefined) return { rule, reason: words, until: undefined };
  return { rule, reason: words.slice(0, dated.index).replace(/[,;\s]+$/, ""), until };
}
