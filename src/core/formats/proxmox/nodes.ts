import { counted, listed, quoted } from "../../model/words.ts";
import { amount, at, facts, given, minute, number, size, text } from "../snapshot/fields.ts";
import type { HostSeen, Note } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";
import { type Kind, parts } from "./kinds.ts";

/** Rows of the files, by what they are about. */
export type Rows = { readonly [kind in Kind]: readonly Row[] };

/** Every name of a node that an answer shows, in the order in which they come. */
export function nodeNames(rows: Rows): ReadonlySet<string> {
  const named = [...rows.node, ...rows.guest, ...rows.storage].flatMap(({ value }) => nodeNamed(value) ?? []);
  return new Set(named);
}

function nodeNamed(value: Row["value"]): string | undefined {
  const type = text(at(value, "type"));
  // Of a guest or storage `name` is its own.
  const own = type === "node" || at(value, "nodeid") !== undefined ? text(at(value, "name")) : undefined;
  return text(at(value, "node")) ?? own;
}

/**
 * The node that an answer without a name is about: the one that the file's name or path has in it, the longest of
 * several; the only one there is.
 */
export function nodeOf(row: Row, nodes: ReadonlySet<string>): string | undefined {
  const told = text(at(row.value, "node"));
  if (told !== undefined) return told;
  const inPath = [...nodes].filter((node) => hasWord(row.where, node));
  inPath.sort((a, b) => b.length - a.length);
  const [longest, next] = inPath;
  if (longest !== undefined) return next !== undefined && !longest.includes(next) ? undefined : longest;
  return nodes.size === 1 ? [...nodes][0] : undefined;
}

/** Whether a name stands in a text with no letter or digit at either side. */
export function hasWord(where: string, word: string): boolean {
  for (let start = where.indexOf(word); start !== -1; start = where.indexOf(word, start + 1)) {
    const [before = "", after = ""] = [where[start - 1], where[start + word.length]];
    if (!/[a-z\d]/i.test(before) && !/[a-z\d]/i.test(after)) return true;
  }
  return false;
}

export interface Taken {
  readonly environment: string;
  readonly cluster: string | undefined;
  /** Milliseconds: when the export was taken. */
  readonly now: number | undefined;
}

export function hostsOf(rows: Rows, taken: Taken, notes: Note[]): readonly HostSeen[] {
  const nodes = nodeNames(rows);
  const status = byNode(rows.nodeStatus, nodes, "The status", notes);
  const manager = byNode(
    rows.package.filter(({ value }) => text(at(value, "Package")) === "pve-manager"),
    nodes,
    "The list of packages",
    notes,
  );
  noteOffline(rows.node, notes);
  return [...nodes].map((name): HostSeen => {
    const all = rows.node.filter(({ value }) => nodeNamed(value) === name).map(({ value }) => value);
    const own = status.get(name)?.value;
    const build = versionOf(text(at(own, "pveversion"))) ?? text(at(manager.get(name)?.value, "Version"));
    const first = (key: string) => all.map((value) => number(at(value, key))).find((found) => found);
    const uptime = number(at(own, "uptime")) ?? first("uptime");
    const booted =
      taken.now === undefined || uptime === undefined || uptime <= 0
        ? undefined
        : minute(taken.now - uptime * 1000);
    return {
      name,
      environment: taken.environment,
      ...given("cluster", taken.cluster),
      platform: "Proxmox VE",
      ...given("build", build),
      ...given("model", text(at(own, "cpuinfo", "model"))),
      ...given("cpu", amount(at(own, "cpuinfo", "cores"))),
      ...given("memory", size(number(at(own, "memory", "total")) ?? first("maxmem"))),
      ...(all.some((value) => text(at(value, "hastate")) === "maintenance") ? { maintenance: true } : {}),
      ...given("booted", booted),
      fact: facts(...all, own),
    };
  });
}

/** `pve-manager/9.1-1/9a1b2c3d` → `9.1-1`: what lies behind the second stroke is a commit, the same in every such build. */
function versionOf(pveversion: string | undefined): string | undefined {
  return /^pve-manager\/([^/\s]+)/.exec(pveversion ?? "")?.[1];
}

function byNode(
  rows: readonly Row[],
  nodes: ReadonlySet<string>,
  what: string,
  notes: Note[],
): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const node = nodeOf(row, nodes);
    if (node !== undefined && nodes.has(node)) found.set(node, row);
    else
      notes.push(
        noteAt(
          row,
          `${what} of a node does not say of which one: left out. Put the node's name into the file's name.`,
        ),
      );
  }
  return found;
}

function noteOffline(rows: readonly Row[], notes: Note[]): void {
  const off = rows.filter(({ value }) => /^(?:offline|unknown)$/.test(text(at(value, "status")) ?? ""));
  const [first] = off;
  if (first === undefined) return;
  const named = [...new Set(off.flatMap(({ value }) => nodeNamed(value) ?? []))];
  const are = named.length === 1 ? "was" : "were";
  notes.push(noteAt(first, `${listed(named.map(quoted))} ${are} offline when the export was taken.`));
}

/** The nodes where an HA rule or group lets its guests run, where it binds them; priorities behind the names do not bind. */
export function boundTo(value: Row["value"]): readonly string[] {
  return parts(text(at(value, "nodes"))).map((node) => node.split(":")[0] ?? node);
}

/** More than one vote for a node is not in the model. */
export function noteVotes(rows: Rows, notes: Note[]): void {
  const several = rows.node.filter(({ value }) => (number(at(value, "quorum_votes")) ?? 1) !== 1);
  const [first] = several;
  if (first !== undefined)
    notes.push(
      noteAt(
        first,
        `${counted(several.length, "node")} without exactly one vote: each is read as having one.`,
      ),
    );
}
