import { formatInstant, type Instant } from "../model/values.ts";
import { flightsOf, type WaveFlight } from "../rollout/flight.ts";
import type { RolloutPlan, Wave } from "../rollout/plan.ts";
import { type PointOfNoReturn, pointOfNoReturn } from "../rollout/retreat.ts";
import type { Facts } from "../rules/facts.ts";

/** A rollout as the JSON report has it (spec CLI.md); `more` adds to each wave. */
export function rolloutJson(
  { project, ground, exposure }: Facts,
  plan: RolloutPlan,
  more: (flight: WaveFlight, index: number) => object = () => ({}),
) {
  let updated = 0;
  return {
    name: plan.source.name,
    file: plan.source.at.file,
    exposure: exposure(plan),
    waves: flightsOf(ground, plan).map((flight, index) => {
      const { stage, wave, servicesDown } = flight;
      updated += wave.hosts.length;
      return {
        stage: stage.name,
        start: instant(wave.start),
        end: instant(wave.end),
        hosts: wave.hosts.map((host) => host.domain.name),
        carrying: updated + joined(plan, wave),
        servicesDown: servicesDown.map((service) => service.name),
        ...more(flight, index),
      };
    }),
    pointOfNoReturn: noReturnJson(pointOfNoReturn(plan, project)),
  };
}

/** `wave` counts from 1 within its stage. */
function noReturnJson(point: PointOfNoReturn | undefined) {
  return point === undefined
    ? null
    : { stage: point.stage.name, wave: point.number, at: instant(point.wave.end) };
}

/** Held-back hosts that have joined by the end of a wave (spec RISK.md, "Rollouts"). */
function joined({ heldBack, heldUntil }: RolloutPlan, { end }: Wave): number {
  return heldUntil !== undefined && end !== undefined && heldUntil <= end ? heldBack.length : 0;
}

function instant(value: Instant | undefined): string | null {
  return value === undefined ? null : formatInstant(value);
}
