/** Names that say which one is meant: unique in an environment, or, of failure domains, over all of them. */

/** What has a name in an environment, and something that tells it from another of that name. */
export interface Shared {
  readonly environment: string;
  readonly name: string;
  /** The same in every vCenter that sees the same thing; missing where the export has nothing of the kind. */
  readonly identity?: string | undefined;
}

export interface SharedNames {
  readonly of: (environment: string, name: string) => string;
  /** Names that had to be told apart, as they stand in the export. */
  readonly apart: readonly string[];
}

/**
 * A failure domain is one over the whole estate by its name, but every vCenter has a `datastore1`. A name that several
 * vCenters use is kept where the export shows that it is the same thing, and becomes `vcenter/name` where not.
 */
export function sharedNames(all: Iterable<Shared>): SharedNames {
  const byName = new Map<string, Map<string, string | undefined>>();
  for (const { environment, name, identity } of all) {
    const owners = byName.get(name) ?? new Map<string, string | undefined>();
    owners.set(environment, owners.get(environment) ?? identity);
    byName.set(name, owners);
  }
  const apart: string[] = [];
  const finals = new Map<string, string>();
  for (const [name, owners] of byName) {
    if (owners.size < 2) continue;
    const identities = new Set(owners.values());
    if (identities.size === 1 && !identities.has(undefined)) continue;
    apart.push(name);
    for (const [environment, identity] of owners) {
      // Two vCenters that see the same one call it by the first of them.
      const first = identity === undefined ? environment : firstWith(owners, identity);
      finals.set(`${environment}\0${name}`, `${first}/${name}`);
    }
  }
  return { of: (environment, name) => finals.get(`${environment}\0${name}`) ?? name, apart };
}

function firstWith(owners: ReadonlyMap<string, string | undefined>, identity: string): string {
  for (const [environment, each] of owners) if (each === identity) return environment;
  return "";
}

/** Something whose name may be that of another. */
export interface Named {
  readonly environment: string;
  name: string;
  /** What tells it apart for good, best first. */
  readonly ids: readonly (string | undefined)[];
}

/**
 * Makes names unique in their environment: all that share one get a piece of what tells them apart, so that their order in
 * the export does not matter. The groups that were renamed, by the name they had.
 */
export function makeUnique<T extends Named>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  const taken = new Set<string>();
  for (const item of items) {
    const key = `${item.environment}\0${item.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
    taken.add(key);
  }
  const renamed = new Map<string, readonly T[]>();
  for (const [key, group] of groups) {
    if (group.length < 2) continue;
    renamed.set(key, group);
    for (const item of group) {
      item.name = freeName(item, taken);
      taken.add(`${item.environment}\0${item.name}`);
    }
  }
  return renamed;
}

const PIECE = 8;

function freeName({ name, environment, ids }: Named, taken: ReadonlySet<string>): string {
  const free = (piece: string) => !taken.has(`${environment}\0${name}-${piece}`);
  const known = ids.filter((id): id is string => id !== undefined && id !== "");
  const pieces = known.flatMap((id) => (id.length > PIECE + 4 ? [id.slice(0, PIECE), id] : [id]));
  const told = pieces.find(free);
  if (told !== undefined) return `${name}-${told}`;
  let number = 1;
  while (!free(String(number))) number++;
  return `${name}-${number}`;
}
