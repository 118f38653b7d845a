import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, validFixes } from "../../src/core/analyze.ts";

/** Bad input is normal input: a clear finding, never an exception, never a silent clean bill. */

const HEAD = "apiVersion: baskets/v1\nkind: Estate\n";

function analyzeText(text: string, path = "hostile.estate.yaml"): Analysis {
  return analyze([{ path, text }], { asOf: 0 });
}

function said(analysis: Analysis): string[] {
  return analysis.findings.filter((finding) => finding.severity !== "info").map((finding) => finding.rule);
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ["an empty file", ""],
  ["a file of white space", "  \n\n"],
  ["a file of comments", "# nothing yet\n"],
  ["an alias that stands in its own anchor", "a: &a\n  b: *a\n"],
  ["an alias to nothing", `${HEAD}hosts: *nobody\n`],
  ["three thousand nested maps", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ["a hundred thousand open brackets", "[".repeat(100_000)],
  ["a hundred thousand open braces", `hosts: ${"{a: ".repeat(100_000)}`],
  [
    "nested anchors that multiply",
    `${HEAD}a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`).join("\n")}\nhosts: *a12\n`,
  ],
  [
    "a line of a million characters",
    `${HEAD}hosts: [{name: ${"x".repeat(1_000_000)}, cluster: ${"y".repeat(1_000_000)}}]\n`,
  ],
  ["NUL characters", `${HEAD}hosts: [{name: a\u0000b}]\n`],
  [
    "a conflict that git left",
    `${HEAD}hosts:\n<<<<<<< HEAD\n  - {name: a}\n=======\n  - {name: b}\n>>>>>>> other\n`,
  ],
  ["an open quote", `${HEAD}hosts:\n  - {name: "a}\n  - {name: b}\n`],
  ["tabs as indentation", `${HEAD}hosts:\n\t- name: a\n`],
  ["a binary file", "\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR"],
  ["what a decoder made of something else", "\uFFFDa\uFFFDp\uFFFDi\uFFFDV\uFFFD"],
  ["the same key twice", `${HEAD}hosts: [{name: a}]\nhosts: [{name: b}]\n`],
  [
    "keys that objects have",
    `${HEAD}__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n`,
  ],
  ["a map as a key", `${HEAD}? {a: b}\n: c\n`],
];

describe("hostile files", () => {
  test.each(HOSTILE)("%s gets a finding", (_, text) => {
    const analysis = analyzeText(text);
    expect(said(analysis)).not.toEqual([]);
    for (const finding of analysis.findings) {
      expect(finding.message).toMatch(/^.{10,}[.?]$/su);
      expect(finding.at.end).toBeLessThanOrEqual(text.length);
    }
  });

  test("the rest of a stream is analysed when one document is broken", () => {
    const analysis = analyzeText(
      `${HEAD}hosts: [{name: a\n---\n${HEAD}services: [{name: erp, colour: red}]\n`,
    );
    expect(said(analysis)).toEqual(expect.arrayContaining(["syntax", "shape"]));
  });

  test("nothing is polluted", () => {
    analyzeText(
      `${HEAD}__proto__: {polluted: true}\nhosts: [{name: __proto__, __proto__: {polluted: true}}]\n`,
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("any text gives an analysis, with places inside the text", () => {
    const piece = fc.constantFrom(
      "- ",
      "  ",
      "\n",
      "\r\n",
      ": ",
      "{",
      "}",
      "[",
      "]",
      "&a ",
      "*a",
      "<<: ",
      "|\n",
      ">",
      "'",
      '"',
      "#",
      "---\n",
      "name",
      "hosts",
      "vms",
      "stages",
      "x",
      "1",
      "%",
      "!t ",
      "? ",
      ",",
      "\t",
      "\u2028",
      "\ud800",
      HEAD,
      "kind: Rollout\n",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        const text = HEAD + pieces.join("");
        const analysis = analyzeText(text);
        for (const finding of analysis.findings) {
          expect(finding.at.start).toBeGreaterThanOrEqual(0);
          expect(finding.at.start).toBeLessThanOrEqual(finding.at.end);
          expect(finding.at.end).toBeLessThanOrEqual(text.length);
          validFixes(analysis, finding);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("other people's files", () => {
  test.each([
    ["docker-compose.yml", "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n"],
    ["deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"],
    [
      ".github/workflows/ci.yml",
      "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: reboot\n",
    ],
    ["tasks/main.yml", "- name: restart\n  reboot:\n- name: upgrade\n  apt: {upgrade: dist}\n"],
    ["broken.yaml", "a: [1, 2\nb: }\n"],
  ])("%s is left alone", (path, text) => {
    const analysis = analyzeText(text, path);
    expect([analysis.findings, analysis.recognised.get(path)]).toEqual([[], "nothing"]);
  });
});
