import { globMatches, isGlob } from "../model/glob.ts";
import type { Located } from "../model/shape.ts";
import type { Host } from "../project/project.ts";

/** The keys by which targets, stages and holdbacks choose hosts (spec MANIFESTS.md, "Rollout"). */
export type SelectorKey = "environments" | "clusters" | "hosts" | "builds";

const KEYS: readonly SelectorKey[] = ["environments", "clusters", "hosts", "builds"];

/** Names or globs by key; a host is selected when it matches every key given, by any of its patterns. */
export type Selector = { readonly [K in SelectorKey]?: readonly string[] | undefined };

/** The same as written: every pattern with its place. */
export type SelectorTold = { readonly [K in SelectorKey]?: readonly Located<string>[] | undefined };

export function plainSelector(told: SelectorTold): Selector {
  const keys = KEYS.flatMap((key) => {
    const patterns = told[key];
    return patterns === undefined ? [] : [[key, patterns.map((pattern) => pattern.value)] as const];
  });
  return Object.fromEntries(keys);
}

/** Whether any key is given; a key with an empty list is given, and selects nothing. */
export function isGiven(selector: Selector): boolean {
  return KEYS.some((key) => selector[key] !== undefined);
}

/** A test for hosts; without any key every host passes. */
export function matcher(selector: Selector): (host: Host) => boolean {
  const tests = KEYS.flatMap((key) => {
    const patterns = selector[key];
    return patterns === undefined ? [] : [keyMatcher(key, patterns)];
  });
  return (host) => tests.every((test) => test(host));
}

/** Every pattern written, with its key: for findings at the place of each. */
export function patternsOf(
  told: SelectorTold,
): readonly { readonly key: SelectorKey; readonly pattern: Located<string> }[] {
  return KEYS.flatMap((key) => (told[key] ?? []).map((pattern) => ({ key, pattern })));
}

/** What a key calls a host: its name and, for hosts and clusters, the exact one with its environment; none where it has none. */
export function namesOf(key: SelectorKey, host: Host): readonly string[] {
  const name = nameFor(key, host);
  if (name === undefined) return [];
  return key === "clusters" || key === "hosts" ? [name, `${host.environment.name}/${name}`] : [name];
}

/** Exact names are looked up, so that a list of thousands costs no more than a glob. */
function keyMatcher(key: SelectorKey, patterns: readonly string[]): (host: Host) => boolean {
  const exact = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const globs = [...new Set(patterns.filter(isGlob))];
  // Only a pattern that names an environment is held against the full name: `west*` means hosts, not all of west.
  const matches = (glob: string, name: string, position: number) =>
    (position === 0 || glob.includes("/")) && globMatches(glob, name);
  return (host) => {
    const names = namesOf(key, host);
    return (
      names.some((name) => exact.has(name)) ||
      globs.some((glob) => names.some((name, position) => matches(glob, name, position)))
    );
  };
}

function nameFor(key: SelectorKey, host: Host): string | undefined {
  if (key === "environments") return host.environment.name;
  if (key === "clusters") return host.cluster?.name;
  return key === "hosts" ? host.name : host.build;
}
