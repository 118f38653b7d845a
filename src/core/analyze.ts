import { BUNDLED } from "./catalogue/bundled.ts";
import { teamCatalogues } from "./catalogue/read.ts";
import type { Part, Recognised } from "./formats/part.ts";
import { readPart } from "./formats/read.ts";
import type { Finding, Fix } from "./model/finding.ts";
import { type FieldId, isAffected, type Recorded, recorded } from "./model/reads.ts";
import type { Instant } from "./model/values.ts";
import { link } from "./project/link.ts";
import type { Snapshot } from "./project/project.ts";
import { checkRule, isOff } from "./rules/check.ts";
import { type Facts, factsOf } from "./rules/facts.ts";
import { RULES } from "./rules/index.ts";
import { type Judged, type Judging, judgingOf } from "./rules/judging.ts";
import type { Rule } from "./rules/rule.ts";
import { applyEdits, type FileEdit } from "./text/edit.ts";
import { contains, type SourceFile } from "./text/span.ts";

/** What may be said besides the files. */
export interface AnalyzeOptions {
  /** The day looked at, milliseconds since 1970 UTC. */
  readonly asOf: Instant;
  /** A policy given elsewhere (editor setting, `--policy`), YAML or JSON text with the keys of a Policy; wins over policy files. */
  readonly policy?: SourceFile;
  /**
   * The files are somebody else's: their silences, and the policy among them where it asks for less, do not count, since
   * a repository must not turn its reviewer off. The policy given elsewhere counts in full.
   */
  readonly untrusted?: boolean;
  /** The analysis before: files whose text is the same are not read again. This one must end before they are edited. */
  readonly previous?: Pick<Analysis, "parts">;
}

export interface Analysis extends Judged {
  readonly options: Omit<AnalyzeOptions, "previous">;
  readonly parts: readonly Part[];
  /** What was read from each file given, by path. */
  readonly recognised: ReadonlyMap<string, Recognised>;
  readonly facts: Facts;
  /** The same where nothing but places is otherwise than in the analysis before. */
  readonly made: Made;
  /** Whether silences or a policy among the files do not count, since nobody trusts them. */
  readonly distrusted: boolean;
  readonly asOf: Instant;
}

/** What an analysis is made of, each with the fields that it asked for. */
interface Made {
  readonly judging: Judging;
  /** What policies, linking and the team's catalogues found. */
  readonly base: Recorded<readonly Finding[]>;
  /** By rule, in their order; those that are off are missing. */
  readonly checked: ReadonlyMap<Rule, Recorded<readonly Finding[]>>;
}

/** The one façade of the core: files in, everything that is to be said about them out. Total and synchronous. */
export function analyze(files: readonly SourceFile[], options: AnalyzeOptions): Analysis {
  const { previous, ...kept } = options;
  const before = new Map(previous?.parts.map((part) => [part.path, part]));
  const parts = inEstateOrder(files).map((file) => {
    const known = before.get(file.path);
    return known?.text === file.text ? known : readPart(file);
  });
  return analyzeParts(parts, kept);
}

/** The same for files that were read already; they come by path. */
export function analyzeParts(parts: readonly Part[], options: Omit<AnalyzeOptions, "previous">): Analysis {
  const steps = analysisSteps(parts, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same in steps, between which whoever asked may leave it. */
export function* analysisSteps(
  parts: readonly Part[],
  options: Omit<AnalyzeOptions, "previous">,
): Generator<undefined, Analysis> {
  const judging = recorded(() => judgingOf(parts, options));
  yield;
  const linked = recorded(() => link(parts, judging.value.policy, options.asOf));
  yield;
  const team = recorded(() => teamCatalogues(judging.value.policy.catalogues, parts));
  const base = {
    reads: new Set([...judging.reads, ...linked.reads, ...team.reads]),
    value: [...judging.value.findings, ...linked.value.findings, ...team.value.findings],
  };
  const { issues } = team.value;
  const facts = factsOf(linked.value, issues.length === 0 ? BUNDLED : [...BUNDLED, ...issues]);
  const checked = new Map<Rule, Recorded<readonly Finding[]>>();
  for (const rule of RULES) {
    if (isOff(rule, judging.value.policy)) continue;
    checked.set(
      rule,
      recorded(() => checkRule(facts, rule)),
    );
    yield;
  }
  return concluded(parts, options, facts, { judging: judging.value, base, checked });
}

function concluded(parts: readonly Part[], options: Analysis["options"], facts: Facts, made: Made): Analysis {
  const { judging, base, checked } = made;
  const found = [
    ...parts.flatMap((part) => part.findings),
    ...base.value,
    ...[...checked.values()].flatMap(({ value }) => value),
  ]
    .filter((finding) => !isKnockOn(finding, parts))
    .map((finding) => withoutFalsifying(finding, facts.project.snapshots));
  return {
    options,
    parts,
    recognised: new Map(parts.map((part) => [part.path, part.recognised])),
    facts,
    ...judging.judge(found, parts),
    made,
    distrusted:
      options.untrusted === true &&
      parts.some(({ silences, native }) => silences.length > 0 || native.policies.length > 0),
    asOf: options.asOf,
  };
}

/**
 * The analysis of the same files of which only these fields read otherwise, and where everything stands: what asked for
 * none of them stands as it is. Undefined where that is not so of how all of it is linked.
 */
export function revised(
  before: Analysis,
  parts: readonly Part[],
  fields: ReadonlySet<FieldId>,
): Analysis | undefined {
  const { facts, options, made } = before;
  if (fields.size === 0) return concluded(parts, options, facts, made);
  if (isAffected(made.base.reads, fields)) return undefined;
  facts.forget(fields);
  const checked = new Map(
    [...made.checked].map(([rule, kept]) => [
      rule,
      isAffected(kept.reads, fields) ? recorded(() => checkRule(facts, rule)) : kept,
    ]),
  );
  return concluded(parts, options, facts, { ...made, checked });
}

/**
 * While a part of a manifest cannot be read, nobody knows whether the name that is missing stands in
 * it: the syntax error is said, and dozens of names that follow from it are not.
 */
function isKnockOn({ rule }: Finding, parts: readonly Part[]): boolean {
  if (rule !== "unknown-reference" && rule !== "target-mismatch") return false;
  return parts.some((part) => part.recognised === "manifest" && part.syntax.problems.length > 0);
}

/** A document with `takenAt` says what was seen: no fix may write into it, a task is done elsewhere (spec MANIFESTS.md). */
function withoutFalsifying(finding: Finding, snapshots: readonly Snapshot[]): Finding {
  const { fixes } = finding;
  if (snapshots.length === 0 || fixes === undefined) return finding;
  const observed = (edit: FileEdit) =>
    snapshots.some(({ at }) => at.file === edit.file && contains(at, edit));
  return {
    ...finding,
    fixes: () => fixes().filter((fix) => fix.command !== undefined || !fix.edits.some(observed)),
  };
}

/** Files by path, the last given winning where a path comes twice. */
function inEstateOrder(files: readonly SourceFile[]): readonly SourceFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The fixes of a finding that hold: applied and analysed again, the finding is gone and nothing new
 * has appeared. Costs one analysis for each candidate.
 */
export function validFixes(analysis: Analysis, finding: Finding): readonly Fix[] {
  return (finding.fixes?.() ?? []).filter((fix) => mends(analysis, finding, fix)).map(asTask);
}

/** What is done by hand is told as what it is, and writes nothing. */
function asTask(fix: Fix): Fix {
  return fix.command === undefined ? fix : { ...fix, title: `Copy as command: ${fix.title}`, edits: [] };
}

/** The fixes after which nothing is found that was not found before; for changes that mend no finding. */
export function harmlessFixes(analysis: Analysis, fixes: readonly Fix[]): readonly Fix[] {
  const harmless = fixes.filter((fix) => {
    const after = applyFix(analysis, fix);
    return after !== undefined && left(analysis, after) !== undefined;
  });
  return harmless.map(asTask);
}

function mends(analysis: Analysis, finding: Finding, fix: Fix): boolean {
  const after = applyFix(analysis, fix);
  const gone = after && left(analysis, after);
  return (gone?.get(identity(finding)) ?? 0) > 0;
}

/** How many of each finding are gone afterwards; undefined where something new is found. */
function left(before: Analysis, after: Analysis): ReadonlyMap<string, number> | undefined {
  const { news, gone } = compared(before, after);
  return news.length > 0 ? undefined : gone;
}

/** What is found afterwards and was not before. */
export function newIn(before: Analysis, after: Analysis): readonly Finding[] {
  return compared(before, after).news;
}

function compared(before: Analysis, after: Analysis) {
  const gone = new Map<string, number>();
  for (const known of before.findings) gone.set(identity(known), (gone.get(identity(known)) ?? 0) + 1);
  const news = after.findings.filter((now) => {
    const rest = (gone.get(identity(now)) ?? 0) - 1;
    if (rest >= 0) gone.set(identity(now), rest);
    return rest < 0;
  });
  return { news, gone };
}

/** The analysis after a fix, or undefined where its edits do not fit the texts. */
export function applyFix(analysis: Analysis, fix: Fix): Analysis | undefined {
  const files: SourceFile[] = [];
  for (const { path, text } of analysis.parts) {
    const edited = applyEdits(
      text,
      fix.edits.filter((edit) => edit.file === path),
    );
    if (edited === undefined) return undefined;
    files.push({ path, text: edited });
  }
  const known = new Set(files.map((file) => file.path));
  if (fix.edits.some((edit) => !known.has(edit.file))) return undefined;
  return analyze(files, { ...analysis.options, previous: analysis });
}

/** What makes a finding the same one after an edit: places move, so the rule and what it is about. */
function identity(finding: Finding): string {
  const about =
    finding.subject === undefined ? finding.message : `${finding.subject.kind} ${finding.subject.name}`;
  return `${finding.rule} ${finding.at.file} ${about}`;
}

/**
 * What reading alone finds in a file, by the policies that another analysis knows: what can be said at once while the
 * whole estate is still being looked at.
 */
export function readingOf(part: Part, by: Analysis): readonly Finding[] {
  const rules = new Set(part.findings.map(({ rule }) => rule));
  // What is wrong with silences is known when everything is.
  return by.made.judging.judge(part.findings, [part]).findings.filter(({ rule }) => rules.has(rule));
}
