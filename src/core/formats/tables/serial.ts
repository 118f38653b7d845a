import { DAY, SECOND } from "../../model/values.ts";

/**
 * A date as Excel counts it, in days since its day 0, as ISO 8601 without a zone: nobody writes one there. Undefined for
 * a time of day and for what no calendar has.
 */
export function serialDate(serial: number, from1904: boolean): string | undefined {
  if (serial < 1 || serial > LAST) return undefined;
  // Excel's 1900 has a 29 February, day 60, as Lotus 1-2-3 had.
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const instant = new Date(start + Math.round((serial * DAY) / SECOND) * SECOND);
  const [date = "", time = ""] = instant.toISOString().split("T");
  return time.startsWith("00:00:00") ? date : `${date}T${time.slice(0, "15:45:12".length)}`;
}

/** 31 December 9999. */
const LAST = 2_958_465;
