import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, newIn } from "../../src/core/analyze.ts";
import { compare, pairingOf } from "../../src/core/pairs/compare.ts";
import { editsBetween } from "../../src/core/report/patch.ts";
import { riskChanges } from "../../src/core/risk/changes.ts";
import { type Sync, syncOf } from "../../src/core/sync.ts";
import { applyEdits, type Edit } from "../../src/core/text/edit.ts";
import { randomEstate } from "../support/randomEstates.ts";
import "../support/seed.ts";

const AS_OF = Date.UTC(2008, 7, 11);
const RUNS = { numRuns: 150 };
const PATIENCE = 240_000;

interface Case {
  readonly before: Analysis;
  readonly from: string;
  readonly to: string;
  readonly sync: Sync;
}

const synced: fc.Arbitrary<Case> = fc
  .tuple(randomEstate, fc.boolean())
  .map(([files, turned]) => {
    const before = analyze(files, { asOf: AS_OF });
    const [from, to] = turned ? ["west", "east"] : ["east", "west"];
    return { before, from, to, sync: syncOf(before, { from, to }) };
  })
  .filter((each): each is Case => each.sync !== undefined);

function comparisonIn({ facts: { project } }: Analysis, { from, to }: Case) {
  const pairing = pairingOf(project, from, to);
  if (pairing === undefined) throw new Error("An environment has gone.");
  return compare(project, pairing);
}

function ids({ drift }: ReturnType<typeof comparisonIn>): readonly string[] {
  return drift.map(({ field, here, there }) => `${field} ${here?.name ?? ""} ${there?.name ?? ""}`).sort();
}

/** The edits that take these back, in offsets of the text after them. */
function inverse(before: string, edits: readonly Edit[]): readonly Edit[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, text }) => {
      const back = { start: start + shift, end: start + shift + text.length, text: before.slice(start, end) };
      shift += text.length - (end - start);
      return back;
    });
}

describe("a sync of any two environments, either way", () => {
  test(
    "leaves no drift but what it lists, each with a reason",
    () => {
      let brought = 0;
      let left = 0;
      fc.assert(
        fc.property(synced, (each) => {
          const { sync } = each;
          const listed = sync.left.map(
            ({ item: { drift } }) => `${drift.field} ${drift.here?.name ?? ""} ${drift.there?.name ?? ""}`,
          );
          expect([...listed].sort()).toEqual(ids(comparisonIn(sync.after, each)));
          for (const { reason } of sync.left) expect(reason.length).toBeGreaterThan(10);
          brought += sync.brought.length;
          left += sync.left.length;
        }),
        RUNS,
      );
      // It does something, and it says no to something.
      expect(Math.min(brought, left)).toBeGreaterThan(50);
    },
    PATIENCE,
  );

  test(
    "adds no finding, raises no outage and keeps every diversity",
    () => {
      fc.assert(
        fc.property(synced, (each) => {
          const { before, sync } = each;
          expect(newIn(before, sync.after).map(({ message }) => message)).toEqual([]);
          const changes = riskChanges(before.facts, sync.after.facts);
          expect(changes.filter(({ trend }) => trend === "worse").map(({ name }) => name)).toEqual([]);
          const diverse = (analysis: Analysis) =>
            comparisonIn(analysis, each).fates.flatMap(({ kind, shared }) =>
              shared.length === 0 ? [kind] : [],
            );
          expect(diverse(sync.after)).toEqual(expect.arrayContaining([...diverse(before)]));
        }),
        RUNS,
      );
    },
    PATIENCE,
  );

  test(
    "changes nothing when it is done again",
    () => {
      fc.assert(
        fc.property(synced, ({ sync, from, to }) => {
          const again = syncOf(sync.after, { from, to });
          expect(again?.brought.map(({ title }) => title)).toEqual([]);
          expect(again?.left.map(({ item, reason }) => `${item.id}: ${reason}`)).toEqual(
            sync.left.map(({ item, reason }) => `${item.id}: ${reason}`),
          );
        }),
        RUNS,
      );
    },
    PATIENCE,
  );

  test(
    "is undone to the byte, and no line is touched that does not change",
    () => {
      fc.assert(
        fc.property(synced, ({ before, sync }) => {
          for (const [index, { text }] of before.parts.entries()) {
            const after = sync.after.parts[index]?.text ?? "";
            const edits = editsBetween(text, after);
            expect(applyEdits(text, edits)).toBe(after);
            expect(applyEdits(after, inverse(text, edits))).toBe(text);
          }
        }),
        RUNS,
      );
    },
    PATIENCE,
  );
});
