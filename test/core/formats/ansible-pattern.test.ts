import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSerial } from "../../../src/core/formats/ansible/batches.ts";
import { joinInventories } from "../../../src/core/formats/ansible/hosts.ts";
import { readIniInventory } from "../../../src/core/formats/ansible/ini.ts";
import { globMatcher, resolvePattern } from "../../../src/core/formats/ansible/pattern.ts";
import { batchesOf } from "../../../src/core/formats/batches.ts";
import type { BatchSize, Targets } from "../../../src/core/model/play.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import { valueUnder } from "../../../src/core/syntax/tree.ts";

const tree = joinInventories([
  readIniInventory({
    path: "hosts",
    text: "lone\n[web]\nweb[1:4]\n[db]\ndb1\ndb2.example.org\n[east]\nweb1\ndb1\n[empty]\n[site:children]\nweb\ndb\n",
  }),
]);
const resolve = (pattern: string): Targets => resolvePattern([pattern], tree);

describe("a host pattern", () => {
  test.each([
    ["web", "web1 web2 web3 web4"],
    ["web:db", "web1 web2 web3 web4 db1 db2.example.org"],
    ["web, db", "web1 web2 web3 web4 db1 db2.example.org"],
    ["site:!east", "web2 web3 web4 db2.example.org"],
    ["!web:site", "db1 db2.example.org"],
    ["site:&east", "web1 db1"],
    ["web[0]", "web1"],
    ["web[-1]", "web4"],
    ["web[1:2]", "web2 web3"],
    ["web[2:]", "web3 web4"],
    ["*.example.org", "db2.example.org"],
    ["we[ab]?:lone:!web[2:]", "web1 web2 lone"],
    ["all", "lone web1 db1 web2 web3 web4 db2.example.org"],
    ["lone", "lone"],
    ["localhost", "localhost"],
  ])("%s means %s", (pattern, hosts) => {
    const resolved = resolve(pattern);
    expect(resolved.known && resolved.hosts.join(" ")).toBe(hosts);
  });

  test("a group that no inventory names is unknown and named, never empty", () => {
    expect(resolve("storage")).toEqual({
      known: false,
      why: "no inventory here says which hosts “storage” has",
    });
  });

  test("a part that no inventory names is listed beside the hosts that are known", () => {
    expect(resolve("web:storage")).toMatchObject({
      known: true,
      hosts: ["web1", "web2", "web3", "web4"],
      missing: ["storage"],
    });
  });

  test("a group without hosts, an index past the end and a regular expression are unknown with their reason", () => {
    expect(resolve("empty")).toEqual({ known: false, why: "the inventory puts no host into “empty”" });
    expect(resolve("web[9]")).toMatchObject({ known: false, why: expect.stringContaining("4") });
    expect(resolve("~web[0-9]+")).toMatchObject({ known: false, why: expect.stringContaining("regular") });
  });

  test("without any inventory that is the reason", () => {
    expect(resolvePattern(["web"], joinInventories([]))).toEqual({
      known: false,
      why: "no inventory was found",
    });
  });

  test("wildcards match as a regular expression of the same meaning does", () => {
    const sign = fc.constantFrom("a", "b", "c", ".", "-");
    const part = fc.oneof(sign, fc.constantFrom("*", "?", "[ab]", "[!ab]", "[a-c]"));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.array(sign, { maxLength: 8 }), (glob, text) => {
        const regex = glob.map((one) =>
          one === "*"
            ? ".*"
            : one === "?"
              ? "."
              : one.length > 1
                ? one.replace("!", "^")
                : `\\${one}`.replace(/\\(\w)/, "$1"),
        );
        expect(globMatcher(glob.join(""))(text.join(""))).toBe(
          new RegExp(`^${regex.join("")}$`).test(text.join("")),
        );
      }),
    );
  });

  test("a hostile wildcard ends", () => {
    expect(globMatcher(`${"*a".repeat(200)}b`)("a".repeat(250))).toBe(false);
  });
});

describe("serial", () => {
  const sizes = (text: string): readonly BatchSize[] => {
    const root = parseYaml(`serial: ${text}`).documents[0]?.root;
    return readSerial(root?.kind === "map" ? valueUnder(root, "serial") : undefined, new Map()).sizes;
  };
  const batches = (text: string, hosts: number): string =>
    (
      batchesOf(
        Array.from({ length: hosts }, (_, i) => `h${i}`),
        sizes(text),
      ) ?? []
    )
      .map((batch) => batch.length)
      .join(" ");

  test.each([
    ["1", 3, "1 1 1"],
    ["5", 12, "5 5 2"],
    ["20%", 41, "8 8 8 8 8 1"],
    ["10%", 3, "1 1 1"],
    ['[1, "10%", "50%", "100%"]', 41, "1 4 20 16"],
    ["[1, 5, 25%]", 20, "1 5 5 5 4"],
    ["0", 7, "7"],
    ["'0'", 7, "7"],
    ["", 7, "7"],
    ["50", 7, "7"],
    ["100%", 7, "7"],
    ["0%", 3, "1 1 1"],
    ["29%", 100, "28 28 28 16"],
    ["[2, 0]", 9, "2 7"],
  ])("%s of %i hosts makes batches of %s", (text, hosts, expected) => {
    expect(batches(text, hosts)).toBe(expected);
  });

  test.each(["many", "'5 hosts'", "12.5%", "{a: 1}", "''", "[1, x]"])(
    "%s is unknown with a reason",
    (text) => {
      expect(sizes(text).find((size) => size.kind === "unknown")).toMatchObject({
        why: expect.stringMatching(/./),
      });
      expect(batchesOf(["a", "b", "c"], sizes(text))).toBeUndefined();
    },
  );

  test("batches divide the hosts, in their order, each host in exactly one", () => {
    const size = fc.oneof(
      fc.integer({ min: 0, max: 30 }).map(String),
      fc.integer({ min: 0, max: 120 }).map((n) => `"${n}%"`),
    );
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 5 }), fc.nat(80), (written, count) => {
        const hosts = Array.from({ length: count }, (_, i) => `h${i}`);
        const divided = batchesOf(hosts, sizes(`[${written.join(", ")}]`)) ?? [];
        expect(divided.flat()).toEqual(hosts);
        expect(divided.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });
});
