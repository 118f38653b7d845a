import type { PlainList } from "./plain.ts";
import { skipSpaces } from "./plainScalar.ts";
import type { Comment, Node, SyntaxProblem } from "./tree.ts";

/** Reads what is not plain: an item of a list, from the start of its line to its end. Undefined where that cannot be read alone. */
export type ReadItem = (text: string, start: number, end: number) => ItemRead | undefined;

export interface ItemRead {
  readonly node: Node;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** The line with content that is looked at, and what was met on the way to it. */
export interface LineReader {
  readonly text: string;
  readonly comments: Comment[];
  readonly problems: SyntaxProblem[];
  readonly lists: PlainList[];
  /** Where the last line with content ended, its line end included. */
  before: number;
  /** Columns before the content; −1 behind the last line. */
  indent: number;
  /** Where the line starts and its content, and where it ends without its line end. */
  lineStart: number;
  at: number;
  lineEnd: number;
  /** Something was met that is not plain. */
  refused: boolean;
  readonly next: () => void;
  /** The same from the start of another line on. */
  readonly goTo: (lineStart: number) => void;
  readonly readItem: ReadItem;
}

const [SPACE, HASH, DASH, TAB, CR, PERCENT, DOT] = [32, 35, 45, 9, 13, 37, 46] as const;

export function lineReader(
  text: string,
  start: number,
  end: number,
  readItem: ReadItem,
  startsDocument: boolean,
): LineReader {
  let following = start;
  // The `---` that starts a document says nothing more where it stands alone.
  let isFirst = startsDocument;
  const reader: LineReader = {
    text,
    comments: [],
    problems: [],
    lists: [],
    before: start,
    indent: -1,
    lineStart: start,
    at: start,
    lineEnd: start,
    refused: false,
    readItem,
    next() {
      reader.before = Math.min(following, end);
      while (following < end) {
        const lineStart = following;
        let at = lineStart;
        while (at < end && text.charCodeAt(at) === SPACE) at++;
        const feed = text.indexOf("\n", at);
        const stop = feed === -1 || feed >= end ? end : feed;
        following = stop + 1;
        const lineEnd = stop > at && text.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
        if (at >= lineEnd) continue;
        const code = text.charCodeAt(at);
        if (code === HASH) {
          pushComment(reader, at, lineEnd);
          continue;
        }
        if (
          at === lineStart &&
          isFirst &&
          text.startsWith("---", at) &&
          skipSpaces(text, at + 3, lineEnd) === lineEnd
        ) {
          isFirst = false;
          continue;
        }
        isFirst = false;
        if (code === TAB || (at === lineStart && isMarker(text, at, code))) {
          reader.refused = true;
          break;
        }
        reader.indent = at - lineStart;
        reader.lineStart = lineStart;
        reader.at = at;
        reader.lineEnd = lineEnd;
        return;
      }
      reader.indent = -1;
      reader.lineStart = end;
    },
    goTo(lineStart) {
      following = lineStart;
      reader.next();
    },
  };
  reader.next();
  return reader;
}

/** `---`, `...` and `%` lines divide and direct a stream: that is not for this reader. */
function isMarker(text: string, at: number, code: number): boolean {
  if (code === PERCENT) return true;
  return (
    (code === DASH || code === DOT) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code
  );
}

export function pushComment({ text, comments }: LineReader, at: number, lineEnd: number): void {
  const written = text.slice(at, lineEnd).trimEnd();
  comments.push({ start: at, end: at + written.length, text: written.slice(1).trim() });
}
