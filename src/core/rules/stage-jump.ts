import type { Finding } from "../model/finding.ts";
import type { Project } from "../project/project.ts";
import type { Ground } from "../rollout/ground.ts";
import { growthLimit } from "../rollout/limits.ts";
import { actingStages, type RolloutPlan, type StagePlan, sizeOf } from "../rollout/plan.ts";
import { growthSplit, jumps } from "../rollout/split.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, splitEdits, stageAt, stageSubject } from "./stages.ts";
import { counted } from "./wording.ts";

const HOSTS = Array.from(
  { length: 8 },
  (_, at) => `  - {name: esx-0${at + 1}, environment: east, platform: VMware ESX, build: 3.5.0-82663}\n`,
).join("");

const withStages = (between: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
${HOSTS}---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - name: canary
    hosts: [esx-01]
    soak: 7d
    gates: [power-on, suspend-resume, login]
${between}  - name: rest
    share: 100%
    concurrency: 1
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const stageJump: Rule = {
  id: "stage-jump",
  group: "rollout",
  severity: "info",
  title: "A stage that is many times as large as the one before",
  why: "What shows on one host in fifty shows in no stage of one host. Where stages grow step by step, each finds what the one before was too small to show, and is itself small enough to lose.",
  remedy:
    "Put a stage in between. The quick fix does, with a share that keeps to the policy (`rollout.growth`, 5 times by default) and the time to watch that is due there.",
  silentWhen:
    "Stages without hosts are passed over. A stage of a single cluster that is updated as a whole cannot be smaller.",
  bad: withStages(""),
  good: withStages(`  - name: some
    share: 25%
    concurrency: 1
    soak: 7d
    gates: [power-on, suspend-resume, login]
`),
  fixed: withStages(`  - name: rest-first
    share: 62%
    concurrency: 1
    soak: 7d
    gates: [power-on, suspend-resume, login]
`),
  *check({ project, plans, ground }) {
    const staged = plans.filter((plan) => plan.stages.length > 1 && plan.targets.length > 0);
    if (staged.length === 0) return;
    for (const plan of staged)
      for (const stage of jumps(ground, plan)) yield ofStage(project, ground, plan, stage);
  },
};

function ofStage(project: Project, ground: Ground, plan: RolloutPlan, stage: StagePlan): Finding {
  const acting = actingStages(plan);
  const before = acting[acting.indexOf(stage) - 1] ?? stage;
  const { growth } = project.policy.rollout;
  const times = Math.round((sizeOf(stage) / sizeOf(before)) * 10) / 10;
  const others = jumps(ground, plan)
    .map((jump) => jump.index)
    .filter((index) => index !== stage.index);
  const split = growthSplit(
    ground,
    plan,
    plan.stages.map((each) => each.spec),
    others,
  );
  const title = `Put ${counted(split?.insertions.length ?? 0, "stage")} before “${stage.name}”`;
  return finding({
    rule: "stage-jump",
    severity: "info",
    message: `The stage “${stage.name}” has ${counted(sizeOf(stage), "host")}, ${times} times as many as “${before.name}” before it (${sizeOf(before)}): what is too rare to show there meets all of them at once. The policy allows ${growth} times as many, here ${growthLimit(project.policy, sizeOf(before))}.`,
    at: stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    related: [
      { at: stageAt(plan, before), message: `The stage before has ${counted(sizeOf(before), "host")}.` },
    ],
    fixes: () => (split === undefined ? [] : fixOf(project, title, [splitEdits(project, plan, split)], true)),
  });
}
