import type { Comment } from "../../syntax/tree.ts";
import { lineStarts } from "../../text/lines.ts";
import type { Span } from "../../text/span.ts";

/** Some of a text, with its place. */
export interface Word extends Span {
  readonly text: string;
}

/** `key value` or `key: value`; without a value where the key stands by itself, as a flag does. */
export interface Setting {
  readonly key: Word;
  readonly value: Word | undefined;
}

/** A line that the tool itself does not understand, or passes over. */
export interface Ignored extends Span {
  /** A whole sentence. */
  readonly message: string;
  /** It is read here all the same. */
  readonly isRead?: true;
}

export interface Line extends Span {
  /** Without its line end. */
  readonly text: string;
}

/** All lines, empty ones too. */
export function linesOf(text: string): readonly Line[] {
  const starts = lineStarts(text);
  return starts.map((start, i) => {
    const line = text.slice(start, starts[i + 1] ?? text.length).replace(/[\r\n]+$/, "");
    return { text: line, start, end: start + line.length };
  });
}

/** A line of comment: `#` is its first sign. */
export function commentIn({ text, start, end }: Line): Comment | undefined {
  const from = text.search(/\S/);
  if (from === -1 || text[from] !== "#") return undefined;
  return { text: text.slice(from + 1).trim(), start: start + from, end };
}

/** The part of a text from one offset to another, without the space around it; undefined where nothing is left. */
export function wordIn(text: string, from: number, to: number, base: number): Word | undefined {
  const raw = text.slice(from, to);
  const trimmed = raw.trim();
  if (trimmed === "") return undefined;
  const start = base + from + raw.indexOf(trimmed);
  return { text: trimmed, start, end: start + trimmed.length };
}

/** The first value of a key: Proxmox VE passes over the second. */
export function valueIn(settings: readonly Setting[], key: string): Word | undefined {
  return settings.find((each) => each.key.text === key)?.value;
}

/** Whether a flag is set: written by itself, or as Proxmox VE writes a yes. */
export function isSet(settings: readonly Setting[], key: string): boolean {
  const setting = settings.find((each) => each.key.text === key);
  return (
    setting !== undefined && (setting.value === undefined || /^(?:1|on|yes|true)$/i.test(setting.value.text))
  );
}

/** The items of a list, `vm:100,vm:101`: Proxmox VE takes commas, semicolons and spaces. Each once, the first of each. */
export function itemsOf(value: Word | undefined): readonly Word[] {
  const found = new Map<string, Word>();
  for (const match of value?.text.matchAll(/[^,;\s]+/g) ?? []) {
    const start = (value?.start ?? 0) + match.index;
    if (!found.has(match[0])) found.set(match[0], { text: match[0], start, end: start + match[0].length });
  }
  return [...found.values()];
}
