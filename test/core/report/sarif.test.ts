import standard from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { type Analysis, analyze, validFixes } from "../../../src/core/analyze.ts";
import type { Finding } from "../../../src/core/model/finding.ts";
import { sarifReport } from "../../../src/core/report/sarif.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { applyEdits } from "../../../src/core/text/edit.ts";
import type { SourceFile } from "../../../src/core/text/span.ts";
import { ANALYSIS, AS_OF, FILES, offsetOf } from "./estate.ts";

const log = sarifOf(ANALYSIS, FILES);
const results = log.runs[0]?.results ?? [];

test("it is valid by the schema of SARIF 2.1.0", () => {
  const { $schema: _draft, id: _id, ...schema } = standard;
  const isUri = (text: string) => URL.canParse(text);
  const isReference = (text: string) => URL.canParse(text, "file:///") && !/[\s<>"{}|\\^`]/.test(text);
  const formats = {
    uri: isUri,
    "uri-reference": isReference,
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
  };
  const validate = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(schema);
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
});

test("every result leads to its rule and to the same words by lines and by offsets", () => {
  expect(results.length).toBe(ANALYSIS.findings.length + ANALYSIS.silenced.length);
  for (const result of results) {
    expect(log.runs[0]?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    for (const { physicalLocation: at } of [...result.locations, ...(result.relatedLocations ?? [])]) {
      const text = FILES.find((file) => file.path === at.artifactLocation.uri)?.text ?? "";
      const { charOffset, charLength } = at.region;
      expect(textByLines(text, at.region)).toBe(text.slice(charOffset, charOffset + charLength));
    }
  }
});

test("a fix, applied by its offsets, mends", () => {
  const fixed = results.find((result) => result.fixes !== undefined);
  const changes = fixed?.fixes?.[0]?.artifactChanges ?? [];
  const files = FILES.map((file) => {
    const edits = changes
      .filter((change) => change.artifactLocation.uri === file.path)
      .flatMap((change) => change.replacements)
      .map(({ deletedRegion: { charOffset, charLength }, insertedContent }) => ({
        start: charOffset,
        end: charOffset + charLength,
        text: insertedContent.text,
      }));
    return { ...file, text: applyEdits(file.text, edits) ?? "" };
  });
  expect(changes.length).toBeGreaterThan(0);
  expect(analyze(files, { asOf: AS_OF }).findings.length).toBeLessThan(ANALYSIS.findings.length);
});

test("what a comment silences is suppressed in source, what a policy silences from outside", () => {
  const suppressed = results.flatMap((result) => result.suppressions);
  expect(suppressed).toEqual([
    { kind: "inSource", status: "accepted", justification: "moved by hand this week (until 2009-01-31)" },
  ]);
  const policy = {
    path: "p.yaml",
    text: "silence: [{rule: unknown-reference, object: erp-3, reason: known}, {rule: unknown-reference, reason: known}]\n",
  };
  const analysis = analyze(FILES, { asOf: AS_OF, policy });
  const kinds = sarifOf(analysis, FILES).runs[0]?.results.flatMap((result) =>
    result.suppressions.map(({ kind }) => kind),
  );
  expect(kinds).toContain("external");
});

test("information is a note, and a name that looks like a link stays text", () => {
  const at = { file: "corp.estate.yaml", start: 0, end: 4 };
  const finding: Finding = {
    rule: "shape",
    severity: "info",
    message: "See “[here](https://x.example)” and [2].",
    at,
  };
  const [result] = sarifOf({ ...ANALYSIS, findings: [finding], silenced: [] }, FILES).runs[0]?.results ?? [];
  expect(result?.level).toBe("note");
  expect(result?.message.text).toBe("See “\\[here](https://x.example)” and [2].");
});

function sarifOf(analysis: Analysis, files: readonly SourceFile[]): SarifLog {
  const fixesOf = (finding: Finding) => validFixes(analysis, finding);
  const options = { version: "1.2.3", rules: RULES, fixesOf, directory: "file:///srv/repo/", complete: true };
  return JSON.parse(sarifReport(analysis, files, options)) as SarifLog;
}

/** The part of SARIF that the tests look at; the schema looks at all of it. */
interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { id: string }[] } };
    readonly results: readonly SarifResult[];
  }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly suppressions: readonly { readonly kind: string; readonly justification: string }[];
  readonly fixes?: readonly {
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: SarifRegion;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: SarifRegion;
  };
}

interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly charOffset: number;
  readonly charLength: number;
}

function textByLines(text: string, { startLine, startColumn, endLine, endColumn }: SarifRegion): string {
  const start = offsetOf(text, { line: startLine, column: startColumn });
  return text.slice(start, offsetOf(text, { line: endLine, column: endColumn }));
}
