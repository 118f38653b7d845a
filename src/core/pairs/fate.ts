import { DOMAIN_KINDS } from "../model/kinds.ts";
import type { Domain, Environment, Need, Needs } from "../project/project.ts";

/** One kind of basket under both environments: shared, or different as it should be. */
export interface Fate {
  readonly kind: string;
  /** Whether a pair must, or merely should, differ in it (spec MANIFESTS.md). */
  readonly pairDiffers: "yes" | "should";
  /** What stands under both sides; empty: diversity. */
  readonly shared: readonly Domain[];
  readonly here: readonly Domain[];
  readonly there: readonly Domain[];
}

/** By kind, in the order of the specification, each by name; kinds that one side does not name are left out. */
export function fatesOf(here: Environment, there: Environment): readonly Fate[] {
  const [mine, theirs] = [under(here), under(there)];
  return DOMAIN_KINDS.flatMap(({ kind, pairDiffers }): Fate[] => {
    if (kind === "host" || kind === "cluster") return [];
    const [a, b] = [mine.get(kind) ?? [], theirs.get(kind) ?? []];
    if (a.length === 0 || b.length === 0) return [];
    const there = new Set(b.map(({ id }) => id));
    return [{ kind, pairDiffers, here: a, there: b, shared: a.filter(({ id }) => there.has(id)) }];
  });
}

/** Everything that hosts and running VMs of an environment stand on, and what that needs itself. */
function under({ needs, hosts, vms }: Environment): ReadonlyMap<string, readonly Domain[]> {
  const found = new Set<Domain>();
  const add = (all: Iterable<Need>) => {
    for (const need of all) for (const domain of need.domains) found.add(domain);
  };
  const ofNeeds = (each: Needs) => add(each.values());
  ofNeeds(needs);
  for (const host of hosts) ofNeeds(host.needs);
  for (const vm of vms) {
    if (!vm.counts) continue;
    ofNeeds(vm.needs);
    add(vm.storage);
  }
  // A set takes what is added while it is walked: this goes as deep as it reaches.
  for (const domain of found) add(domain.within);
  const byKind = new Map<string, Domain[]>();
  for (const domain of found) {
    const known = byKind.get(domain.kind);
    if (known === undefined) byKind.set(domain.kind, [domain]);
    else known.push(domain);
  }
  for (const list of byKind.values()) list.sort((a, b) => (a.id < b.id ? -1 : 1));
  return byKind;
}
