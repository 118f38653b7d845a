import fc from "fast-check";
import { expect, test } from "vitest";
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import type { Node } from "../../../src/core/syntax/tree.ts";
import type { Span } from "../../../src/core/text/span.ts";
import { values } from "./styles.ts";

/** Pieces of which most combinations are broken YAML. */
const pieces = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom("\n", "\n  ", "\n    ", " ", ": ", "- ", "a", "b: ", "'", '"'),
      },
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        "# c\n",
        " # c\n",
        "&a ",
        "*a",
        "!t ",
        "? ",
        "|\n",
        ">-\n  ",
        "---\n",
      ),
      fc.constantFrom(
        "...\n",
        "%YAML 1.2\n",
        "<<: ",
        "<<: *a\n",
        "\t",
        "@",
        "`",
        "\\",
        "|+\n",
        "x y",
        "~",
        "null",
        "a: &a",
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

const anything = fc.oneof(
  pieces,
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.oneof(pieces, fc.constantFrom("\r", "\r\n", "\0", "\ufeff", "\ud800", "\u2028", "\x1f", "\x02")),
    )
    .map((p) => p.join("")),
);

test("any text gives a file with every span inside the text and in order", () => {
  fc.assert(
    fc.property(anything, (text) => {
      const { documents, comments, problems } = parseYaml(text);
      const inside = (span: Span, outer: Span) => {
        expect(span.start).toBeGreaterThanOrEqual(outer.start);
        expect(span.end).toBeLessThanOrEqual(outer.end);
        expect(span.start).toBeLessThanOrEqual(span.end);
      };
      const ordered = (spans: readonly Span[]) => {
        let last = 0;
        for (const { start } of spans) {
          expect(start).toBeGreaterThanOrEqual(last);
          last = start;
        }
      };
      const check = (node: Node, outer: Span) => {
        inside(node, outer);
        if (node.kind === "scalar" || node.shared) return;
        const own =
          node.kind === "list"
            ? node.items
            : node.entries.flatMap((entry) =>
                entry.key.shared ? [] : [entry.key, ...(entry.value ? [entry.value] : [])],
              );
        ordered(own);
        for (const child of own) check(child, node);
      };
      const whole = { start: 0, end: text.length };
      for (const document of documents) {
        inside(document, whole);
        if (document.root) check(document.root, document);
      }
      for (const span of [...comments, ...problems]) inside(span, whole);
      for (const comment of comments) expect(text[comment.start]).toBe("#");
      for (const problem of problems) expect(problem.message).toMatch(/^[A-Z“`<].*\.$/s);
      ordered(documents);
      ordered(comments);
      ordered(problems);
    }),
    { numRuns: 300 },
  );
});

/** The library's own reading, as `values` gives ours. */
function library(node: unknown): unknown {
  if (isScalar(node)) return node.source;
  if (isSeq(node)) return { list: node.items.map(library) };
  if (isMap(node))
    return {
      map: node.items.map(({ key, value }) => [library(key), empty(value) ? undefined : library(value)]),
    };
  return undefined;
}

function empty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.source === "" && value.type === "PLAIN");
}

const OPTIONS = {
  schema: "failsafe",
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
} as const;

test("no text that the library finds faulty is clean to us, and no clean one reads otherwise", () => {
  fc.assert(
    fc.property(pieces, (broken) => {
      const text = `${broken}\n`;
      const ours = parseYaml(text);
      const parsed = parseAllDocuments(text, OPTIONS);
      const theirs = Array.isArray(parsed) ? parsed : [];
      const faults = theirs
        .flatMap(({ errors }) => errors)
        .filter(({ code }) => code !== "TAG_RESOLVE_FAILED");
      if (faults.length > 0 && !faults.every(({ message }) => message.includes("doc-end without"))) {
        expect(ours.problems.length).toBeGreaterThan(0);
      }
      if (faults.length > 0 || ours.problems.length > 0) return;
      const plain = theirs.every(
        ({ contents }) => !/[*&]|<</.test(text) || contents === null || isAlias(contents),
      );
      if (!plain) return;
      const read = ours.documents.map(({ root }) => values(root));
      expect(read).toEqual(theirs.map(({ contents }) => (empty(contents) ? undefined : library(contents))));
    }),
    { numRuns: 250 },
  );
});

test("an error in one document leaves the others as they are", () => {
  fc.assert(
    fc.property(pieces, (broken) => {
      const safe = broken.replaceAll("---\n", "").replaceAll("...\n", "").replaceAll("%YAML 1.2\n", "");
      const { documents } = parseYaml(`---\nfirst: 1\n---\n${safe}\n---\nlast: [1, 2]\n`);
      expect(values(documents[0]?.root)).toEqual({ map: [["first", "1"]] });
      expect(values(documents.at(-1)?.root)).toEqual({ map: [["last", { list: ["1", "2"] }]] });
    }),
  );
});
