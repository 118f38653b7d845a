import type { Part } from "../formats/part.ts";
import type { EstateDocument } from "../model/estate.ts";
import { fieldsOf } from "../model/fields.ts";

/**
 * An estate as it was, had one known what is written of it now: facts that nobody had stated (a date, a tier, what a
 * service needs, the size of a host) are taken from the later texts, and so are the policies, by which it is judged.
 * Whatever was stated and is stated otherwise now is a change, and so is where something stands.
 */
export function learned(before: readonly Part[], after: readonly Part[]): readonly Part[] {
  const later = new Map(after.map((part) => [part.path, part]));
  const facts = factsIn(after);
  const known = new Set(before.flatMap((part) => part.native.estates.flatMap(domainKeys)));
  const fresh = after
    .flatMap((part) => part.native.estates.flatMap((estate) => estate.domains ?? []))
    .filter((entry) => !known.has(keyOf("domains", entry)));
  let holder = before.find((part) => part.native.estates.length > 0);
  const kept = before.map((part): Part => {
    const estates = part.native.estates.map((estate) => told(estate, facts));
    const [first, ...others] = estates;
    const more = part === holder && first !== undefined && fresh.length > 0;
    if (more) holder = undefined;
    return {
      ...part,
      native: {
        ...part.native,
        estates: more
          ? [{ ...fieldsOf(first), domains: [...(first.domains ?? []), ...fresh] }, ...others]
          : estates,
        policies: later.get(part.path)?.native.policies ?? [],
      },
    };
  });
  const paths = new Set(before.map(({ path }) => path));
  const policies = after
    .filter((part) => !paths.has(part.path) && part.native.policies.length > 0)
    .map((part): Part => ({ ...part, native: { ...part.native, estates: [], rollouts: [] }, findings: [] }));
  return [...kept, ...policies];
}

const LISTS = ["environments", "clusters", "hosts", "services", "vms", "domains"] as const;
type List = (typeof LISTS)[number];
type Entry = NonNullable<EstateDocument[List]>[number];

/** Where something stands, and what was decided about it: to write that is to do something. */
const DECISIONS: ReadonlySet<string> = new Set([
  "host",
  "cluster",
  "environment",
  "service",
  "storage",
  "network",
  "counterpart",
  "pinned",
  "power",
  "maintenance",
  "keepApart",
  "tolerates",
  "autoPlace",
  "quorum",
  "witness",
]);

function keyOf(list: List, entry: Entry): string {
  const told = entry as { readonly [key: string]: { readonly value?: unknown } | undefined };
  const place = list === "domains" ? told.kind : (told.cluster ?? told.environment ?? told.host);
  return JSON.stringify([list, entry.name.value, place?.value ?? ""]);
}

function domainKeys(estate: EstateDocument): readonly string[] {
  return (estate.domains ?? []).map((entry) => keyOf("domains", entry));
}

/** By key; what two entries claim is left out. */
function factsIn(parts: readonly Part[]): ReadonlyMap<string, Entry> {
  const facts = new Map<string, Entry>();
  const twice = new Set<string>();
  for (const { native } of parts) {
    for (const estate of native.estates) {
      for (const list of LISTS) {
        for (const entry of estate[list] ?? []) {
          const key = keyOf(list, entry);
          if (facts.has(key)) twice.add(key);
          facts.set(key, entry);
        }
      }
    }
  }
  for (const key of twice) facts.delete(key);
  return facts;
}

function told(estate: EstateDocument, facts: ReadonlyMap<string, Entry>): EstateDocument {
  const lists = LISTS.flatMap((list) => {
    const entries = estate[list];
    if (entries === undefined) return [];
    return [[list, entries.map((entry) => withFacts(entry, facts.get(keyOf(list, entry))))] as const];
  });
  return { ...fieldsOf(estate), ...Object.fromEntries(lists) };
}

function withFacts<T extends Entry>(entry: T, later: Entry | undefined): T {
  if (later === undefined) return entry;
  const told = fieldsOf(entry);
  const stated = new Set(Object.keys(told));
  const more = Object.entries(fieldsOf(later)).filter(([key]) => !stated.has(key) && !DECISIONS.has(key));
  return more.length === 0 ? entry : { ...told, ...Object.fromEntries(more) };
}
