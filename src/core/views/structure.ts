import type { Node, SyntaxFile } from "../syntax/tree.ts";
import { lineStarts, positionAt } from "../text/lines.ts";
import type { Span } from "../text/span.ts";

/** What of a text can be folded, as 0-based lines: each value below its key, each item, blocks of comments. */
export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly isComment: boolean;
}

export function foldsOf(syntax: SyntaxFile): readonly Fold[] {
  const starts = lineStarts(syntax.text);
  const line = (offset: number) => positionAt(starts, offset).line;
  const folds = new Map<number, Fold>();
  const add = (start: number, end: number, isComment: boolean) => {
    // Of what begins on one line the longest counts.
    if (end > start && end > (folds.get(start)?.end ?? 0)) folds.set(start, { start, end, isComment });
  };
  const documents = syntax.documents.flatMap(({ root }) => root ?? []);
  if (documents.length > 1) for (const root of documents) add(line(root.start), line(root.end), false);
  const pending: Node[] = [...documents];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "scalar" || node.shared) continue;
    if (node.kind === "list") {
      for (const item of node.items) {
        add(line(item.start), line(item.end), false);
        pending.push(item);
      }
      continue;
    }
    for (const { key, value } of node.entries) {
      if (value === undefined || value.shared) continue;
      add(line(key.start), line(value.end), false);
      pending.push(value);
    }
  }
  for (const block of commentBlocks(syntax, line)) add(block.start, block.end, true);
  return [...folds.values()].sort((a, b) => a.start - b.start);
}

/** Comments on lines of their own, one below the other. */
function commentBlocks(
  { text, comments }: SyntaxFile,
  line: (offset: number) => number,
): readonly { readonly start: number; readonly end: number }[] {
  const blocks: { start: number; end: number }[] = [];
  for (const { start } of comments) {
    if (!/(^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, start - 200), start))) continue;
    const at = line(start);
    const last = blocks.at(-1);
    if (last !== undefined && last.end === at - 1) last.end = at;
    else blocks.push({ start: at, end: at });
  }
  return blocks;
}

/** What stands around an offset, innermost first: a word, its entry, its map or list, and so on. */
export function spansAround(syntax: SyntaxFile, offset: number): readonly Span[] {
  const around: Span[] = [];
  const isIn = ({ start, end }: Span) => start <= offset && offset <= end;
  let node = syntax.documents.find(isIn)?.root;
  while (node !== undefined && !node.shared && isIn(node)) {
    around.push({ start: node.start, end: node.end });
    if (node.kind === "scalar") break;
    if (node.kind === "list") {
      node = node.items.find(isIn);
      continue;
    }
    const entry: { readonly key: Node; readonly value: Node | undefined } | undefined = node.entries.find(
      ({ key, value }) => isIn({ start: key.start, end: value?.end ?? key.end }),
    );
    if (entry === undefined) break;
    around.push({ start: entry.key.start, end: entry.value?.end ?? entry.key.end });
    node = isIn(entry.key) ? entry.key : entry.value;
  }
  return around.reverse().filter((span, index, all) => {
    const inner = all[index - 1];
    return inner === undefined || inner.start !== span.start || inner.end !== span.end;
  });
}
