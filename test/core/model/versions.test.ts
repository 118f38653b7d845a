import { describe, expect, test } from "vitest";
import { inRange, inRanges, parseRange, rangeText } from "../../../src/core/model/versions.ts";

function decide(version: string, range: string) {
  const parsed = parseRange(range);
  return parsed === undefined ? "unreadable" : inRange(version, parsed);
}

describe("a range of versions", () => {
  test.each([
    ["3.5.0-103908", "3.5.0-103908", "yes"],
    ["3.5.0-110268", "3.5.0-103908", "no"],
    // Too little is written: unknown, not good.
    ["3.5.0", "3.5.0-103908", "unknown"],
    ["3.5", "3.5.0-103908", "unknown"],
    ["6.3.9600-KB5009624", "KB5009624", "yes"],
    ["6.0.6001-18000", "KB5009624", "no"],
    ["7.0.2-17867351", ">=7.0.2 <7.0.3", "yes"],
    ["7.0.3-18644231", ">=7.0.2 <7.0.3", "no"],
    ["7.0.1-17325551", ">=7.0.2 <7.0.3", "no"],
    ["7.0", ">=7.0.2 <7.0.3", "unknown"],
    ["6.7", ">=7.0.2 <7.0.3", "no"],
    ["8", ">=7.0.2 <7.0.3", "no"],
    ["latest", ">=7.0.2 <7.0.3", "unknown"],
    ["HPD6", "<HPD8", "yes"],
    ["HPD8", "<HPD8", "no"],
    ["HPD10", "<HPD8", "no"],
    ["MS03", "<HPD8", "unknown"],
    ["2.6.32-131.0.15.el6", ">=2.6.32-71 <2.6.32-131.26.1", "yes"],
    ["2.6.32-131.26.1.el6", ">=2.6.32-71 <2.6.32-131.26.1", "no"],
    ["4.4.10-1", ">=4.4.3", "yes"],
    ["4.4.3", ">=4.4.3", "yes"],
  ])("%s in %s: %s", (version, range, verdict) => {
    expect(decide(version, range)).toBe(verdict);
  });

  test.each(["", ">=1 >=2", "1 2", "> 1", ">=", "=1"])("“%s” is none", (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  test.each(["3.5.0-103908", ">=7.0.0 <7.0.3", "<HPD8", ">=4.4.3"])(
    "%s is written as it was read",
    (text) => {
      const range = parseRange(text);
      expect(range && rangeText(range)).toBe(text);
    },
  );

  test("of several the one that holds decides, else one that may", () => {
    const ranges = ["1.0", ">=2 <3"].flatMap((text) => parseRange(text) ?? []);
    expect([inRanges("2.5", ranges), inRanges("1", ranges), inRanges("4", ranges)]).toEqual([
      "yes",
      "unknown",
      "no",
    ]);
  });
});
