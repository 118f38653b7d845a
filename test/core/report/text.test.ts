import { describe, expect, test } from "vitest";
import { type Analysis, analyze, validFixes } from "../../../src/core/analyze.ts";
import type { Finding } from "../../../src/core/model/finding.ts";
import { countsLine } from "../../../src/core/report/counts.ts";
import { markdownReport } from "../../../src/core/report/markdown.ts";
import { notText, reaches, withFindings } from "../../../src/core/report/reported.ts";
import { textReport } from "../../../src/core/report/text.ts";
import { ANALYSIS, AS_OF, FILES } from "./estate.ts";

const PLAIN = { width: 100, colour: false };
const tried = (analysis: Analysis) => (finding: Finding) => validFixes(analysis, finding);

describe("text", () => {
  const text = textReport(ANALYSIS, FILES, PLAIN, tried(ANALYSIS));

  test("a finding has its place, the line and carets under the words at fault", () => {
    expect(text).toMatch(/^corp\.estate\.yaml:\d+:\d+ error unknown-reference {2}\S/m);
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes("host: esx-22}"));
    const carets = lines[at + 1] ?? "";
    expect((lines[at] ?? "").slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("esx-22");
  });

  test("it fits 100 columns, but for the last line, which counts", () => {
    for (const line of text.split("\n").slice(0, -2)) expect(line.length).toBeLessThanOrEqual(100);
    expect(text.endsWith(`\n\n${countsLine(ANALYSIS)}\n`)).toBe(true);
  });

  test("what is silenced is counted, not listed", () => {
    expect(ANALYSIS.silenced).toHaveLength(1);
    expect(text).toContain("(1 silenced)");
    expect(text).not.toContain("moved by hand");
  });

  test("colours change nothing but colours", () => {
    const coloured = textReport(ANALYSIS, FILES, { ...PLAIN, colour: true }, tried(ANALYSIS));
    expect(coloured).toContain("\u001b[31m");
    expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "")).toBe(text);
  });

  test("related places are listed, many of them counted", () => {
    const at = { file: "corp.estate.yaml", start: 0, end: 4 };
    const related = Array.from({ length: 7 }, (_, index) => ({ at, message: `place ${index}` }));
    const finding: Finding = {
      rule: "single-basket",
      severity: "error",
      message: "One basket.",
      at,
      related,
    };
    const shown = textReport({ ...ANALYSIS, findings: [finding] }, FILES, PLAIN, tried(ANALYSIS));
    expect(shown).toContain("    corp.estate.yaml:1:1  place 4\n    and 2 more places\n");
  });

  test("nothing that a file says reaches the terminal as a command", () => {
    const hostile =
      'apiVersion: baskets/v1\nkind: Estate\n\u009b2J: \u202e\nvms:\n  - {name: a, host: "\\e[31mx"}\n';
    const files = [{ path: "a\u001b[2J.yaml", text: hostile }];
    const analysis = analyze(files, { asOf: AS_OF });
    const shown = textReport(analysis, files, PLAIN, tried(analysis));
    expect(shown).toContain("a<U+001B>[2J.yaml:");
    expect([...shown].filter((character) => character < " " && character !== "\n")).toEqual([]);
    expect(shown).not.toMatch(/[\u0080-\u009f\u202e]/);
  });

  test("a clean estate is one line that says what was read", () => {
    const files = [
      { path: "a.yaml", text: "apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: lab}]\n" },
    ];
    const analysis = analyze(files, { asOf: AS_OF });
    expect(textReport(analysis, files, PLAIN, tried(analysis))).toBe(
      "No findings; read 1 manifest as of 2008-08-11\n",
    );
  });
});

test("only a fix that holds is named", () => {
  const files = [
    { path: "a.yaml", text: "apiVersion: baskets/v1\nkind: Estate\nclusters: [{name: a, tolerate: 1}]\n" },
  ];
  const analysis = analyze(files, { asOf: AS_OF });
  expect(textReport(analysis, files, PLAIN, tried(analysis))).toContain("    fix: Change to tolerates\n");
  expect(textReport(analysis, files, PLAIN, () => [])).not.toContain("fix: ");
});

describe("markdown", () => {
  test("it has a row for each finding, and names stay words", () => {
    const at = { file: "a_b|c.yaml", start: 0, end: 0 };
    const finding: Finding = { rule: "shape", severity: "error", message: "a | b <b> [x](y) `z`", at };
    const analysis = { ...ANALYSIS, findings: [...ANALYSIS.findings, finding] };
    const rows = markdownReport(analysis, FILES)
      .split("\n")
      .filter((line) => /^\| (?:error|warning|info) /.test(line));
    expect(rows).toHaveLength(analysis.findings.length);
    expect(rows.at(-1)).toBe("| error | a\\_b\\|c.yaml:1:1 | shape | a \\| b \\<b\\> \\[x\\](y) \\`z\\` |");
  });
});

describe("findings made outside of the analysis", () => {
  test("they stand in order and count", () => {
    const whole = withFindings(ANALYSIS, [notText("a.estate.yaml", "")]);
    expect(whole.findings[0]?.at.file).toBe("a.estate.yaml");
    expect(whole.findings.length).toBe(ANALYSIS.findings.length + 1);
  });

  test("a threshold is reached by what is as severe or more", () => {
    const at = { file: "a", start: 0, end: 0 };
    const warning: Finding = { rule: "shape", severity: "warning", message: "…", at };
    const reached = (["error", "warning", "info", "never"] as const).map((least) =>
      reaches([warning], least),
    );
    expect(reached).toEqual([false, true, true, false]);
  });
});
