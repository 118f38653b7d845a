import type { FreezeTold } from "../model/policyManifest.ts";
import { DAY, type Duration, type Instant } from "../model/values.ts";
import type { Environment, Project } from "../project/project.ts";
import type { RolloutPlan, StagePlan, Wave } from "./plan.ts";
import { type DailyHours, dailyHours, inCalendar, type Opening } from "./timeline.ts";

/** A stage that has a wave in a time without changes. */
export interface Frozen {
  readonly stage: StagePlan;
  /** Its first wave that falls into a freeze. */
  readonly wave: Wave;
  readonly freeze: FreezeTold;
  /** What the freeze lasts there. */
  readonly during: Opening;
}

/** When a freeze holds around an instant; undefined where it does not. */
type Holds = (from: Instant, until: Instant) => Opening | undefined;

/** The first freeze of the policy that each stage of a rollout falls into. A rollout without a start falls into none. */
export function frozenStages(project: Project, plan: RolloutPlan): readonly Frozen[] {
  const freezes = freezesOf(project);
  return freezes.length === 0 ? [] : plan.stages.flatMap((stage) => frozenFrom(freezes, stage, 0) ?? []);
}

/** So far ahead a time for a stage is looked for. */
const FAR_DAYS = 366;

/** The fewest whole days later that all waves of a stage are in no freeze; undefined where that is not within a year. */
export function daysPastFreezes(project: Project, stage: StagePlan): number | undefined {
  const freezes = freezesOf(project);
  for (let days = 1; days <= FAR_DAYS; days++)
    if (frozenFrom(freezes, stage, days * DAY) === undefined) return days;
  return undefined;
}

interface Freeze {
  readonly freeze: FreezeTold;
  readonly holds: Holds;
}

function freezesOf({ policy }: Project): readonly Freeze[] {
  return policy.freezes.map((freeze) => ({ freeze, holds: holdsOf(freeze, policy.timeZone) }));
}

function frozenFrom(freezes: readonly Freeze[], stage: StagePlan, later: Duration): Frozen | undefined {
  for (const wave of stage.waves) {
    const { start, end } = wave;
    if (start === undefined || end === undefined) continue;
    for (const { freeze, holds } of freezes) {
      if (!wave.hosts.some(({ environment }) => concerns(freeze, environment))) continue;
      const during = holds(start + later, end + later);
      if (during !== undefined) return { stage, wave, freeze, during };
    }
  }
  return undefined;
}

function concerns({ environments }: FreezeTold, { name }: Environment): boolean {
  return environments === undefined || environments.some(({ value }) => value === name);
}

function holdsOf(freeze: FreezeTold, timeZone: string): Holds {
  const { from, until, weekdays, hours } = freeze;
  const [first, last] = [from?.value ?? Number.NEGATIVE_INFINITY, until?.value ?? Number.POSITIVE_INFINITY];
  if (weekdays === undefined && hours === undefined) {
    const never = from === undefined && until === undefined;
    return (start, end) => (!never && start < last && end > first ? { start: first, end: last } : undefined);
  }
  const daily = dailyHours(
    (weekdays ?? []).map(({ value }) => value),
    hours?.value ?? { from: 0, until: 24 * 60 },
    timeZone,
  );
  return (start, end) => {
    const during = openAround(daily, start, end);
    return during !== undefined && start < last && end > first ? during : undefined;
  };
}

/** The opening that a stretch of time falls into first, those that touch taken as one. */
function openAround({ openingOf, dayOf }: DailyHours, start: Instant, end: Instant): Opening | undefined {
  if (!inCalendar(start) || !inCalendar(end)) return undefined;
  const today = dayOf(start);
  let found: Opening | undefined;
  // Every weekday has come within a week: a stretch that meets no opening by then meets none.
  for (let day = today - 1; day <= today + (found === undefined ? WEEK : MOST_DAYS); day++) {
    const next = openingOf(day);
    if (found === undefined) {
      if (next !== undefined && next.start < end && next.end > start) found = next;
    } else if (next !== undefined && next.start <= found.end) found = { start: found.start, end: next.end };
    else return found;
  }
  return found;
}

const WEEK = 8;
/** A freeze that has no end within two weeks has none. */
const MOST_DAYS = 15;
