import type { RolloutDocument } from "../model/rolloutManifest.ts";
import { type OffsetAt, offsetIn } from "../model/timeZone.ts";
import { DAY, type Duration, HOUR, type Instant, MINUTE } from "../model/values.ts";

/** A maintenance window as written: openings by weekday and wall clock (spec MANIFESTS.md, "Rollout"). */
export type WindowTold = NonNullable<RolloutDocument["window"]>;

/** The first instant at or after `after` at which something that lasts `duration` may start; undefined: never. */
export type Calendar = (after: Instant, duration: Duration) => Instant | undefined;

export interface Opening {
  readonly start: Instant;
  readonly end: Instant;
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** Two weeks: one opening a week, and one of them cut short by a change of the clocks. */
const LOOK_AHEAD_DAYS = 16;
const MOST_DAYS = 800;
/** JavaScript's calendar ends at 8.64e15 ms; a year is kept clear of the end. */
const CALENDAR_END = 8.64e15 - 366 * DAY;

/**
 * When waves may run. An opening begins on each named day (all days where none is named) at `from`
 * and lasts to the next `until` on the wall clock of its time zone; openings that touch are one.
 * A time zone that nobody knows is read as UTC.
 */
export function calendarOf(window: WindowTold): Calendar {
  const known = CALENDARS.get(window) ?? newCalendar(window);
  CALENDARS.set(window, known);
  return known;
}

/** Looking up the clocks of a time zone is slow, and a planner lays out one window again and again. */
const CALENDARS = new WeakMap<WindowTold, Calendar>();

function newCalendar(window: WindowTold): Calendar {
  const longest = longestOpening(window);
  const { openingOf, dayOf } = dailyHours(
    (window.days ?? []).map((day) => day.value),
    { from: window.from.value, until: window.until.value },
    window.timeZone?.value,
  );

  return (after, duration) => {
    if (!inCalendar(after) || !inCalendar(after + duration) || duration > longest) return undefined;
    const today = dayOf(after);
    const last = today + Math.min(MOST_DAYS, LOOK_AHEAD_DAYS + Math.ceil(duration / DAY));
    let open: Opening | undefined;
    for (let day = today - 1; day <= last; day++) {
      const next = openingOf(day);
      if (next === undefined) continue;
      open =
        open !== undefined && next.start <= open.end
          ? { start: open.start, end: Math.max(open.end, next.end) }
          : next;
      const start = Math.max(after, open.start);
      if (start + duration <= open.end) return start;
    }
    return undefined;
  };
}

/** No opening is longer, whatever the clocks do: a day, or as many days as touch. */
function longestOpening({ days, from, until }: WindowTold): Duration {
  const touch = until.value === from.value || (from.value === 0 && until.value === 24 * 60);
  const named = new Set(days?.map(({ value }) => value)).size;
  if (!touch) return DAY + HOUR;
  return named === 0 || named === 7 ? Number.POSITIVE_INFINITY : named * DAY + HOUR;
}

/** The same hours on each of these weekdays (all where none is named), on the wall clock of a time zone. */
export interface DailyHours {
  /** What begins on a day, counted from 1970. */
  readonly openingOf: (day: number) => Opening | undefined;
  readonly dayOf: (instant: Instant) => number;
}

export function dailyHours(
  days: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
  timeZone: string | undefined,
): DailyHours {
  const offsetAt = offsetIn(timeZone);
  const known = new Map<number, Opening | undefined>();
  return {
    openingOf(day) {
      if (known.has(day)) return known.get(day);
      const weekday = WEEKDAYS[(((day + 4) % 7) + 7) % 7] ?? "";
      const opens = days.length === 0 || days.includes(weekday);
      const start = wallClock(offsetAt, day, from);
      const opening = opens
        ? { start, end: wallClock(offsetAt, until > from ? day : day + 1, until) }
        : undefined;
      known.set(day, opening);
      return opening;
    },
    dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / DAY),
  };
}

export function inCalendar(instant: Instant): boolean {
  return Number.isFinite(instant) && Math.abs(instant) <= CALENDAR_END;
}

/**
 * The instant at which the wall clock shows so many minutes after midnight of a day (days since 1970).
 * A time that the clocks skip is the same stretch later; of one that they show twice the first is meant.
 */
function wallClock(offsetAt: OffsetAt, day: number, minutes: number): Instant {
  const wall = day * DAY + minutes * MINUTE;
  const before = offsetAt(wall - DAY);
  const offsets = [before, offsetAt(wall + DAY)];
  const meant = offsets
    .map((offset) => wall - offset)
    .filter((instant) => offsetAt(instant) === wall - instant);
  return meant.length > 0 ? Math.min(...meant) : wall - before;
}
