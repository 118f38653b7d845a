import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix, validFixes } from "../../src/core/analyze.ts";
import type { Finding } from "../../src/core/model/finding.ts";
import { RULES } from "../../src/core/rules/index.ts";
import type { Rule } from "../../src/core/rules/rule.ts";
import { asExpected, type Case, differences, parseCase } from "../support/notation.ts";

const FIXTURES = path.join(import.meta.dirname, "..", "fixtures", "rules");

function analyzeCase({ files, asOf }: Case): Analysis {
  return analyze(files, { asOf });
}

/** Applies the preferred fix of each finding of the rule, one after the other. */
function fixAll(analysis: Analysis, rule: string): Analysis {
  let current = analysis;
  for (let round = 0; round < 20; round++) {
    const fix = current.findings
      .filter((finding) => finding.rule === rule)
      .flatMap((finding) => validFixes(current, finding).find((each) => each.preferred) ?? [])[0];
    const after = fix && applyFix(current, fix);
    if (after === undefined) return current;
    current = after;
  }
  return current;
}

function textsOf(analysis: Analysis): string {
  return analysis.parts.map((part) => part.text).join("");
}

function example(rule: Rule, text: string): Case {
  return parseCase(text, rule.group === "rollout" ? "example.rollout.yaml" : "example.estate.yaml");
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("finds its bad example", () => {
    expect(analyzeCase(example(rule, rule.bad)).findings.map((finding) => finding.rule)).toContain(id);
  });

  test("is silent on its good example", () => {
    expect(analyzeCase(example(rule, rule.good)).findings.filter((finding) => finding.rule === id)).toEqual(
      [],
    );
  });

  if (rule.fixed !== undefined) {
    test("its preferred fix makes the fixed example, and nothing new", () => {
      const bad = analyzeCase(example(rule, rule.bad));
      expect(textsOf(fixAll(bad, id))).toBe(rule.fixed);
    });
  } else {
    test("has no preferred fix, as its words say", () => {
      const bad = analyzeCase(example(rule, rule.bad));
      expect(
        bad.findings
          .filter((finding) => finding.rule === id)
          .flatMap((finding) => finding.fixes?.() ?? [])
          .filter((fix) => fix.preferred),
      ).toEqual([]);
    });
  }
});

const cases = existsSync(FIXTURES)
  ? readdirSync(FIXTURES).flatMap((rule) =>
      readdirSync(path.join(FIXTURES, rule))
        .filter((file) => file.endsWith(".yaml") && !file.endsWith(".fixed.yaml"))
        .map((file) => ({ rule, file: path.join(FIXTURES, rule, file) })),
    )
  : [];

describe.each(cases)("fixture $rule $file", ({ rule, file }) => {
  const text = readFileSync(file, "utf8");
  const base = path.basename(file);
  const parsed = parseCase(text, base);
  const analysis = analyzeCase(parsed);

  test("gives exactly the findings that are written in it", () => {
    const actual = analysis.findings.map((finding) => asExpected(finding, parsed.files));
    expect(differences(actual, parsed.expected)).toEqual({ missing: [], surplus: [] });
  });

  const fixed = file.replace(/\.yaml$/, ".fixed.yaml");
  if (existsSync(fixed)) {
    test("is the fixed file after all preferred fixes of its rule", () => {
      expect(textsOf(fixAll(analysis, rule))).toBe(readFileSync(fixed, "utf8"));
    });
  }

  test("spans lie inside the text, fixes do not overlap", () => {
    for (const finding of analysis.findings) checkSpans(finding, analysis);
  });

  test("gives the same findings with CRLF line ends", () => {
    const crlf = parsed.files.map((each) => ({ ...each, text: each.text.replace(/\n/g, "\r\n") }));
    const again = analyze(crlf, { asOf: parsed.asOf });
    expect(again.findings.map((finding) => [finding.rule, finding.message])).toEqual(
      analysis.findings.map((finding) => [finding.rule, finding.message]),
    );
  });
});

function checkSpans(finding: Finding, analysis: Analysis): void {
  const lengths = new Map(analysis.parts.map((part) => [part.path, part.text.length]));
  for (const at of [finding.at, ...(finding.related ?? []).map((related) => related.at)]) {
    expect(at.start).toBeLessThanOrEqual(at.end);
    expect(at.end).toBeLessThanOrEqual(lengths.get(at.file) ?? -1);
  }
  for (const fix of finding.fixes?.() ?? []) expect(applyFix(analysis, fix), fix.title).toBeDefined();
  expect((finding.fixes?.() ?? []).filter((fix) => fix.preferred).length).toBeLessThanOrEqual(1);
}
