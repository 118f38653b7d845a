import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  flag,
  instant,
  list,
  minute,
  number,
  size,
  text,
} from "../../../../src/core/formats/snapshot/fields.ts";
import { type Json, readJson } from "../../../../src/core/formats/snapshot/json.ts";
import { rowsOf } from "../../../../src/core/formats/snapshot/rows.ts";
import { utf16 } from "../../../support/exports/export.ts";
import "../../../support/seed.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
const container = json.filter((value) => typeof value === "object" && value !== null);

/** As JSON has it: objects from the tolerant reader have no prototype. */
function same(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("JSON", () => {
  test("of one document is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(readJson(JSON.stringify(value))).toEqual({ documents: [same(value)], problems: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test("of several documents pasted one after the other is all of them", () => {
    fc.assert(
      fc.property(
        fc.array(container, { minLength: 2, maxLength: 5 }),
        fc.constantFrom("\n", "", ",\r\n", " "),
        (all, between) => {
          const { documents, problems } = readJson(all.map((value) => JSON.stringify(value)).join(between));
          expect(same(documents)).toEqual(same(all));
          expect(problems).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("that is cut off has every whole object of its list, and says where it ends", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string() }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, part) => {
          const whole = JSON.stringify(all, undefined, 1);
          const cut = whole.slice(0, Math.floor((whole.length - 1) * part));
          const { documents, problems } = readJson(cut);
          const ends = all.filter(
            (_, index) => JSON.stringify(all.slice(0, index + 1), undefined, 1).length - 2 <= cut.length,
          );
          expect(same(documents[0] ?? [])).toEqual(same(ends));
          expect(problems.length).toBe(cut === "" ? 0 : 1);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("may be any text at all", () => {
    const signs = fc.array(
      fc.constantFrom("[", "]", "{", "}", '"', ":", ",", "\\", "\n", "a", "1", "null", '"k":', "-", "é"),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(signs, (parts) => {
        const { documents, problems } = readJson(parts.join(""));
        expect(Array.isArray(documents) && Array.isArray(problems)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test("has the shell's own lines between answers left out", () => {
    const pasted = '[{"a":1}]\nroot@pve1:~# pvesh get /nodes --output-format json\n[{"b":2}]\n';
    expect(same(readJson(pasted))).toEqual({
      documents: [[{ a: 1 }], [{ b: 2 }]],
      problems: [{ line: 2, message: "This is no JSON: it is left out." }],
    });
  });

  test("goes on behind a place that cannot be read", () => {
    const { documents, problems } = readJson('[{"a":1},{\'b\':2}]\n[{"c":3}]');
    expect(same(documents)).toEqual([[{ a: 1 }], [{ c: 3 }]]);
    expect(problems.map(({ line }) => line)).toEqual([1]);
  });

  test("nests as deep as it likes", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(() => readJson(deep)).not.toThrow();
    expect(readJson(`${deep}\n{"a":1}`).documents.length).toBe(2);
    expect(() => readJson("[".repeat(200_000))).not.toThrow();
    expect(() => readJson(`${'{"a":'.repeat(200_000)}\n{"b":1}`)).not.toThrow();
  });
});

describe("what an object says", () => {
  test("is under its own keys alone, whatever they are called", () => {
    for (const tail of ["", "\n{}"]) {
      const [value] = readJson(`{"__proto__": {"name": "x"}, "a": {"toString": 1}}${tail}`).documents;
      expect(at(value, "name")).toBeUndefined();
      expect(at(value, "constructor")).toBeUndefined();
      expect(at(value, "a", "toString")).toBe(1);
      expect(at(value, "__proto__", "name")).toBe("x");
    }
    expect(({} as { readonly name?: string }).name).toBeUndefined();
  });

  test("is read across the ways in which tools write it", () => {
    expect([text(" a "), text(7), text(""), text(null), text(["a"])]).toEqual([
      "a",
      "7",
      undefined,
      undefined,
      undefined,
    ]);
    expect([number("4"), number(" 1.5 "), number("4 GB"), number(""), number(true)]).toEqual([
      4,
      1.5,
      undefined,
      undefined,
      undefined,
    ]);
    expect([flag(1), flag("false"), flag("True"), flag("yes"), flag(2)]).toEqual([
      true,
      false,
      true,
      undefined,
      undefined,
    ]);
    expect(list({ value: [1, 2], Count: 2 })).toEqual([1, 2]);
    expect(list("one")).toEqual(["one"]);
  });

  test("has dates of two PowerShells", () => {
    const written = [
      "/Date(1700000000000)/",
      "2023-11-14T22:13:20.1234567+00:00",
      { value: "/Date(1700000000000)/", DisplayHint: 2 },
    ];
    expect(written.map((value) => minute(instant(value)))).toEqual(Array(3).fill("2023-11-14T22:13Z"));
    expect(minute(instant("/Date(99999999999999999999)/"))).toBeUndefined();
    expect(minute(9e15)).toBeUndefined();
  });

  test("has sizes that a manifest reads", () => {
    const gib = 1024 ** 3;
    expect([
      size(gib),
      size(1536 * gib),
      size(2048 * gib),
      size(33567911936),
      size(1000),
      size(0),
      size(Number.NaN),
    ]).toEqual(["1GiB", "1536GiB", "2TiB", "32012MiB", "1000B", undefined, undefined]);
  });
});

describe("the objects of a file", () => {
  const names = (content: string | Uint8Array) =>
    rowsOf({ path: "a.json", content }).map(({ value, row, where }) => [at(value, "n"), row, where]);

  test("are found in lists, wrappers and answers by path, and counted", () => {
    expect(
      names('{"data":[{"n":1},[{"n":2}]]}\n{"count":1,"results":[{"n":3}]}{"value":[{"n":4}],"Count":1}'),
    ).toEqual([
      [1, 1, "a.json"],
      [2, 2, "a.json"],
      [3, 3, "a.json"],
      [4, 4, "a.json"],
    ]);
    expect(names('{"/nodes/pve1/status": {"n":1}, "/nodes": {"data": [{"n":2}]}}')).toEqual([
      [1, 1, "a.json /nodes/pve1/status"],
      [2, 2, "a.json /nodes"],
    ]);
  });

  test("are there in UTF-16 and behind a byte order mark", () => {
    expect(names(utf16('[{"n":"é"}]'))).toEqual([["é", 1, "a.json"]]);
    expect(names('\ufeff[{"n":1}]')).toEqual([[1, 1, "a.json"]]);
  });

  test("are not looked for in other texts", () => {
    expect(names("kind: Estate\n[]")).toEqual([]);
    expect(names("")).toEqual([]);
  });
});
