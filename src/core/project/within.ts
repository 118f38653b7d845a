import type { Domain, Need } from "./project.ts";

/** By domain: what needs it for itself (`within`), and the need by which it does. */
export type Needing = ReadonlyMap<Domain, readonly { readonly domain: Domain; readonly need: Need }[]>;

export function needingIndex(domains: Iterable<Domain>): Needing {
  const index = new Map<Domain, { readonly domain: Domain; readonly need: Need }[]>();
  for (const domain of domains) {
    for (const need of domain.within) {
      for (const needed of need.domains) {
        const known = index.get(needed);
        if (known === undefined) index.set(needed, [{ domain, need }]);
        else known.push({ domain, need });
      }
    }
  }
  return index;
}

/**
 * These domains and all that go with them, however deep and in circles too: of a redundant need only when all of
 * what is needed has gone. What does not `carry` takes nothing along.
 */
export function takenAlong(
  gone: Iterable<Domain>,
  needing: Needing,
  carries: (domain: Domain) => boolean = () => true,
): Set<Domain> {
  const found = new Set(gone);
  // A set iterates over what is added meanwhile: this walks as far as it reaches.
  for (const end of found) {
    if (!carries(end)) continue;
    for (const { domain, need } of needing.get(end) ?? []) {
      if (!need.anyOf || need.domains.every((each) => found.has(each) && carries(each))) found.add(domain);
    }
  }
  return found;
}
