import { type Analysis, analyzeParts } from "../core/analyze.ts";
import type { Finding } from "../core/model/finding.ts";
import { startOfDay } from "../core/model/values.ts";
import { ruleSection } from "../core/report/rulesMarkdown.ts";
import { RULES } from "../core/rules/index.ts";
import type { Rule } from "../core/rules/rule.ts";
import type { Place } from "../core/text/span.ts";
import { type Lens, lensesOf } from "../core/views/lenses.ts";
import { type Base, baseOf, reviewIn } from "./bases.ts";
import { completion } from "./languageAnswers.ts";
import type { BaseTexts } from "./pairReports.ts";
import type {
  Ask,
  Asks,
  BaseUse,
  Change,
  FileReport,
  FindingReport,
  FromEngine,
  Report,
  Settings,
  ToEngine,
} from "./protocol.ts";
import { type Asked, QUESTIONS, type Question } from "./questions.ts";
import { createTexts, movedSpan, type Texts } from "./texts.ts";

/** The engine without a worker around it: takes one message, returns what is to be said. Never throws on any text. */
export interface Session {
  readonly handle: (message: ToEngine) => readonly FromEngine[];
}

/** The name under which findings about the policy of the settings come out; no file is called so. */
const SETTINGS_POLICY = "baskets.policy";

/** What is known of one estate. Only this file changes it. */
interface Estate extends Asked {
  readonly texts: Texts;
  settings: Settings;
  /** Of the last change told. */
  revision: number;
  analysis: Analysis | undefined;
  /** Something was told since that may change what is to be said. */
  changed: boolean;
  /** The revision that was last reported on. */
  analysed: number;
  findings: ReadonlyMap<string, readonly Finding[]>;
  /** The last lenses from an estate without syntax errors, moved along with edits. */
  lenses: ReadonlyMap<string, readonly Lens[]>;
  /** The estate as it was elsewhere or before, while that is needed. */
  readonly bases: Map<BaseUse, Base>;
  /** By path: what was last said about a file, as JSON. */
  readonly said: Map<string, string>;
}

export function createSession(): Session {
  const estates = new Map<string, Estate>();
  const estateOf = (id: string): Estate => {
    const estate = estates.get(id) ?? newEstate();
    estates.set(id, estate);
    return estate;
  };
  return {
    handle(message) {
      const answer = <K extends keyof Asks>(id: number, said: Asks[K]["answer"]): FromEngine[] => [
        { kind: "answer", id, answer: said },
      ];
      switch (message.kind) {
        case "change":
          return change(estateOf(message.estate), message.revision, message.changes).map((path) => ({
            kind: "lost",
            estate: message.estate,
            path,
          }));
        case "settings":
          configure(estateOf(message.estate), message.settings);
          return [];
        case "base":
          rebase(estateOf(message.estate), message.use, message.texts);
          return [];
        case "forget":
          estates.delete(message.estate);
          return [];
        case "analyze":
          return answer<"analyze">(message.id, report(estateOf(message.estate), message.asOf));
        case "completion":
          return answer<"completion">(message.id, completionIn(estates.get(message.estate), message));
        case "rulePage": {
          const rule = ruleOf(message.rule);
          return answer<"rulePage">(message.id, rule && ruleSection(rule, 1).join("\n"));
        }
        default:
          return [{ kind: "answer", id: message.id, answer: asked(estates.get(message.estate), message) }];
      }
    },
  };
}

function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

function newEstate(): Estate {
  return {
    texts: createTexts(),
    settings: { lenses: "services" },
    revision: 0,
    analysis: undefined,
    changed: true,
    analysed: -1,
    findings: new Map(),
    lenses: new Map(),
    bases: new Map(),
    said: new Map(),
  };
}

/** Makes the changes and returns the paths of which the whole text is needed. */
function change(estate: Estate, revision: number, changes: readonly Change[]): readonly string[] {
  estate.revision = revision;
  const results = changes.map((each) => estate.texts.change(each));
  const lost = changes.filter((_, index) => results[index] === "lost").map(({ path }) => path);
  if (results.some((result) => result !== "same")) estate.changed = true;
  const moved = new Map(estate.lenses);
  for (const each of changes) {
    if ("gone" in each) moved.delete(each.path);
    else if ("edits" in each) {
      const lenses = moved
        .get(each.path)
        ?.map((lens) => ({ ...lens, at: { ...lens.at, ...movedSpan(lens.at, each.edits) } }));
      if (lenses !== undefined) moved.set(each.path, lenses);
    }
  }
  estate.lenses = moved;
  return lost;
}

/** A question about an estate that has changed since it was last looked at is for the next look. */
function asked(
  estate: Estate | undefined,
  message: Extract<Ask, { readonly kind: Question }>,
): Asks[Question]["answer"] {
  if (estate === undefined || estate.analysed !== message.revision || estate.revision !== message.revision)
    return "outdated";
  // Each question has the answer of its own kind.
  const answer = QUESTIONS[message.kind] as (estate: Estate, ask: unknown) => Asks[Question]["answer"];
  return answer(estate, message);
}

function completionIn(
  estate: Estate | undefined,
  { path, position, revision }: Asks["completion"]["ask"],
): Asks["completion"]["answer"] {
  return estate?.revision === revision ? completion(estate, path, position) : "outdated";
}

function configure(estate: Estate, settings: Settings): void {
  estate.settings = settings;
  estate.changed = true;
}

function rebase(estate: Estate, use: BaseUse, texts: BaseTexts | undefined): void {
  if (texts === undefined) estate.bases.delete(use);
  else estate.bases.set(use, baseOf(estate.texts.files(), texts));
  estate.changed = true;
}

function report(estate: Estate, now: number): Report {
  const before = estate.analysis;
  const asOf = startOfDay(now);
  // A document that is opened tells the text that was read from disk before: nothing new.
  if (estate.changed || before === undefined || before.asOf !== asOf) look(estate, asOf);
  estate.analysed = estate.revision;
  return {
    revision: estate.revision,
    files: news(estate),
    distrusted: estate.analysis?.distrusted === true,
    policyProblems: (estate.findings.get(SETTINGS_POLICY) ?? []).map(({ message }) => message),
  };
}

function look(estate: Estate, asOf: number): void {
  const policy = estate.settings.policy;
  const analysis = analyzeParts(estate.texts.parts(), {
    asOf,
    ...(policy === undefined ? {} : { policy: { path: SETTINGS_POLICY, text: policy } }),
    untrusted: estate.settings.untrusted === true,
  });
  estate.analysis = analysis;
  estate.changed = false;
  estate.findings = byFile(analysis.findings, ({ at }) => at.file);
  estate.lenses = lensesNow(estate, analysis);
}

/**
 * While something cannot be read, what was said before stays: a service does not lose its storage because
 * somebody is in the middle of a word.
 */
function lensesNow(estate: Estate, analysis: Analysis): Estate["lenses"] {
  if (estate.settings.lenses === "off") return new Map();
  const broken = analysis.findings.some(({ rule }) => rule === "syntax");
  if (broken && estate.lenses.size > 0) return estate.lenses;
  const lenses = lensesOf(analysis.facts, estate.settings.lenses, pointsOf(estate, analysis));
  // Where they stand today: until the next look they are moved by hand.
  const standing = lenses.map(({ at, title }) => ({
    title,
    at: { file: at.file, start: at.start, end: at.end },
  }));
  return byFile(standing, ({ at }) => at.file);
}

/** What the change under review adds to scores; one analysis more, and only while somebody reviews. */
function pointsOf({ bases }: Estate, analysis: Analysis): ReadonlyMap<string, number> {
  const base = bases.get("review");
  if (base === undefined) return new Map();
  return new Map(
    reviewIn(base, analysis).services.flatMap(({ name, points }) =>
      points === undefined ? [] : [[name, points]],
    ),
  );
}

/** Reports of the files about which something else is to be said than before. */
function news(estate: Estate): readonly FileReport[] {
  const paths = new Set([...estate.said.keys(), ...estate.texts.paths()]);
  return [...paths].flatMap((path) => {
    const file = fileReport(estate, path);
    const empty = file.findings.length === 0 && file.lenses.length === 0;
    const json = empty ? undefined : JSON.stringify(file);
    if (estate.said.get(path) === json) return [];
    if (json === undefined) estate.said.delete(path);
    else estate.said.set(path, json);
    return [file];
  });
}

function fileReport(estate: Estate, path: string): FileReport {
  if (!estate.texts.has(path)) return { path, findings: [], lenses: [] };
  const findings = (estate.findings.get(path) ?? []).map((finding) => findingReport(estate.texts, finding));
  const lenses = (estate.lenses.get(path) ?? []).flatMap(({ at, title }) => {
    const range = estate.texts.rangeOf(at);
    return range === undefined ? [] : [{ range, title }];
  });
  return { path, findings, lenses };
}

function findingReport(texts: Texts, finding: Finding): FindingReport {
  const start = { line: 0, column: 0 };
  const rangeOf = (at: Place) => texts.rangeOf(at) ?? { start, end: start };
  const related = (finding.related ?? []).filter(({ at }) => texts.has(at.file));
  return {
    rule: finding.rule,
    title: ruleOf(finding.rule)?.title ?? finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.at),
    related: related.map(({ at, message }) => ({ path: at.file, range: rangeOf(at), message })),
    open: finding.open === true,
    unread: finding.unread === true,
    fixable: finding.fixes !== undefined,
  };
}

function byFile<T>(items: readonly T[], fileOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(fileOf(item));
    if (group === undefined) groups.set(fileOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
