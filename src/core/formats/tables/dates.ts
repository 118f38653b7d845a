import { parseInstant } from "../../model/values.ts";

/** Which number of `03/04/2026` is the day. */
export type DayOrder = "day first" | "month first";

/** A date as it is written in a table; ISO 8601 texts: a date, or date and time in UTC to the minute. */
export interface DateRead {
  /** Read with the day first, where that is a date. */
  readonly dayFirst?: string;
  readonly monthFirst?: string;
  /** No zone was written with a time: it is whatever clock the exporting machine showed. */
  readonly zoneless: boolean;
}

/**
 * Dates as programs write them all over the world: ISO 8601, year first (`2026/01/31 15:45:12`), with points (day first,
 * always), with slashes or dashes (either order), hours of 12 or of 24. Undefined for what is none; the year in which nobody
 * kept a computer (1601, 1899) or will (9999) is none either, since programs write it for "not known" and "never".
 */
export function readDate(text: string): DateRead | undefined {
  const [, date = "", time = ""] = SPLIT.exec(text.trim()) ?? [];
  const clock = clockOf(time);
  if (clock === undefined) return undefined;
  const zoneless = clock.text !== "" && clock.zone === "";
  const yearFirst = /^(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?$/.exec(date);
  if (yearFirst !== null) {
    const exact = isoOf([yearFirst[1], yearFirst[3], yearFirst[4]], clock);
    return exact === undefined ? undefined : { dayFirst: exact, monthFirst: exact, zoneless };
  }
  const yearLast = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})$/.exec(date);
  if (yearLast === null) return undefined;
  const [, first, separator, second, year] = yearLast;
  const dayFirst = isoOf([year, second, first], clock);
  const monthFirst = separator === "." ? dayFirst : isoOf([year, first, second], clock);
  if (dayFirst === undefined && monthFirst === undefined) return undefined;
  return {
    ...(dayFirst === undefined ? {} : { dayFirst }),
    ...(monthFirst === undefined ? {} : { monthFirst }),
    zoneless,
  };
}

const SPLIT = /^(\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}\.?)(?:(?:\s*г\.)?,?[T\s]\s*(.*))?$/;

interface Clock {
  /** `15:45`, empty where no time is written. */
  readonly text: string;
  /** `Z`, `+02:00`, or empty. */
  readonly zone: string;
}

function clockOf(time: string): Clock | undefined {
  if (time === "") return { text: "", zone: "" };
  const match =
    /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i.exec(
      time,
    );
  if (match === null) return undefined;
  const [, hours, minutes, , half, zone = ""] = match;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  }
  return { text: `${two(hour)}:${minutes}`, zone: /^[a-z]+$/i.test(zone) ? "Z" : zone };
}

function isoOf(parts: readonly (string | undefined)[], clock: Clock): string | undefined {
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  if (year < 1980 || year > 2200) return undefined;
  const date = `${year}-${two(month)}-${two(day)}`;
  const instant = parseInstant(clock.text === "" ? date : `${date}T${clock.text}${clock.zone || "Z"}`);
  if (instant === undefined) return undefined;
  const utc = new Date(instant).toISOString();
  const midnight = utc.slice("2026-01-31T".length, "2026-01-31T15:45".length) === "00:00";
  return midnight ? utc.slice(0, "2026-01-31".length) : `${utc.slice(0, "2026-01-31T15:45".length)}Z`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** What the dates of one export say about their order. */
export interface OrderSought {
  readonly see: (text: string) => void;
  /** Undefined where no date tells, or where some tell one order and some the other. */
  readonly order: () => DayOrder | undefined;
}

export function orderSought(): OrderSought {
  let dayFirst = 0;
  let monthFirst = 0;
  return {
    see: (text) => {
      const read = readDate(text);
      if (read === undefined) return;
      if (read.monthFirst === undefined) dayFirst++;
      else if (read.dayFirst === undefined) monthFirst++;
    },
    order: () => {
      if (dayFirst > 0 === monthFirst > 0) return undefined;
      return dayFirst > 0 ? "day first" : "month first";
    },
  };
}

/** The date that is meant; undefined where only the order could tell and nobody knows it. */
export function dateIn(read: DateRead, order: DayOrder | undefined): string | undefined {
  if (read.dayFirst === undefined) return read.monthFirst;
  if (read.monthFirst === undefined || read.monthFirst === read.dayFirst) return read.dayFirst;
  if (order === undefined) return undefined;
  return order === "day first" ? read.dayFirst : read.monthFirst;
}
