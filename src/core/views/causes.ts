import { unavailability } from "../project/domains.ts";
import type { Cluster, Domain, Environment, Service } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import type { EstateBaskets } from "../risk/estateBaskets.ts";
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
 * The cause of each service. Most telling first: what lies under a whole cluster is said there, and what
 * lies under a whole environment (a vendor, a site) is no news above each of its services, so these come
 * last; else by how much a failure domain contributes to being down.
 */
export function causesOf({ structure, project, estate }: Facts): ReadonlyMap<Service, Cause> {
  const gated = project.services.flatMap((service) => {
    const gate = structure.serviceGate.get(service);
    return gate === undefined ? [] : [{ service, gate }];
  });
  const found = cutSets(
    structure,
    gated.map(({ gate }) => gate),
    1,
  );
  const causes = new Map<Service, Cause>(project.services.map((service) => [service, { kind: "unplaced" }]));
  for (const [index, { service }] of gated.entries()) {
    const sets = found[index]?.sets ?? [];
    const down = sets.some((set) => set.length === 0);
    causes.set(
      service,
      down ? { kind: "down" } : { kind: "failures", domains: ranked(sets.flat(), service, estate) },
    );
  }
  return causes;
}

function ranked(domains: readonly Domain[], service: Service, baskets: EstateBaskets): readonly Domain[] {
  const environments = new Set<Environment>(service.placed.map((vm) => vm.environment));
  const clusters = new Set<Cluster>(service.placed.flatMap((vm) => vm.cluster ?? []));
  const commonness = (domain: Domain) => {
    if ([...environments].some((environment) => baskets.ofEnvironment.get(environment)?.has(domain)))
      return 2;
    return [...clusters].some((cluster) => baskets.ofCluster.get(cluster)?.has(domain)) ? 1 : 0;
  };
  return [...domains].sort((a, b) => commonness(a) - commonness(b) || unavailability(b) - unavailability(a));
}
