import type { Comment } from "../../syntax/tree.ts";
import { commentIn, type Ignored, type Line, linesOf, type Setting, type Word, wordIn } from "./words.ts";

/** `nodelist { … }`: settings and further blocks, each in the order written. */
export interface Block {
  readonly name: Word;
  readonly settings: readonly Setting[];
  readonly blocks: readonly Block[];
}

export interface BlockConfig {
  readonly blocks: readonly Block[];
  readonly comments: readonly Comment[];
  readonly ignored: readonly Ignored[];
}

interface Draft {
  readonly name: Word;
  readonly settings: Setting[];
  readonly blocks: Draft[];
}

/** Nobody nests deeper than `quorum { device { net {`; what goes on beyond this is said and not read. */
const DEEPEST = 12;

/**
 * A configuration of Corosync: `name {`, `key: value`, `}`, one a line; lines that begin with `#` are comments. Any text
 * can be read: what is neither is said, and a block that is not closed ends with the text. Source: corosync.conf(5).
 */
export function readBlocks(text: string): BlockConfig {
  const top: Draft[] = [];
  const comments: Comment[] = [];
  const ignored: Ignored[] = [];
  const open: Draft[] = [];
  for (const line of linesOf(text)) {
    const comment = commentIn(line);
    const whole = wordIn(line.text, 0, line.text.length, line.start);
    if (comment !== undefined) comments.push(comment);
    if (comment !== undefined || whole === undefined) continue;
    const name = opening(line);
    const setting = settingIn(line);
    const inside = open.at(-1);
    if (name !== undefined && open.length < DEEPEST) {
      const block: Draft = { name, settings: [], blocks: [] };
      (inside?.blocks ?? top).push(block);
      open.push(block);
    } else if (whole.text === "}" && inside !== undefined) open.pop();
    else if (setting !== undefined && inside !== undefined) inside.settings.push(setting);
    else ignored.push({ start: whole.start, end: whole.end, message: NEITHER });
  }
  for (const { name } of open)
    ignored.push({
      start: name.start,
      end: name.end,
      message: `The block “${name.text}” is not closed: write a } behind it.`,
    });
  return { blocks: top, comments, ignored };
}

const NEITHER = "This line is neither name {, nor key: value in such a block, nor }, so it is not read.";

function opening({ text, start }: Line): Word | undefined {
  if (!text.trimEnd().endsWith("{")) return undefined;
  const match = /^\s*([^\s:{}]+)\s*\{\s*$/.exec(text);
  const name = match?.[1];
  if (name === undefined) return undefined;
  const from = text.indexOf(name);
  return wordIn(text, from, from + name.length, start);
}

function settingIn({ text, start }: Line): Setting | undefined {
  const colon = text.indexOf(":");
  const key = colon === -1 ? undefined : wordIn(text, 0, colon, start);
  if (key === undefined || /[\s{}]/.test(key.text)) return undefined;
  // Proxmox VE takes what stands behind a `#` for a comment, Corosync for a part of the value: no value has one in it.
  const hash = text.indexOf("#", colon);
  return { key, value: wordIn(text, colon + 1, hash === -1 ? text.length : hash, start) };
}

/** The first block of a name. */
export function blockIn(blocks: readonly Block[], name: string): Block | undefined {
  return blocks.find((block) => block.name.text === name);
}
