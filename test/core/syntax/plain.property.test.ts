import fc from "fast-check";
import { expect, test } from "vitest";
import { fileBudget } from "../../../src/core/syntax/anchors.ts";
import { prepare, splitDocuments } from "../../../src/core/syntax/guards.ts";
import { readByLibrary, readItemByLibrary } from "../../../src/core/syntax/library.ts";
import { readPlain } from "../../../src/core/syntax/plain.ts";
import { manifest } from "./manifests.ts";
import { plain, style, write } from "./styles.ts";

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
        const [first] = found.problems;
        // Where an item is at fault, the library may have lost more than that item.
        expect(first).toEqual(problems[0]);
        if (first !== undefined) continue;
        expect({ documents: [{ ...span, root: found.root }], comments: found.comments }).toEqual({
          documents,
          comments,
        });
      }
    }),
    { numRuns: 3000 },
  );
  // Were nearly everything left to the library, this would hold for nothing.
  expect(read).toBeGreaterThan(1000);
});
