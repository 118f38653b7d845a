import type { Span } from "../text/span.ts";

/**
 * A located YAML tree. Spans cover exactly what a person would point at: a scalar with its quotes,
 * a collection from its first to its last character, without comments or line ends around it.
 */
export type Node = MapNode | ListNode | ScalarNode;

interface Common extends Span {
  /** Set where the node was reached through an alias or a merge key: no edit may be made through it. */
  readonly shared?: true;
  /** It is a place by itself, which moves along with edits (core/text/stretch.ts). */
  readonly moves?: true;
}

export interface ScalarNode extends Common {
  readonly kind: "scalar";
  /** The content as written: quotes and escapes resolved, never read as a number, date or boolean. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
  /** Written as nothing, `~` or `null` (plain). */
  readonly isNull: boolean;
}

export interface Entry {
  readonly key: ScalarNode;
  /** Missing where nothing stands behind the colon. */
  readonly value: Node | undefined;
}

export interface MapNode extends Common {
  readonly kind: "map";
  readonly kept?: Kept | undefined;
  readonly flow: boolean;
  /** In the order written, duplicate keys left in (they are reported as problems). */
  readonly entries: readonly Entry[];
}

export interface ListNode extends Common {
  readonly kind: "list";
  readonly kept?: Kept | undefined;
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface Comment extends Span {
  /** Without the `#`, trimmed. */
  readonly text: string;
}

export interface SyntaxProblem extends Span {
  /** A sentence in our own words: what is wrong here and what to write instead. */
  readonly message: string;
  /** What opens here is not closed: other readers notice it further down. */
  readonly open?: true;
}

export interface SyntaxDocument extends Span {
  readonly root: Node | undefined;
}

/** What was made of an item of a list, kept with it for as long as its text stays the same. */
export interface Kept {
  told?: { readonly by: unknown; readonly value: unknown; readonly findings: readonly unknown[] };
}

/** A whole text: its documents, all comments in order, all that could not be read. */
export interface SyntaxFile {
  readonly text: string;
  readonly documents: readonly SyntaxDocument[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** The value of a key in a map (the first where it is written twice). */
export function valueUnder(map: MapNode, key: string): Node | undefined {
  return entryOf(map, key)?.value;
}

export function entryOf(map: MapNode, key: string): Entry | undefined {
  return map.entries.find((entry) => entry.key.text === key);
}
