import type { Span } from "../text/span.ts";
import type { Collected } from "./compose.ts";
import { shown } from "./messages.ts";
import { MAX_DEPTH } from "./scan.ts";
import type { Entry, Node, SyntaxProblem } from "./tree.ts";

/**
 * Aliases may repeat this many nodes over a whole file, and one more for each character of it: a large estate
 * may merge its defaults into every VM, while a few lines of YAML can ask for billions.
 */
const MAX_SHARED = 100_000;

/** The anchors of one document, and what its file may still repeat through aliases. */
export interface Anchors {
  readonly byName: Map<string, Anchor>;
  readonly budget: { readonly all: number; left: number };
}

interface Anchor {
  node: Node | undefined;
  /** Set while the value of the anchor is still being read. */
  open: boolean;
  copy: Copy | undefined;
}

interface Copy {
  readonly node: Node;
  readonly size: number;
  readonly depth: number;
}

interface Reader {
  readonly anchors: Anchors;
  readonly problems: SyntaxProblem[];
}

/** What a whole file may repeat. */
export function fileBudget(text: string): Anchors["budget"] {
  const all = MAX_SHARED + text.length;
  return { all, left: all };
}

export function openAnchor(reader: Reader, name: string): Anchor {
  const anchor: Anchor = { node: undefined, open: true, copy: undefined };
  reader.anchors.byName.set(name, anchor);
  return anchor;
}

export function closeAnchor(anchor: Anchor, node: Node | undefined): void {
  anchor.node = node;
  anchor.open = false;
}

/**
 * What an alias stands for, marked as shared. It has the span of the alias; what is in it has the spans of where
 * it is written.
 * `undefined`, with a problem, where it stands for nothing, for itself, or for too much.
 */
export function aliased(reader: Reader, name: string, span: Span, depth: number): Node | undefined {
  const anchor = reader.anchors.byName.get(name);
  const fail = (message: string) => {
    reader.problems.push({ ...span, message });
    return undefined;
  };
  if (anchor === undefined) {
    return fail(
      `No anchor &${shown(name)} stands before this alias. Correct the name, or write the value itself.`,
    );
  }
  if (anchor.open) {
    return fail(
      `The alias *${shown(name)} stands inside its own anchor and would contain itself without end. Remove it.`,
    );
  }
  if (anchor.node === undefined) return undefined;
  anchor.copy ??= share(anchor.node);
  const { node, size, depth: added } = anchor.copy;
  if (depth + added > MAX_DEPTH) {
    return fail(
      `With what *${shown(name)} stands for, this is nested more than ${MAX_DEPTH} levels deep, and it is not read. Write it flatter.`,
    );
  }
  const { budget } = reader.anchors;
  if (budget.left < 0) return undefined;
  if (size > budget.left) {
    budget.left = -1;
    return fail(
      `The aliases of this file repeat more than ${budget.all.toLocaleString("en")} values. ` +
        "This one and those after it are not read. Write the values themselves, or split the file.",
    );
  }
  budget.left -= size;
  return { ...node, start: span.start, end: span.end };
}

/** The entries of a map with what its merge keys (`<<`) bring: own keys win, then the earlier map. */
export function merged(reader: Reader, { entries, keys, merges }: Collected): readonly Entry[] {
  if (merges.length === 0) return entries;
  const result: Entry[] = [];
  let done = 0;
  for (const { at, key, value } of merges) {
    result.push(...entries.slice(done, at));
    done = at;
    const sources =
      value?.kind === "list" && !value.flow ? value.items : value?.kind === "list" ? value.items : [value];
    for (const source of sources) {
      if (source === undefined) continue;
      if (source.kind !== "map") {
        const message =
          "Only a map can be merged with `<<`. Write an alias of a map behind it, such as `<<: *defaults`.";
        reader.problems.push({ start: key.start, end: key.end, message });
        continue;
      }
      for (const entry of source.entries) {
        if (keys.has(entry.key.text)) continue;
        keys.add(entry.key.text);
        result.push(shareEntry(entry));
      }
    }
  }
  for (let i = done; i < entries.length; i++) result.push(entries[i] as Entry);
  return result;
}

function shareEntry({ key, value }: Entry): Entry {
  return { key: { ...key, shared: true }, value: value === undefined ? undefined : share(value).node };
}

/** A copy marked as shared. Nodes that are shared already are immutable and serve as they are. */
function share(node: Node): Copy {
  if (node.kind === "scalar")
    return { node: node.shared ? node : { ...node, shared: true }, size: 1, depth: 0 };
  let size = 1;
  let depth = 0;
  const child = (value: Node): Node => {
    const copy = share(value);
    size += copy.size;
    depth = Math.max(depth, copy.depth);
    return copy.node;
  };
  if (node.kind === "list") {
    const items = node.items.map(child);
    return { node: node.shared ? node : { ...node, shared: true, items }, size, depth: depth + 1 };
  }
  const entries = node.entries.map(({ key, value }) => {
    size++;
    return { key: { ...key, shared: true as const }, value: value === undefined ? undefined : child(value) };
  });
  return { node: node.shared ? node : { ...node, shared: true, entries }, size, depth: depth + 1 };
}
