import type { Host, Project, Service } from "../project/project.ts";
import { spreading } from "./spreading.ts";
import { type Structure, structureOf } from "./structure.ts";

/**
 * What is down when exactly some hosts are, and what that weighs (spec RISK.md, "Rollouts"). Exactly the hosts: they
 * are taken as lost to what runs on them, and a disk inside one as not lost with it.
 */
export interface Loss {
  readonly services: ReadonlySet<Service>;
  /** Σ weight of the tiers of these services ÷ Σ weight of all services with VMs. */
  readonly share: number;
}

/** What is lost when these hosts are down beside all that were given before. */
export type GrowingLoss = (more: Iterable<Host>) => Loss;

/** Each call of what is returned begins with no host down. Together the steps of one cost a single pass. */
export function lossOf(project: Project, whole: Structure): () => GrowingLoss {
  const hasInsides = [...project.domains.values()].some(({ within }) =>
    within.some(({ domains }) => domains.some(({ host }) => host !== undefined)),
  );
  const structure = hasInsides ? structureOf(project, "up") : whole;
  const { weight } = project.policy;
  const weights = new Map<number, { readonly service: Service; readonly weight: number }[]>();
  let total = 0;
  for (const service of project.services) {
    const gate = structure.serviceGate.get(service);
    if (gate === undefined) continue;
    const each = { service, weight: weight.get(service.tier ?? UNKNOWN_TIER) ?? 0 };
    total += each.weight;
    weights.set(gate, [...(weights.get(gate) ?? []), each]);
  }
  const begin = spreading(structure);
  return () => {
    const services = new Set<Service>();
    let lost = 0;
    const spread = begin((gate) => {
      for (const each of weights.get(gate) ?? []) {
        services.add(each.service);
        lost += each.weight;
      }
    });
    return (more) => {
      for (const host of more) {
        const event = structure.eventOf.get(host.domain);
        if (event !== undefined) spread(event);
      }
      return { services, share: total > 0 ? lost / total : 0 };
    };
  };
}

/** A service without a tier weighs as one of tier 3 (spec MANIFESTS.md). */
const UNKNOWN_TIER = 3;
