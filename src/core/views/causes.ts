import type { Domain, Service } from "../project/project.ts";
import { largestFirst } from "../risk/oneFailure.ts";
import type { Facts } from "../rules/facts.ts";

/** What one failure is enough to take a service down. */
export type Cause =
  /** None of its VMs is on and at a known place: nothing can be said. */
  | { readonly kind: "unplaced" }
  /** It is down on the day looked at, whatever else fails. */
  | { readonly kind: "down" }
  /** The failure domains of which each is enough, the one that contributes most first; may be empty. */
  | { readonly kind: "failures"; readonly domains: readonly Domain[] };

/** The cause of a service, in the order in which a score lists it. */
export function causeOf(service: Service, { structure, failure }: Facts): Cause {
  if (!structure.serviceGate.has(service)) return { kind: "unplaced" };
  const fatal = failure.ofService(service);
  return fatal === undefined ? { kind: "down" } : { kind: "failures", domains: largestFirst(fatal) };
}
