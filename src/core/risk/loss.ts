import type { Host, Project, Service } from "../project/project.ts";
import { evaluate } from "./evaluate.ts";
import { type Structure, structureOf } from "./structure.ts";

/**
 * What is down when exactly some hosts are, and what that weighs (spec RISK.md, "Rollouts"). Exactly the hosts: they
 * are taken as lost to what runs on them, and a disk inside one as not lost with it.
 */
export interface Loss {
  readonly services: readonly Service[];
  /** Σ weight of the tiers of these services ÷ Σ weight of all services with VMs. */
  readonly share: number;
}

export function lossOf(project: Project, whole: Structure): (hosts: ReadonlySet<Host>) => Loss {
  const hasInsides = [...project.domains.values()].some(({ within }) =>
    within.some(({ domains }) => domains.some(({ host }) => host !== undefined)),
  );
  const structure = hasInsides ? structureOf(project, "up") : whole;
  const { weight } = project.policy;
  const gated = project.services.flatMap((service) => {
    const gate = structure.serviceGate.get(service);
    return gate === undefined
      ? []
      : [{ service, gate, weight: weight.get(service.tier ?? UNKNOWN_TIER) ?? 0 }];
  });
  const total = gated.reduce((sum, each) => sum + each.weight, 0);
  return (hosts) => {
    const truth = evaluate(structure, () => false, hosts);
    const down = gated.filter(({ gate }) => truth[gate] === 1);
    const lost = down.reduce((sum, each) => sum + each.weight, 0);
    return { services: down.map(({ service }) => service), share: total > 0 ? lost / total : 0 };
  };
}

/** A service without a tier weighs as one of tier 3 (spec MANIFESTS.md). */
const UNKNOWN_TIER = 3;
