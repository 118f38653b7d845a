import type { Fix } from "../model/finding.ts";
import type { Play } from "../model/play.ts";
import { formatClock, formatDay, formatShare } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import { type Held, heldUntil } from "../rollout/holdback.ts";
import type { RolloutPlan, StagePlan } from "../rollout/plan.ts";
import { serialByDomains } from "../rollout/playDomains.ts";
import { serialFor } from "../rollout/plays.ts";
import type { Holdback } from "../rollout/proposed.ts";
import type { Staging } from "../rollout/staging.ts";
import type { Plain } from "../syntax/edit.ts";
import type { Facts } from "./facts.ts";
import { type Edits, fixOf, joined, setIn } from "./mending.ts";
import { setInRollout, stagesEdits } from "./stages.ts";
import { counted, listed } from "./wording.ts";

/** A proposed staging as words and as edits: for the quick fix, and for whoever writes it. */

/** `Stage “update-2”: 1, then 3 hosts, west held back until 2008-09-12: exposure 99 % → 22 %`. */
export function stagingTitle(
  plan: RolloutPlan,
  { plan: staged, holdback, window, before, after }: Staging,
): string {
  const sizes = staged.stages.map((stage) => stage.hosts.length);
  const last = sizes.at(-1) ?? 0;
  const held =
    holdback === undefined ? "" : `, ${heldNames(holdback)} held back until ${formatDay(holdback.until)}`;
  const nightly = window === undefined ? "" : ", one wave a day";
  const [from, to] = [formatShare(before.mixed), formatShare(after.mixed)];
  const achieved = from === to ? "" : `: exposure ${from} → ${to}`;
  return `Stage “${plan.source.name}”: ${sizes.slice(0, -1).join(", ")}, then ${counted(last, "host")}${nightly}${held}${achieved}`;
}

/** `west`, `esx-04 and esx-08`. */
function heldNames({ environments, hosts }: Holdback): string {
  return listed([...(environments ?? []), ...(hosts ?? [])], 3);
}

export function stagingEdits(project: Project, plan: RolloutPlan, staging: Staging): Edits {
  const { halt, holdback, window } = staging;
  return joined([
    ...(window === undefined
      ? []
      : [
          setInRollout(project, plan, "window", {
            from: formatClock(window.from),
            until: formatClock(window.until),
          }),
        ]),
    stagesEdits(project, plan, staging.stages),
    ...(halt === undefined ? [] : [setInRollout(project, plan, "halt", { failures: halt })]),
    ...(holdback === undefined ? [] : [setInRollout(project, plan, "holdback", plainHoldback(holdback))]),
  ]);
}

/** Keeps these hosts on the old build while the new one is young. */
export function holdbackFix(
  { project }: Facts,
  plan: RolloutPlan,
  held: Held | undefined,
  more: readonly Edits[] = [],
): readonly Fix[] {
  if (held === undefined) return [];
  const holdback = { ...held, until: heldUntil(plan, project.asOf, project.policy.young) };
  return fixOf(
    project,
    `Hold back ${heldNames(holdback)} until ${formatDay(holdback.until)}`,
    [...more, setInRollout(project, plan, "holdback", plainHoldback(holdback))],
    true,
  );
}

function plainHoldback({ environments, hosts, until }: Holdback): Plain {
  return {
    ...(environments ? { environments: [...environments] } : {}),
    ...(hosts ? { hosts: [...hosts] } : {}),
    until: formatDay(until),
  };
}

/**
 * The same staging with the names that the author gave: a name goes with its hosts, so a stage is called
 * as the one that had most of them, if that is most of its own.
 */
export function restaged(plan: RolloutPlan, staging: Staging): Staging {
  const written = plan.stages.filter(({ entry }) => entry?.name !== undefined);
  const names = staging.stages.map(({ name }, index) => {
    const hosts = new Set(staging.plan.stages[index]?.hosts);
    const same = (stage: StagePlan) => stage.hosts.filter((host) => hosts.has(host)).length;
    const most = written.reduce<StagePlan | undefined>(
      (a, b) => (a === undefined || same(b) > same(a) ? b : a),
      undefined,
    );
    return most !== undefined && 2 * same(most) > hosts.size ? most.name : name;
  });
  // Two stages of one name would be a finding of their own.
  const given = new Set(names).size === names.length ? names : staging.stages.map(({ name }) => name);
  return {
    ...staging,
    stages: staging.stages.map((spec, index) => ({ ...spec, name: given[index] ?? spec.name })),
  };
}

/** Batches that the estate or the inventory bears, where one of them knows the hosts; undefined where none does, or they cannot be written. */
export function serialFix(facts: Facts, play: Play): readonly Fix[] | undefined {
  const { batches, sizesKey } = play;
  if (sizesKey === undefined) return undefined;
  if (!facts.playPlans.has(play))
    return batches.at === undefined ? domainFix(facts.project, play, sizesKey) : undefined;
  const fix = serialFound(facts, play)?.fix;
  return fix && [fix];
}

/** Batches for a play whose hosts the estate knows. */
export interface SerialFound {
  /** `Update “upgrade” 1, then 2 at a time: exposure 100 % → 34 %`. */
  readonly title: string;
  /** Shares of the weight of all services that go if the update is bad, as it is and with these batches. */
  readonly before: number;
  readonly after: number;
  /** As `serial` lists them, the last repeated. */
  readonly sizes: readonly number[];
  /** Missing where what is written cannot be replaced: a template. */
  readonly fix: Fix | undefined;
}

/** Undefined where the estate does not know the hosts, the format knows no list of sizes, or none keeps every service up. */
export function serialFound(facts: Facts, play: Play): SerialFound | undefined {
  const { project, ground, alone } = facts;
  const { batches, sizesKey } = play;
  const plan = facts.playPlans.get(play);
  const serial = plan && sizesKey !== undefined ? serialFor(ground, play, plan, alone) : undefined;
  if (plan === undefined || serial === undefined || sizesKey === undefined) return undefined;
  const { sizes } = serial;
  const [before, after] = [facts.exposure(plan).mixed, facts.exposure(serial.plan).mixed];
  const [from, to] = [formatShare(before), formatShare(after)];
  const achieved = from === to ? "" : `: exposure ${from} → ${to}`;
  const isFree = batches.at === undefined || batches.plain === true;
  const [fix] = isFree ? withSizes(project, play, sizesKey, sizes, achieved) : [];
  return { title: sizesTitle(play, sizes, achieved), before, after, sizes, fix };
}

/** The same where only the inventory knows the hosts, by what it says of them. */
function domainFix(project: Project, play: Play, key: string): readonly Fix[] | undefined {
  const serial = serialByDomains(play, project.policy);
  if (serial === undefined) return undefined;
  const { sizes, along, apart } = serial;
  const kept = [
    ...(along === undefined ? [] : [`never two ${along}s in one batch`]),
    ...(apart ? ["never all hosts that stand in for each other"] : []),
  ];
  const [fix] = withSizes(project, play, key, sizes, `, ${listed(kept)}`);
  // One host after the other is safe whatever the inventory does not say.
  return fix && (sizes[0] === 1 && sizes.length === 1 ? [fix] : [fix, ...play.mends.stage.slice(1)]);
}

function withSizes(
  project: Project,
  play: Play,
  key: string,
  sizes: readonly number[],
  why: string,
): readonly Fix[] {
  const value = sizes.length === 1 ? (sizes[0] ?? 1) : sizes;
  return fixOf(
    project,
    sizesTitle(play, sizes, why),
    [setIn(project, { node: play.node, at: play.at }, key, value, ["hosts"])],
    true,
  );
}

function sizesTitle(play: Play, sizes: readonly number[], why: string): string {
  const hosts = sizes.length === 1 ? `${sizes[0]}` : `${sizes.slice(0, -1).join(", ")}, then ${sizes.at(-1)}`;
  return `Update “${play.name}” ${hosts} at a time${why}`;
}
