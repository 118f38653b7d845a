import type { Edit } from "./edit.ts";
import { type LineStarts, lastAtMost, lineStarts, offsetAt, type Position, positionAt } from "./lines.ts";
import { once } from "./once.ts";

/**
 * A text that is edited often, kept in blocks of whole lines: an edit copies one block, and places are counted from the
 * start of theirs. What `text` gives is joined when it is first asked for. Only the one who made it may edit it.
 */
export interface Pieces {
  readonly length: () => number;
  /** One more than line ends. */
  readonly lineCount: () => number;
  readonly text: () => string;
  readonly slice: (start: number, end: number) => string;
  /** False, and nothing is done, where the edit leaves the text. */
  readonly replace: (edit: Edit) => boolean;
  /** The line and column of an offset, which may be anything from 0 to the length. */
  readonly positionAt: (offset: number) => Position;
  /** The offset of a line and column, kept within the text. */
  readonly offsetAt: (position: Position) => number;
}

interface Block {
  readonly text: string;
  /** Where each of its lines starts; counted when it is first asked for. */
  readonly lines: () => LineStarts;
  readonly lineEnds: number;
}

/** UTF-16 units of a block: each edit copies one, each place is counted within one. */
const BLOCK = 8192;

export function piecesOf(given: string): Pieces {
  let joined: string | undefined = given;
  let blocks: readonly Block[] = blocksOf(given);
  /** Where each block starts, and how many lines end before it; one more of each than blocks. */
  let starts: number[] = [];
  let lines: number[] = [];
  count();

  function count(): void {
    starts = [0];
    lines = [0];
    for (const block of blocks) {
      starts.push((starts[starts.length - 1] as number) + block.text.length);
      lines.push((lines[lines.length - 1] as number) + block.lineEnds);
    }
  }

  const length = () => starts[blocks.length] as number;
  /** The block that an offset stands in; that behind the last is still in the last. */
  const blockAt = (offset: number) => Math.min(lastAtMost(starts, offset), blocks.length - 1);

  function slice(start: number, end: number): string {
    if (joined !== undefined) return joined.slice(start, end);
    const from = blockAt(start);
    const to = blockAt(end);
    const base = starts[from] as number;
    return joinedText(blocks.slice(from, to + 1)).slice(start - base, end - base);
  }

  return {
    length,
    lineCount: () => (lines[blocks.length] as number) + 1,
    text() {
      joined ??= joinedText(blocks);
      return joined;
    },
    slice,
    replace({ start, end, text }) {
      if (start < 0 || end < start || end > length()) return false;
      const from = blockAt(start);
      let to = blockAt(end);
      const base = starts[from] as number;
      let changed = joinedText(blocks.slice(from, to + 1));
      changed = changed.slice(0, start - base) + text + changed.slice(end - base);
      // A block ends with a line, so that no line and no CR LF lies in two.
      while (to + 1 < blocks.length && !changed.endsWith("\n")) changed += blocks[++to]?.text ?? "";
      blocks = [
        ...blocks.slice(0, from),
        ...blocksOf(changed, to + 1 < blocks.length),
        ...blocks.slice(to + 1),
      ];
      joined = undefined;
      count();
      return true;
    },
    positionAt(offset) {
      const index = blockAt(offset);
      const { line, column } = positionAt(blocks[index]?.lines() ?? [0], offset - (starts[index] as number));
      return { line: (lines[index] as number) + line, column };
    },
    offsetAt({ line, column }) {
      const index = Math.min(lastAtMost(lines, line), blocks.length - 1);
      const block = blocks[index];
      if (block === undefined) return 0;
      const within = { line: line - (lines[index] as number), column };
      return (starts[index] as number) + offsetAt(block.lines(), within, block.text.length);
    },
  };
}

function joinedText(blocks: readonly Block[]): string {
  return blocks.map(({ text }) => text).join("");
}

/** Cut behind line ends. Where something follows, an empty text is no block; a text alone is one. */
function blocksOf(text: string, isFollowed = false): readonly Block[] {
  const blocks: Block[] = [];
  const push = (block: string) =>
    blocks.push({ text: block, lines: once(() => lineStarts(block)), lineEnds: lineEnds(block) });
  let from = 0;
  while (text.length - from > BLOCK) {
    const feed = text.indexOf("\n", from + BLOCK);
    if (feed === -1) break;
    push(text.slice(from, feed + 1));
    from = feed + 1;
  }
  if (from < text.length || (!isFollowed && blocks.length === 0)) push(text.slice(from));
  return blocks;
}

/** Lines end with LF, CR LF or a lone CR. */
function lineEnds(block: string): number {
  let count = 0;
  for (let i = 0; i < block.length; i++) {
    const code = block.charCodeAt(i);
    if (code === 10 || (code === 13 && block.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
