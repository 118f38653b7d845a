import type { Finding } from "../model/finding.ts";
import {
  caveats,
  importsOf,
  inOneBatch,
  type Play,
  type StandIns,
  standInsTogether,
  thePlay,
  wordsOf,
} from "../model/play.ts";
import { formatDuration } from "../model/values.ts";
import { listed, quoted } from "../model/words.ts";
import { growthLimit, soakDue } from "../rollout/limits.ts";
import { actingStages, type RolloutPlan, type StageSpec } from "../rollout/plan.ts";
import { freeName } from "../rollout/proposal.ts";
import { ordersOf, type Together, togetherIn } from "../rollout/sides.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, insertStages, setInStage, stageAt, stageSubject } from "./stages.ts";
import { serialFix } from "./stagingFix.ts";

const withStages = (stages: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
  - name: west
pairs:
  - between: [east, west]
hosts:
  - {name: esx-e-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-e-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-w-01, environment: west, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-w-02, environment: west, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: [esx-w-01], soak: 3d, gates: [power-on, login]}
${stages}halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const pairTogether: Rule = {
  id: "pair-together",
  group: "rollout",
  severity: "error",
  title: "Both sides of a pair get the update before the first has soaked",
  why: "Two environments stand in for each other only as long as one of them is not touched. Updated together they are one basket again: whatever is wrong with the update is on both sides at once.",
  remedy:
    "Update one side, the recovery side first, watch it, and only then the other. The quick fix gives the first side a stage of its own, or the time to be watched.",
  silentWhen:
    "Where everything is in one stage that is said by `unstaged-rollout`. The policy's `rollout.soak.afterFirst` counts as soaked, a wait for the window included. Hosts of a play are looked at where the policy says by which variable or group of the inventory they stand in for each other (`map: {ansible: {redundantGroup: …}}`, `redundantGroups`), all of a set are in one batch, and batches and hosts are known. Where the estate has all hosts of a play, a batch with hosts of both sides is said; how much later the second side follows is not asked of a play, since no file tells what it is run for and when.",
  bad: withStages("  - {name: rest, share: 100%}\n"),
  good: withStages(
    "  - {name: west, environments: [west], soak: 7d, gates: [power-on, login]}\n  - {name: rest, share: 100%}\n",
  ),
  fixed: withStages(
    "  - {name: rest-west, environments: [west], share: 100%, soak: 7d, gates: [power-on, login]}\n  - {name: rest, share: 100%}\n",
  ),
  *check(facts) {
    for (const plan of facts.plans)
      for (const together of togetherIn(facts.project, plan)) yield findingOf(facts, plan, together);
    for (const play of facts.project.plays) {
      const sets = inOneBatch(play) === "no" ? standInsTogether(play) : [];
      if (sets.length > 0) yield ofPlay(play, sets);
    }
    for (const [play, plan] of facts.playPlans) {
      if (play.batches.shuffled) continue;
      // Days between two batches no play waits: what it is run for (`--limit`) and when, no file tells.
      for (const together of togetherIn(facts.project, plan))
        if (together.kind === "one stage") yield sidesInPlay(facts, play, together);
    }
  },
};

function sidesInPlay(facts: Facts, play: Play, { stage, sides }: Together): Finding {
  const { thing, alone } = wordsOf(play);
  const names = `${sides[0].name} and ${sides[1].name}`;
  const how = alone === undefined ? "" : ` (\`${alone}\`)`;
  return finding({
    rule: "pair-together",
    severity: "error",
    message: [
      `${stage.name.replace(/^b/, "B")} of the ${thing} “${play.name}” updates ${names} together, which stand in for each other: if the update is bad there is no side left. Update one side${how}, watch it, then the other.`,
      ...caveats(play),
    ].join(" "),
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related: [
      ...sides.map(({ at, name }) => ({ at, message: `${name} is one side of the pair.` })),
      ...importsOf(play),
    ],
    fixes: () => serialFix(facts, play) ?? [],
  });
}

/** Hosts that the team's inventory declares as each other's stand-ins are a pair in small. */
function ofPlay(play: Play, sets: readonly StandIns[]): Finding {
  const [{ name, hosts }] = sets as readonly [StandIns, ...StandIns[]];
  const more =
    sets.length === 1 ? "" : ` The same holds for ${listed(sets.slice(1).map((set) => quoted(set.name)))}.`;
  return finding({
    rule: "pair-together",
    severity: "error",
    message: [
      `${thePlay(play)} updates ${listed(hosts)} in one batch, which stand in for each other (“${name}”): if the update is bad there is none left to take over.${more} Let no batch hold all of them: \`serial: 1\`, or smaller batches.`,
      ...caveats(play),
    ].join(" "),
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related: [
      ...sets.map((set) => ({ at: set.at, message: `“${set.name}” is ${listed(set.hosts)}.` })),
      ...importsOf(play),
    ],
  });
}

function findingOf(facts: Facts, plan: RolloutPlan, together: Together): Finding {
  const { stage, sides } = together;
  const names = `${sides[0].name} and ${sides[1].name}`;
  const related = sides.map(({ at, name }) => ({ at, message: `${name} is one side of the pair.` }));
  if (together.kind === "one stage")
    return finding({
      rule: "pair-together",
      severity: "error",
      message: `“${stage.name}” updates ${names} together, which stand in for each other: if the update is bad there is no side left. Update one side, watch it, then the other.`,
      at: stageAt(plan, stage),
      subject: stageSubject(plan, stage),
      related,
      fixes: () => splitFix(facts, plan, together),
    });
  const { next, watch, due } = together;
  const soon =
    watch <= 0 ? `as soon as “${stage.name}” has ended` : `${formatDuration(watch)} after “${stage.name}”`;
  return finding({
    rule: "pair-together",
    severity: "error",
    message: `“${next.name}” starts ${soon}, and with it the second of ${names}, which stand in for each other: nobody has seen yet whether the update is good. The policy asks for ${formatDuration(due)} between them.`,
    at: stageAt(plan, next),
    subject: stageSubject(plan, next),
    related,
    fixes: () => soakFix(facts, plan, together),
  });
}

/** A stage before it for the side that is to go first, watched by the policy. */
function splitFix({ project }: Facts, plan: RolloutPlan, { stage, sides }: Together) {
  const { spec } = stage;
  if (spec.share !== undefined && spec.share < 1) return [];
  if (plan.source.document.update.unit?.value === "cluster") return [];
  const order = ordersOf(project, plan).find(
    ({ first, second }) => sides.includes(first) && sides.includes(second),
  );
  const side = order?.first ?? sides[1];
  const acting = actingStages(plan);
  const position = acting.indexOf(stage);
  const before = acting[position - 1];
  const size = stage.hosts.filter(({ environment }) => environment === side).length;
  if (before !== undefined && size > growthLimit(project.policy, before.hosts.length + before.done.length))
    return [];
  const added: StageSpec = {
    ...spec,
    name: freeName(
      `${stage.name}-${side.name}`,
      plan.stages.map(({ name }) => name),
    ),
    environments: [side.name],
    soak: soakDue(project.policy, position, acting.length + 1),
    gates: spec.gates ?? before?.spec.gates,
  };
  // What was the last stage but one no longer is: its soak may stay longer than the policy asks.
  return fixOf(
    project,
    `Update ${side.name} in a stage of its own before the other side`,
    [insertStages(project, plan, [{ before: stage.index, spec: added }])],
    true,
  );
}

function soakFix({ project }: Facts, plan: RolloutPlan, { stage }: Together) {
  const acting = actingStages(plan);
  const due = soakDue(project.policy, acting.indexOf(stage), acting.length);
  const soak = formatDuration(Math.max(due, project.policy.rollout.soak.afterFirst));
  return fixOf(
    project,
    `Watch “${stage.name}” for ${soak}`,
    [setInStage(project, stage, "soak", soak)],
    true,
  );
}
