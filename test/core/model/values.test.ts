import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globMatches } from "../../../src/core/model/glob.ts";
import { releaseOf } from "../../../src/core/model/kinds.ts";
import { nearest } from "../../../src/core/model/nearest.ts";
import {
  countOf,
  DAY,
  formatDuration,
  formatInstant,
  HOUR,
  parseClock,
  parseDuration,
  parseInstant,
  parseQuantity,
  parseShare,
  parseSize,
} from "../../../src/core/model/values.ts";

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["4h", 4 * HOUR],
    ["7d", 7 * DAY],
    ["2w", 14 * DAY],
    ["1y", 365 * DAY],
    ["1.5h", 1.5 * HOUR],
  ])("%s is read", (text, expected) => expect(parseDuration(text)).toBe(expected));

  test.each(["7", "", "d", "7 d", "-7d", "7D", "1h30m", "7days"])("“%s” is no duration", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  test("what is written can be read again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        (seconds) => parseDuration(formatDuration(seconds * 1000)) === seconds * 1000,
      ),
    );
  });
});

describe("dates", () => {
  test("a date is its start in UTC", () => expect(parseInstant("2008-08-12")).toBe(Date.UTC(2008, 7, 12)));
  test("a time without a zone is UTC", () =>
    expect(parseInstant("2008-08-04T22:00")).toBe(Date.UTC(2008, 7, 4, 22)));
  test("an offset is taken off", () =>
    expect(parseInstant("2008-08-04T22:00+02:00")).toBe(Date.UTC(2008, 7, 4, 20)));
  test.each(["2008-13-01", "2008-02-30", "2007-02-29", "2008-8-1", "12.8.2008", "2008-08-12T25:00", "now"])(
    "“%s” is no date",
    (text) => expect(parseInstant(text)).toBeUndefined(),
  );
  test("29 February of a leap year is a day", () =>
    expect(parseInstant("2008-02-29")).toBe(Date.UTC(2008, 1, 29)));
  test("what is written can be read again", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => parseInstant(formatInstant(date.getTime())) === date.getTime(),
      ),
    );
  });
});

describe("sizes", () => {
  test.each([
    ["200GB", 200e9],
    ["16GiB", 16 * 2 ** 30],
    ["1.5TiB", 1.5 * 2 ** 40],
    ["512 MiB", 512 * 2 ** 20],
  ])("%s is read", (text, expected) => expect(parseSize(text)).toBe(expected));
  test.each(["16", "16G", "16gb", "GiB", "1e3GB"])("“%s” has no unit that is known", (text) =>
    expect(parseSize(text)).toBeUndefined(),
  );
});

describe("shares and counts", () => {
  test("25% is a quarter", () => expect(parseShare("25%")).toBe(0.25));
  test("more than all is no share", () => expect(parseShare("101%")).toBeUndefined());
  test("all is read where it is allowed", () => {
    expect(parseQuantity("all", true)).toEqual({ kind: "all" });
    expect(parseQuantity("all", false)).toBeUndefined();
  });
  test("a share is rounded up", () => expect(countOf({ kind: "share", share: 0.5 }, 3)).toBe(2));
  test("a share that comes out whole stays whole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 1000 }),
        (percent, total) =>
          countOf({ kind: "share", share: percent / 100 }, total) === Math.ceil((percent * total) / 100),
      ),
    );
  });
});

test("22:00 is 1320 minutes after midnight, 24:00 ends the day, 22:60 is no time", () => {
  expect([parseClock("22:00"), parseClock("24:00"), parseClock("22:60"), parseClock("25:00")]).toEqual([
    1320,
    1440,
    undefined,
    undefined,
  ]);
});

describe("globs", () => {
  test("agree with the regular expression that they stand for", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(
        pattern,
        name,
        (glob, text) =>
          globMatches(glob, text) ===
          new RegExp(`^${glob.replace(/\*+/g, ".*").replaceAll("?", ".")}$`).test(text),
      ),
    );
  });
  test("a hostile pattern ends", () =>
    expect(globMatches(`${"a*".repeat(1000)}c`, "a".repeat(20_000).concat("b"))).toBe(false));
});

describe("nearest names", () => {
  test("a swapped letter is one slip", () =>
    expect(nearest("tolreates", ["tolerates", "storage"])).toEqual(["tolerates"]));
  test("what is far is not offered", () => expect(nearest("rack", ["storage", "network"])).toEqual([]));
});

describe("releases", () => {
  test("are the platform and two numbers", () =>
    expect(releaseOf("VMware ESX", "3.5.0-103908")).toBe("VMware ESX 3.5"));
  test("of Hyper-V have three", () =>
    expect(releaseOf("Hyper-V", "6.0.6001-18000")).toBe("Hyper-V 6.0.6001"));
  test("need numbers", () => expect(releaseOf("VMware ESX", "latest")).toBeUndefined());
});
