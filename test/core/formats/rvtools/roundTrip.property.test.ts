import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rvtools } from "../../../../src/core/formats/rvtools/rvtools.ts";
import type { ExportFile, Observed } from "../../../../src/core/formats/snapshot/observed.ts";
import { carried, shapes } from "../../../support/rvtoolsEstates.ts";
import { type BookShape, csvFiles, sheetsOf, workbook } from "../../../support/rvtoolsExport.ts";
import "../../../support/seed.ts";

const OPTIONS = { environment: "estate" };

/** Everything but the facts for `map` and what is said; in an order of its own. */
function compared(estate: Observed): unknown {
  const byName = <T extends { readonly name: string }>(items: readonly T[]) =>
    items
      .map((item) => JSON.parse(JSON.stringify({ ...item, fact: undefined })) as Record<string, unknown>)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const { environments, clusters, hosts, vms, domains, takenAt } = estate;
  return {
    takenAt,
    environments: byName(environments),
    clusters: byName(clusters),
    hosts: byName(hosts),
    vms: byName(vms),
    domains: byName(domains),
  };
}

function keyOf(item: Record<string, unknown>): string {
  return [item.environment, item.kind, item.name].join("\0");
}

/** What is said of no row that was left out. */
const HARMLESS = [/time zone/, /seen by one host only/, /of vSAN/];

function losses(estate: Observed): readonly string[] {
  return estate.notes
    .map(({ message }) => message)
    .filter((message) => !HARMLESS.some((each) => each.test(message)));
}

function check(files: readonly ExportFile[], estate: Observed): void {
  const read = rvtools.read(files, OPTIONS);
  expect(compared(read)).toEqual(compared(estate));
  expect(losses(read)).toEqual([]);
}

describe("an estate exported by RVTools and read again is the same", () => {
  test("from files of comma-separated values, in every version, locale and encoding", () => {
    fc.assert(
      fc.property(carried, shapes, (estate, shape) => {
        const files = csvFiles(sheetsOf(estate, shape), shape);
        for (const file of files)
          if (/tabv(?:Info|Host|Cluster|Datastore)/.test(file.path))
            expect(rvtools.recognise(file)).toBe(true);
        check(files, estate);
      }),
      { numRuns: 1500 },
    );
  });

  test("from a workbook, with shared and inline texts, with gaps, in both systems of dates", () => {
    const books: fc.Arbitrary<BookShape> = fc.record({
      from1904: fc.boolean(),
      texts: fc.constantFrom("shared" as const, "inline" as const),
      references: fc.boolean(),
    });
    fc.assert(
      fc.property(carried, shapes, books, (estate, shape, book) => {
        const file = { path: "RVTools.xlsx", content: workbook(sheetsOf(estate, shape), book) };
        expect(rvtools.recognise(file)).toBe(true);
        check([file], estate);
      }),
      { numRuns: 800 },
    );
  });
});
