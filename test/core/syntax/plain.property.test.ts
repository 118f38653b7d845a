import fc from "fast-check";
import { expect, test } from "vitest";
import { fileBudget } from "../../../src/core/syntax/anchors.ts";
import { prepare, splitDocuments } from "../../../src/core/syntax/guards.ts";
import { readByLibrary, readItemByLibrary } from "../../../src/core/syntax/library.ts";
import { readPlain } from "../../../src/core/syntax/plain.ts";
import { plain, style, write } from "./styles.ts";

/** Lines of an item, of which many are not plain and some are wrong. */
const ITEM_LINES = [
  ..."a: b|b:|c: 'x|- x|d: [a,|b]|# c||g: &a h|i: *a|k: x|more words|l: {a: b|}|m: !t x|n: 'a|b'|a: twice|? x".split(
    "|",
  ),
  ..."p: [a, b,]|q: {r}|s: a: b|t: a#b|u: [a:b]|v: {\"a\":b}|w: 'it''s' # c|x: [a, {b: c}]|y: -|é: ü".split(
    "|",
  ),
  "e: |",
  "f: >-",
  'j: "a\\nb"',
  "o:\tp",
  "z: x\t# c",
  "<<: {a: b}",
];

const item = fc
  .array(fc.tuple(fc.constantFrom(2, 4, 4, 4, 6), fc.constantFrom(...ITEM_LINES)), { maxLength: 5 })
  .map((lines) => lines.map(([indent, line]) => " ".repeat(indent) + line));

const HEADS = ["vms:", "a: b\nvms:", "hosts: []\nvms: # c", "", "---\n# c\n\nx:\n  y: z\nvms:"];
const FIRSTS = [
  "  - name: x",
  "  - name: y # c",
  "- z",
  "  - w: [a, b]",
  "  - {a: b}",
  "  - - a",
  "  - - ",
  "  # c",
  "",
];
const manifest = fc
  .tuple(
    fc.constantFrom(...HEADS),
    fc.array(fc.tuple(fc.constantFrom(...FIRSTS), fc.oneof(fc.constant([]), item)), { maxLength: 5 }),
    fc.constantFrom("", "\nend: x", "\n# c\n", "\n", "\n...\n"),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([head, items, tail, eol]) =>
    ([head, ...items.flatMap(([first, more]) => [first, ...more])].join("\n") + tail).replaceAll("\n", eol),
  );

const texts = fc.oneof(
  { weight: 2, arbitrary: manifest },
  fc.tuple(plain, style).map(([value, how]) => write(value, how)),
);

test("what is plain is read as the library reads it", () => {
  let read = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const source = prepare(text, []);
      for (const span of splitDocuments(source, 0)) {
        const found = readPlain(source, span.start, span.end, readItemByLibrary);
        if (found === undefined) continue;
        read++;
        const anchors = { byName: new Map(), budget: fileBudget(source) };
        const { documents, comments, problems } = readByLibrary(source, span, anchors);
        expect({
          documents: [{ ...span, root: found.root }],
          comments: found.comments,
          problems: [],
        }).toEqual({
          documents,
          comments,
          problems,
        });
      }
    }),
    { numRuns: 3000 },
  );
  // Were nearly everything left to the library, this would hold for nothing.
  expect(read).toBeGreaterThan(1000);
});
