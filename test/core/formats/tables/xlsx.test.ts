import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { Table } from "../../../../src/core/formats/tables/table.ts";
import { openWorkbook, type Workbook } from "../../../../src/core/formats/tables/xlsx.ts";
import { openZip, unpack } from "../../../../src/core/formats/tables/zip.ts";
import { type Cell, workbook } from "../../../support/rvtoolsExport.ts";
import "../../../support/seed.ts";

function opened(bytes: Uint8Array): Workbook {
  const book = openWorkbook(bytes);
  if ("problem" in book) throw new Error(book.problem);
  return book;
}

function rowsOf(table: Table): readonly (readonly string[])[] {
  return Array.from({ length: table.count }, (_, row) => table.cells(row));
}

/** A workbook with one sheet of this XML. */
function bookWith(sheet: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const files = {
    "xl/workbook.xml": '<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="a" Target="worksheets/s.xml"/></Relationships>',
    "xl/worksheets/s.xml": sheet,
    ...more,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

function readOne(bytes: Uint8Array): Table {
  return opened(bytes).read("S");
}

const HEAD =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>';

describe("a workbook", () => {
  test("says what was written into it", () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.string({
        unit: fc.constantFrom("a", "é", "<", "&", '"', "]]>", "日", "1"),
        minLength: 1,
        maxLength: 6,
      }),
      fc.integer(),
      fc.boolean(),
      fc.constant(undefined),
      fc
        .integer({ min: 40_000_000, max: 100_000_000 })
        .map((quarters) => ({ date: new Date(quarters * 15_000).toISOString() })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        (rows, from1904, inline) => {
          const columns = ["one", "two", "three"];
          const bytes = workbook(
            { First: { columns, rows }, Other: { columns, rows: [] } },
            { from1904, texts: inline ? "inline" : "shared" },
          );
          const book = opened(bytes);
          expect(book.sheets).toEqual(["First", "Other"]);
          const table = book.read("First");
          const filled = rows.filter((row) => row.some((each) => each !== undefined));
          expect(rowsOf(table)).toEqual(filled.map((row) => row.map(shown)));
          expect(table.notes).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("gives what a formula came to, and nothing for an error", () => {
    const table = readOne(
      bookWith(
        `<worksheet><sheetData>${HEAD}<row r="7"><c r="A7" t="str"><f>HYPERLINK("http://x","y")</f><v>y</v></c><c r="B7" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>`,
      ),
    );
    expect([rowsOf(table), table.place(0)]).toEqual([[["y", ""]], 7]);
  });

  test("has numbers as they are, dates only where a style says so, and characters that XML cannot hold", () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[Red]0.00&quot;days&quot;"/><numFmt numFmtId="171" formatCode="d\\.m\\.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="22"/></cellXfs></styleSheet>';
    const cells = [
      '<c><v>1.6384E4</v></c><c s="1"><v>46053</v></c>',
      '<c s="2"><v>46053</v></c><c s="3"><v>46053.5</v></c>',
      '<c t="str"><v>a_x000A_b</v></c>',
    ];
    const table = readOne(
      bookWith(
        `<worksheet><sheetData>${HEAD}${cells.map((each) => `<row>${each}</row>`).join("")}</sheetData></worksheet>`,
        { "xl/styles.xml": styles },
      ),
    );
    expect(rowsOf(table)).toEqual([
      ["16384", "46053"],
      ["2026-01-31", "2026-01-31T12:00:00"],
      ["a\nb", ""],
    ]);
  });

  test("that refers to texts, rows and columns that are not there has no cells in them", () => {
    const table = readOne(
      bookWith(
        `<worksheet><sheetData>${HEAD}<row r="x"><c r="A2" t="s"><v>99</v></c><c r="B2"><v>7</v></c></row><row><c r="ZZZZ3"><v>1</v></c><c r="A3"><v>2</v></c></row></sheetData></worksheet>`,
      ),
    );
    expect(rowsOf(table)).toEqual([
      ["", "7"],
      ["2", ""],
    ]);
    expect(table.notes).toHaveLength(1);
  });
});

function shown(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  if (typeof cell !== "object") return String(cell);
  const [date = "", time = ""] = cell.date.split("T");
  return time.startsWith("00:00:00") ? date : `${date}T${time.slice(0, 8)}`;
}

describe("a hostile workbook", () => {
  const problemOf = (sheet: string) =>
    readOne(bookWith(sheet))
      .notes.map(({ message }) => message)
      .join(" ");

  test("may not have a document type, and so no entities of its own", () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData>${HEAD}<row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`;
    expect(problemOf(laughs)).toMatch(/has a document type/);
    const external = `<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>`;
    expect(problemOf(external)).toMatch(/has a document type/);
    expect(
      problemOf(`<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`),
    ).toMatch(/not well-formed/);
  });

  test("may not nest without end", () => {
    expect(problemOf("<a>".repeat(100_000))).toMatch(/too deep/);
  });

  test("may not unpack to more than a sheet can be, whatever it declares", () => {
    const zeros = new Uint8Array(64 << 20);
    const bytes = zipSync({ "xl/big.xml": zeros }, { level: 9 });
    const archive = openZip(bytes);
    if ("problem" in archive) throw new Error(archive.problem);
    const entry = archive.get("xl/big.xml");
    if (entry === undefined) throw new Error("an entry");
    let taken = 0;
    const take = (piece: Uint8Array) => {
      taken += piece.length;
      return true;
    };
    expect(unpack(entry, take)?.problem).toMatch(/far more than a sheet/);
    expect(taken).toBe(0);
    // One that lies about its size is stopped on the way.
    expect(unpack({ ...entry, size: 10 }, take)?.problem).toMatch(/far more than a sheet/);
    expect(taken).toBeLessThan(34 << 20);
  });

  test("may be cut off anywhere, or be changed anywhere", () => {
    const rows = Array.from({ length: 40 }, (_, at): readonly Cell[] => [`vm-${at}`, at, at % 2 === 0]);
    const bytes = workbook({ S: { columns: ["a", "b", "c"], rows } });
    const attempt = (changed: Uint8Array) => {
      const book = openWorkbook(changed);
      if ("problem" in book) {
        expect(book.problem).not.toBe("");
        return;
      }
      for (const sheet of book.sheets)
        for (const row of rowsOf(book.read(sheet))) expect(row.length).toBeGreaterThan(0);
    };
    fc.assert(
      fc.property(fc.nat(bytes.length), (length) => attempt(bytes.slice(0, length))),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const changed = bytes.slice();
          for (const [at, byte] of changes) changed[at] = byte;
          attempt(changed);
        },
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        attempt(Uint8Array.from([0x50, 0x4b, 3, 4, ...bytes])),
      ),
    );
  });

  test("may not hold very many files", () => {
    const bytes = bookWith("<worksheet/>");
    const end = bytes.length - 22;
    const many = bytes.slice();
    new DataView(many.buffer).setUint16(end + 10, 60_000, true);
    expect(openWorkbook(many)).toMatchObject({ problem: expect.stringMatching(/60000 files/) });
  });
});
