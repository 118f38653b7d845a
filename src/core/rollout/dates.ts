import { releaseOf } from "../model/kinds.ts";
import { DAY, type Duration, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Project } from "../project/project.ts";
import type { Place } from "../text/span.ts";
import type { Ground } from "./ground.ts";
import { actingStages, type RolloutPlan } from "./plan.ts";

/** A day on which something is known to break on every host with a build. */
export interface DatedFact {
  readonly on: Instant;
  /** `build 3.5.0-103908` */
  readonly name: string;
  readonly why: string | undefined;
  /** Where the day is written, if a manifest tells it. */
  readonly at: Place | undefined;
}

/** The days that are known of a build of a platform. */
export type DatesOf = (platform: string, build: string) => readonly DatedFact[];

/** A known day, and how long the first stage would have to be watched to have lived past it, by a day. */
export interface KnownDate extends DatedFact {
  readonly watch: Duration;
}

/** What the estate's `domains` say of the build and its release. */
export function datesIn(project: Project): DatesOf {
  return (platform, build) => {
    const release = releaseOf(platform, build);
    const ids = [`build:${build}`, ...(release === undefined ? [] : [`release:${release}`])];
    return ids.flatMap((id): DatedFact[] => {
      const domain = project.domains.get(id);
      const expires = domain?.facts?.expires;
      if (domain === undefined || expires === undefined || breaksOf(domain) === undefined) return [];
      return [
        {
          on: expires.value,
          name: `${domain.kind} ${domain.name}`,
          why: domain.facts?.note?.value,
          at: expires.at,
        },
      ];
    });
  };
}

/**
 * The first known date that later stages would reach before the first stage has lived past it (spec
 * RULES.md, `short-soak`). Not asked where the date lies beyond the policy's horizon or the rollout
 * has no start, nor where the update was run with the clock past that date.
 */
export function dateNotLivedPast({ project, datesOf }: Ground, plan: RolloutPlan): KnownDate | undefined {
  const { start, update, verify } = plan.source.document;
  const [first, second] = actingStages(plan);
  const wave = first?.waves[0];
  const next = second?.waves[0];
  if (start === undefined || first === undefined || wave === undefined || next === undefined)
    return undefined;
  const tried = start.value + (verify?.clockForward?.value ?? 0);
  const ended = start.value + first.endsAfter;
  const due = datesOf(update.platform.value, update.to.value).flatMap((fact): KnownDate[] => {
    const { on } = fact;
    const ahead = on > ended && on > tried && on >= start.value + next.startsAfter;
    if (!ahead || on > start.value + project.policy.rollout.horizon) return [];
    return [{ ...fact, watch: Math.ceil((on - ended) / DAY + 1) * DAY }];
  });
  return due.sort((a, b) => a.on - b.on)[0];
}
