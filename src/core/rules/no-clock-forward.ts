import type { Finding } from "../model/finding.ts";
import { formatDay, formatDuration } from "../model/values.ts";
import type { Environment } from "../project/project.ts";
import { isClockTested, isYoung } from "../rollout/age.ts";
import { holdable } from "../rollout/holdback.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { holdbackFix } from "./stagingFix.ts";
import { listed } from "./wording.ts";

const withMore = (more: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: prod, environment: east, tolerates: 1}
hosts:
  - {name: esx-01, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268, released: 2008-08-13}
start: 2008-08-18T22:00Z
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%, concurrency: 1}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
${more}`;

export const noClockForward: Rule = {
  id: "no-clock-forward",
  group: "time",
  severity: "info",
  severityBy: "warning where both sides of a pair get a young build, else information",
  title: "A date in the update would reach everything",
  why: "Stages and soak help against what shows after hours or days. A date that is weeks ahead finds all hosts, however carefully they were updated: on 12 August 2008 those who had waited a week were hit like everyone else. Only two things help: to have run the update with the clock ahead, or a basket on another build.",
  remedy:
    "Run the update on an isolated host with its clock ahead of the policy's `rollout.horizon`, and write that as `verify.clockForward`; or hold one basket back while the build is young. The quick fix writes the holdback: no edit may claim the test.",
  silentWhen:
    "Said only of an update whose age is known (`released`, or a host's `installed`) and that a dated fault could still be ahead of; where hosts of the environment, or the other side of its pair, stay on another build; and not where there is a holdback.",
  bad: withMore(""),
  good: withMore("verify: {clockForward: 400d}\n"),
  fixed: withMore("holdback: {hosts: [esx-03], until: 2008-09-26}\n"),
  *check(facts) {
    for (const plan of facts.plans) {
      const reached = wholeEnvironments(facts, plan);
      const { update, holdback } = plan.source.document;
      const known = update.released !== undefined || isYoung(facts.project, plan);
      if (reached.length === 0 || !known || holdback !== undefined) continue;
      if (!isClockTested(facts.project, plan)) yield findingOf(facts, plan, reached);
    }
  },
};

/** Environments in which nothing would be left without the update, nor on the other side of a pair. */
function wholeEnvironments({ project }: Facts, plan: RolloutPlan): readonly Environment[] {
  const { update } = plan.source.document;
  const updated = new Set(plan.targets);
  const isWhole = ({ hosts }: Environment) =>
    hosts.length > 0 &&
    hosts.every(
      (host) =>
        updated.has(host) || (host.build === update.to.value && host.platform === update.platform.value),
    );
  const touched = [...new Set(plan.targets.map(({ environment }) => environment))].filter(isWhole);
  return touched.filter((environment) =>
    project.pairs
      .filter(({ sides }) => sides.includes(environment))
      .every(({ sides }) => sides.every(isWhole)),
  );
}

function findingOf(facts: Facts, plan: RolloutPlan, reached: readonly Environment[]): Finding {
  const { project } = facts;
  const { update, verify, start } = plan.source.document;
  const pair = project.pairs.find(({ sides }) => sides.every((side) => reached.includes(side)));
  const young = isYoung(project, plan);
  const tested =
    verify?.clockForward === undefined
      ? "nobody ran it with the clock ahead"
      : `it was run with the clock ahead only until ${formatDay((start?.value ?? project.asOf) + verify.clockForward.value)}`;
  const where = listed(
    reached.map(({ name }) => (name === "" ? "the estate" : name)),
    3,
  );
  return finding({
    rule: "no-clock-forward",
    severity: pair !== undefined && young ? "warning" : "info",
    message: `A date in ${update.to.value} would reach every host of ${where}: ${tested}, and nothing is held back. Run it with the clock ${formatDuration(project.policy.rollout.horizon)} ahead, or hold one basket back.`,
    at: update.to.at,
    subject: rolloutSubject(plan),
    fixes: () => holdbackFix(facts, plan, holdable(facts.ground, plan)),
  });
}
