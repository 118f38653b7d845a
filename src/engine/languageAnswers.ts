import type { Analysis } from "../core/analyze.ts";
import type { Part } from "../core/formats/part.ts";
import { renamableAt, renameAt } from "../core/rename.ts";
import { RULES } from "../core/rules/index.ts";
import type { Position } from "../core/text/lines.ts";
import type { Place } from "../core/text/span.ts";
import { completionAt } from "../core/views/completion.ts";
import { ruleLinks } from "../core/views/links.ts";
import { occurrencesAt } from "../core/views/occurrences.ts";
import { type OutlineItem, outlineOf } from "../core/views/outline.ts";
import { type Fold, foldsOf, spansAround } from "../core/views/structure.ts";
import { tokensOf } from "../core/views/tokens.ts";
import type { Looked } from "./answers.ts";
import type {
  CompletionReport,
  LinkReport,
  OccurrencesReport,
  OutlineReport,
  RenamableReport,
  RenameReport,
  SymbolReport,
  TokenReport,
} from "./languageReports.ts";
import type { PlaceReport } from "./pairReports.ts";
import type { Range } from "./protocol.ts";
import type { Texts } from "./texts.ts";

/** Answers about the words of a manifest, from what was last looked at. */

const NOWHERE: Range = { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };

function rangeIn(texts: Texts, place: Place): Range {
  return texts.rangeOf(place) ?? NOWHERE;
}

function placeReport(texts: Texts, place: Place): PlaceReport {
  return { path: place.file, range: rangeIn(texts, place) };
}

export function occurrencesOf(
  { analysis, texts }: Looked,
  path: string,
  position: Position,
): OccurrencesReport | undefined {
  const offset = texts.offsetOf(path, position);
  const found =
    analysis === undefined || offset === undefined ? undefined : occurrencesAt(analysis.facts, path, offset);
  return (
    found && {
      range: rangeIn(texts, found.at),
      definition: placeReport(texts, found.definition),
      all: found.mentions.map(({ at, isDefinition }) => ({
        ...placeReport(texts, at),
        isDefinition: isDefinition === true,
      })),
    }
  );
}

export function renamable({ analysis, texts }: Looked, path: string, position: Position): RenamableReport {
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || offset === undefined)
    return { problem: "Nothing that has a name stands here." };
  const found = renamableAt(analysis, path, offset);
  return "problem" in found ? found : { range: rangeIn(texts, found.at), name: found.name };
}

export function rename(
  { analysis, texts }: Looked,
  path: string,
  position: Position,
  name: string,
): RenameReport {
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || offset === undefined) return { problem: "Nothing here can be renamed." };
  const made = renameAt(analysis, path, offset, name);
  if ("problem" in made) return made;
  return { edits: made.edits.map((edit) => ({ ...placeReport(texts, edit), text: edit.text })) };
}

function partOf(analysis: Analysis | undefined, path: string): Part | undefined {
  return analysis?.parts.find((part) => part.path === path);
}

export function outline({ analysis, texts }: Looked, path: string): readonly OutlineReport[] {
  const part = partOf(analysis, path);
  const report = (item: OutlineItem): OutlineReport => ({
    name: item.name,
    detail: item.detail,
    kind: item.kind,
    range: rangeIn(texts, item.at),
    nameRange: rangeIn(texts, item.nameAt),
    children: item.children.map(report),
  });
  return part === undefined ? [] : outlineOf(part).map(report);
}

/** More would only make the list slower to look through. */
const MOST_SYMBOLS = 500;

/** What is listed in the manifests and has these characters in its name, in this order. */
export function symbols({ analysis, texts }: Looked, query: string): readonly SymbolReport[] {
  const wanted = query.toLowerCase();
  const found: SymbolReport[] = [];
  const add = (item: OutlineItem, container: string) => {
    if (found.length >= MOST_SYMBOLS) return;
    if (item.kind !== "section" && item.kind !== "other" && hasInOrder(item.name.toLowerCase(), wanted))
      found.push({ ...placeReport(texts, item.nameAt), name: item.name, kind: item.kind, container });
    for (const child of item.children) add(child, item.kind === "section" ? container : item.name);
  };
  for (const part of analysis?.parts ?? []) for (const item of outlineOf(part)) add(item, part.path);
  return found;
}

/** Whether a text has these characters, in this order. */
function hasInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const character of wanted) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

export function folds({ analysis }: Looked, path: string): readonly Fold[] {
  const part = partOf(analysis, path);
  return part?.recognised === "manifest" ? foldsOf(part.syntax) : [];
}

export function selections(
  { analysis, texts }: Looked,
  path: string,
  positions: readonly Position[],
): readonly (readonly Range[])[] {
  const part = partOf(analysis, path);
  return positions.map((position) => {
    const offset = texts.offsetOf(path, position);
    if (part?.recognised !== "manifest" || offset === undefined) return [];
    return spansAround(part.syntax, offset).map((span) => rangeIn(texts, { file: path, ...span }));
  });
}

export function tokens({ analysis, texts }: Looked, path: string): readonly TokenReport[] {
  if (analysis === undefined) return [];
  return tokensOf(analysis.facts, analysis.findings, path).flatMap((token): TokenReport[] => {
    const { start, end } = rangeIn(texts, { file: path, start: token.start, end: token.end });
    if (start.line !== end.line) return [];
    return [{ start, length: end.column - start.column, kind: token.kind, isDefinition: token.isDefinition }];
  });
}

export function links({ analysis, texts }: Looked, path: string): readonly LinkReport[] {
  const part = partOf(analysis, path);
  if (part === undefined) return [];
  const isRule = (id: string) => RULES.some((rule) => rule.id === id);
  return ruleLinks(part, isRule).map(({ rule, at }) => ({ rule, range: rangeIn(texts, at) }));
}

/** From the text as it is now and the estate as it was last looked at: who types does not wait for an analysis. */
export function completion(
  { analysis, texts }: Looked,
  path: string,
  position: Position,
): CompletionReport | undefined {
  const text = texts.files().find((file) => file.path === path)?.text;
  const offset = texts.offsetOf(path, position);
  if (analysis === undefined || text === undefined || offset === undefined) return undefined;
  const found = completionAt(analysis.facts, RULES, text, offset);
  return found && { range: rangeIn(texts, { file: path, ...found.word }), choices: found.choices };
}
