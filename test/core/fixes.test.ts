import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix, validFixes } from "../../src/core/analyze.ts";
import type { Finding, Fix } from "../../src/core/model/finding.ts";
import type { Edit } from "../../src/core/text/edit.ts";
import type { SourceFile } from "../../src/core/text/span.ts";
import { randomEstate } from "../support/randomEstates.ts";

const AS_OF = Date.UTC(2008, 7, 11);
const RUNS = { numRuns: 60 };

/** Every fix that an analysis offers as holding, with the analysis after it. */
function* fixed(
  files: readonly SourceFile[],
): Iterable<{ before: Analysis; finding: Finding; fix: Fix; after: Analysis }> {
  const before = analyze(files, { asOf: AS_OF });
  for (const finding of before.findings) {
    for (const fix of validFixes(before, finding)) {
      const after = applyFix(before, fix);
      if (after !== undefined) yield { before, finding, fix, after };
    }
  }
}

describe("any fix that is offered", () => {
  test("takes its finding away and brings nothing new", () => {
    fc.assert(
      fc.property(randomEstate, (files) => {
        for (const { before, finding, fix, after } of fixed(files)) {
          const left = before.findings.map(about);
          left.splice(left.indexOf(about(finding)), 1);
          const surplus = after.findings.map(about).filter((each) => {
            const index = left.indexOf(each);
            if (index !== -1) left.splice(index, 1);
            return index === -1;
          });
          expect(surplus, fix.title).toEqual([]);
        }
      }),
      RUNS,
    );
  }, 300_000);

  test("leaves every line that it does not edit as it was, comments and line ends too", () => {
    fc.assert(
      fc.property(randomEstate, (files) => {
        for (const { before, fix, after } of fixed(files)) {
          for (const { path, text } of before.parts) {
            const now = after.parts.find((part) => part.path === path)?.text ?? "";
            const edits = fix.edits.filter((edit) => edit.file === path);
            const kept = linesBeside(text, edits);
            expect(inOrder(kept, now.split("\n")), `${fix.title}\n${now}`).toBe(true);
            expect(comments(now), fix.title).toEqual(comments(text, edits));
            expect(
              now.includes("\r\n") ? /[^\r]\n/.test(now) : now.includes("\r"),
              `mixed line ends after: ${fix.title}`,
            ).toBe(false);
            if (edits.length === 0) expect(now).toBe(text);
          }
        }
      }),
      RUNS,
    );
  }, 300_000);
});

/** A finding but for its place: what it says of what. */
function about({ rule, at, subject, message }: Finding): string {
  return `${rule} ${at.file} ${subject === undefined ? message : `${subject.kind} ${subject.name}`}`;
}

/** Lines without a character that is replaced. */
function linesBeside(
  text: string,
  edits: readonly { readonly start: number; readonly end: number }[],
): readonly string[] {
  let start = 0;
  return text.split("\n").filter((line) => {
    const [from, to] = [start, start + line.length];
    start = to + 1;
    return !edits.some((edit) => edit.start <= to && edit.end >= from);
  });
}

function inOrder(wanted: readonly string[], lines: readonly string[]): boolean {
  let next = 0;
  for (const line of lines) if (next < wanted.length && line === wanted[next]) next++;
  return next === wanted.length;
}

/** All comments but those that go with the item that they stand behind when it is taken out whole. */
function comments(text: string, edits: readonly Edit[] = []): readonly string[] {
  const removals = edits.filter((edit) => edit.text === "");
  return [...text.matchAll(/#[^\r\n]*/g)]
    .filter(({ index }) => !removals.some((edit) => edit.start <= index && index < edit.end))
    .map(([comment]) => comment);
}
