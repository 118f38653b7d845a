import type { Edit } from "../text/edit.ts";
import type { Pieces } from "../text/pieces.ts";
import type { Moving } from "../text/stretch.ts";
import { anchored, anchoredComment, renewedMap, settled } from "./anchored.ts";
import {
  anchoredAt,
  type Block,
  between,
  type Chunk,
  chunksOf,
  endOf,
  type LiveList,
  liveList,
  moveBy,
  startOf,
} from "./chunks.ts";
import { MAX_LENGTH, prepare, splitDocuments } from "./guards.ts";
import { readItemByLibrary } from "./library.ts";
import { toldProblems } from "./parse.ts";
import { type PlainItem, type PlainRead, readPlain, readPlainItems } from "./plain.ts";
import type { Comment, Entry, MapNode, Node, ScalarNode, SyntaxFile, SyntaxProblem } from "./tree.ts";

/** A text that is read once and then follows its edits: what they do not touch is not read again, and is the same object. */
export interface LiveYaml {
  /** Always that of the text as it is now. */
  readonly syntax: SyntaxFile;
  /** Follows an edit that has been made in the text already. */
  readonly follow: (edit: Edit) => Followed;
}

/**
 * `same`: everything reads as before, but for places and comments; the nodes are those that were. So they are where one
 * item, a map, reads otherwise under some of its keys only. `lost`: more was touched than some items of one list; the
 * text is to be read anew, and what was read is no longer that of anything.
 */
export type Followed = "same" | Renewed | "changed" | "lost";

export interface Renewed {
  readonly node: Node;
  readonly keys: readonly string[];
}

/**
 * Undefined for a text that cannot be followed: several documents, no list below a key of the outermost level, or what
 * is not plain outside of the items of such lists. What is read equals what `parseYaml` reads of the same text, after
 * any edits; held to that by a property test.
 */
export function liveYaml(file: string, pieces: Pieces): LiveYaml | undefined {
  const text = pieces.text();
  if (text.length > MAX_LENGTH || !isClean(text)) return undefined;
  const [span, second] = splitDocuments(text, 0);
  if (span === undefined || second !== undefined) return undefined;
  const read = readPlain(text, span.start, span.end, readItemByLibrary);
  if (read === undefined || read.root.kind !== "map" || read.lists.length === 0) return undefined;
  if (read.lists.some(({ items }) => items.some((item) => mayHideSilence(text, item)))) return undefined;
  const lists = read.lists.map((list) => liveList(list, chunksOf(file, read, list.items, 0)));
  const gaps = gapsOf(file, text, read, lists);
  const root = rootOf(file, read.root, read, lists, gaps);
  let comments: readonly Comment[] | undefined;
  let problems: readonly SyntaxProblem[] | undefined;
  const syntax: SyntaxFile = {
    get text() {
      return pieces.text();
    },
    documents: [
      {
        start: 0,
        get end() {
          return pieces.length();
        },
        root,
      },
    ],
    get comments() {
      comments ??= gaps.flatMap((gap, index) => [
        ...gap.comments,
        ...(lists[index]?.chunks() ?? []).flatMap((chunk) => chunk.comments),
      ]);
      return comments;
    },
    get problems() {
      problems ??= toldProblems(
        lists.flatMap((list) => list.chunks().flatMap((chunk) => chunk.problems)),
        (offset) => pieces.positionAt(offset).line,
      );
      return problems;
    },
  };

  return {
    syntax,
    follow(edit) {
      const index = lists.findIndex((list) => holds(list, edit));
      const list = lists[index];
      if (list === undefined) return "lost";
      const grown = edit.text.length - (edit.end - edit.start);
      const region = regionFor(pieces, list, edit, grown);
      if (region === undefined) return "lost";
      const { first, last } = region;
      const kept = first === last ? keptBy(list.chunks()[first], region.chunks) : undefined;
      const chunks = kept === undefined ? region.chunks : [kept.chunk];
      const changed = [...list.chunks().slice(first, last + 1), ...chunks];
      if (changed.some((chunk) => chunk.comments.length > 0)) comments = undefined;
      // In which lines problems stand decides which of them are told.
      if (syntax.problems.length > 0 || changed.some((chunk) => chunk.problems.length > 0))
        problems = undefined;
      list.replace(first, last, chunks);
      const later = list.chunks();
      for (let i = first + chunks.length; i < later.length; i++) moveBy(later[i] as Chunk, grown);
      for (const after of lists.slice(index + 1)) for (const chunk of after.chunks()) moveBy(chunk, grown);
      for (const gap of gaps.slice(index + 1)) moveBy(gap, grown);
      if (kept === undefined) return "changed";
      return kept.keys.length === 0 ? "same" : { node: kept.chunk.node, keys: kept.keys };
    },
  };
}

const SILENCE = "baskets-ignore";

/** What the library reads may lie above a line that a comment in it silences. */
function mayHideSilence(text: string, { apart, from, to }: PlainItem): boolean {
  return apart && text.slice(from, to).includes(SILENCE);
}

function isClean(text: string): boolean {
  const problems: SyntaxProblem[] = [];
  return !text.startsWith("\ufeff") && prepare(text, problems) === text && problems.length === 0;
}

/** What stands before, between and behind the lists: one more than there are lists. */
function gapsOf(
  file: string,
  text: string,
  { comments }: PlainRead,
  lists: readonly LiveList[],
): readonly Block[] {
  const commentsOf = between(comments);
  return [...lists, undefined].map((list, index) => {
    const before = lists[index - 1]?.chunks();
    const start = before === undefined ? 0 : endOf(before[before.length - 1]);
    const end = list === undefined ? text.length : startOf(list.chunks()[0]);
    const stretch = { file, start };
    return {
      stretch,
      length: end - start,
      comments: commentsOf(start, end).map((comment) => anchoredComment(comment, stretch)),
    };
  });
}

function rootOf(
  file: string,
  root: MapNode,
  read: PlainRead,
  lists: readonly LiveList[],
  gaps: readonly Block[],
): MapNode & Moving {
  const gapAt = (offset: number) => (gaps.findLast((gap) => startOf(gap) <= offset) ?? gaps[0]) as Block;
  const entries = root.entries.map(({ key, value }): Entry => {
    const { stretch } = gapAt(key.start);
    const list = lists[read.lists.findIndex(({ node }) => node === value)];
    return {
      key: anchored(key, stretch) as ScalarNode,
      value: list?.node ?? (value && anchored(value, stretch)),
    };
  });
  const [first, last] = [entries[0], entries[entries.length - 1]];
  const end = anchoredAt(gapAt(last?.key.start ?? 0), root.end);
  return {
    kind: "map",
    flow: false,
    moves: true,
    file,
    get start() {
      return first?.key.start ?? 0;
    },
    get end() {
      return last?.value?.end ?? end.start;
    },
    entries,
  };
}

function holds(list: LiveList, edit: Edit): boolean {
  const chunks = list.chunks();
  return startOf(chunks[0]) <= edit.start && edit.end <= endOf(chunks[chunks.length - 1]);
}

/** An item that reads as it did, but for some keys of its map, keeps its node, in its new places. */
function keptBy(
  old: Chunk | undefined,
  [now, more]: readonly Chunk[],
): { readonly chunk: Chunk; readonly keys: readonly string[] } | undefined {
  if (old === undefined || now === undefined || more !== undefined) return undefined;
  if (old.problems.length + now.problems.length > 0) return undefined;
  const keys = settled(old.node, now.node) ? [] : renewedMap(old.node, now.node);
  if (keys === undefined) return undefined;
  const { stretch, node } = old;
  const chunk = {
    ...now,
    stretch,
    node,
    comments: now.comments.map((comment) => anchoredComment(comment, stretch)),
  };
  return { chunk, keys };
}

interface Region {
  readonly first: number;
  readonly last: number;
  /** What stands in the place of the items from the first to the last now. */
  readonly chunks: readonly Chunk[];
}

/** Whoever needs more neighbours than these edits no items. */
const MOST_TRIES = 4;

/** The fewest items around an edit that can be read without the others. */
function regionFor(pieces: Pieces, list: LiveList, edit: Edit, grown: number): Region | undefined {
  const all = list.chunks();
  let first = list.indexAt(edit.start);
  let last = list.indexAt(edit.end);
  if (last > first && startOf(all[last]) === edit.end) last--;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const read = readRegion(pieces, list, first, last, grown);
    if (typeof read === "object") return { first, last, chunks: read };
    if (read === "from before" && first > 0) first--;
    else if (read === "to behind" && last + 1 < all.length) last++;
    else return undefined;
  }
  return undefined;
}

/** The items from the first to the last as they are now; or on which side of them something else belongs to them now. */
function readRegion(
  pieces: Pieces,
  list: LiveList,
  first: number,
  last: number,
  grown: number,
): readonly Chunk[] | "from before" | "to behind" | "nothing" {
  const all = list.chunks();
  const [before, next] = [all[first - 1], all[last + 1]];
  const start = startOf(all[first]);
  const end = endOf(all[last]) + grown;
  const now = pieces.slice(start, end);
  const isEnd = end === pieces.length();
  if (!isEnd && !now.endsWith("\n")) return "to behind";
  if (!isClean(now)) return "nothing";
  const read = readPlainItems(now, list.indent, readItemByLibrary);
  const items = read?.lists[0]?.items ?? [];
  const [head, tail] = [items[0], items[items.length - 1]];
  if (read === undefined || head === undefined || tail === undefined)
    return isBlank(now) ? "to behind" : "from before";
  if (items.some((item) => mayHideSilence(now, item))) return "nothing";
  // What stands above an item belongs to the one before it where that may go on with it.
  if (before?.apart === true && head.line > 0) return "from before";
  if (tail.apart && !isEnd && (next === undefined || next.dash > 0)) return "to behind";
  if (now.slice(tail.to).includes(SILENCE)) return "to behind";
  const whole = [...items.slice(0, -1), { ...tail, to: now.length }];
  return chunksOf(fileOf(all[first]), read, whole, start);
}

function fileOf(chunk: Chunk | undefined): string {
  return chunk?.stretch.file ?? "";
}

/** Nothing but comments and blank lines. */
function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
}
