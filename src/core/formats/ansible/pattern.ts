import { type GlobPart, partOf, partsMatch } from "../../model/glob.ts";
import type { Targets } from "../../model/play.ts";
import { listed, quoted } from "../../model/words.ts";
import { type HostTree, hostsIn } from "./hosts.ts";

/**
 * The hosts that a host pattern stands for, in Ansible's order: `a:b`, `a,b`, `:!without`, `:&with`,
 * `web*`, `group[0]`, `group[1:3]`, `all`. Regular expressions (`~…`) are not run: unknown.
 * What no inventory names is listed as missing; where nothing is left the hosts are unknown, never none.
 * Source: Ansible's guide "Patterns: targeting hosts and groups" and its `InventoryManager`.
 */
export function resolvePattern(patterns: readonly string[], tree: HostTree): Targets {
  const parts = patterns.flatMap(splitPattern);
  if (parts.length > MOST_PARTS || patterns.some((pattern) => pattern.length > LONGEST)) {
    return { known: false, why: "the host pattern is too long to be read" };
  }
  const regex = parts.find((part) => /^[!&]?~/.test(part));
  if (regex !== undefined)
    return { known: false, why: `the pattern “${regex}” is a regular expression, which is not run here` };
  const regular = parts.filter((part) => !/^[!&]/.test(part));
  const kept = parts.filter((part) => part.startsWith("&"));
  const excluded = parts.filter((part) => part.startsWith("!"));
  const missing = new Set<string>();
  let hosts = new Set<string>();
  for (const part of regular.length > 0 ? regular : ["all"]) {
    // A host goes before a group of the same name, but not behind "!" or "&".
    const matched = tree.hosts.has(part) ? [part] : match(part, tree, missing);
    if (typeof matched === "string") return { known: false, why: matched };
    for (const host of matched) hosts.add(host);
  }
  for (const part of [...kept, ...excluded]) {
    const matched = match(part.slice(1), tree, missing);
    if (typeof matched === "string") return { known: false, why: matched };
    const these = new Set(matched);
    hosts = new Set([...hosts].filter((host) => these.has(host) === part.startsWith("&")));
  }
  if (hosts.size === 0) return { known: false, why: whyNone(parts, [...missing], tree) };
  return { known: true, hosts: [...hosts], missing: [...missing], inventories: tree.files };
}

/** Far above any real pattern, so that no text costs noticeable time. */
const MOST_PARTS = 100;
const LONGEST = 1000;

function whyNone(parts: readonly string[], missing: readonly string[], tree: HostTree): string {
  const filled = tree.plugins.length > 0 ? ` (${tree.plugins.join(", ")} fills one when Ansible runs)` : "";
  if (tree.files.length === 0) return "no inventory was found";
  if (missing.length > 0) {
    return `no inventory here says which hosts ${listed(missing.map(quoted))} ${missing.length > 1 ? "have" : "has"}${filled}`;
  }
  return `the inventory puts no host into “${parts.join(":")}”${filled}`;
}

/** The single patterns of a `hosts` value: split at commas, else at colons outside of brackets. */
function splitPattern(pattern: string): readonly string[] {
  if (pattern.includes(","))
    return pattern
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean);
  const whole = pattern.trim();
  if (whole.includes("::") || /^\[[^\]]*\]:\d+$/.test(whole)) return [whole];
  const parts: string[] = [];
  let part = "";
  let inside = false;
  for (const sign of whole) {
    const divides = !inside && (sign === ":" || sign === " " || sign === "\t" || sign === "\n");
    if (divides && part !== "") parts.push(part);
    part = divides ? "" : part + sign;
    if (sign === "[") inside = true;
    if (sign === "]") inside = false;
  }
  if (part !== "") parts.push(part);
  return parts;
}

/** The hosts of one pattern without its `!` or `&`, or why they cannot be known. What is not named is added to `missing`. */
function match(pattern: string, tree: HostTree, missing: Set<string>): readonly string[] | string {
  const { expression, first, last } = subscript(pattern);
  const found = enumerate(expression, tree, missing);
  if (first === undefined || found.length === 0) return found;
  if (last !== undefined) return found.slice(first, last + 1);
  const host = found.at(first);
  if (host === undefined)
    return `“${pattern}” asks for more hosts than the ${found.length} that “${expression}” has`;
  return [host];
}

function enumerate(expression: string, tree: HostTree, missing: Set<string>): readonly string[] {
  const wild = /[*?[]/.test(expression);
  const matches = wild ? globMatcher(expression) : undefined;
  const groups = matches
    ? [...tree.groups.keys()].filter(matches)
    : tree.groups.has(expression)
      ? [expression]
      : [];
  const { hosts, gaps } = hostsIn(tree, groups);
  for (const gap of gaps) missing.add(gap);
  const found = new Set(hosts);
  if (groups.length === 0 && tree.hosts.has(expression)) found.add(expression);
  if (matches) for (const host of tree.hosts) if (matches(host)) found.add(host);
  if (found.size === 0 && LOCAL.has(expression)) return [expression];
  if (found.size === 0 && groups.length === 0) missing.add(expression);
  return [...found];
}

/** Ansible knows these without any inventory. */
const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

interface Subscript {
  readonly expression: string;
  readonly first?: number;
  /** Inclusive. */
  readonly last?: number;
}

function subscript(pattern: string): Subscript {
  const open = pattern.lastIndexOf("[");
  const match = open > 0 ? /^\[(?:(-?\d{1,9})|(\d{1,9})[:-](\d{0,9}))\]$/.exec(pattern.slice(open)) : null;
  if (match === null) return { expression: pattern };
  const expression = pattern.slice(0, open);
  if (match[1] !== undefined) return { expression, first: Number(match[1]) };
  const first = Number(match[2]);
  const last = match[3] === "" ? Number.MAX_SAFE_INTEGER - 1 : Number(match[3]);
  return { expression, first, last };
}

/** A test for shell wildcards: `*`, `?`, `[abc]`, `[a-f]`, `[!abc]`. */
export function globMatcher(glob: string): (text: string) => boolean {
  const parts = globParts(glob);
  return (text) => partsMatch(parts, text);
}

function globParts(glob: string): readonly GlobPart[] {
  const parts: GlobPart[] = [];
  for (let i = 0; i < glob.length; i++) {
    const sign = glob.charAt(i);
    // The first sign of a class may be "]" itself.
    const close = sign === "[" ? glob.indexOf("]", i + (glob.charAt(i + 1) === "!" ? 3 : 2)) : -1;
    if (close > 0) {
      parts.push(signClass(glob.slice(i + 1, close)));
      i = close;
    } else parts.push(partOf(sign));
  }
  return parts;
}

function signClass(text: string): (sign: string) => boolean {
  const not = text.startsWith("!");
  const listed = not ? text.slice(1) : text;
  return (sign) => {
    for (let i = 0; i < listed.length; i++) {
      const from = listed.charAt(i);
      const to = listed.charAt(i + 1) === "-" && i + 2 < listed.length ? listed.charAt(i + 2) : from;
      if (from <= sign && sign <= to) return !not;
      if (to !== from) i += 2;
    }
    return not;
  };
}
