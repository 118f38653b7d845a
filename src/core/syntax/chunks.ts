import { Anchored, type Moving, type Stretch } from "../text/stretch.ts";
import { anchored, anchoredComment, anchoredProblem } from "./anchored.ts";
import type { PlainItem, PlainList, PlainRead } from "./plain.ts";
import type { Comment, ListNode, Node, SyntaxProblem } from "./tree.ts";

/** Whole lines of a file that are read by themselves. */
export interface Block {
  readonly stretch: Stretch;
  readonly length: number;
  readonly comments: readonly Comment[];
}

/** The lines of one item of a list, with what stands above it. */
export interface Chunk extends Block {
  readonly node: Node;
  readonly problems: readonly SyntaxProblem[];
  /** Where the line of the dash starts, counted from the start of the lines. */
  readonly dash: number;
  /** It was read by the library, and may go on with what is indented below it. */
  readonly apart: boolean;
}

/** The items of a list as chunks; `by` is what is to be added to offsets of what was read to have those of the file. */
export function chunksOf(
  file: string,
  { comments, problems }: PlainRead,
  items: readonly PlainItem[],
  by: number,
): readonly Chunk[] {
  const commentsOf = between(comments);
  const problemsOf = between(problems);
  return items.map(({ node, from, to, line, apart }) => {
    const stretch: Stretch = { file, start: from };
    const chunk: Chunk = {
      stretch,
      length: to - from,
      node: anchored(node, stretch, {}),
      comments: commentsOf(from, to).map((comment) => anchoredComment(comment, stretch)),
      problems: problemsOf(from, to).map((problem) => anchoredProblem(problem, stretch)),
      dash: line - from,
      apart,
    };
    stretch.start += by;
    return chunk;
  });
}

/** What starts in a stretch; asked for one stretch after the other. */
export function between<T extends { readonly start: number }>(
  all: readonly T[],
): (from: number, to: number) => readonly T[] {
  const sorted = [...all].sort((a, b) => a.start - b.start);
  let next = 0;
  return (from, to) => {
    while (next < sorted.length && (sorted[next] as T).start < from) next++;
    const first = next;
    while (next < sorted.length && (sorted[next] as T).start < to) next++;
    return first === next ? [] : sorted.slice(first, next);
  };
}

/** A list of which items are replaced while its file is edited. */
export interface LiveList {
  readonly node: ListNode;
  readonly indent: number;
  readonly chunks: () => readonly Chunk[];
  /** The chunk that an offset stands in; the last where it stands behind all. */
  readonly indexAt: (offset: number) => number;
  /** Puts others in the place of those from `first` to `last`. */
  readonly replace: (first: number, last: number, by: readonly Chunk[]) => void;
}

export function liveList({ indent }: PlainList, given: readonly Chunk[]): LiveList {
  let chunks = given;
  let items = nodesOf(chunks);
  const node: ListNode & Moving = {
    kind: "list",
    moves: true,
    file: given[0]?.stretch.file ?? "",
    flow: false,
    get start() {
      const [first] = chunks;
      return first === undefined ? 0 : first.stretch.start + first.dash + indent;
    },
    get end() {
      return items[items.length - 1]?.end ?? 0;
    },
    get items() {
      return items;
    },
  };
  return {
    node,
    indent,
    chunks: () => chunks,
    indexAt(offset) {
      let low = 0;
      let high = chunks.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (startOf(chunks[middle]) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    replace(first, last, by) {
      chunks = [...chunks.slice(0, first), ...by, ...chunks.slice(last + 1)];
      items = [...items.slice(0, first), ...nodesOf(by), ...items.slice(last + 1)];
    },
  };
}

function nodesOf(chunks: readonly Chunk[]): readonly Node[] {
  return chunks.map(({ node }) => node);
}

export function startOf(block: Block | undefined): number {
  return block?.stretch.start ?? 0;
}

export function endOf(block: Block | undefined): number {
  return block === undefined ? 0 : block.stretch.start + block.length;
}

export function moveBy({ stretch }: Block, by: number): void {
  stretch.start += by;
}

/** A span that moves with the lines that it stands in. */
export function anchoredAt({ stretch }: Block, offset: number): Anchored {
  return new Anchored(stretch, offset, offset);
}
