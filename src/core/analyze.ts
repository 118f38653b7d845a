import { BUNDLED } from "./catalogue/bundled.ts";
import { teamCatalogues } from "./catalogue/read.ts";
import type { Part, Recognised } from "./formats/part.ts";
import { readPolicySetting } from "./formats/policySetting.ts";
import { readPart } from "./formats/read.ts";
import type { Finding, Fix } from "./model/finding.ts";
import { policyFrom } from "./model/policy.ts";
import type { Instant } from "./model/values.ts";
import { link } from "./project/link.ts";
import type { Project, Snapshot } from "./project/project.ts";
import { checkRules, isOff } from "./rules/check.ts";
import { type Facts, factsOf } from "./rules/facts.ts";
import { graded, louder, unknownRules } from "./rules/grading.ts";
import { RULES } from "./rules/index.ts";
import { applySilences, type Silenced } from "./rules/silencing.ts";
import { applyEdits, type FileEdit } from "./text/edit.ts";
import { comparePlaces, contains, type SourceFile } from "./text/span.ts";

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

/** What is said, and what is not since somebody accepted it; in order of file, place, rule. */
interface Judged {
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

export interface Analysis extends Judged {
  readonly options: Omit<AnalyzeOptions, "previous">;
  readonly parts: readonly Part[];
  /** What was read from each file given, by path. */
  readonly recognised: ReadonlyMap<string, Recognised>;
  readonly facts: Facts;
  /** What was found besides what reading each file finds, before anybody judged it. */
  readonly others: readonly Finding[];
  /** Severities as the policies set them, what is silenced taken out: for findings of these parts. */
  readonly judge: (found: readonly Finding[], parts: readonly Part[]) => Judged;
  /** Whether silences or a policy among the files do not count, since nobody trusts them. */
  readonly distrusted: boolean;
  readonly asOf: Instant;
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
  const setting = options.policy && readPolicySetting(options.policy);
  const policies = [...parts.flatMap((part) => part.native.policies), ...(setting ? [setting.policy] : [])];
  const given = setting ? [setting.policy] : [];
  const untrusted = options.untrusted === true;
  const whole = policyFrom(policies);
  const trusted = untrusted ? policyFrom(given) : whole;
  // What only adds findings counts whoever says it; figures and limits could make them go.
  const policy = {
    ...trusted,
    freezes: whole.freezes,
    catalogues: whole.catalogues,
    timeZone: whole.timeZone,
  };
  yield;
  const project = link(parts, policy, options.asOf);
  yield;
  const team = teamCatalogues(policy.catalogues, parts);
  const facts = factsOf(project, team.issues.length === 0 ? BUNDLED : [...BUNDLED, ...team.issues]);
  const checked: Finding[] = [];
  for (const findings of checkRules(facts, RULES)) {
    for (const finding of findings) checked.push(finding);
    yield;
  }
  const others = [
    ...(setting?.findings ?? []),
    ...unknownRules(policies, RULE_IDS),
    ...project.findings,
    ...team.findings,
    ...checked,
  ];
  const off = new Set(RULES.filter((rule) => isOff(rule, policy)).map(({ id }) => id));
  const rules = { ids: RULE_IDS, off };
  const policyFiles = new Set([
    ...parts.filter((part) => part.native.policies.length > 0).map((part) => part.path),
    ...(options.policy ? [options.policy.path] : []),
  ]);
  const grade = (finding: Finding) =>
    louder(graded(finding, policy, policyFiles), graded(finding, whole, policyFiles));
  const judge = (given: readonly Finding[], from: readonly Part[]): Judged => {
    const { spoken, silenced } = untrusted
      ? applySilences(given, from.map(unsilenced), setting ? [setting.policy] : [], rules, options.asOf)
      : applySilences(given, from, policies, rules, options.asOf);
    return {
      findings: spoken.flatMap(grade).sort(compareFindings),
      silenced: silenced
        .flatMap((each) => grade(each.finding).map((finding) => ({ ...each, finding })))
        .sort((a, b) => compareFindings(a.finding, b.finding)),
    };
  };
  return {
    options,
    parts,
    recognised: new Map(parts.map((part) => [part.path, part.recognised])),
    facts,
    ...judge(foundIn(parts, others, project), parts),
    others,
    judge,
    distrusted:
      untrusted && parts.some(({ silences, native }) => silences.length > 0 || native.policies.length > 0),
    asOf: options.asOf,
  };
}

function foundIn(
  parts: readonly Part[],
  others: readonly Finding[],
  { snapshots }: Project,
): readonly Finding[] {
  return [...parts.flatMap((part) => part.findings), ...others]
    .filter((finding) => !isKnockOn(finding, parts))
    .map((finding) => withoutFalsifying(finding, snapshots));
}

/** The analysis of the same files where they read as they did, but for comments and for where everything stands. */
export function reread(before: Analysis, parts: readonly Part[]): Analysis {
  return { ...before, parts, ...before.judge(foundIn(parts, before.others, before.facts.project), parts) };
}

function unsilenced(part: Part): Part {
  return part.silences.length === 0 ? part : { ...part, silences: [] };
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map((rule) => rule.id));

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

function compareFindings(a: Finding, b: Finding): number {
  return comparePlaces(a.at, b.at) || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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
  return by.judge(part.findings, [part]).findings.filter(({ rule }) => rules.has(rule));
}
