import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf } from "../../../src/core/report/excerpt.ts";

function underlined(line: string, word: string, width = 80): string {
  const from = line.indexOf(word);
  const { code, carets } = excerptOf(line, 0, line.length, { from, to: from + word.length }, width);
  const start = carets.indexOf("^");
  return [...code].slice(start, start + carets.length - start).join("");
}

test("carets stand under the span", () => {
  expect(excerptOf("host: esx-9", 0, 11, { from: 6, to: 11 }, 80)).toEqual({
    code: "host: esx-9",
    carets: "      ^^^^^",
  });
});

test("tabs become spaces and the carets follow", () => {
  expect(underlined("\thost:\tesx-9\t# new", "esx-9")).toBe("esx-9");
});

test("characters that cannot be seen are written out, and the carets cover them as written", () => {
  expect(underlined("name: a\u202eb # \u001b[31m", "a\u202eb")).toBe("a<U+202E>b");
  expect(excerptOf("a\u001bb", 0, 3, { from: 0, to: 1 }, 80).code).toBe("a<U+001B>b");
});

test("a character of two UTF-16 units is one column", () => {
  expect(underlined("name: 🧺🧺 erp", "erp")).toBe("erp");
});

test("an empty span is one caret, at the end of the line too", () => {
  expect(excerptOf("host:", 0, 5, { from: 5, to: 5 }, 80)).toEqual({ code: "host:", carets: "     ^" });
});

test("a span over several lines is underlined to the end of its first line", () => {
  const text = "vms:\n  - a\n  - b\n";
  expect(excerptOf(text, 0, 4, { from: 0, to: text.length }, 80).carets).toBe("^^^^");
});

test("a long line is cut around the span", () => {
  const line = `${"x".repeat(500)} esx-9 ${"y".repeat(500)}`;
  const { code } = excerptOf(line, 0, line.length, { from: 501, to: 506 }, 80);
  expect(code).toHaveLength(80);
  expect(code.startsWith("…") && code.endsWith("…")).toBe(true);
  expect(underlined(line, "esx-9")).toBe("esx-9");
});

test("a span longer than the line has room for is underlined as far as it is shown", () => {
  const line = `vms: [${"erp-1, ".repeat(200)}]`;
  const { code, carets } = excerptOf(line, 0, line.length, { from: 5, to: line.length }, 60);
  expect([code.length, carets.length]).toEqual([60, 60]);
  expect(code.startsWith("vms: [erp-1")).toBe(true);
});

test("a file in one line of megabytes takes no longer than a short one", () => {
  const line = `${"x".repeat(20_000_000)} esx-9`;
  const before = performance.now();
  for (let times = 0; times < 200; times++) {
    excerptOf(line, 0, line.length, { from: line.length - 5, to: line.length }, 80);
  }
  expect(performance.now() - before).toBeLessThan(2000);
});

test("any line and any span give two lines within the width, with a caret", () => {
  const line = fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.replace(/[\r\n]/g, " "));
  fc.assert(
    fc.property(
      line,
      fc.nat(320),
      fc.nat(320),
      fc.integer({ min: 30, max: 120 }),
      (text, from, length, width) => {
        const { code, carets } = excerptOf(text, 0, text.length, { from, to: from + length }, width);
        return [...code].length <= width && carets.length <= width + 1 && /^ *\^+$/.test(carets);
      },
    ),
  );
});
