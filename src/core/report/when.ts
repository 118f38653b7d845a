import { offsetIn } from "../model/timeZone.ts";
import { formatInstant, type Instant } from "../model/values.ts";

/** Instants on the wall clock of a time zone: `2008-08-05 00:00`. */
export function wallClockOf(timeZone: string): (instant: Instant | undefined) => string {
  const offsetAt = offsetIn(timeZone);
  return (instant) =>
    instant === undefined
      ? ""
      : formatInstant(instant + offsetAt(instant))
          .slice(0, 16)
          .replace("T", " ");
}
