import type { Finding } from "../model/finding.ts";
import { importsOf, inOneBatch, type Play, thePlay, wordsOf } from "../model/play.ts";
import { hasOwnSoak } from "../model/policy.ts";
import { DAY, type Duration, formatDay, formatDuration, SECOND } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import { dateNotLivedPast, type KnownDate } from "../rollout/dates.ts";
import type { Ground } from "../rollout/ground.ts";
import { soakDue, watchOf } from "../rollout/limits.ts";
import { actingStages, isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { togetherIn } from "../rollout/sides.ts";
import type { Place } from "../text/span.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, quoted, rolloutSubject, setInStage, stageAt, stageSubject } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withSoak = (soak: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - name: canary
    hosts: [esx-01]
    soak: ${soak}
    gates: [power-on, suspend-resume, login]
  - name: rest
    concurrency: 1
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const shortSoak: Rule = {
  id: "short-soak",
  group: "rollout",
  severity: "warning",
  severityBy:
    "warning; information for an update of Kubernetes that takes one node after the other, which is what the tools do unless told otherwise",
  title: "Too little time to see anything before the next stage",
  why: "Much of what an update breaks shows after days: a leak, a job at the end of the week, a date. The next stage only helps if what the stage before would have shown can be seen by then. Waiting does not help against a date that is months away, but it does against one that is days away.",
  remedy:
    "Set `soak` to what the policy asks for: 24 hours after the first stage, 72 hours after the others, 7 days before the last, the largest that applies. Where a tool of Kubernetes can wait after each node (`postCompleteDelay`, `--lock-release-delay`), at least as long as a person needs to notice. The quick fix writes it.",
  silentWhen:
    "A wait for the window counts as time to watch. Nothing is asked after the last stage, nor where everything is in one stage. A known date counts where it lies within the policy's horizon, the rollout has a start and no clock-forward test reached it; a soak of more than 60 days is not offered as a fix. A wait after each node that is written, however short, is not judged; formats that know none are not asked for one. In an Ansible play only pauses that are written with a known length are looked at, and only where the policy says itself how long to watch: what lies between two runs of a play (`--limit`) no file tells.",
  bad: withSoak("2h"),
  good: withSoak("7d"),
  fixed: withSoak("7d"),
  *check({ ground, plans }) {
    for (const plan of plans) if (!isUnstaged(plan) && plan.targets.length > 0) yield* ofPlan(ground, plan);
    yield* ofPlays(ground.project);
  },
};

/** A pause between batches was written so that somebody can see something: it is held to what the team itself asks for. */
function* ofPlays({ plays, policy }: Project): Generator<Finding> {
  if (!hasOwnSoak(policy)) return;
  const due = policy.rollout.soak.afterFirst;
  const said = new Set<string>();
  for (const play of plays) {
    const { alone } = wordsOf(play);
    const [first] = play.pauses;
    const lengths = play.pauses.flatMap(({ seconds, prompt }) => (prompt ? [] : (seconds ?? [])));
    // A person who is asked decides how long it takes, and so does whatever sets a length when it runs.
    const known = lengths.length === play.pauses.length;
    const watch = lengths.reduce((sum, seconds) => sum + seconds, 0) * SECOND;
    // What waits by itself after each host is not made for days, and was written by who knows that.
    if (alone === undefined || first === undefined || !known || watch >= due || inOneBatch(play) !== "no")
      continue;
    const key = `${first.at.start} ${first.at.file}`;
    if (!said.has(key)) yield ofPauses(play, alone, first.at, watch, due);
    said.add(key);
  }
}

function ofPauses(play: Play, alone: string, at: Place, watch: Duration, due: Duration): Finding {
  const assumes = [...new Set(play.pauses.flatMap((pause) => pause.assumes ?? []))];
  const counts =
    assumes.length === 0
      ? ""
      : ` This counts the default; ${listed(assumes)} may say otherwise when ${wordsOf(play).tool} runs.`;
  return finding({
    rule: "short-soak",
    severity: "warning",
    message: `${thePlay(play)} pauses for ${formatDuration(watch)} between its batches: little of what is wrong will have shown by then. The policy asks for ${formatDuration(due)} after the first hosts: pause that long, or run the first batch by itself (\`${alone}\`) and the others later.${counts}`,
    at,
    subject: { kind: "play", name: play.name },
    related: [
      ...play.pauses.slice(1).map((pause) => ({ at: pause.at, message: "This pause is counted too." })),
      ...importsOf(play),
    ],
  });
}

interface Short {
  readonly stage: StagePlan;
  readonly next: StagePlan;
  readonly watch: Duration;
  readonly due: Duration;
}

const LONGEST_OFFERED = 60 * DAY;
const NEARLY = 0.95;

function* ofPlan(ground: Ground, plan: RolloutPlan): Generator<Finding> {
  const { project } = ground;
  const acting = actingStages(plan);
  // Said by `pair-together`, louder.
  const together = togetherIn(project, plan);
  const date = dateNotLivedPast(ground, plan);
  const short = acting.flatMap((stage, position): Short[] => {
    const next = acting[position + 1];
    if (next === undefined) return [];
    if (together.some((each) => each.kind === "too soon" && each.stage === stage && each.next === next))
      return [];
    const [watch, due] = [watchOf(stage, next), soakDue(project.policy, position, acting.length)];
    // From one weekly window to the next it is a week less the wave itself: that is what was meant.
    const enough = watch > stage.soak ? due * NEARLY : due;
    return watch < enough ? [{ stage, next, watch, due }] : [];
  });
  const [first] = acting;
  if (date !== undefined && first !== undefined) yield ofDate(project, plan, first, date);
  // One answer mends both: where the date asks for more, the policy's word would only be noise.
  const open = date === undefined ? short : short.filter(({ stage }) => stage !== first);
  const unwritten = open.filter(({ stage }) => stage.entry?.soak === undefined);
  for (const one of open) if (!unwritten.includes(one)) yield ofStages(project, plan, [one]);
  if (unwritten.length > 0) yield ofStages(project, plan, unwritten);
}

/** One stage whose soak is too short, or all stages that have none: that is one omission. */
function ofStages(project: Project, plan: RolloutPlan, short: readonly Short[]): Finding {
  const [{ stage, next, watch, due }] = short as readonly [Short, ...Short[]];
  const written = stage.entry?.soak;
  const seen =
    watch === 0
      ? `“${next.name}” starts as soon as “${stage.name}” has ended`
      : `“${stage.name}” is watched for ${roughly(watch)} before “${next.name}” starts`;
  const also =
    short.length === 1
      ? ""
      : ` The same holds for ${listed(quoted(short.slice(1).map((other) => other.stage)))}.`;
  const title =
    short.length === 1
      ? `Watch “${stage.name}” for ${formatDuration(due)}`
      : `Watch ${counted(short.length, "stage")} as the policy asks`;
  return finding({
    rule: "short-soak",
    severity: "warning",
    message: `${seen}: ${watch === 0 ? "nothing" : "little"} of what is wrong will have shown by then. The policy asks for ${formatDuration(due)} here.${also}`,
    at: written?.at ?? stageAt(plan, stage),
    subject: written === undefined ? rolloutSubject(plan) : stageSubject(plan, stage),
    related: short.slice(1).map((other) => ({
      at: stageAt(plan, other.stage),
      message: `No time to watch “${other.stage.name}” either: the policy asks for ${formatDuration(other.due)}.`,
    })),
    fixes: () =>
      fixOf(
        project,
        title,
        short.map((other) => setInStage(project, other.stage, "soak", formatDuration(other.due))),
        true,
      ),
  });
}

function ofDate(
  project: Project,
  plan: RolloutPlan,
  first: StagePlan,
  { name, why, at, on, watch }: KnownDate,
): Finding {
  const because = why === undefined ? "" : ` (${why})`;
  const offered = () =>
    watch <= LONGEST_OFFERED
      ? fixOf(
          project,
          `Watch “${first.name}” for ${formatDuration(watch)}, past ${formatDay(on)}`,
          [setInStage(project, first, "soak", formatDuration(watch))],
          true,
        )
      : [];
  return finding({
    rule: "short-soak",
    severity: "warning",
    message: `The ${name} carries a date, ${formatDay(on)}${because}, and later stages get it before “${first.name}” has lived past that day: it would break everywhere at once. Watch “${first.name}” for ${formatDuration(watch)}, run the update with the clock forward, or take another build.`,
    at: first.entry?.soak?.at ?? stageAt(plan, first),
    subject: stageSubject(plan, first),
    related: at === undefined ? [] : [{ at, message: `This is the date of ${name}.` }],
    fixes: offered,
  });
}

/** `2h`, `6.9d`: a wait for a window is seldom a round number. */
function roughly(duration: Duration): string {
  return duration > DAY ? `${Math.round((duration / DAY) * 10) / 10}d` : formatDuration(duration);
}
