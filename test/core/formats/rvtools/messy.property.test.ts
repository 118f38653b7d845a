import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { rvtools } from "../../../../src/core/formats/rvtools/rvtools.ts";
import type { ExportFile, Observed } from "../../../../src/core/formats/snapshot/observed.ts";
import { carried, shapes } from "../../../support/rvtoolsEstates.ts";
import {
  csvFiles,
  csvText,
  encoded,
  PLAIN,
  type SheetsWritten,
  sheetsOf,
  workbook,
} from "../../../support/rvtoolsExport.ts";
import "../../../support/seed.ts";

function read(files: readonly ExportFile[]): Observed {
  for (const file of files) rvtools.recognise(file);
  return rvtools.read(files, { environment: "estate" });
}

function namesOf(estate: Observed): readonly string[] {
  return estate.vms.map(({ environment, name }) => `${environment}/${name}`).sort();
}

function without(
  { [kind(0)]: sheet, ...rest }: SheetsWritten,
  gone: (column: string) => boolean,
): SheetsWritten {
  if (sheet === undefined) return rest;
  const kept = sheet.columns.flatMap((column, at) => (gone(column) ? [] : [at]));
  const vInfo = {
    columns: kept.map((at) => sheet.columns[at] ?? ""),
    rows: sheet.rows.map((row) => kept.map((at) => row[at])),
  };
  return { vInfo, ...rest };
}

function kind(_: number): "vInfo" {
  return "vInfo";
}

describe("a messy export", () => {
  test("of which any columns are missing shows all its VMs, and only those columns' facts are not there", () => {
    const optional = [
      "Powerstate",
      "CPUs",
      "Memory",
      "Path",
      "Cluster",
      "Host",
      "VM UUID",
      "Template",
      "Datacenter",
      "Network #1",
    ];
    fc.assert(
      fc.property(carried, fc.subarray(optional), (estate, gone) => {
        const sheets = without(sheetsOf(estate, PLAIN), (column) => gone.includes(column));
        const seen = read(csvFiles(sheets, PLAIN));
        expect(namesOf(seen)).toEqual(namesOf(estate));
        if (gone.includes("CPUs")) expect(seen.vms.every(({ cpu }) => cpu === undefined)).toBe(true);
        const plain = (each: Observed) =>
          each.hosts.map(({ environment, name, build }) => [environment, name, build]);
        expect(plain(seen)).toEqual(plain(estate));
      }),
      { numRuns: 300 },
    );
  });

  test("of which any sheets are missing gives what the others say", () => {
    fc.assert(
      fc.property(
        carried,
        fc.subarray(["vHost", "vCluster", "vDatastore", "vDisk", "vLicense", "vMetaData"]),
        (estate, gone) => {
          const sheets = Object.fromEntries(
            Object.entries(sheetsOf(estate, PLAIN)).filter(([name]) => !gone.includes(name)),
          );
          const seen = read(csvFiles(sheets, PLAIN));
          expect(namesOf(seen)).toEqual(namesOf(estate));
          const hosts = new Set(seen.hosts.map(({ environment, name }) => `${environment}/${name}`));
          for (const vm of seen.vms)
            if (vm.host !== undefined) expect(hosts).toContain(`${vm.environment}/${vm.host}`);
          const clusters = new Set(seen.clusters.map(({ environment, name }) => `${environment}/${name}`));
          for (const each of [...seen.vms, ...seen.hosts])
            if (each.cluster !== undefined) expect(clusters).toContain(`${each.environment}/${each.cluster}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("that is cut off loses what is cut off and nothing else, and says so", () => {
    fc.assert(
      fc.property(
        carried,
        shapes,
        fc.nat(1000).map((mille) => mille / 1000),
        (estate, shape, share) => {
          const { vInfo } = sheetsOf(estate, shape);
          if (vInfo === undefined) throw new Error("vInfo");
          const whole = encoded(csvText(vInfo, shape), shape.encoding);
          const head = encoded(csvText({ ...vInfo, rows: [] }, shape), shape.encoding).length;
          const length = head + Math.floor(share * (whole.length - head));
          const seen = read([{ path: "RVTools_tabvInfo.csv", content: whole.slice(0, length) }]);
          const all = namesOf(estate);
          for (const name of namesOf(seen)) expect(all).toContain(name);
          // As many as have their whole row in what is left.
          const ends = vInfo.rows
            .map(
              (_, at) =>
                encoded(csvText({ ...vInfo, rows: vInfo.rows.slice(0, at + 1) }, shape), shape.encoding)
                  .length,
            )
            .filter((end) => end <= length);
          expect(seen.vms.length).toBeGreaterThanOrEqual(ends.length);
          const isWithin = length > (ends.at(-1) ?? head) + "\r\nab".length * 2;
          if (isWithin && seen.vms.length === ends.length)
            expect(seen.notes.map(({ message }) => message).join(" ")).toMatch(/too early|cut off/);
        },
      ),
      { numRuns: 800 },
    );
  });

  test("with stray rows among the others skips those, and says where", () => {
    fc.assert(
      fc.property(
        carried,
        fc.constantFrom("Total: 7 VMs", "a,b,c", `${"x,".repeat(200)}x`, "-----"),
        (estate, stray) => {
          const text = csvText(sheetsOf(estate, PLAIN).vInfo as never, PLAIN);
          const seen = read([{ path: "RVTools_tabvInfo.csv", content: `${text}${stray}\r\n\r\n` }]);
          expect(namesOf(seen)).toEqual(namesOf(estate));
          expect(seen.notes.some(({ row, message }) => row !== undefined && /left out/.test(message))).toBe(
            true,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test("in the encoding of an old Windows is read", () => {
    fc.assert(
      fc.property(carried, (estate) => {
        const shape = { ...PLAIN, encoding: "windows-1252" as const };
        const sheets = sheetsOf(JSON.parse(JSON.stringify(estate).replaceAll("–", "-")), shape);
        const seen = read(csvFiles(sheets, shape));
        expect(namesOf(seen)).toEqual(namesOf(estate).map((name) => name.replaceAll("–", "-")));
      }),
      { numRuns: 200 },
    );
  });

  test("whose days and months cannot be told apart leaves those dates out, and says so", () => {
    const text =
      "Host,ESX Version,# Cores,Boot time,VI SDK Server\ne1,,8,03/04/2026 10:00:00,vc\ne2,,8,05/05/2026 10:00:00,vc\n";
    const seen = read([{ path: "RVTools_tabvHost.csv", content: text }]);
    expect(seen.hosts.map(({ booted }) => booted)).toEqual([undefined, "2026-05-05T10:00Z"]);
    expect(seen.notes.map(({ message }) => message).join("\n")).toContain(
      "“03/04/2026 10:00:00” may have the day or the month first",
    );
  });

  test("shows the same whatever the order of its rows and files", () => {
    fc.assert(
      fc.property(carried, (estate) => {
        const sheets = sheetsOf(estate, PLAIN);
        const turned = Object.fromEntries(
          Object.entries(sheets).map(([name, { columns, rows }]) => [
            name,
            { columns, rows: rows.toReversed() },
          ]),
        );
        const sorted = (each: Observed) =>
          JSON.parse(
            JSON.stringify(
              [each.hosts, each.vms, each.clusters].map((items) =>
                [...items].sort((a, b) =>
                  `${a.environment}/${a.name}` < `${b.environment}/${b.name}` ? -1 : 1,
                ),
              ),
            ),
          );
        expect(sorted(read(csvFiles(turned, PLAIN).toReversed()))).toEqual(
          sorted(read(csvFiles(sheets, PLAIN))),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("a hostile export", () => {
  test("of any bytes gives an estate, and what is wrong with it", () => {
    const head = strToU8("VM,Powerstate,Template,CPUs,Memory,Config status,VI SDK Server\r\n");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, headed) => {
        const content = headed ? Uint8Array.from([...head, ...bytes]) : bytes;
        const seen = read([{ path: "RVTools_tabvInfo.csv", content }]);
        expect(new Set(namesOf(seen)).size).toBe(seen.vms.length);
      }),
      { numRuns: 1500 },
    );
  });

  test("of any texts in its cells gives unique names, and a manifest's worth of values", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("vm", "True", "-1", "1e9", "[", "[]", "[x]", "__proto__", "=1+1"),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 23, maxLength: 23 }), { maxLength: 8 }),
        carried,
        (rows, estate) => {
          const sheets = sheetsOf(estate, PLAIN);
          const columns = sheets.vInfo?.columns ?? [];
          const files = csvFiles(
            { vInfo: { columns, rows }, vHost: { columns: sheets.vHost?.columns ?? [], rows } },
            PLAIN,
          );
          const seen = read(files);
          expect(new Set(namesOf(seen)).size).toBe(seen.vms.length);
          for (const { cpu, memory } of seen.vms) {
            expect(cpu === undefined || cpu > 0).toBe(true);
            expect(memory === undefined || /^\d+[MGT]iB$/.test(memory)).toBe(true);
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  test("of ten thousand columns is read by the names of those that matter", () => {
    const more = Array.from({ length: 10_000 }, (_, at) => `c${at}`);
    const columns = ["VM", "Powerstate", "Template", "CPUs", "Memory", ...more, "VI SDK Server"];
    const rows = Array.from({ length: 10 }, (_, at) => [
      `vm-${at}`,
      "poweredOn",
      false,
      2,
      1024,
      ...more,
      "vc",
    ]);
    const sheets = { vInfo: { columns, rows } };
    for (const files of [csvFiles(sheets, PLAIN), [{ path: "a.xlsx", content: workbook(sheets) }]]) {
      const seen = read(files);
      expect(seen.vms.map(({ cpu, memory, environment }) => [cpu, memory, environment])).toEqual(
        Array(10).fill([2, "1GiB", "vc"]),
      );
      expect(seen.vms[7]?.fact?.("C9999")).toBe("c9999");
    }
  });

  test("that is a bomb, has a document type, or is locked, is named and nothing more", () => {
    const names = '<workbook><sheets><sheet name="vInfo" r:id="a"/></sheets></workbook>';
    const book = (sheet: Uint8Array) =>
      zipSync(
        {
          "xl/workbook.xml": strToU8(names),
          "xl/_rels/workbook.xml.rels": strToU8('<r><Relationship Id="a" Target="s.xml"/></r>'),
          "xl/s.xml": sheet,
        },
        { level: 9 },
      );
    const messages = (content: Uint8Array) => {
      const seen = read([{ path: "a.xlsx", content }]);
      expect(seen.vms).toEqual([]);
      return seen.notes.map(({ message }) => message).join(" ");
    };
    expect(messages(book(new Uint8Array(48 << 20).fill(32)))).toMatch(/far more than a sheet/);
    expect(messages(book(strToU8("<!DOCTYPE a [<!ENTITY a 'b'>]><worksheet/>")))).toMatch(/document type/);
    const locked = book(strToU8("<worksheet/>"));
    const directory = new DataView(locked.buffer).getUint32(locked.length - 6, true);
    locked[directory + 8] = 1;
    expect(messages(locked)).toMatch(/protected by a password/);
  });
});
