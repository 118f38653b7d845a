import { fixAllOf, fixesOf, helpsOf, hover, type Looked, mendableIn, rewritesOf } from "./answers.ts";
import type { Base } from "./bases.ts";
import {
  folds,
  links,
  occurrencesOf,
  outline,
  renamable,
  rename,
  selections,
  symbols,
  tokens,
} from "./languageAnswers.ts";
import { acceptOf, compareOf, environmentsOf, syncReportOf } from "./pairAnswers.ts";
import type { AskKind, Asks, BaseUse, Outdated } from "./protocol.ts";
import { planBefore, reviewMarkdownOf, reviewReportOf } from "./reviewAnswers.ts";
import { summaryOf } from "./summaryAnswer.ts";
import { checkJson, explained, simulateJson } from "./toolAnswers.ts";
import { treeChildren, treeKeysAt } from "./treeAnswers.ts";

/** An estate that is asked about. */
export interface Asked extends Looked {
  /** The estate as it was elsewhere or before, while that is needed. */
  readonly bases: ReadonlyMap<BaseUse, Base>;
}

/** Questions about an estate as it was last looked at; each is answered for that revision only. */
export type Question = Exclude<AskKind, "analyze" | "completion" | "lenses" | "rulePage">;

export const QUESTIONS: {
  readonly [K in Question]: (estate: Asked, ask: Asks[K]["ask"]) => Exclude<Asks[K]["answer"], Outdated>;
} = {
  fixes: (estate, { path, finding }) => fixesOf(estate, path, finding),
  mendable: (estate, { path, rules }) => mendableIn(estate, path, rules),
  fixAll: (estate, { path, rule }) => fixAllOf(estate, path, rule),
  helps: (estate, { path, position }) => helpsOf(estate, path, position),
  rewrites: (estate, { path, position }) => rewritesOf(estate, path, position),
  hover: (estate, { path, position }) => hover(estate, path, position),
  occurrences: (estate, { path, position }) => occurrencesOf(estate, path, position),
  renamable: (estate, { path, position }) => renamable(estate, path, position),
  rename: (estate, { path, position, name }) => rename(estate, path, position, name),
  outline: (estate, { path }) => outline(estate, path),
  symbols: (estate, { query }) => symbols(estate, query),
  folds: (estate, { path }) => folds(estate, path),
  selections: (estate, { path, positions }) => selections(estate, path, positions),
  tokens: (estate, { path }) => tokens(estate, path),
  links: (estate, { path }) => links(estate, path),
  tree: (estate, { keys, filter }) => treeChildren(estate, keys, filter),
  treeKeys: (estate, { path, position }) => treeKeysAt(estate, path, position),
  summary: summaryOf,
  checkJson: (estate, ask) => checkJson(estate, ask),
  simulateJson: (estate, { name }) => simulateJson(estate, name),
  explained: (estate, { about }) => explained(estate, about),
  environments: environmentsOf,
  compare: (estate, ask) => compareOf(estate, estate.bases.get("compare"), ask),
  sync: syncReportOf,
  accept: acceptOf,
  review: (estate) => reviewReportOf(estate, estate.bases.get("review")),
  reviewMarkdown: (estate, { base }) => reviewMarkdownOf(estate, estate.bases.get("review"), base),
  planBefore: (estate, { path }) => planBefore(estate, path),
};
