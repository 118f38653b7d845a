import type { Finding } from "../../src/core/model/finding.ts";
import { type Instant, parseInstant } from "../../src/core/model/values.ts";
import { lineStarts, positionAt } from "../../src/core/text/lines.ts";
import type { SourceFile } from "../../src/core/text/span.ts";

/**
 * The notation of fixtures: real files with what is expected written under the words at fault.
 *
 *     #- estate/prod.estate.yaml        the next file of the case (the first needs none)
 *     #@ as-of 2008-08-11               the day looked at, anywhere
 *       - host: esx-9
 *     #         ^^^^^ error unknown-reference: There is no host …
 *     #<--- warning shape               the span starts in column 0
 *
 * Carets point at the nearest line above that is not an annotation; where the span goes on past the
 * end of its line they end with it. A message may be left out, or be cut with `…`.
 */
export interface Case {
  readonly files: readonly SourceFile[];
  readonly expected: readonly Expected[];
  readonly asOf: Instant;
}

export interface Expected {
  readonly file: string;
  /** 0-based. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly severity: string;
  readonly rule: string;
  readonly message: string | undefined;
}

/** The day of fixtures that name none: the eve of 12 August 2008. */
const DEFAULT_AS_OF: Instant = Date.UTC(2008, 7, 11);

const ANNOTATION = /^(\s*#\s*)(\^+) (error|warning|info) ([a-z0-9-]+)(?:: (.*))?$/;
const AT_START = /^#(<-+) (error|warning|info) ([a-z0-9-]+)(?:: (.*))?$/;

export function parseCase(text: string, path = "case.estate.yaml"): Case {
  const files: { path: string; lines: string[] }[] = [{ path, lines: [] }];
  const expected: Expected[] = [];
  let asOf = DEFAULT_AS_OF;
  for (const line of text.split("\n")) {
    const current = files[files.length - 1] as (typeof files)[number];
    const next = /^#- (\S+)$/.exec(line);
    const day = /^#@ as-of (\S+)$/.exec(line);
    if (next !== null) {
      if (files.length === 1 && current.lines.length === 0) files.pop();
      files.push({ path: next[1] as string, lines: [] });
      continue;
    }
    if (day !== null) {
      asOf = parseInstant(day[1] as string) ?? Number.NaN;
      continue;
    }
    const carets = ANNOTATION.exec(line);
    const start = AT_START.exec(line);
    const at = { file: current.path, line: current.lines.length - 1 };
    if (carets !== null) {
      const [, before = "", marks = "", severity = "", rule = "", message] = carets;
      expected.push({ ...at, column: before.length, length: marks.length, severity, rule, message });
    } else if (start !== null) {
      const [, marks = "", severity = "", rule = "", message] = start;
      expected.push({ ...at, column: 0, length: marks.length, severity, rule, message });
    } else current.lines.push(line);
  }
  return { files: files.map((file) => ({ path: file.path, text: file.lines.join("\n") })), expected, asOf };
}

/** A finding as the notation would expect it. */
export function asExpected(finding: Finding, files: readonly SourceFile[]): Expected {
  const text = files.find((file) => file.path === finding.at.file)?.text ?? "";
  const starts = lineStarts(text);
  const start = positionAt(starts, finding.at.start);
  const lineEnd = (text.indexOf("\n", finding.at.start) + text.length + 1) % (text.length + 1);
  const length = Math.max(
    1,
    Math.min(finding.at.end, Math.max(lineEnd, finding.at.start)) - finding.at.start,
  );
  return {
    file: finding.at.file,
    line: start.line,
    column: start.column,
    length,
    severity: finding.severity,
    rule: finding.rule,
    message: finding.message,
  };
}

/** An expectation as a line of the notation, to be pasted. */
function print(expected: Expected): string {
  const mark =
    expected.column === 0
      ? `#<${"-".repeat(Math.max(1, expected.length))}`
      : `#${" ".repeat(expected.column - 1)}${"^".repeat(expected.length)}`;
  return `${expected.file}:${expected.line + 1} ${mark} ${expected.severity} ${expected.rule}: ${expected.message ?? ""}`;
}

/** What was expected and not found, and what was found and not expected, each as a line of the notation. */
export function differences(
  actual: readonly Expected[],
  expected: readonly Expected[],
): { missing: string[]; surplus: string[] } {
  const open = [...actual];
  const missing: string[] = [];
  for (const wanted of expected) {
    const index = open.findIndex((found) => fits(wanted, found));
    if (index === -1) missing.push(print(wanted));
    else open.splice(index, 1);
  }
  return { missing, surplus: open.map(print) };
}

function fits(wanted: Expected, found: Expected): boolean {
  const same = wanted.file === found.file && wanted.line === found.line && wanted.column === found.column;
  const length = wanted.column === 0 || wanted.length === found.length;
  const message =
    wanted.message === undefined ||
    (wanted.message.endsWith("…")
      ? found.message?.startsWith(wanted.message.slice(0, -1))
      : wanted.message === found.message);
  return (
    same && length && message === true && wanted.severity === found.severity && wanted.rule === found.rule
  );
}
