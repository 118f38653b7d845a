import { describe, expect, test } from "vitest";
import { globMatcher } from "../../src/providers/globs.ts";

describe("a glob", () => {
  test.each([
    ["lab/**", "lab/a.yaml", true],
    ["lab/**", "lab/deep/a.yaml", true],
    ["lab/**", "labs/a.yaml", false],
    ["lab", "lab/a.yaml", true],
    ["lab", "x/lab/a.yaml", true],
    ["lab/", "lab/a.yaml", true],
    ["./lab", "lab/a.yaml", true],
    ["*.draft.yaml", "a.draft.yaml", true],
    ["*.draft.yaml", "x/y/a.draft.yaml", true],
    ["/*.draft.yaml", "x/a.draft.yaml", false],
    ["/*.draft.yaml", "a.draft.yaml", true],
    ["**/old/*.yaml", "old/a.yaml", true],
    ["**/old/*.yaml", "x/old/a.yaml", true],
    ["**/old/*.yaml", "x/old/y/a.yaml", false],
    ["{a,b}/*.yaml", "b/c.yaml", true],
    ["{a,b}/*.yaml", "c/c.yaml", false],
    ["**/{*.yml,hosts,inventory/**}", "x/inventory/y/z", true],
    ["host-[12].yaml", "host-2.yaml", true],
    ["host-[!12].yaml", "host-2.yaml", false],
    ["host-?.yaml", "host-10.yaml", false],
    ["a+b (1).yaml", "a+b (1).yaml", true],
    ["", "a.yaml", false],
    ["[", "a.yaml", false],
    ["{a", "a", true],
  ])("%s and %s: %s", (glob, file, matches) => {
    expect(globMatcher([glob])(file)).toBe(matches);
  });
});
