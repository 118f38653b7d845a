import { describe, expect, test } from "vitest";
import { dateIn, orderSought, readDate } from "../../../../src/core/formats/tables/dates.ts";
import { serialDate } from "../../../../src/core/formats/tables/serial.ts";
import { flagFrom, listFrom, sizeOf, wholeFrom } from "../../../../src/core/formats/tables/values.ts";

describe("dates", () => {
  test.each([
    ["2026-01-31", "2026-01-31"],
    ["2026-01-31T15:45:12Z", "2026-01-31T15:45Z"],
    ["2026-01-31T15:45:12.345678+02:00", "2026-01-31T13:45Z"],
    ["2026-01-31 00:00:00", "2026-01-31"],
    ["2026/01/31 15:45:12", "2026-01-31T15:45Z"],
    ["2026. 1. 31. 15:45:12", "2026-01-31T15:45Z"],
    ["31.01.2026 15:45:12", "2026-01-31T15:45Z"],
    ["3.1.2026 15.45.12", "2026-01-03T15:45Z"],
    ["31-1-2026 15:45", "2026-01-31T15:45Z"],
    ["1/31/2026 3:45:12 PM", "2026-01-31T15:45Z"],
    ["1/31/2026 12:05:00 AM", "2026-01-31T00:05Z"],
    ["31/01/2026 3:45:12 p.\u00a0m.", "2026-01-31T15:45Z"],
    ["31.1.2026 г. 15:45:12", "2026-01-31T15:45Z"],
  ])("%s", (text, iso) => {
    const read = readDate(text);
    expect(read && dateIn(read, undefined)).toBe(iso);
  });

  test.each([
    "",
    "Never",
    "2026",
    "31/31/2026",
    "1/1/0001 12:00:00 AM",
    "1601-01-01",
    "9999-12-31",
    "2026-02-30",
    "1/31/2026 13:00 PM",
    "31.01.26",
    "2026-01-31 25:00",
  ])("%s is none", (text) => {
    expect(readDate(text)).toBeUndefined();
  });

  test("whose order cannot be told are read by the others, and not at all without them or against them", () => {
    const ambiguous = readDate("03/04/2026 10:00:00");
    if (ambiguous === undefined) throw new Error("a date");
    const orderOf = (...texts: readonly string[]) => {
      const sought = orderSought();
      for (const text of texts) sought.see(text);
      return sought.order();
    };
    expect(dateIn(ambiguous, orderOf("05/05/2026", "25/01/2026"))).toBe("2026-04-03T10:00Z");
    expect(dateIn(ambiguous, orderOf("01/25/2026"))).toBe("2026-03-04T10:00Z");
    expect(dateIn(ambiguous, orderOf("05/05/2026", "2026-01-25"))).toBeUndefined();
    expect(dateIn(ambiguous, orderOf("25/01/2026", "01/25/2026"))).toBeUndefined();
    const same = readDate("05/05/2026");
    expect(same && dateIn(same, undefined)).toBe("2026-05-05");
  });
});

describe("dates of Excel", () => {
  test.each([
    [1, false, "1900-01-01"],
    [59, false, "1900-02-28"],
    [61, false, "1900-03-01"],
    [46053.65638888889, false, "2026-01-31T15:45:12"],
    [44591.65638888889, true, "2026-01-31T15:45:12"],
    [46053, false, "2026-01-31"],
    [0.5, false, undefined],
    [-1, false, undefined],
    [1e12, false, undefined],
  ])("%d", (serial, from1904, iso) => {
    expect(serialDate(serial, from1904)).toBe(iso);
  });
});

describe("values", () => {
  test("numbers with groups of any country; nothing else", () => {
    const texts = [
      "16384",
      "16,384",
      "16.384",
      "16 384",
      "16\u00a0384",
      "1’048’576",
      "16,384.00",
      "16.384,00",
      "2,0",
      "7.",
    ];
    expect(texts.map(wholeFrom)).toEqual([16384, 16384, 16384, 16384, 16384, 1048576, 16384, 16384, 2, 7]);
    expect(["", "1.5", "1,2345", "1,23,456", "12e3", "x"].map(wholeFrom)).toEqual(Array(6).fill(undefined));
  });

  test("yes and no in several languages", () => {
    expect(["True", "TRUE", "Wahr", "Vrai", "yes", "1", "prawda"].map(flagFrom)).toEqual(Array(7).fill(true));
    expect(["False", "FALSCH", "Faux", "No", "0"].map(flagFrom)).toEqual(Array(5).fill(false));
    expect(flagFrom("perhaps")).toBeUndefined();
  });

  test("sizes and lists", () => {
    expect([1024, 1536, 2 ** 20, 524158].map(sizeOf)).toEqual(["1GiB", "1536MiB", "1TiB", "524158MiB"]);
    expect(listFrom("b, a;b\nc,,")).toEqual(["b", "a", "c"]);
  });
});
