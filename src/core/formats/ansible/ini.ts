import type { Comment } from "../../syntax/tree.ts";
import { lineStarts } from "../../text/lines.ts";
import type { SourceFile } from "../../text/span.ts";
import {
  addHosts,
  type Draft,
  type DraftGroup,
  finish,
  groupOf,
  type InventoryFile,
  newDraft,
  problem,
} from "./inventory.ts";

/**
 * An inventory in Ansible's INI form: hosts before any section or in `[group]`, groups in
 * `[group:children]`, values in `[group:vars]`. Ansible refuses a file with one bad line; here the
 * line is a problem, its group is marked as not wholly read, and the rest counts.
 * Source: Ansible's `ini` inventory plugin.
 */
export function readIniInventory(source: SourceFile): InventoryFile {
  const draft = newDraft(source.path);
  let section: Section = { group: undefined, kind: "hosts" };
  for (const line of inventoryLines(source.text)) {
    const header = sectionOf(line.text);
    if (header !== undefined) section = enter(draft, header, line);
    else if (section.kind === "hosts")
      readHosts(draft, section.group ?? groupOf(draft, "ungrouped", line), line);
    else if (section.group !== undefined) readMember(draft, section.group, section.kind, line);
  }
  return finish(draft);
}

/** A line that says something: trimmed, with the offsets of what is left. */
export interface InventoryLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Every line but empty ones and comments, which begin with `#` or `;`. */
export function inventoryLines(text: string): readonly InventoryLine[] {
  return linesOf(text).filter((line) => !isComment(line.text));
}

/** Lines of comment, which begin with `#` or `;`, and what stands behind a `#` outside of quotes. */
export function iniComments(text: string): readonly Comment[] {
  return linesOf(text).flatMap(({ text: line, start, end }) => {
    const at = isComment(line) ? 0 : commentStart(line);
    return at === undefined ? [] : [{ text: line.slice(at + 1).trim(), start: start + at, end }];
  });
}

function isComment(line: string): boolean {
  return line.startsWith("#") || line.startsWith(";");
}

/** Every line but empty ones. */
function linesOf(text: string): readonly InventoryLine[] {
  const starts = lineStarts(text);
  const lines: InventoryLine[] = [];
  starts.forEach((from, i) => {
    const raw = text.slice(from, starts[i + 1] ?? text.length);
    const trimmed = raw.trim();
    if (trimmed === "") return;
    const start = from + raw.indexOf(trimmed);
    lines.push({ text: trimmed, start, end: start + trimmed.length });
  });
  return lines;
}

/** Where a `#` outside of quotes begins a comment; undefined where none does or a quote is not closed. */
function commentStart(line: string): number | undefined {
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    if (sign === "#") return i;
    if (sign === "\\") i += 1;
    else if (sign === '"' || sign === "'") {
      i = line.indexOf(sign, i + 1);
      if (i < 0) return undefined;
    }
  }
  return undefined;
}

export interface Header {
  readonly name: string;
  /** `hosts` where nothing is written behind the name. */
  readonly kind: string;
}

/** The group and kind of a section line, e.g. `[web:children]  # comment`. */
export function sectionOf(line: string): Header | undefined {
  if (!line.startsWith("[")) return undefined;
  const match = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line);
  return match?.[1] === undefined ? undefined : { name: match[1], kind: match[2] ?? "hosts" };
}

/**
 * The words of a host line as a shell would split them: quotes kept together and taken off,
 * everything behind a `#` outside of quotes left out. Undefined where a quote is not closed.
 */
export function words(whole: string): readonly string[] | undefined {
  const line = whole.slice(0, commentStart(whole));
  const found: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    if (sign === " " || sign === "\t") {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else if (sign === '"' || sign === "'") {
      const close = line.indexOf(sign, i + 1);
      if (close < 0) return undefined;
      word = (word ?? "") + line.slice(i + 1, close);
      i = close;
    } else if (sign === "\\" && i + 1 < line.length) {
      word = (word ?? "") + line.charAt(i + 1);
      i += 1;
    } else word = (word ?? "") + sign;
  }
  if (word !== undefined) found.push(word);
  return found;
}

interface Section {
  /** Undefined before the first section and in one that is not understood. */
  readonly group: DraftGroup | undefined;
  readonly kind: "hosts" | "children" | "vars" | "unknown";
}

function enter(draft: Draft, header: Header, line: InventoryLine): Section {
  const { kind } = header;
  if (kind !== "hosts" && kind !== "children" && kind !== "vars") {
    problem(
      draft,
      line,
      `The section [${header.name}:${kind}] is of no known kind: write [${header.name}], [${header.name}:children] or [${header.name}:vars].`,
    );
    return { group: undefined, kind: "unknown" };
  }
  const group = groupOf(draft, header.name, {
    start: line.start + 1,
    end: line.start + 1 + header.name.length,
  });
  if (kind !== "vars") group.declared = true;
  return { group, kind };
}

function readHosts(draft: Draft, group: DraftGroup, line: InventoryLine): void {
  const [host, ...rest] = words(line.text) ?? [];
  const vars = new Map<string, string>();
  for (const word of rest) {
    const sign = word.indexOf("=");
    if (sign > 0) vars.set(word.slice(0, sign), word.slice(sign + 1));
  }
  const bracket = line.text.startsWith("[") && line.text.endsWith("]");
  if (host === undefined || bracket || rest.some((word) => word.indexOf("=") < 1)) {
    group.unread = true;
    problem(
      draft,
      line,
      `“${line.text}” is neither a section nor a host with key=value behind it, so how many hosts “${group.name}” has is not known.`,
    );
    return;
  }
  addHosts(draft, group, host, { start: line.start, end: line.start + lengthOfFirst(line.text) }, vars);
}

function lengthOfFirst(line: string): number {
  const space = line.search(/[\s#]/);
  return space < 0 ? line.length : space;
}

function readMember(
  draft: Draft,
  group: DraftGroup,
  kind: "children" | "vars" | "unknown",
  line: InventoryLine,
): void {
  if (kind === "children") {
    const name = /^([^:\]\s#]+)\s*(?:#.*)?$/.exec(line.text)?.[1];
    if (name === undefined) {
      group.unread = true;
      problem(
        draft,
        line,
        `“${line.text}” is not the name of a group, so how many hosts “${group.name}” has is not known.`,
      );
      return;
    }
    group.children.add(name);
    groupOf(draft, name, { start: line.start, end: line.start + name.length });
  } else if (kind === "vars") {
    const sign = line.text.indexOf("=");
    if (sign > 0) group.vars.set(line.text.slice(0, sign).trim(), unquoted(line.text.slice(sign + 1).trim()));
    else problem(draft, line, `“${line.text}” in [${group.name}:vars] is not key=value.`);
  }
}

function unquoted(text: string): string {
  const quote = text.charAt(0);
  const closed = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return closed ? text.slice(1, -1) : text;
}
