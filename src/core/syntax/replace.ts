import type { Edit } from "../text/edit.ts";
import { contains } from "../text/span.ts";
import type { Plain } from "./edit.ts";
import {
  colonEnd,
  endsLine,
  indentOf,
  insertLines,
  isTrivia,
  lineEnd,
  lineEndOf,
  lineStart,
  nextLine,
  startsLine,
} from "./layout.ts";
import {
  blockLines,
  escaped,
  flowText,
  indented,
  inlineText,
  isInline,
  isList,
  isPadded,
  lookOf,
  scalarText,
} from "./render.ts";
import type { Entry, MapNode, Node, ScalarNode, SyntaxFile } from "./tree.ts";

/** Another text for a scalar that is written where it stands. */
export function scalarEdit(file: SyntaxFile, node: ScalarNode, text: string): readonly Edit[] | undefined {
  const { start, end, style } = node;
  if (style === "block") return blockScalarEdit(file, node, text);
  const gap = start === end && !/[\s[{,]/.test(file.text.charAt(start - 1) || " ") ? " " : "";
  return [{ start, end, text: gap + restyled(file, node, text) }];
}

/** Replaces the value of an entry that is written in the map itself. */
export function replaceValue(
  file: SyntaxFile,
  map: MapNode,
  entry: Entry,
  value: Plain,
): readonly Edit[] | undefined {
  const { text } = file;
  const colon = colonEnd(text, entry);
  const old = entry.value;
  if (colon === undefined) {
    if (!map.flow || old !== undefined) return undefined;
    return [{ start: entry.key.end, end: entry.key.end, text: `: ${flowText(value)}` }];
  }
  // Something that the tree does not show, such as a tag or an anchor, belongs to the old value.
  if (old !== undefined && !isTrivia(text, colon, old.start)) return undefined;
  if (map.flow) {
    if (old === undefined) {
      if (!/^\s*[,}\]#]/.test(text.slice(colon))) return undefined;
      return [{ start: colon, end: colon, text: ` ${flowText(value)}` }];
    }
    return replaceInline(file, old, value, true);
  }
  const block = !isInline(value) || (isBlock(old) && old.kind === kindOf(value) && size(value) > 0);
  if (block && !(old?.kind === "map" && old.flow && !isList(value)))
    return replaceByBlock(file, entry, colon, value);
  if (old === undefined) {
    if (!endsLine(text, colon)) return undefined;
    return [{ start: colon, end: colon, text: ` ${inlineText(value)}` }];
  }
  if (!isBlock(old)) return replaceInline(file, old, value, false);
  const line = lineStart(text, old.start);
  if (line <= colon || !startsLine(text, old.start)) return undefined;
  if (!endsLine(text, colon) || !endsLine(text, old.end)) return undefined;
  return [
    { start: colon, end: colon, text: ` ${inlineText(value)}` },
    { start: beforeBreak(text, line), end: lineEnd(text, old.end), text: "" },
  ];
}

/** Replaces a collection by an empty one, wherever it stands. */
export function replaceNode(
  file: SyntaxFile,
  node: Node,
  owner: { readonly map: MapNode; readonly entry: Entry } | undefined,
  value: Plain,
): readonly Edit[] | undefined {
  if (owner !== undefined) return replaceValue(file, owner.map, owner.entry, value);
  return [{ start: node.start, end: node.end, text: flowText(value) }];
}

/** The entry whose value a node is; `undefined` where it is an item of a list or a root. */
export function ownerOf(file: SyntaxFile, node: Node): { map: MapNode; entry: Entry } | undefined {
  const pending = roots(file, node);
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    if (parent.kind === "map") {
      const entry = parent.entries.find(({ value }) => value === node);
      if (entry !== undefined) return { map: parent, entry };
    }
    pending.push(...childrenAround(parent, node));
  }
  return undefined;
}

function isInFlow(file: SyntaxFile, node: Node): boolean {
  const pending = roots(file, node);
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    if (parent.kind !== "scalar" && parent.flow) return true;
    pending.push(...childrenAround(parent, node));
  }
  return false;
}

function roots(file: SyntaxFile, node: Node): Node[] {
  return file.documents.flatMap(({ root }) => (root !== undefined && contains(root, node) ? [root] : []));
}

function childrenAround(parent: Node, node: Node): Node[] {
  if (parent.kind === "scalar" || parent === node) return [];
  const children =
    parent.kind === "list"
      ? parent.items
      : parent.entries.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return children.filter((child) => child !== node && !child.shared && contains(child, node));
}

function replaceInline(
  file: SyntaxFile,
  old: Node,
  value: Plain,
  inFlow: boolean,
): readonly Edit[] | undefined {
  if (old.kind === "scalar" && !old.shared && typeof value === "string") return scalarEdit(file, old, value);
  if (old.kind === "scalar" && old.style === "block") return blockToInline(file, old, inlineText(value));
  const padded = old.kind === "map" && isPadded(file.text, old);
  const written = inFlow || typeof value === "object" ? flowText(value, padded) : inlineText(value);
  return [{ start: old.start, end: old.end, text: written }];
}

function replaceByBlock(
  file: SyntaxFile,
  entry: Entry,
  colon: number,
  value: Plain,
): readonly Edit[] | undefined {
  const { text } = file;
  const look = lookOf(file);
  const indent = indentOf(text, entry.key.start);
  if (indent === undefined) return undefined;
  const old = entry.value;
  const end = old?.end ?? colon;
  const step = isList(value) ? look.listStep : look.step;
  const deeper = indent + " ".repeat(step);
  if (old !== undefined && lineStart(text, old.start) > colon) {
    if (!startsLine(text, old.start)) return undefined;
    const same = isBlock(old) && old.kind === kindOf(value);
    const column = same ? " ".repeat(old.start - lineStart(text, old.start)) : deeper;
    const lines = indented(blockLines(value, look), column).join(lineEndOf(text));
    const whole = isBlock(old) && endsLine(text, end) ? lineEnd(text, end) : end;
    return [{ start: lineStart(text, old.start), end: whole, text: lines }];
  }
  if (!endsLine(text, end)) return undefined;
  const lines = insertLines(text, lineEnd(text, end), indented(blockLines(value, look), deeper));
  return old === undefined ? [lines] : [{ start: colon, end, text: "" }, lines];
}

function isBlock(node: Node | undefined): node is Node {
  return node !== undefined && node.kind !== "scalar" && !node.flow && !node.shared;
}

function kindOf(value: Plain): Node["kind"] {
  if (typeof value !== "object") return "scalar";
  return isList(value) ? "list" : "map";
}

function size(value: Plain): number {
  return typeof value === "object" ? Object.keys(value).length : 0;
}

function beforeBreak(text: string, line: number): number {
  return text.startsWith("\r\n", line - 2) ? line - 2 : line - 1;
}

function restyled(file: SyntaxFile, node: ScalarNode, text: string): string {
  const isText = /^[^\p{Cc}\p{Cs}\u2028\u2029\ufeff]*$/u.test(text);
  if (node.style === "single" && isText) return `'${text.replaceAll("'", "''")}'`;
  if (node.style === "single" || node.style === "double") return escaped(text);
  const inFlow = isInFlow(file, node);
  // A build or a date that stands without quotes keeps standing so.
  const old = file.text.slice(node.start, node.end);
  const loose = old !== "" && !node.isNull && scalarText(node.text, inFlow) !== old;
  if (loose && /^\d[\w.:+-]*$/.test(text) && !text.endsWith(":")) return text;
  return scalarText(text, inFlow);
}

/** A literal block under the old header's indentation, or one line where that is enough. */
function blockScalarEdit(file: SyntaxFile, node: ScalarNode, text: string): readonly Edit[] | undefined {
  const header = lineEnd(file.text, node.start);
  const first = nextLine(file.text, header);
  const indent = first < node.end ? /^ */.exec(file.text.slice(first, node.end))?.[0] : undefined;
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const literal = /^[^\s\p{Cc}][^\p{Cs}\u2028\u2029\ufeff]*$/u.test(body) && !/[^\P{Cc}\n\t]|\s$/u.test(body);
  if (indent === undefined || indent === "" || !text.includes("\n") || !literal) {
    return blockToInline(file, node, text.includes("\n") ? escaped(text) : scalarText(text, false));
  }
  const comment = /[ \t]+#[^\r\n]*$/.exec(file.text.slice(node.start, header))?.[0] ?? "";
  const eol = lineEndOf(file.text);
  const lines = indented(body.split("\n"), indent).join(eol);
  const chomp = text.endsWith("\n") ? "" : "-";
  return [{ start: node.start, end: node.end, text: `|${chomp}${comment}${eol}${lines}` }];
}

function blockToInline(file: SyntaxFile, node: ScalarNode, written: string): readonly Edit[] {
  const header = lineEnd(file.text, node.start);
  const at = file.text.slice(node.start, header).search(/[ \t]+#/);
  const comment = at === -1 ? "" : file.text.slice(node.start + at, header);
  return [{ start: node.start, end: node.end, text: written + comment }];
}
