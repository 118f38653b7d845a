import { releaseOf } from "../model/kinds.ts";
import { DAY, type Duration, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Project } from "../project/project.ts";
import { actingStages, type RolloutPlan } from "./plan.ts";

/** A day on which something is known to break on hosts with the new build. */
export interface KnownDate {
  readonly domain: Domain;
  readonly on: Instant;
  /** How long the first stage would have to be watched to have lived past it, by a day. */
  readonly watch: Duration;
}

/**
 * The first known date that later stages would reach before the first stage has lived past it (spec
 * RULES.md, `short-soak`). Not asked where the date lies beyond the policy's horizon or the rollout
 * has no start, nor where the update was run with the clock past that date.
 */
export function dateNotLivedPast(project: Project, plan: RolloutPlan): KnownDate | undefined {
  const { start, update, verify } = plan.source.document;
  const [first, second] = actingStages(plan);
  const wave = first?.waves[0];
  const next = second?.waves[0];
  if (start === undefined || first === undefined || wave === undefined || next === undefined)
    return undefined;
  const release = releaseOf(update.platform.value, update.to.value);
  const domains = [
    `build:${update.to.value}`,
    ...(release === undefined ? [] : [`release:${release}`]),
  ].flatMap((id) => project.domains.get(id) ?? []);
  const tried = start.value + (verify?.clockForward?.value ?? 0);
  const ended = start.value + first.endsAfter;
  const due = domains.flatMap((domain): KnownDate[] => {
    const on = breaksOf(domain) && domain.facts?.expires?.value;
    const ahead = on !== undefined && on > ended && on > tried && on >= start.value + next.startsAfter;
    if (on === undefined || !ahead || on > start.value + project.policy.rollout.horizon) return [];
    return [{ domain, on, watch: Math.ceil((on - ended) / DAY + 1) * DAY }];
  });
  return due.sort((a, b) => a.on - b.on)[0];
}
