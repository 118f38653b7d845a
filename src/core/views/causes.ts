import { unavailability } from "../project/domains.ts";
import type { Domain, Service } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import type { Facts } from "../rules/facts.ts";

/** What one failure is enough to take a service down. */
export type Cause =
  /** None of its VMs is on and at a known place: nothing can be said. */
  | { readonly kind: "unplaced" }
  /** It is down on the day looked at, whatever else fails. */
  | { readonly kind: "down" }
  /** The failure domains of which each is enough, most telling first; may be empty. */
  | { readonly kind: "failures"; readonly domains: readonly Domain[] };

/**
 * The cause of each service. Most telling first: what lies under nearly all services (a vendor, a site)
 * is no news above each of them, so it comes last; else by how much it contributes to being down.
 */
export function causesOf({ structure, project }: Facts): ReadonlyMap<Service, Cause> {
  const gated = project.services.flatMap((service) => {
    const gate = structure.serviceGate.get(service);
    return gate === undefined ? [] : [{ service, gate }];
  });
  const found = cutSets(
    structure,
    gated.map(({ gate }) => gate),
    1,
  );
  const carried = new Map<Domain, number>();
  for (const { sets } of found)
    for (const domain of sets.flat()) carried.set(domain, (carried.get(domain) ?? 0) + 1);
  const everywhere = Math.max(2, project.policy.estateBasket * gated.length);
  const isNews = (domain: Domain) => (carried.get(domain) ?? 0) < everywhere;
  const causes = new Map<Service, Cause>(project.services.map((service) => [service, { kind: "unplaced" }]));
  for (const [index, { service }] of gated.entries()) {
    const sets = found[index]?.sets ?? [];
    const down = sets.some((set) => set.length === 0);
    causes.set(service, down ? { kind: "down" } : { kind: "failures", domains: ranked(sets.flat(), isNews) });
  }
  return causes;
}

function ranked(domains: readonly Domain[], isNews: (domain: Domain) => boolean): readonly Domain[] {
  return [...domains].sort(
    (a, b) => Number(isNews(b)) - Number(isNews(a)) || unavailability(b) - unavailability(a),
  );
}
