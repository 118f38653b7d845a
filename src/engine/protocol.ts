import type { Severity } from "../core/model/finding.ts";
import type { Position } from "../core/text/lines.ts";
import type { LensChoice } from "../core/views/lenses.ts";
import type { Fold } from "../core/views/structure.ts";
import type {
  CompletionReport,
  LinkReport,
  OccurrencesReport,
  OutlineReport,
  RenamableReport,
  RenameReport,
  SummaryReport,
  SymbolReport,
  TokenReport,
  TreeNodeReport,
} from "./languageReports.ts";
import type {
  AcceptAsk,
  BaseTexts,
  CompareAsk,
  CompareReport,
  EnvironmentsReport,
  ReviewReport,
  SyncAsk,
  SyncReport,
} from "./pairReports.ts";
import type { CheckAsk } from "./toolAnswers.ts";

/**
 * What the extension and the engine say to each other: plain data only, so that it can cross to a worker. Texts go in
 * once and then as edits; findings, lenses, hovers and fixes come out. The model never crosses.
 *
 * An estate is what is analysed together (a workspace folder, or a document outside of any). Its revision is counted by
 * the extension, one for each change told; answers say or require the revision that they are about.
 */
export type ToEngine = Tell | Ask;

export type Tell =
  | {
      readonly kind: "change";
      readonly estate: string;
      readonly revision: number;
      readonly changes: readonly Change[];
    }
  /** A slice of a large text, ahead of the change that tells it: a change of `poured` with the same key. */
  | { readonly kind: "slice"; readonly key: number; readonly text: string }
  /** Slices that no change will tell. */
  | { readonly kind: "drop"; readonly key: number }
  | { readonly kind: "settings"; readonly estate: string; readonly settings: Settings }
  /**
   * The estate as it was elsewhere or before, from the texts at hand: what a change is reviewed against, or what an
   * environment is compared with. Without texts it is not needed any more.
   */
  | { readonly kind: "base"; readonly estate: string; readonly use: BaseUse; readonly texts?: BaseTexts }
  | { readonly kind: "forget"; readonly estate: string };

/** Of a file; `poured`: its text is that of the slices that were told under this key, and are needed no more. */
export type Change = WholeChange | { readonly path: string; readonly poured: number };

export type WholeChange =
  | { readonly path: string; readonly text: string }
  /** `lines` of the text afterwards: where they do not come out, the whole text is asked for. */
  | { readonly path: string; readonly edits: readonly OffsetEdit[]; readonly lines: number }
  | { readonly path: string; readonly gone: true };

export type BaseUse = "review" | "compare";

/** In offsets of the text before; the edits of a change are made one after the other. */
export interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Settings {
  readonly lenses: LensChoice;
  /** A policy as JSON text; wins over policy files. */
  readonly policy?: string;
  /** The files are somebody else's: what they silence or lower is said all the same. */
  readonly untrusted?: boolean;
}

/** Each question with its answer. */
export interface Asks {
  analyze: {
    readonly ask: { readonly estate: string; readonly asOf: number };
    readonly answer: Report | Outdated;
  };
  fixes: {
    readonly ask: AtRevision & { readonly finding: number };
    readonly answer: readonly FixReport[] | Outdated;
  };
  /** Those of the rules by which several findings of the file have a preferred fix. */
  mendable: {
    readonly ask: AtRevision & { readonly rules: readonly string[] };
    readonly answer: readonly string[] | Outdated;
  };
  /** One edit for all preferred fixes of a file that go together: of one rule, or of all that are about reading. */
  fixAll: {
    readonly ask: AtRevision & { readonly rule?: string };
    readonly answer: FixReport | undefined | Outdated;
  };
  /** Moves that would lower the outage of the service named at a place, or of that of the VM. */
  helps: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: readonly FixReport[] | Outdated;
  };
  /** A rollout staged anew, or what is named held back from rollouts. */
  rewrites: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: readonly FixReport[] | Outdated;
  };
  hover: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: HoverReport | undefined | Outdated;
  };
  environments: {
    readonly ask: OfEstate;
    readonly answer: EnvironmentsReport | Outdated;
  };
  /** Undefined where an environment is not there. */
  compare: {
    readonly ask: OfEstate & CompareAsk;
    readonly answer: CompareReport | undefined | Outdated;
  };
  sync: { readonly ask: OfEstate & SyncAsk; readonly answer: SyncReport | undefined | Outdated };
  /** Undefined where the two are no pair, or where it is written cannot be edited. */
  accept: { readonly ask: OfEstate & AcceptAsk; readonly answer: FixReport | undefined | Outdated };
  /** Against the base that was told last; undefined without one. */
  review: { readonly ask: OfEstate; readonly answer: ReviewReport | undefined | Outdated };
  /** The same as Markdown for a pull request; `base` says in words against what. */
  reviewMarkdown: {
    readonly ask: OfEstate & { readonly base: string };
    readonly answer: string | undefined | Outdated;
  };
  /** What there was before the plan that a file holds, as that file's text in a base; undefined where it is no plan. */
  planBefore: { readonly ask: AtRevision; readonly answer: string | undefined | Outdated };
  occurrences: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: OccurrencesReport | undefined | Outdated;
  };
  renamable: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: RenamableReport | Outdated;
  };
  rename: {
    readonly ask: AtRevision & { readonly position: Position; readonly name: string };
    readonly answer: RenameReport | Outdated;
  };
  outline: { readonly ask: AtRevision; readonly answer: readonly OutlineReport[] | Outdated };
  symbols: {
    readonly ask: OfEstate & { readonly query: string };
    readonly answer: readonly SymbolReport[] | Outdated;
  };
  folds: { readonly ask: AtRevision; readonly answer: readonly Fold[] | Outdated };
  /** For each position what stands around it, innermost first. */
  selections: {
    readonly ask: AtRevision & { readonly positions: readonly Position[] };
    readonly answer: readonly (readonly Range[])[] | Outdated;
  };
  tokens: { readonly ask: AtRevision; readonly answer: readonly TokenReport[] | Outdated };
  links: { readonly ask: AtRevision; readonly answer: readonly LinkReport[] | Outdated };
  /** Waits for no analysis either: while one is due they are the last ones, where they stand now. */
  lenses: { readonly ask: AtRevision; readonly answer: readonly LensReport[] | Outdated };
  /** Waits for no analysis: the text must be that of the revision, the estate may be that of the last look. */
  completion: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: CompletionReport | undefined | Outdated;
  };
  /** The rows of the estate's tree below the one that these keys lead to from the top. */
  tree: {
    readonly ask: OfEstate & { readonly keys: readonly string[]; readonly filter: string };
    readonly answer: readonly TreeNodeReport[] | Outdated;
  };
  /** The keys that lead from the top to what a word names. */
  treeKeys: {
    readonly ask: AtRevision & { readonly position: Position };
    readonly answer: readonly string[] | undefined | Outdated;
  };
  summary: { readonly ask: OfEstate; readonly answer: SummaryReport | undefined | Outdated };
  /** The JSON of `baskets check`, of `baskets simulate`, and words about a rule or a name. */
  checkJson: { readonly ask: OfEstate & CheckAsk; readonly answer: string | undefined | Outdated };
  simulateJson: {
    readonly ask: OfEstate & { readonly name: string };
    readonly answer: string | undefined | Outdated;
  };
  explained: {
    readonly ask: OfEstate & { readonly about: string };
    readonly answer: string | undefined | Outdated;
  };
  /** The page of a rule, Markdown. */
  rulePage: { readonly ask: { readonly rule: string }; readonly answer: string | undefined };
}

export type AskKind = keyof Asks;
export type Ask = { [K in AskKind]: { readonly kind: K; readonly id: number } & Asks[K]["ask"] }[AskKind];

interface OfEstate {
  readonly estate: string;
  readonly revision: number;
}

interface AtRevision extends OfEstate {
  readonly path: string;
}

/** The text has changed since: ask again after the next report. */
export type Outdated = "outdated";

export type FromEngine =
  | { readonly kind: "answer"; readonly id: number; readonly answer: Asks[AskKind]["answer"] }
  /** While the estate is still being looked at: what reading finds now, and what else was found before. */
  | {
      readonly kind: "early";
      readonly estate: string;
      readonly revision: number;
      readonly files: readonly FileReport[];
    }
  /** Edits did not fit the text that the engine holds: it needs the whole text again. */
  | { readonly kind: "lost"; readonly estate: string; readonly path: string };

export interface Report {
  readonly revision: number;
  /** Only files about which something else is said than in the report before. */
  readonly files: readonly FileReport[];
  /** What is wrong with the policy of the settings, which is no file. */
  readonly policyProblems: readonly string[];
  /** Whether something is said that the files would silence or lower if they were trusted. */
  readonly distrusted: boolean;
}

export interface FileReport {
  readonly path: string;
  readonly findings: readonly FindingReport[];
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface FindingReport {
  readonly rule: string;
  /** The rule in words: a clause in sentence case, no full stop. */
  readonly title: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly related: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
  /** What opens at the range is not closed: other readers notice it further down. */
  readonly open: boolean;
  /** What stands at the range could not be read: that is mended and not silenced. */
  readonly unread: boolean;
  /** Whether there may be candidates for a fix. */
  readonly fixable: boolean;
}

export interface LensReport {
  readonly range: Range;
  readonly title: string;
}

export interface HoverReport {
  readonly range: Range;
  /** Markdown; nothing in it that a file says is more than plain text. */
  readonly markdown: string;
}

export interface FixReport {
  readonly title: string;
  readonly preferred: boolean;
  /** Text for the clipboard instead of edits. */
  readonly command?: string;
  readonly edits: readonly { readonly path: string; readonly range: Range; readonly text: string }[];
}
