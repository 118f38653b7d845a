import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../../../src/core/text/edit.ts";
import { lineStarts, offsetAt, positionAt } from "../../../src/core/text/lines.ts";
import { piecesOf } from "../../../src/core/text/pieces.ts";

const words = fc
  .array(fc.constantFrom("a", "\n", "\r\n", "\r", "é", "\u2028", "b".repeat(3000), "c\n".repeat(3000)))
  .map((parts) => parts.join(""));
const edits = fc.array(fc.record({ from: fc.nat(), length: fc.oneof(fc.nat(3), fc.nat()), text: words }), {
  maxLength: 8,
});

test("a text in pieces is the text that the same edits give, line by line", () => {
  fc.assert(
    fc.property(words, edits, fc.array(fc.nat(), { maxLength: 20 }), (given, changes, asked) => {
      let text = given;
      const pieces = piecesOf(given);
      for (const change of changes) {
        const start = change.from % (text.length + 1);
        const edit = { start, end: start + (change.length % (text.length - start + 1)), text: change.text };
        text = applyEdits(text, [edit]) ?? text;
        expect(pieces.replace(edit)).toBe(true);
        expect(pieces.length()).toBe(text.length);
        expect(pieces.lineCount()).toBe(lineStarts(text).length);
        const starts = lineStarts(text);
        for (const number of [...asked, 0, text.length]) {
          const offset = number % (text.length + 1);
          const position = positionAt(starts, offset);
          expect(pieces.positionAt(offset)).toEqual(position);
          expect(pieces.offsetAt(position)).toBe(offsetAt(starts, position, text.length));
          const far = { line: number % (starts.length + 2), column: number % 7 };
          expect(pieces.offsetAt(far)).toBe(offsetAt(starts, far, text.length));
          const end = Math.min(text.length, offset + (number % 5000));
          expect(pieces.slice(offset, end)).toBe(text.slice(offset, end));
        }
      }
      expect(pieces.text()).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test("an edit that leaves the text is refused", () => {
  const pieces = piecesOf("ab");
  expect(pieces.replace({ start: 1, end: 3, text: "" })).toBe(false);
  expect(pieces.replace({ start: 2, end: 1, text: "" })).toBe(false);
  expect(pieces.text()).toBe("ab");
});
