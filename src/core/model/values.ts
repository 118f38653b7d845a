/**
 * The value types of the manifests (spec MANIFESTS.md, "Values"): text as written → number.
 * Each parser answers `undefined` for what it cannot read; the caller knows the place and says so.
 */

/** Milliseconds. */
export type Duration = number;
/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A year of the specification: 365 days. */
export const YEAR = 365 * DAY;

const DURATION_UNITS: readonly (readonly [string, Duration])[] = [
  ["y", YEAR],
  ["w", 7 * DAY],
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
];

/** `90s 15m 4h 7d 2w 1y`, whole or decimal, one unit. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,9})?)([smhdwy])$/.exec(text);
  if (match === null) return undefined;
  const unit = DURATION_UNITS.find(([name]) => name === match[2]);
  return unit === undefined ? undefined : Number(match[1]) * unit[1];
}

/** The shortest exact way to write a duration: `7d`, `90m`, `36h`; weeks and years are left to people. */
export function formatDuration(duration: Duration): string {
  for (const [name, size] of DURATION_UNITS) {
    if (name === "w" || name === "y") continue;
    if (duration >= size && duration % size === 0) return `${duration / size}${name}`;
  }
  return `${Math.round(duration / SECOND)}s`;
}

/** ISO 8601 date or date and time; a date is its start; without a zone it is UTC. */
export function parseInstant(text: string): Instant | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month, day, hour ?? "0", minute ?? "0", second ?? "0"].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  if (mo < 1 || mo > 12 || d < 1 || d > daysInMonth(y, mo)) return undefined;
  if (h > 24 || mi > 59 || s > 60 || (h === 24 && (mi > 0 || s > 0))) return undefined;
  if (zone !== undefined && zone !== "Z" && hour === undefined) return undefined;
  const millis = fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000;
  const utc = new Date(0);
  utc.setUTCFullYear(y, mo - 1, d);
  utc.setUTCHours(h, mi, s, Math.round(millis));
  return utc.getTime() - zoneOffset(zone);
}

function zoneOffset(zone: string | undefined): Duration {
  if (zone === undefined || zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Midnight UTC of the day of an instant: what is looked at "today" is the same from morning to night. */
export function startOfDay(instant: Instant): Instant {
  return Math.floor(instant / DAY) * DAY;
}

/** `2008-08-12`, in UTC. */
export function formatDay(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}

/** `2008-08-04T22:00:00Z`; instants beyond what a calendar holds are shown as their number. */
export function formatInstant(instant: Instant): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : date.toISOString().replace(".000Z", "Z");
}

/** `2008-08-04T22:00Z`: as manifests have it, without the seconds where there are none. */
export function formatMinute(instant: Instant): string {
  return formatInstant(instant).replace(":00Z", "Z");
}

const SIZE_UNITS: ReadonlyMap<string, number> = new Map(
  ["", "K", "M", "G", "T", "P"].flatMap((prefix, power) => [
    [`${prefix}B`, 1000 ** power] as const,
    ...(prefix === "" ? [] : [[`${prefix}iB`, 1024 ** power] as const]),
  ]),
);

/** Bytes, from `200GB`, `16GiB`, `1.5TiB`. A bare number has no unit and is not read. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)\s?([KMGTP]?i?B)$/.exec(text);
  if (match === null) return undefined;
  const unit = SIZE_UNITS.get(match[2] ?? "");
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Bytes in the largest binary unit that leaves a short number: `16 GiB`. */
export function formatSize(bytes: number): string {
  for (const [prefix, power] of [["T", 4] as const, ["G", 3] as const, ["M", 2] as const]) {
    const size = bytes / 1024 ** power;
    if (size >= 1) return `${Math.round(size * 10) / 10} ${prefix}iB`;
  }
  return `${bytes} B`;
}

/** So many, or such a part of a whole. */
export type Quantity =
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "all" };

/** `25%` → a share between 0 and 1. */
export function parseShare(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,9})?)\s?%$/.exec(text);
  if (match === null) return undefined;
  const share = Number(match[1]) / 100;
  return share <= 1 ? share : undefined;
}

export function parseWhole(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A whole number, a share or, where `all` is allowed, that word. */
export function parseQuantity(text: string, allowAll: boolean): Quantity | undefined {
  if (allowAll && text === "all") return { kind: "all" };
  const count = parseWhole(text);
  if (count !== undefined) return { kind: "count", count };
  const share = parseShare(text);
  return share === undefined ? undefined : { kind: "share", share };
}

/**
 * How many of `total` a quantity asks for; shares are rounded up (spec MANIFESTS.md).
 * A share that is a whole number but for floating-point dust is that number: 10 % of 30 is 3.
 */
export function countOf(quantity: Quantity, total: number): number {
  if (quantity.kind === "all") return total;
  if (quantity.kind === "count") return quantity.count;
  const exact = quantity.share * total;
  return Math.abs(exact - Math.round(exact)) < 1e-9 ? Math.round(exact) : Math.ceil(exact);
}

export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10} %`;
}

/** Minutes after midnight, from `22:00`. */
export function parseClock(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 24 * 60 ? minutes : undefined;
}

/** `22:00` for minutes after midnight. */
export function formatClock(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
