import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { delimiterOf, readCsv } from "../../../../src/core/formats/tables/csv.ts";
import type { Table } from "../../../../src/core/formats/tables/table.ts";
import { csvText, PLAIN } from "../../../support/rvtoolsExport.ts";
import "../../../support/seed.ts";

function rowsOf(table: Table): readonly (readonly string[])[] {
  return Array.from({ length: table.count }, (_, row) => table.cells(row));
}

const cell = fc.string({
  unit: fc.constantFrom("a", "B", "é", " ", '"', ",", ";", "\t", "\n", "1", "日"),
  maxLength: 8,
});

describe("comma-separated values", () => {
  test("are what was written, with any separator, quotation marks and line ends within cells", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
        fc.constantFrom("," as const, ";" as const, "\t" as const),
        fc.constantFrom("\r\n" as const, "\n" as const),
        (rows, delimiter, newline) => {
          const shape = { ...PLAIN, delimiter, newline };
          const table = readCsv(csvText({ columns: ["one", "two", "three"], rows }, shape));
          expect(table.columns).toEqual(["one", "two", "three"]);
          expect(rowsOf(table)).toEqual(rows.filter((row) => row.some((each) => each.trim() !== "")));
          expect(table.notes).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("tell their separator by the column names", () => {
    expect(delimiterOf("a;b\r\n1,1;2,2\r\n")).toBe(";");
    expect(delimiterOf('"a,b,c"\tx\n')).toBe("\t");
    expect(delimiterOf("one")).toBe(",");
    expect(readCsv("sep=;\r\na;b\r\n1;2\r\n").columns).toEqual(["a", "b"]);
  });

  test("keep only the columns that are asked for", () => {
    const table = readCsv("a,b,c\n1,2,3\n4,5\n", (column) => column !== "b");
    expect([table.columns, rowsOf(table)]).toEqual([
      ["a", "c"],
      [
        ["1", "3"],
        ["4", ""],
      ],
    ]);
    expect([table.short(0), table.short(1)]).toEqual([false, true]);
  });

  test("say which rows have too many cells, where the columns stand again, and where a quotation mark stays open", () => {
    const table = readCsv('a,b\n1,2\n1,2,3\na,b\n5,6,,\n"open,7\n8,9\n');
    expect(rowsOf(table)).toEqual([
      ["1", "2"],
      ["5", "6"],
      ["open,7\n8,9\n", ""],
    ]);
    expect(table.place(1)).toBe(5);
    expect(table.notes.map(({ row, message }) => [row, message.slice(0, 40)])).toEqual([
      [6, "A quotation mark that opens here is neve"],
      [3, "This row has more cells than there are c"],
      [4, "The column names stand here once more: n"],
    ]);
  });

  test("may hold zero bytes and control characters", () => {
    const table = readCsv("a,b\n\u0000x\u0000,y\u001fz\n");
    expect(rowsOf(table)).toEqual([["x", "y z"]]);
  });
});
