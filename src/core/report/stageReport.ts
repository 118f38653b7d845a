import type { Fix } from "../model/finding.ts";
import { type Play, wordsOf } from "../model/play.ts";
import { formatInstant, formatShare } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { isUnstaged, type RolloutPlan } from "../rollout/plan.ts";
import { isBorne } from "../rollout/plays.ts";
import { stagingOf } from "../rollout/staging.ts";
import { unmetBy } from "../rollout/unmet.ts";
import type { Facts } from "../rules/facts.ts";
import { fixOf } from "../rules/mending.ts";
import { restaged, serialFound, stagingEdits, stagingTitle } from "../rules/stagingFix.ts";
import type { SourceFile } from "../text/span.ts";
import { jsonPieces } from "./jsonText.ts";
import type { Reported } from "./reported.ts";
import { playOf } from "./rolloutCalled.ts";
import { rangeJson, sourcesOf } from "./sources.ts";

/** A suggested staging for one rollout, as `baskets stage` has it (spec CLI.md). */
export interface Suggestion {
  /** What is said about it: what it achieves, and what it does not keep to. */
  readonly says: readonly string[];
  /** Missing where nothing is suggested. */
  readonly fix: Fix | undefined;
  /** There should be a staging and none was found, or it cannot be written. */
  readonly failed: boolean;
}

/** Five points of exposure: for less nobody throws a plan away that keeps to everything. */
const WORTH_IT = 0.05;

export function suggestionFor(facts: Facts, plan: RolloutPlan): Suggestion {
  const name = `“${plan.source.name}”`;
  const unstaged = isUnstaged(plan);
  if (plan.targets.length < 2)
    return {
      says: [`${name} has ${counted(plan.targets.length, "target")}: there is nothing to stage`],
      fix: undefined,
      failed: false,
    };
  const play = playOf(facts, plan);
  if (play !== undefined) return ofPlay(facts, plan, play);
  const found = stagingOf(facts.ground, plan, facts.exposure);
  if ("impossible" in found)
    return { says: [`no staging of ${name}: ${clause(found.impossible)}`], fix: undefined, failed: unstaged };
  const staging = restaged(plan, found);
  const { before, after, unmet } = staging;
  const open = unmetBy(facts.ground, plan, facts.alone) ?? [];
  const isBetter =
    unmet.length < open.length || (unmet.length === 0 && after.mixed < before.mixed - WORTH_IT);
  if (!unstaged && !isBetter)
    return {
      says: [
        `${name} is staged: exposure ${formatShare(before.mixed)}, and no staging was found that is better`,
        ...open.map((sentence) => `as it is, ${clause(sentence)}`),
      ],
      fix: undefined,
      failed: false,
    };
  const title = stagingTitle(plan, staging);
  const [fix] = fixOf(facts.project, title, [stagingEdits(facts.project, plan, staging)], true);
  if (fix === undefined)
    return {
      says: [
        `${title} cannot be written: comments between the stages would be lost, or the file says what was observed`,
      ],
      fix: undefined,
      failed: true,
    };
  const said = unmet.map((sentence) => `it does not keep to everything: ${clause(sentence)}`);
  return { says: [title, ...said], fix, failed: false };
}

function ofPlay(facts: Facts, plan: RolloutPlan, play: Play): Suggestion {
  const exposure = formatShare(facts.exposure(plan).mixed);
  const { written } = play.batches;
  const { batches } = wordsOf(play);
  if (play.sizesKey === undefined)
    return {
      says: [`“${play.name}” says its batches itself (${batches}): exposure ${exposure}`],
      fix: undefined,
      failed: false,
    };
  const failed = isUnstaged(plan);
  const anyway = stoppedAnyway(facts, plan);
  const found = serialFound(facts, play);
  if (found === undefined)
    return {
      says: [
        `no batches of “${play.name}” leave every service up, not even one host after the other: exposure ${exposure}`,
        ...anyway,
      ],
      fix: undefined,
      failed,
    };
  const isBetter = !isBorne(facts.ground, play, plan, facts.alone) || found.after < found.before - WORTH_IT;
  if (!failed && !isBetter) {
    const how = written === undefined ? "" : ` (${batches}: ${oneLine(written)})`;
    return {
      says: [
        `“${play.name}” is staged${how}: exposure ${exposure}, and no batches were found that are better`,
        ...anyway,
      ],
      fix: undefined,
      failed: false,
    };
  }
  const { title, sizes, fix } = found;
  const value = sizes.length === 1 ? String(sizes[0]) : `[${sizes.join(", ")}]`;
  const why =
    play.batches.at === undefined || play.batches.plain === true
      ? `${batches}: ${value} cannot be written here without losing a comment or what is shared with others`
      : `${batches} is a template here: give ${value} where its value is set`;
  return { says: [title, ...(fix === undefined ? [why] : []), ...anyway], fix, failed: fix === undefined };
}

/** What no batches avoid, so that nobody takes them for more than they are. */
function stoppedAnyway({ alone, project }: Facts, plan: RolloutPlan): readonly string[] {
  const stopped = new Set(plan.targets.flatMap((host) => alone(host).servicesDown));
  const names = project.services.filter((service) => stopped.has(service)).map(({ name }) => `“${name}”`);
  if (names.length === 0) return [];
  return [
    names.length === 1
      ? `in whatever order ${names[0]} stops while its host is updated: what it needs cannot leave the host`
      : `in whatever order ${listed(names, 3)} stop while their hosts are updated: what they need cannot leave them`,
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function clause(sentence: string): string {
  const body = sentence.replace(/\.$/, "");
  return `${body.charAt(0).toLowerCase()}${body.slice(1)}`;
}

/** The files that an edit changed, with their texts before and after. */
export function changesTo(
  files: readonly SourceFile[],
  { parts }: { readonly parts: readonly SourceFile[] },
): readonly { readonly file: string; readonly before: string; readonly after: string }[] {
  return files.flatMap(({ path, text }) => {
    const now = parts.find((part) => part.path === path)?.text;
    return now === undefined || now === text ? [] : [{ file: path, before: text, after: now }];
  });
}

/** The same for programs. */
export function suggestionJson(
  { facts, asOf }: Reported,
  plan: RolloutPlan,
  { says, fix }: Suggestion,
  files: readonly SourceFile[],
): Iterable<string> {
  const sources = sourcesOf(files);
  return jsonPieces({
    version: 1,
    asOf: formatInstant(asOf),
    rollout: plan.source.name,
    exposure: facts.exposure(plan),
    says,
    fix:
      fix === undefined
        ? null
        : {
            title: fix.title,
            edits: fix.edits.map((edit) => ({ ...rangeJson(edit, sources), text: edit.text })),
          },
  });
}
