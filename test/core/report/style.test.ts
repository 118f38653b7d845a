import fc from "fast-check";
import { expect, test } from "vitest";
import { wrap } from "../../../src/core/report/style.ts";
import { visible } from "../../../src/core/report/visible.ts";

test("text is broken at spaces, the first line shorter by what stands before it", () => {
  expect(wrap("one two three four", 10, 4, 2)).toEqual(["one", "two", "three", "four"]);
  expect(wrap("one two three four", 12, 4, 2)).toEqual(["one two", "three four"]);
});

test("no line is longer than the width, and no word is lost", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,60}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      words,
      fc.integer({ min: 20, max: 100 }),
      fc.nat(30),
      fc.nat(8),
      (parts, width, taken, indent) => {
        const lines = wrap(parts.join(" "), width, taken, indent);
        const [first = "", ...rest] = lines;
        const fits =
          (taken >= width || first.length <= width - taken) &&
          rest.every((line) => line.length <= width - indent);
        return fits && lines.join("").replaceAll(" ", "") === parts.join("");
      },
    ),
  );
});

test("what a terminal would obey or hide is written out", () => {
  expect(visible("a\u001b[2Jb\u0007\u009b")).toBe("a<U+001B>[2Jb<U+0007><U+009B>");
  expect(visible("\u202egro\u2066.elpmaxe\u200b")).toBe("<U+202E>gro<U+2066>.elpmaxe<U+200B>");
  expect(visible("\ud800x")).toBe("<U+D800>x");
});

test("what people write stays as it is", () => {
  const text = "Zürich-Büro · 東京 · 🧺 · “esx-1”";
  expect(visible(text)).toBe(text);
});
