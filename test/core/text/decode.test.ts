import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText, utf8Pieces } from "../../../src/core/text/decode.ts";
import { encoded } from "../../support/rvtoolsExport.ts";
import "../../support/seed.ts";

/** Text as exports have it: without the marks that begin one, and without zero characters. */
const text = fc
  .string({ unit: "grapheme", maxLength: 200 })
  .filter((each) => !each.startsWith("\ufeff") && !each.includes("\0"));

describe("bytes become the text they were", () => {
  test.each(["utf-8-bom", "utf-16le", "utf-16be"] as const)("with a byte order mark: %s", (encoding) => {
    fc.assert(
      fc.property(text, (each) => {
        expect(decodeText(encoded(each, encoding)).text).toBe(each);
      }),
    );
  });

  test("UTF-8 without one", () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(decodeText(encoded(each, "utf-8"))).toEqual({ text: each, encoding: "UTF-8", broken: 0 });
      }),
    );
  });

  test("as Node reads them, whatever they are, where they are UTF-8 at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { text: read, encoding } = decodeText(bytes);
        if (encoding === "UTF-8" && !read.includes("�"))
          expect(read).toBe(new TextDecoder("utf-8", { ignoreBOM: false }).decode(bytes));
        if (encoding === "Windows-1252") expect(read).toHaveLength(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });

  test("UTF-16 without a mark, told by its zeros", () => {
    const little = encoded("VM,Powerstate,Größe\r\n", "utf-16le").subarray(2);
    const big = encoded("VM,Powerstate,Größe\r\n", "utf-16be").subarray(2);
    expect(decodeText(little)).toEqual({ text: "VM,Powerstate,Größe\r\n", encoding: "UTF-16LE", broken: 0 });
    expect(decodeText(big).text).toBe("VM,Powerstate,Größe\r\n");
  });

  test("Windows-1252 where it is no UTF-8", () => {
    const bytes = Uint8Array.from([0x4d, 0xfc, 0x6c, 0x6c, 0x80, 0x93]);
    expect(decodeText(bytes)).toEqual({ text: "Müll€“", encoding: "Windows-1252", broken: 0 });
  });

  test("UTF-8 that is cut off within a character, or has one bad byte in it, stays UTF-8", () => {
    const bytes = encoded("Zürich, Genève, Köln", "utf-8");
    const cut = bytes.subarray(0, bytes.indexOf(0xc3, bytes.length - 5) + 1);
    expect(decodeText(cut)).toEqual({ text: "Zürich, Genève, K�", encoding: "UTF-8", broken: 1 });
    const bad = Uint8Array.from([...bytes, 0xff]);
    expect(decodeText(bad)).toEqual({ text: "Zürich, Genève, Köln�", encoding: "UTF-8", broken: 1 });
  });

  test("in pieces of any size, characters of several bytes too", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (each, size) => {
        const bytes = encoded(each, "utf-8");
        const decode = utf8Pieces();
        let read = "";
        for (let at = 0; at < bytes.length; at += size)
          read += decode(bytes.slice(at, at + size), at + size >= bytes.length);
        expect(read).toBe(each);
      }),
    );
  });
});
