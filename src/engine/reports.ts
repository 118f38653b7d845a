import type { Finding } from "../core/model/finding.ts";
import { RULES } from "../core/rules/index.ts";
import type { Place } from "../core/text/span.ts";
import type { FileReport, FindingReport } from "./protocol.ts";
import type { Texts } from "./texts.ts";

/** What is told of the files of an estate. */
interface Reported {
  readonly texts: Texts;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** By path: what was last said about a file, as JSON. */
  readonly said: Map<string, string>;
}

/** Reports of the files about which something else is to be said than before. */
export function newsOf(estate: Reported, findings: Reported["findings"]): readonly FileReport[] {
  const paths = new Set([...estate.said.keys(), ...estate.texts.paths()]);
  return [...paths].flatMap((path) => {
    const file = fileReport(estate, path, findings);
    const json = file.findings.length === 0 ? undefined : JSON.stringify(file);
    if (estate.said.get(path) === json) return [];
    if (json === undefined) estate.said.delete(path);
    else estate.said.set(path, json);
    return [file];
  });
}

function fileReport(estate: Reported, path: string, all: Reported["findings"]): FileReport {
  if (!estate.texts.has(path)) return { path, findings: [] };
  return { path, findings: (all.get(path) ?? []).map((finding) => findingReport(estate.texts, finding)) };
}

function findingReport(texts: Texts, finding: Finding): FindingReport {
  const start = { line: 0, column: 0 };
  const rangeOf = (at: Place) => texts.rangeOf(at) ?? { start, end: start };
  const related = (finding.related ?? []).filter(({ at }) => texts.has(at.file));
  return {
    rule: finding.rule,
    title: TITLES.get(finding.rule) ?? finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.at),
    related: related.map(({ at, message }) => ({ path: at.file, range: rangeOf(at), message })),
    open: finding.open === true,
    unread: finding.unread === true,
    fixable: finding.fixes !== undefined,
  };
}

const TITLES: ReadonlyMap<string, string> = new Map(RULES.map(({ id, title }) => [id, title]));
