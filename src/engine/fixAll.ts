import { type Analysis, applyFix, validFixes } from "../core/analyze.ts";
import type { Finding, Fix } from "../core/model/finding.ts";
import type { FileEdit } from "../core/text/edit.ts";
import { touches } from "../core/text/span.ts";

/**
 * One fix for many findings: the preferred fix of each, as far as they do not touch each other. Undefined where
 * nothing is left, or where the whole would not mend what it is to mend, or bring something new.
 */
export function fixAll(analysis: Analysis, findings: readonly Finding[]): Fix | undefined {
  return (
    combined(analysis, findings, preferredOf) ??
    combined(analysis, findings, (finding) => validFixes(analysis, finding).find(isPreferredEdit))
  );
}

/** The fix of a finding that "fix all" would take. */
export function preferredOf(finding: Finding): Fix | undefined {
  return finding.fixes?.().find(isPreferredEdit);
}

/** What is done by hand is not done for many at once. */
function isPreferredEdit({ preferred, command }: Fix): boolean {
  return preferred === true && command === undefined;
}

/** Trying the candidates together costs one analysis; only where that fails is each tried by itself. */
function combined(
  analysis: Analysis,
  findings: readonly Finding[],
  choose: (finding: Finding) => Fix | undefined,
): Fix | undefined {
  const edits: FileEdit[] = [];
  const mended: Finding[] = [];
  for (const finding of findings) {
    const fix = choose(finding);
    if (
      fix === undefined ||
      fix.edits.some((edit) => edits.some((taken) => taken.file === edit.file && touches(taken, edit)))
    )
      continue;
    edits.push(...fix.edits);
    mended.push(finding);
  }
  const fix = { title: "Fix all", edits };
  const after = mended.length === 0 ? undefined : applyFix(analysis, fix);
  return after !== undefined && isMended(analysis, after, mended) ? fix : undefined;
}

/** Of each rule and file: as many findings fewer as were mended, and nowhere more. */
function isMended(before: Analysis, after: Analysis, mended: readonly Finding[]): boolean {
  const allowed = counts(before.findings);
  for (const [key, count] of counts(mended)) allowed.set(key, (allowed.get(key) ?? 0) - count);
  return [...counts(after.findings)].every(([key, count]) => count <= (allowed.get(key) ?? 0));
}

function counts(findings: readonly Finding[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { rule, at } of findings) {
    const key = `${rule} ${at.file}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return counted;
}
