import { HOST_KINDS, VM_KINDS } from "../model/estate.ts";
import type { Fix } from "../model/finding.ts";
import { KNOWN_PLATFORMS } from "../model/kinds.ts";
import type { NeedTold } from "../model/scalars.ts";
import { type Located, shorten } from "../model/shape.ts";
import { renameEdits } from "../project/names.ts";
import type { Project } from "../project/project.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";

export const nearName: Rule = {
  id: "near-name",
  group: "reading",
  severity: "warning",
  title: "A failure domain used once whose name is one letter away from one used often",
  why: "Domains have no list to be checked against: `rack: e-left` becomes a rack when somebody writes it. A typing error makes a new basket, two VMs that stand in one rack seem to stand in two, and the risk falls silently.",
  remedy:
    "Write the common name. If it really is another domain, give it an entry under `domains:`, and it is known to be meant.",
  silentWhen:
    "Digits tell things apart (`r1` and `r2` are two racks), and so does a letter that stands alone (`feed-a`, `feed-b`). Names of fewer than five characters, names with an entry under `domains:`, and common names that are written fewer than three times are left alone.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: esx-01, rack: left-row}
  - {name: esx-02, rack: left-row}
  - {name: esx-03, rack: left-row}
  - {name: esx-04, rack: leftt-row}
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: esx-01, rack: row-1}
  - {name: esx-02, rack: row-1}
  - {name: esx-03, rack: row-1}
  - {name: esx-04, rack: row-2}
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: esx-01, rack: left-row}
  - {name: esx-02, rack: left-row}
  - {name: esx-03, rack: left-row}
  - {name: esx-04, rack: left-row}
`,
  *check({ project }) {
    for (const [kind, uses] of namesByKind(project)) {
      const common = commonNames(uses);
      if (common.size === 0) continue;
      for (const [name, places] of uses) {
        const [at] = places;
        if (at === undefined || places.length > 1 || !isSuspect(project, kind, name)) continue;
        const meant = nearestOf(name, common, uses);
        if (meant === undefined) continue;
        const times = uses.get(meant)?.length ?? 0;
        yield {
          rule: "near-name",
          severity: "warning",
          message: `The ${kind} “${shorten(name)}” is named only here, and “${meant}” ${times} times: one letter more or less makes a basket of its own, and the risk seems lower than it is. Write “${meant}”, or give “${shorten(name)}” an entry under domains: if it is meant.`,
          at: at.at,
          subject: { kind: "domain", name },
          related: (uses.get(meant) ?? [])
            .slice(0, 3)
            .map((use) => ({ at: use.at, message: `“${meant}” is written here.` })),
          fixes: () => renamed(project, at, meant),
        };
      }
    }
  },
};

/** Written less often a name is no habit that one could slip from. */
const COMMON = 3;
const SHORTEST = 5;

type Uses = ReadonlyMap<string, readonly Located<string>[]>;

function renamed(project: Project, at: Located<string>, meant: string): readonly Fix[] {
  return fixOf(project, `Change to ${meant}`, [renameEdits(project, at.at, meant)], true);
}

function isSuspect(project: Project, kind: string, name: string): boolean {
  if (kind === "platform" && KNOWN_PLATFORMS.includes(name)) return false;
  return project.domains.get(`${kind}:${name}`)?.facts === undefined;
}

/** Every name of a failure domain as it is written, by kind; of `roles` too, since they are meant. */
function namesByKind(project: Project): ReadonlyMap<string, Uses> {
  const byKind = new Map<string, Map<string, Located<string>[]>>();
  const add = (kind: string, names: readonly Located<string>[]) => {
    const uses = byKind.get(kind) ?? new Map<string, Located<string>[]>();
    byKind.set(kind, uses);
    for (const name of names) {
      const places = uses.get(name.value);
      if (places === undefined) uses.set(name.value, [name]);
      else places.push(name);
    }
  };
  const told = <K extends string>(
    entry: { readonly [kind in K]?: NeedTold } | undefined,
    kinds: readonly K[],
  ) => {
    for (const kind of kinds) {
      const need = entry?.[kind];
      if (need !== undefined) add(kind, need.names);
    }
  };
  for (const { entry } of [...project.environments, ...project.clusters, ...project.hosts])
    told(entry, HOST_KINDS);
  for (const { entry } of project.vms) {
    told(entry, VM_KINDS);
    for (const { storage } of entry.disks ?? []) if (storage !== undefined) add("storage", storage.names);
  }
  for (const { facts } of project.domains.values())
    for (const { key, value } of facts?.within ?? []) add(key.value, value.names);
  for (const { entry } of project.pairs) {
    for (const role of entry.roles ?? [])
      for (const { key, value } of role.value) add(role.key.value, [key, value]);
  }
  return byKind;
}

/** Names used often, by what is left of them when nothing or one letter is taken out, in lower case. */
function commonNames(uses: Uses): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [name, places] of uses) {
    if (places.length < COMMON || name.length < SHORTEST || name.length > LONGEST) continue;
    for (const key of withOneLess(name.toLowerCase())) {
      const there = index.get(key);
      if (there === undefined) index.set(key, [name]);
      else there.push(name);
    }
  }
  return index;
}

/** Longer texts are no names that somebody types. */
const LONGEST = 80;

function withOneLess(name: string): ReadonlySet<string> {
  return new Set([name, ...[...name].map((_, index) => name.slice(0, index) + name.slice(index + 1))]);
}

/** The common name that is one slip of a letter away; of several the one used most. */
function nearestOf(
  name: string,
  common: ReadonlyMap<string, readonly string[]>,
  uses: Uses,
): string | undefined {
  if (name.length < SHORTEST - 1 || name.length > LONGEST) return undefined;
  const candidates = new Set([...withOneLess(name.toLowerCase())].flatMap((key) => common.get(key) ?? []));
  const near = [...candidates].filter((other) => other !== name && isOneLetterAway(name, other));
  return near.sort((a, b) => (uses.get(b)?.length ?? 0) - (uses.get(a)?.length ?? 0))[0];
}

/** One letter added, left out, replaced or swapped with its neighbour, or letter case: never a digit, a sign, or a letter that stands alone. */
function isOneLetterAway(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  if (one === other) return true;
  const start = commonStart(one, other);
  const end = Math.min(commonEnd(one, other), Math.min(one.length, other.length) - start);
  const [mine, theirs] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const swapped = mine.length === 2 && theirs.length === 2 && mine[0] === theirs[1] && mine[1] === theirs[0];
  if (!swapped && (mine.length > 1 || theirs.length > 1)) return false;
  const shortest = mine.length === 1 && theirs.length === 1 ? SHORTEST_REPLACED : SHORTEST_CHANGED;
  return (
    isLetters(mine) &&
    isLetters(theirs) &&
    Math.min(wordAround(one, start, mine.length), wordAround(other, start, theirs.length)) >= shortest
  );
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length])
    length++;
  return length;
}

function isLetters(text: string): boolean {
  return /^\p{L}*$/u.test(text);
}

/** `vlan-hr` and `vlan-pr`, `vlan-it` and `vlan-iot` are two teams: in short words every letter counts. */
const SHORTEST_REPLACED = 4;
const SHORTEST_CHANGED = 3;

/** The letters of the word that what differs is part of: a letter of its own (`feed-a`, `7.0U3c`) is a number by another name. */
function wordAround(name: string, start: number, length: number): number {
  const before = /\p{L}*$/u.exec(name.slice(0, start))?.[0].length ?? 0;
  const after = /^\p{L}*/u.exec(name.slice(start + length))?.[0].length ?? 0;
  return before + length + after;
}
