import type { Finding } from "../model/finding.ts";
import { formatDuration } from "../model/values.ts";
import { holdable } from "../rollout/holdback.ts";
import { isUnstaged, type RolloutPlan } from "../rollout/plan.ts";
import { earlyNoReturn, LEAST_WATCH, type PointOfNoReturn } from "../rollout/retreat.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInStage, stageAt, stageSubject } from "./stages.ts";
import { holdbackFix } from "./stagingFix.ts";

const withSoak = (soak: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: prod, environment: east, tolerates: 1, autoPlace: true}
hosts:
  - {name: esx-01, cluster: prod, platform: VMware ESX, build: 3.5.0-82663, memory: 64GiB}
  - {name: esx-02, cluster: prod, platform: VMware ESX, build: 3.5.0-82663, memory: 64GiB}
  - {name: esx-03, cluster: prod, platform: VMware ESX, build: 3.5.0-82663, memory: 64GiB}
vms:
  - {name: vm-1, host: esx-01, memory: 40GiB}
  - {name: vm-2, host: esx-02, memory: 40GiB}
  - {name: vm-3, host: esx-03, memory: 40GiB}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: [esx-01], soak: ${soak}, gates: [power-on, login]}
  - {name: second, hosts: [esx-02], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const noRetreat: Rule = {
  id: "no-retreat",
  group: "rollout",
  severity: "warning",
  title: "No way back without downtime before the first wave has been watched",
  why: "As long as the hosts on the old build can hold the VMs of their cluster, a bad update costs a move. After that it costs an outage: VMs must be stopped to get back. In August 2008 a host on the older build was the only place where a VM could still be started.",
  remedy:
    "Let the first wave be watched for 72 hours before the old hosts no longer suffice, and hold something back where VMs cannot move back at all (`oneWay`). The quick fix does.",
  silentWhen:
    "Counted with the policy's overcommit; a figure that is missing is taken to suffice. A cluster that could not spare even one host has no way back in any order: `restart-capacity` and `blocked-evacuation` speak of that. Where everything is in one stage only `oneWay` is said here.",
  bad: withSoak("1d"),
  good: withSoak("3d"),
  fixed: withSoak("3d"),
  *check(facts) {
    for (const plan of facts.plans) {
      const point = earlyNoReturn(plan, facts.project);
      if (point !== undefined && (point.why.kind === "oneWay" || !isUnstaged(plan)))
        yield ofPoint(facts, plan, point);
    }
  },
};

function ofPoint(facts: Facts, plan: RolloutPlan, { stage, number, why }: PointOfNoReturn): Finding {
  const wave = stage.waves.length < 2 ? "" : ` (wave ${number})`;
  const shared = { rule: "no-retreat", severity: "warning", at: stageAt(plan, stage) } as const;
  if (why.kind === "oneWay")
    return finding({
      ...shared,
      message: `A VM that moved to ${plan.source.document.update.to.value} cannot move back, and “${plan.source.name}” holds nothing back: after “${stage.name}” has begun there is no way back without downtime. Hold something back until it has been watched.`,
      subject: stageSubject(plan, stage),
      fixes: () => holdbackFix(facts, plan, holdable(facts.ground, plan)),
    });
  return finding({
    ...shared,
    message: `After “${stage.name}”${wave} the hosts of ${why.cluster.name} on the old build can no longer hold its VMs, and the first wave has been watched for less than ${formatDuration(LEAST_WATCH)} by then: there is no way back without downtime before anyone could know.`,
    subject: stageSubject(plan, stage),
    related: [{ at: why.cluster.entry.name.at, message: `This is ${why.cluster.name}.` }],
    fixes: () => watchFix(facts, plan, stage.index),
  });
}

function watchFix({ project }: Facts, plan: RolloutPlan, index: number) {
  const first = plan.stages.find(({ waves }) => waves.length > 0);
  if (first === undefined || first.index >= index) return [];
  const soak = formatDuration(LEAST_WATCH);
  return fixOf(
    project,
    `Watch “${first.name}” for ${soak}`,
    [setInStage(project, first, "soak", soak)],
    true,
  );
}
