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

describe("where only a person knows, or more than one way is right", () => {
  test("no answer for how many VMs a service needs is preferred", () => {
    const [finding, fixes, after] = offered(
      "needs-unknown",
      "hosts: [{name: h1}]\nservices:\n  - {name: erp}\nvms:\n  - {name: a, service: erp, host: h1}\n  - {name: b, service: erp, host: h1}\n",
    );
    expect(finding.fixes?.().filter((fix) => fix.preferred)).toEqual([]);
    expect(fixes).toEqual(["Write needs: all for “erp”", "Write needs: 1 for “erp”"]);
    expect(after.map((text) => /needs: \w+/.exec(text)?.[0])).toEqual(["needs: all", "needs: 1"]);
  });

  test("an overfull cluster can promise less, or give its smallest VM that is enough to another cluster", () => {
    const [, fixes, after] = offered(
      "restart-capacity",
      `clusters:
  - {name: full, tolerates: 1}
  - {name: roomy, tolerates: 1}
hosts:
  - {name: a1, cluster: full, memory: 64GiB}
  - {name: a2, cluster: full, memory: 64GiB}
  - {name: b1, cluster: roomy, memory: 64GiB}
  - {name: b2, cluster: roomy, memory: 64GiB}
vms:
  - {name: web-1, host: a1, memory: 48GiB}
  - {name: web-2, host: a2, memory: 24GiB}
  - {name: web-3, host: a2, memory: 8GiB}
`,
    );
    expect(fixes).toEqual(["Lower tolerates to 0", "Move web-2 to host b1 of cluster roomy"]);
    expect(after[1]).toContain("{name: web-2, host: b1, memory: 24GiB}");
  });
});

/** The one finding of a rule in these lists, the titles of its fixes that hold, and the texts after each. */
function offered(rule: string, lists: string): readonly [Finding, readonly string[], readonly string[]] {
  const text = `apiVersion: baskets/v1\nkind: Estate\n${lists}`;
  const before = analyze([{ path: "a.estate.yaml", text }], { asOf: AS_OF });
  const [finding, second] = before.findings.filter((each) => each.rule === rule);
  if (finding === undefined || second !== undefined) throw new Error(`not one finding of ${rule}`);
  const fixes = validFixes(before, finding);
  return [
    finding,
    fixes.map((fix) => fix.title),
    fixes.map(
      (fix) =>
        applyFix(before, fix)
          ?.parts.map((part) => part.text)
          .join("") ?? "",
    ),
  ];
}

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
