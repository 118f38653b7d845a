import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { flowText, inlineText } from "../../../src/core/syntax/render.ts";
import "../../support/seed.ts";

/** Words of estates, and what YAML 1.1 or 1.2 reads as something else. */
const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][\w./() -]{0,12}$/),
  fc.stringMatching(/^\d{1,3}(\.\d)?[KMGTP]?i?B?$/),
  fc.constantFrom(
    "yes",
    "No",
    "ON",
    "null",
    "~",
    "y",
    "True",
    "inf",
    ".inf",
    "NaN",
    "e1",
    "0x1f",
    "1e5",
    "a b ",
    "_",
  ),
);

test("a date is written as people write it", () => {
  expect(["2008-08-12", "2008-08-12T06:00Z", "2008-08-12T06:00:01.5Z"].map(inlineText)).toEqual([
    "2008-08-12",
    "2008-08-12T06:00Z",
    "2008-08-12T06:00:01.5Z",
  ]);
  expect(inlineText("2008-8-12")).toBe(`"2008-8-12"`);
});

test("a scalar is written as the library writes it", () => {
  const options = { schema: "yaml-1.1", compat: "core", lineWidth: 0, blockQuote: false } as const;
  fc.assert(
    fc.property(word, (text) => {
      expect(inlineText(text)).toBe(stringify(text, options).slice(0, -1));
      const flow = stringify([text], { ...options, collectionStyle: "flow", flowCollectionPadding: false });
      expect(flowText(text)).toBe(flow.slice(1, -2));
    }),
    { numRuns: 3000 },
  );
});
