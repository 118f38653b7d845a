import { type Analysis, harmlessFixes, validFixes } from "../core/analyze.ts";
import type { Finding, Fix } from "../core/model/finding.ts";
import { RULES } from "../core/rules/index.ts";
import type { Position } from "../core/text/lines.ts";
import { hoverAt } from "../core/views/hovers.ts";
import { movesAt } from "../core/views/movesAt.ts";
import { rewritesAt } from "../core/views/rewritesAt.ts";
import { fixAll, preferredOf } from "./fixAll.ts";
import type { FixReport, HoverReport } from "./protocol.ts";
import type { Texts } from "./texts.ts";

/** Answers to single questions about an estate, from what was last looked at. */

/** What was misread has one right reading: all else is for a person to decide. */
const READING: ReadonlySet<string> = new Set(
  RULES.filter(({ group }) => group === "reading").map(({ id }) => id),
);

/** What is known of an estate when it is asked about. */
export interface Looked {
  readonly texts: Texts;
  readonly analysis: Analysis | undefined;
  /** By file, in the order in which they were reported. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

export function fixesOf(estate: Looked, path: string, index: number): readonly FixReport[] {
  const finding = estate.findings.get(path)?.[index];
  if (finding === undefined || estate.analysis === undefined) return [];
  return validFixes(estate.analysis, finding).flatMap((fix) => fixReport(estate.texts, fix) ?? []);
}

/** Rules by which several findings of a file have a preferred fix: looked for until the second is found. */
export function mendableIn(estate: Looked, path: string, rules: readonly string[]): readonly string[] {
  const findings = estate.findings.get(path) ?? [];
  return rules.filter((rule) => {
    let mendable = 0;
    return findings.some((finding) => {
      if (finding.rule === rule && preferredOf(finding) !== undefined) mendable++;
      return mendable > 1;
    });
  });
}

export function fixAllOf(estate: Looked, path: string, rule: string | undefined): FixReport | undefined {
  if (estate.analysis === undefined) return undefined;
  const findings = (estate.findings.get(path) ?? []).filter((finding) =>
    rule === undefined ? READING.has(finding.rule) : finding.rule === rule,
  );
  const fix = fixAll(estate.analysis, findings);
  return fix && fixReport(estate.texts, fix);
}

export function helpsOf(estate: Looked, path: string, position: Position): readonly FixReport[] {
  const { analysis, texts } = estate;
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || offset === undefined) return [];
  return harmlessFixes(analysis, movesAt(analysis.facts, path, offset)).flatMap(
    (fix) => fixReport(texts, fix) ?? [],
  );
}

/** What could be written otherwise though nothing is wrong: stages, holdbacks. */
export function rewritesOf(estate: Looked, path: string, position: Position): readonly FixReport[] {
  const { analysis, texts } = estate;
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || offset === undefined) return [];
  return harmlessFixes(analysis, rewritesAt(analysis.facts, path, offset)).flatMap(
    (fix) => fixReport(texts, fix) ?? [],
  );
}

/** Undefined where an edit is of a file that the engine does not hold. */
export function fixReport(texts: Texts, fix: Fix): FixReport | undefined {
  const edits = fix.edits.flatMap((edit) => {
    const range = texts.rangeOf(edit);
    return range === undefined ? [] : [{ path: edit.file, range, text: edit.text }];
  });
  return edits.length === fix.edits.length
    ? {
        title: fix.title,
        preferred: fix.preferred === true,
        edits,
        ...(fix.command === undefined ? {} : { command: fix.command }),
      }
    : undefined;
}

export function hover(estate: Looked, path: string, position: Position): HoverReport | undefined {
  const offset = estate.texts.offsetOf(path, position);
  const found =
    offset === undefined ? undefined : estate.analysis && hoverAt(estate.analysis.facts, path, offset);
  const range = found && estate.texts.rangeOf(found.at);
  return found && range && { range, markdown: found.markdown };
}
