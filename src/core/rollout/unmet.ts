import { counted, listed, quoted } from "../model/words.ts";
import { type Alone, avoidable, crowdedOut } from "./avoid.ts";
import { dateNotLivedPast } from "./dates.ts";
import { flightsOf, type WaveFlight } from "./flight.ts";
import type { Ground } from "./ground.ts";
import { firstStageLimit, growthLimit, isDivisible } from "./limits.ts";
import { type RolloutPlan, sizeOf } from "./plan.ts";
import { earlyNoReturn } from "./retreat.ts";

/**
 * The constraints that a proposed staging does not keep to (spec RISK.md, "A suggested staging"), each as
 * a sentence that says why; undefined for one that is no staging of this rollout at all.
 */
export function unmetBy(ground: Ground, plan: RolloutPlan, alone: Alone): readonly string[] | undefined {
  if (plan.left.length > 0 || plan.stages.some((stage) => sizeOf(stage) === 0)) return undefined;
  return [
    ...sizes(ground, plan),
    ...together(ground, plan),
    ...(dateNotLivedPast(ground, plan) === undefined
      ? []
      : ["The first stage does not live past a known date before later stages get the update."]),
    ...retreat(ground, plan),
    ...flown(flightsOf(ground, plan), alone),
  ];
}

function sizes(ground: Ground, plan: RolloutPlan): readonly string[] {
  const { policy } = ground.project;
  const [first] = plan.stages;
  const limit = firstStageLimit(plan, policy);
  const large =
    first !== undefined && sizeOf(first) > limit
      ? [`The first stage takes ${counted(sizeOf(first), "host")}; the policy allows ${limit}.`]
      : [];
  const jumps = plan.stages.flatMap((stage, index) => {
    const earlier = plan.stages[index - 1];
    if (earlier === undefined || !isDivisible(plan, stage)) return [];
    const most = growthLimit(policy, sizeOf(earlier));
    return sizeOf(stage) <= most
      ? []
      : [
          `${quoted(stage.name)} takes ${counted(sizeOf(stage), "host")} after ${sizeOf(earlier)}; the policy allows ${most}.`,
        ];
  });
  return [...large, ...jumps];
}

function together({ project }: Ground, plan: RolloutPlan): readonly string[] {
  return plan.stages.flatMap((stage) => {
    const environments = new Set(stage.hosts.map((host) => host.environment));
    return project.pairs
      .filter(({ sides }) => sides[0] !== sides[1] && sides.every((side) => environments.has(side)))
      .map(
        ({ sides: [one, other] }) =>
          `${quoted(stage.name)} updates ${one.name} and ${other.name} together, which stand in for each other.`,
      );
  });
}

function retreat({ project }: Ground, plan: RolloutPlan): readonly string[] {
  const point = earlyNoReturn(plan, project);
  if (point === undefined) return [];
  return point.why.kind === "oneWay"
    ? ["Nothing moves back from the new build, and no host can be held back."]
    : [`There is no way back from ${quoted(point.stage.name)} on, before the first wave has been watched.`];
}

/** What a wave takes though its hosts one by one would not. */
function flown(flights: readonly WaveFlight[], alone: Alone): readonly string[] {
  const services = new Set<string>();
  const domains = new Map<string, string>();
  let crowded = 0;
  for (const flight of flights) {
    for (const service of avoidable(flight, alone)) services.add(service.name);
    for (const [, stay] of crowdedOut(flight, alone)) {
      if (stay.why === "domain" && stay.domain.servedBy !== undefined)
        domains.set(
          stay.domain.name,
          `The storage ${stay.domain.name} has not resynced when the next host of ${stay.domain.servedBy.cluster.name} is updated: a stage does not wait between its hosts, and a stage for each would be too many. A \`window\` with one opening a day for each host would do.`,
        );
      else crowded++;
    }
  }
  const stopped =
    domains.size === 0 && services.size > 0
      ? [`No order keeps ${listed([...services].map(quoted), 4)} up while hosts are updated.`]
      : [];
  const stranded =
    crowded > 0 && services.size === 0
      ? [`${counted(crowded, "VM")} cannot leave the hosts that are updated together.`]
      : [];
  return [...domains.values(), ...stopped, ...stranded];
}
