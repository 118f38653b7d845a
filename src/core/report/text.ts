import type { Finding, Fix, Related } from "../model/finding.ts";
import { counted } from "../model/words.ts";
import type { Place, SourceFile } from "../text/span.ts";
import { countsLine } from "./counts.ts";
import { excerptOf } from "./excerpt.ts";
import type { Reported } from "./reported.ts";
import { type Sources, sourcesOf } from "./sources.ts";
import { type Style, styleOf, wrap } from "./style.ts";
import { visible } from "./visible.ts";

export interface TextOptions {
  /** Characters in a line. */
  readonly width: number;
  readonly colour: boolean;
}

/** A fix is only named once it has been tried, which costs an analysis: beyond these findings none is. */
const FIXES_TRIED = 20;

/** More places than these are counted, not listed: JSON and SARIF have them all. */
const RELATED_SHOWN = 5;

/** All findings for a person at a terminal, the source line with carets below each; ends in one line of counts. */
export function textReport(
  analysis: Reported,
  files: readonly SourceFile[],
  options: TextOptions,
  fixesOf: (finding: Finding) => readonly Fix[],
): string {
  const page = {
    sources: sourcesOf(files),
    style: styleOf(options.colour),
    width: Math.max(options.width, 40),
  };
  const mendable = firstMendable(analysis.findings);
  const blocks = analysis.findings.map((finding) =>
    findingLines(finding, mendable.has(finding) ? fixesOf(finding) : [], page).join("\n"),
  );
  return `${[...blocks, countsLine(analysis)].join("\n\n")}\n`;
}

/** The first that have a preferred fix; candidates of the others are not even made. */
function firstMendable(findings: readonly Finding[]): ReadonlySet<Finding> {
  const mendable = new Set<Finding>();
  for (const finding of findings) {
    if (mendable.size === FIXES_TRIED) break;
    if (finding.fixes?.().some((fix) => fix.preferred)) mendable.add(finding);
  }
  return mendable;
}

interface Page {
  readonly sources: Sources;
  readonly style: Style;
  readonly width: number;
}

function findingLines(finding: Finding, fixes: readonly Fix[], page: Page): readonly string[] {
  const preferred = fixes.find((fix) => fix.preferred === true);
  const related = finding.related ?? [];
  const left = related.length - RELATED_SHOWN;
  return [
    ...heading(finding, page),
    ...excerptLines(finding, page),
    ...related.slice(0, RELATED_SHOWN).flatMap((item) => relatedLines(item, page)),
    ...(left > 0 ? [page.style.faint(`    and ${counted(left, "more place")}`)] : []),
    ...(preferred === undefined ? [] : mendingLines(preferred, page)),
  ];
}

/** What it does, or where that is a task the command itself: it is there to be copied. */
function mendingLines({ title, command }: Fix, { style, width }: Page): readonly string[] {
  if (command === undefined) return hanging("    ", [["fix:", style.fix]], " ", title, 9, width);
  return command
    .split("\n")
    .map((line, index) => `    ${style.fix(index === 0 ? "do: " : "    ")} ${visible(line)}`);
}

type Painted = readonly [text: string, paint: (text: string) => string];

function heading(finding: Finding, page: Page): readonly string[] {
  const { style } = page;
  const words: readonly Painted[] = [
    [`${address(finding.at, page.sources)} `, style.strong],
    [`${finding.severity} `, style[finding.severity]],
    [visible(finding.rule), style.strong],
  ];
  return hanging("", words, "  ", finding.message, 4, page.width);
}

function relatedLines(related: Related, page: Page): readonly string[] {
  const words: readonly Painted[] = [[address(related.at, page.sources), page.style.faint]];
  return hanging("    ", words, "  ", related.message, 6, page.width);
}

/** A line that begins with painted words and goes on with text, which is wrapped below itself. */
function hanging(
  before: string,
  words: readonly Painted[],
  gap: string,
  text: string,
  indent: number,
  width: number,
): readonly string[] {
  const plain = before + words.map(([word]) => word).join("") + gap;
  const painted = before + words.map(([word, paint]) => paint(word)).join("");
  const [first = "", ...rest] = wrap(visible(text), width, plain.length, indent);
  return [first === "" ? painted : painted + gap + first, ...rest.map((line) => " ".repeat(indent) + line)];
}

function excerptLines(finding: Finding, { sources, style, width }: Page): readonly string[] {
  const place = sources.locate(finding.at);
  const line = sources.lineOf(place.file, place.start.line);
  if (line.from === line.to) return [];
  const number = String(place.start.line).padStart(5);
  const excerpt = excerptOf(line.text, line.from, line.to, place, width - number.length - 3);
  const bar = style.faint("|");
  return [
    `${style.faint(number)} ${bar} ${excerpt.code}`,
    `${" ".repeat(number.length)} ${bar} ${caretsOf(excerpt.carets, style[finding.severity])}`,
  ];
}

function caretsOf(carets: string, paint: (text: string) => string): string {
  const start = carets.indexOf("^");
  return carets.slice(0, start) + paint(carets.slice(start));
}

function address(place: Place, sources: Sources): string {
  const { file, start } = sources.locate(place);
  return `${visible(file)}:${start.line}:${start.column}`;
}
