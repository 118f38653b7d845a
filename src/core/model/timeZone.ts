import type { Duration, Instant } from "./values.ts";

/** How far the wall clock of a time zone is ahead of UTC at an instant. */
export type OffsetAt = (instant: Instant) => Duration;

/** The clock of an IANA time zone; UTC where none is named or nobody knows it. */
export function offsetIn(name: string | undefined): OffsetAt {
  const formatter = name === undefined || name === "UTC" ? undefined : formatterOf(name);
  if (formatter === undefined) return () => 0;
  return (instant) => {
    const parts = new Map(formatter.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
    const kinds = ["year", "month", "day", "hour", "minute", "second"] as const;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = kinds.map((kind) =>
      parts.get(kind),
    );
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
}

/** Whether a time zone of this name is known. */
export function isTimeZone(name: string): boolean {
  return formatterOf(name) !== undefined;
}

/** `Intl` answers an unknown zone only by throwing: the one place of the core that catches. */
function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const numbers = {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    } as const;
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...numbers });
  } catch {
    return undefined;
  }
}
