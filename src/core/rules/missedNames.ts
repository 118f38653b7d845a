import type { Finding, Fix, Severity } from "../model/finding.ts";
import { isGlob } from "../model/glob.ts";
import { nearest } from "../model/nearest.ts";
import { formatDay } from "../model/values.ts";
import { renameEdits } from "../project/names.ts";
import type { Project } from "../project/project.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import { type Miss, namesFor } from "../rollout/mismatch.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Place } from "../text/span.ts";
import { fixOf } from "./mending.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { listed } from "./wording.ts";

/** Names in a selector that select nothing by it, each said at its own place. */
export function ofMisses(
  project: Project,
  plan: RolloutPlan,
  misses: readonly Miss[],
  where: string,
): readonly Finding[] {
  return misses.map((miss, index) => ofMiss(project, plan, miss, where, index < MOST_SUGGESTIONS));
}

const NOTHING_WORDS = {
  environments: { name: "No environment with hosts is called", glob: "No environment with hosts matches" },
  clusters: { name: "No cluster with hosts is called", glob: "No cluster with hosts matches" },
  hosts: { name: "No host is called", glob: "No host matches" },
  builds: { name: "No host of the estate runs the build", glob: "No host of the estate runs a build like" },
} as const;

/** Whoever has more names wrong than this has not misspelled them. */
const MOST_SUGGESTIONS = 20;

function ofMiss(
  project: Project,
  plan: RolloutPlan,
  { key, pattern, why, hosts }: Miss,
  where: string,
  suggests: boolean,
): Finding {
  const { update, holdback } = plan.source.document;
  const severity: Severity = why === "nothing" ? "error" : "warning";
  const named = `“${pattern.value}”`;
  const matched = hosts.map(hostNamer(project));
  const what =
    matched.length === 1 && matched[0] === pattern.value ? named : `${named} (${listed(matched, 3)})`;
  const until =
    holdback?.until === undefined ? "with no date to end it" : `until ${formatDay(holdback.until.value)}`;
  const glob = isGlob(pattern.value);
  const said = {
    nothing: `${NOTHING_WORDS[key][glob ? "glob" : "name"]} ${named}: ${where} ${where.startsWith("the targets") ? "select" : "selects"} nothing by it.`,
    otherPlatform: `${what} ${hosts.length === 1 ? "does" : "do"} not run ${update.platform.value}: this rollout does not reach ${hosts.length === 1 ? "it" : "them"}.`,
    heldBack: `${what} is held back ${until}: ${where} does not update it.`,
    noTarget: `${what} is no target of this rollout: ${where} selects nothing by it.`,
  }[why];
  const close =
    suggests && why === "nothing" && !glob ? nearest(pattern.value, namesFor(project, key), 2) : [];
  const meant = close.length === 0 ? "" : ` Did you mean ${close.map((name) => `“${name}”`).join(" or ")}?`;
  return finding({
    rule: "target-mismatch",
    severity,
    message: said + meant,
    at: pattern.at,
    subject: rolloutSubject(plan),
    fixes: () => renames(project, pattern.at, close),
  });
}

export function renames(project: Project, at: Place, names: readonly string[]): readonly Fix[] {
  return names.flatMap((name, index) =>
    fixOf(project, `Change to ${name}`, [renameEdits(project, at, name)], index === 0),
  );
}
