import type { Policy } from "../model/policy.ts";
import type { Domain, Project, Service } from "../project/project.ts";
import { type Chances, chances, type Importance } from "./chances.ts";
import { minutesPerYear, type Range, rangeOf, scoreOf } from "./score.ts";
import type { Placement, Structure } from "./structure.ts";

/** How often and how long a service is down (spec RISK.md, "Services"). */
export interface ServiceRisk {
  /** Share of the time. */
  readonly unavailability: Range;
  /** false: the estate is too entangled to be counted in full; all numbers are intervals. */
  readonly exact: boolean;
  /** Minutes a year. */
  readonly minutes: Range;
  /** 0 to 100, higher is worse; undefined without a tier. */
  readonly score: Range | undefined;
}

/** The risk of every service of a project, and what it would be if something stood elsewhere. */
export interface Risk {
  /** Undefined for a service without a VM that is on and at a known place. */
  readonly of: (service: Service) => ServiceRisk | undefined;
  /** The same if its VMs stood there and so many of them were needed; undefined where the budget ended. */
  readonly at: (service: Service, placements: readonly Placement[], needs: number) => ServiceRisk | undefined;
  /** Undefined where the service has no risk or the budget ended. */
  readonly importance: (service: Service) => readonly Importance[] | undefined;
  /** Minimal cut sets of up to any order; undefined where the budget ended. */
  readonly cutSets: (service: Service, order: number) => readonly (readonly Domain[])[] | undefined;
}

/**
 * Steps that one service may take (half a second), and all of them together: a base and so many for each; an ordinary
 * one takes a few hundred.
 */
const STEPS_OF_ONE = 500_000;
const STEPS_BASE = 2_000_000;
const STEPS_EACH = 500;

export function riskOf(project: Project, structure: Structure): Risk {
  const { services, policy } = project;
  const limits = { stepsOfOne: STEPS_OF_ONE, stepsOfAll: STEPS_BASE + STEPS_EACH * services.length };
  const now = chances(structure, limits);
  const asked = chances(structure, limits);
  // All at once and in one order, so that no answer depends on what was asked before; neighbours share their diagrams.
  const gates = byPlace(services).flatMap((service) => {
    const gate = structure.serviceGate.get(service);
    return gate === undefined ? [] : [{ service, gate }];
  });
  const found = now.all(gates.map(({ gate }) => gate));
  const known = new Map(
    gates.map(({ service }, index) => [
      service,
      riskWith(found[index] ?? { low: 0, high: 1 }, service.tier, policy),
    ]),
  );
  const gated = <T>(service: Service, tell: (chances: Chances, gate: number) => T): T | undefined => {
    const gate = structure.serviceGate.get(service);
    return gate === undefined ? undefined : tell(asked, gate);
  };
  return {
    of: (service) => known.get(service),
    at(service, placements, needs) {
      const exact = asked.exact(structure.serviceAt(service, placements, needs));
      return exact === undefined ? undefined : riskWith({ low: exact, high: exact }, service.tier, policy);
    },
    importance: (service) => gated(service, (each, gate) => each.importance(gate)),
    cutSets: (service, order) => gated(service, (each, gate) => each.minimal(gate, order)),
  };
}

/** Those of one cluster after each other, as their first VMs stand; else in estate order. */
function byPlace(services: readonly Service[]): readonly Service[] {
  const places = new Map<unknown, Service[]>();
  for (const service of services) {
    const [vm] = service.placed;
    const place = vm?.cluster ?? vm?.environment;
    const there = places.get(place);
    if (there === undefined) places.set(place, [service]);
    else there.push(service);
  }
  return [...places.values()].flat();
}

function riskWith(unavailability: Range, tier: number | undefined, policy: Policy): ServiceRisk {
  return {
    unavailability,
    exact: unavailability.low === unavailability.high,
    minutes: rangeOf(unavailability, minutesPerYear),
    score: scoreRange(unavailability, tier, policy),
  };
}

function scoreRange({ low, high }: Range, tier: number | undefined, policy: Policy): Range | undefined {
  const [least, most] = [scoreOf(low, tier, policy), scoreOf(high, tier, policy)];
  return least === undefined || most === undefined ? undefined : { low: least, high: most };
}
