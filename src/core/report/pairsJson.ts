import type { Capacity } from "../pairs/capacity.ts";
import { compare } from "../pairs/compare.ts";
import type { Project } from "../project/project.ts";

/** The pairs as the JSON report has them (spec CLI.md): how far apart, and what both stand on. */
export function pairsJson(project: Project) {
  return project.pairs.map((pair) => {
    const { sides, drift, accepted, fates, capacity } = compare(project, pair);
    return {
      between: sides.map(({ name }) => name),
      drift: drift.length,
      accepted: accepted.length,
      sharedFate: fates.flatMap(({ shared }) => shared.map(({ kind, name }) => ({ kind, name }))),
      capacity: Object.fromEntries(capacity.map((side) => [side.environment.name, capacityJson(side)])),
    };
  });
}

/** Bytes and virtual CPUs; null where a figure is missing. */
export function capacityJson({ has, needs, short }: Capacity) {
  const of = (resource: "cpu" | "memory") =>
    has[resource] === undefined || needs[resource] === undefined
      ? null
      : { has: has[resource], needs: needs[resource], short: short[resource] ?? 0 };
  return { cpu: of("cpu"), memory: of("memory") };
}
