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

/** Exact names are looked up, so that a list of thousands costs no more than a glob. */
function keyMatcher(key: SelectorKey, patterns: readonly string[]): (host: Host) => boolean {
  const exact = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const globs = [...new Set(patterns.filter(isGlob))];
  return (host) => {
    const name = nameFor(key, host);
    if (name === undefined) return false;
    const full = key === "clusters" || key === "hosts" ? `${host.environment.name}/${name}` : undefined;
    if (exact.has(name) || (full !== undefined && exact.has(full))) return true;
    // Only a pattern that names an environment is held against the full name: `west*` means hosts, not all of west.
    return globs.some(
      (glob) =>
        globMatches(glob, name) || (full !== undefined && glob.includes("/") && globMatches(glob, full)),
    );
  };
}

function nameFor(key: SelectorKey, host: Host): string | undefined {
  if (key === "environments") return host.environment.name;
  if (key === "clusters") return host.cluster?.name;
  return key === "hosts" ? host.name : host.build;
}
