import { type Analysis, analysisSteps, revised } from "../core/analyze.ts";
import type { Finding } from "../core/model/finding.ts";
import { startOfDay } from "../core/model/values.ts";
import { ruleSection } from "../core/report/rulesMarkdown.ts";
import { RULES } from "../core/rules/index.ts";
import type { Rule } from "../core/rules/rule.ts";
import { once } from "../core/text/once.ts";
import { type Base, baseOf } from "./bases.ts";
import { earlyFindings, movedIn, NOTHING, othersIn, type Standing } from "./early.ts";
import { completion } from "./languageAnswers.ts";
import { type Lenses, lensesNow, lensReports, moveLenses } from "./lensAnswers.ts";
import type { BaseTexts } from "./pairReports.ts";
import type {
  Ask,
  Asks,
  BaseUse,
  Change,
  FromEngine,
  Outdated,
  Report,
  Settings,
  ToEngine,
  WholeChange,
} from "./protocol.ts";
import { type Asked, QUESTIONS, type Question } from "./questions.ts";
import { newsOf } from "./reports.ts";
import { createTexts, type Texts } from "./texts.ts";

/** The engine without a worker around it: takes messages, gives what is to be said. Never throws on any text. */
export interface Session {
  readonly handle: (message: ToEngine) => readonly FromEngine[];
  /** The same in steps: at each pause other messages may be handled, after which it goes on or gives up. */
  readonly steps: (message: ToEngine) => Iterator<FromEngine | Pause>;
}

export interface Pause {
  readonly kind: "pause";
  /** What can be said before it goes on, if anything. */
  readonly early: () => FromEngine | undefined;
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
  /** Something reads otherwise than in the last analysis, or is looked at otherwise: it cannot be kept. */
  stale: boolean;
  /** Counts what was told: whoever looks at the estate in steps sees that it is another one now. */
  told: number;
  /** The revision that was last reported on. */
  analysed: number;
  findings: ReadonlyMap<string, readonly Finding[]>;
  lenses: Lenses | undefined;
  /** What the last look found besides what reading finds, moved along with edits as well. */
  others: Standing;
  /** The estate as it was elsewhere or before, while that is needed. */
  readonly bases: Map<BaseUse, Base>;
  /** By path: what was last said about a file, as JSON. */
  readonly said: Map<string, string>;
}

export function createSession(): Session {
  const estates = new Map<string, Estate>();
  const slices = new Map<number, readonly string[]>();
  const estateOf = (id: string): Estate => {
    const estate = estates.get(id) ?? newEstate();
    estates.set(id, estate);
    return estate;
  };
  const session: Session = {
    handle(message) {
      const said: FromEngine[] = [];
      const steps = session.steps(message);
      for (let step = steps.next(); !step.done; step = steps.next())
        if (step.value.kind !== "pause") said.push(step.value);
      return said;
    },
    *steps(message) {
      if (message.kind === "analyze") {
        const { id, asOf, estate } = message;
        const answer = yield* report(estateOf(estate), estate, startOfDay(asOf));
        yield { kind: "answer", id, answer };
      } else yield* atOnce(message);
    },
  };
  return session;

  /** A change with the text of which the slices were told. */
  function whole(change: Change): WholeChange {
    if (!("poured" in change)) return change;
    const text = (slices.get(change.poured) ?? []).join("");
    slices.delete(change.poured);
    return { path: change.path, text };
  }

  function atOnce(message: Exclude<ToEngine, { readonly kind: "analyze" }>): readonly FromEngine[] {
    const answer = <K extends keyof Asks>(id: number, said: Asks[K]["answer"]): FromEngine[] => [
      { kind: "answer", id, answer: said },
    ];
    switch (message.kind) {
      case "slice":
        slices.set(message.key, [...(slices.get(message.key) ?? []), message.text]);
        return [];
      case "drop":
        slices.delete(message.key);
        return [];
      case "change":
        return change(estateOf(message.estate), message.revision, message.changes.map(whole)).map((path) => ({
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
      case "lenses":
        return answer<"lenses">(message.id, lensesIn(estates.get(message.estate), message));
      case "completion":
        return answer<"completion">(message.id, completionIn(estates.get(message.estate), message));
      case "rulePage": {
        const rule = ruleOf(message.rule);
        return answer<"rulePage">(message.id, rule && ruleSection(rule, 1).join("\n"));
      }
      default:
        return [{ kind: "answer", id: message.id, answer: asked(estates.get(message.estate), message) }];
    }
  }
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
    stale: true,
    told: 0,
    analysed: -1,
    findings: new Map(),
    lenses: undefined,
    others: NOTHING,
    bases: new Map(),
    said: new Map(),
  };
}

/** Makes the changes and returns the paths of which the whole text is needed. */
function change(estate: Estate, revision: number, changes: readonly WholeChange[]): readonly string[] {
  estate.revision = revision;
  const results = changes.map((each) => estate.texts.change(each));
  const lost = changes.filter((_, index) => results[index] === "lost").map(({ path }) => path);
  if (results.some((result) => result !== "same")) estate.changed = true;
  estate.told++;
  for (const each of changes) {
    if (!("edits" in each)) continue;
    estate.others = movedIn(estate.others, each.path, each.edits);
    moveLenses(estate.lenses, each.path, each.edits);
  }
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
  estate.stale = true;
  estate.told++;
}

function rebase(estate: Estate, use: BaseUse, texts: BaseTexts | undefined): void {
  if (texts === undefined) estate.bases.delete(use);
  else estate.bases.set(use, baseOf(estate.texts.files(), texts));
  estate.changed = true;
  estate.stale = true;
  estate.told++;
}

/** “Outdated” where something else was told meanwhile. */
function* report(estate: Estate, id: string, asOf: number): Generator<Pause, Report | Outdated> {
  const before = estate.analysis;
  const { told, revision } = estate;
  // A document that is opened tells the text that was read from disk before: nothing new.
  if (estate.changed || before === undefined || before.asOf !== asOf) {
    const early = once(() => earlyReport(estate, id, revision));
    const steps = lookSteps(estate, asOf);
    for (let step = steps.next(); !step.done; step = steps.next()) {
      yield { kind: "pause", early };
      if (estate.told !== told) return "outdated";
    }
  }
  estate.analysed = estate.revision;
  return {
    revision: estate.revision,
    files: newsOf(estate, estate.findings),
    distrusted: estate.analysis?.distrusted === true,
    policyProblems: (estate.findings.get(SETTINGS_POLICY) ?? []).map(({ message }) => message),
  };
}

function* lookSteps(estate: Estate, asOf: number): Generator<undefined, void> {
  const fields = estate.texts.takeChanged();
  const parts = estate.texts.parts();
  const before = estate.analysis;
  const after =
    fields === undefined || estate.stale || before?.asOf !== asOf
      ? undefined
      : revised(before, parts, fields);
  if (after !== undefined) return keep(estate, after);
  // Until it is through, in whatever step it is left.
  estate.stale = true;
  const policy = estate.settings.policy;
  const analysis = yield* analysisSteps(parts, {
    asOf,
    ...(policy === undefined ? {} : { policy: { path: SETTINGS_POLICY, text: policy } }),
    untrusted: estate.settings.untrusted === true,
  });
  estate.stale = false;
  keep(estate, analysis);
}

function keep(estate: Estate, analysis: Analysis): void {
  estate.analysis = analysis;
  estate.changed = false;
  estate.findings = byFile(analysis.findings, ({ at }) => at.file);
  estate.others = othersIn(analysis);
}

function lensesIn(
  estate: Estate | undefined,
  { path, revision }: Asks["lenses"]["ask"],
): Asks["lenses"]["answer"] {
  if (estate?.revision !== revision) return "outdated";
  const { analysis, settings, bases } = estate;
  if (analysis !== undefined && estate.analysed === revision)
    estate.lenses = lensesNow(estate.lenses, analysis, settings.lenses, bases.get("review"));
  return lensReports(estate.lenses, estate.texts, path);
}

/** Nothing before the first look, since nobody knows the policies then; and nothing where nothing else can be said yet. */
function earlyReport(estate: Estate, id: string, revision: number): FromEngine | undefined {
  const { analysis, others, texts } = estate;
  if (analysis === undefined) return undefined;
  const findings = new Map(
    texts.parts().map((part) => [part.path, earlyFindings(part, analysis, others)] as const),
  );
  const files = newsOf(estate, findings);
  return files.length === 0 ? undefined : { kind: "early", estate: id, revision, files };
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
