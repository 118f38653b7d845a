import { Anchored, type Stretch } from "../text/stretch.ts";
import type { Comment, Entry, Kept, ListNode, MapNode, Node, ScalarNode, SyntaxProblem } from "./tree.ts";

/** The same tree with places that move along with a stretch of its file. */
export function anchored(node: Node, stretch: Stretch, kept?: Kept): Node {
  if (node.kind === "scalar") return new AnchoredScalar(stretch, node);
  if (node.kind === "list")
    return new AnchoredList(
      stretch,
      node,
      node.items.map((item) => anchored(item, stretch)),
      kept,
    );
  const entries = node.entries.map(
    ({ key, value }): Entry => ({
      key: new AnchoredScalar(stretch, key),
      value: value && anchored(value, stretch),
    }),
  );
  return new AnchoredMap(stretch, node, entries, kept);
}

class AnchoredScalar extends Anchored implements ScalarNode {
  readonly kind = "scalar";
  readonly shared?: true;
  readonly text: string;
  readonly style: ScalarNode["style"];
  readonly isNull: boolean;

  constructor(stretch: Stretch, node: ScalarNode) {
    super(stretch, node.start, node.end);
    if (node.shared) this.shared = true;
    this.text = node.text;
    this.style = node.style;
    this.isNull = node.isNull;
  }
}

class AnchoredMap extends Anchored implements MapNode {
  readonly kind = "map";
  readonly shared?: true;
  readonly flow: boolean;
  entries: readonly Entry[];
  readonly kept: Kept | undefined;

  constructor(stretch: Stretch, node: MapNode, entries: readonly Entry[], kept: Kept | undefined) {
    super(stretch, node.start, node.end);
    if (node.shared) this.shared = true;
    this.flow = node.flow;
    this.entries = entries;
    this.kept = kept;
  }
}

class AnchoredList extends Anchored implements ListNode {
  readonly kind = "list";
  readonly shared?: true;
  readonly flow: boolean;
  readonly items: readonly Node[];
  readonly kept: Kept | undefined;

  constructor(stretch: Stretch, node: ListNode, items: readonly Node[], kept: Kept | undefined) {
    super(stretch, node.start, node.end);
    if (node.shared) this.shared = true;
    this.flow = node.flow;
    this.items = items;
    this.kept = kept;
  }
}

export function anchoredComment(comment: Comment, stretch: Stretch): Comment {
  return new AnchoredComment(stretch, comment);
}

class AnchoredComment extends Anchored implements Comment {
  readonly text: string;

  constructor(stretch: Stretch, comment: Comment) {
    super(stretch, comment.start, comment.end);
    this.text = comment.text;
  }
}

export function anchoredProblem(problem: SyntaxProblem, stretch: Stretch): SyntaxProblem {
  return new AnchoredProblem(stretch, problem);
}

class AnchoredProblem extends Anchored implements SyntaxProblem {
  readonly message: string;
  readonly open?: true;

  constructor(stretch: Stretch, problem: SyntaxProblem) {
    super(stretch, problem.start, problem.end);
    this.message = problem.message;
    if (problem.open) this.open = true;
  }
}

/**
 * Where one tree reads as the other does, wherever and however it is laid out, it takes its places: all that was made of
 * it stands then. False, and nothing is done, where it reads otherwise.
 */
export function settled(old: Node, now: Node): boolean {
  if (!readsAs(old, now)) return false;
  settle(old, now);
  return true;
}

function readsAs(one: Node, other: Node): boolean {
  if (one.shared !== other.shared) return false;
  if (one.kind === "scalar") return other.kind === "scalar" && isSameText(one, other);
  if (one.kind === "list") {
    if (other.kind !== "list" || one.flow !== other.flow || one.items.length !== other.items.length)
      return false;
    return one.items.every((item, index) => readsAs(item, other.items[index] as Node));
  }
  if (other.kind !== "map" || one.flow !== other.flow || one.entries.length !== other.entries.length)
    return false;
  return one.entries.every((entry, index) => readsAsEntry(entry, other.entries[index] as Entry));
}

function readsAsEntry({ key, value }: Entry, other: Entry): boolean {
  if (!isSameText(key, other.key)) return false;
  return value === undefined || other.value === undefined
    ? value === other.value
    : readsAs(value, other.value);
}

function isSameText(one: ScalarNode, other: ScalarNode): boolean {
  return one.text === other.text && one.style === other.style && one.isNull === other.isNull;
}

function settle(old: Node, now: Node): void {
  if (old instanceof Anchored) old.moveTo(now);
  if (old.kind === "list" && now.kind === "list")
    for (const [index, item] of old.items.entries()) settle(item, now.items[index] as Node);
  if (old.kind !== "map" || now.kind !== "map") return;
  for (const [index, entry] of old.entries.entries()) settleEntry(entry, now.entries[index] as Entry);
}

function settleEntry({ key, value }: Entry, now: Entry): void {
  settle(key, now.key);
  if (value !== undefined && now.value !== undefined) settle(value, now.value);
}

/**
 * Gives a map the entries of another that stands in its place: those that read as before are the nodes that they were, in
 * their new places. The keys of the others; undefined, and nothing is done, where one of the two is no such map.
 */
export function renewedMap(old: Node, now: Node): readonly string[] | undefined {
  if (
    !(old instanceof AnchoredMap) ||
    now.kind !== "map" ||
    old.flow !== now.flow ||
    old.shared ||
    now.shared
  )
    return undefined;
  const before = new Map(old.entries.map((entry) => [entry.key.text, entry]));
  const changed = new Set(before.keys());
  const entries = now.entries.map((entry): Entry => {
    const name = entry.key.text;
    const known = before.get(name);
    if (known !== undefined && readsAsEntry(known, entry)) {
      settleEntry(known, entry);
      changed.delete(name);
      return known;
    }
    changed.add(name);
    return {
      key: new AnchoredScalar(old.stretch, entry.key),
      value: entry.value && anchored(entry.value, old.stretch),
    };
  });
  old.entries = entries;
  old.moveTo(now);
  return [...changed];
}
