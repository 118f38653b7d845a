import type { Finding } from "../model/finding.ts";
import type { Located } from "../model/shape.ts";
import type { Project } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject, setInRollout } from "./stages.ts";
import { counted } from "./wording.ts";

const withRollback = (rollback: string) => `apiVersion: baskets/v1
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
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, suspend-resume, login]}
  - {name: rest, concurrency: 1}
halt: {failures: 1}
${rollback}`;

export const noRollback: Rule = {
  id: "no-rollback",
  group: "rollout",
  severity: "info",
  title: "A rollout without a way back",
  why: "When an update turns out to be bad, the first question is how to get the old build back on a host. Whoever asks it for the first time that night finds out whether the installer still exists, whether a downgrade is supported and what happens to the VMs.",
  remedy:
    "Say which build to go back to, try it on one host and write the day on which that was done. The quick fix writes the build; only a person can say that it was tried.",
  silentWhen:
    "Silent for a single target. A way back that nobody has tried is said with the policy's profile `strict`: the day of the trial is often written only shortly before the rollout.",
  bad: withRollback(""),
  good: withRollback("rollback: {to: 3.5.0-82663, tested: 2008-08-01}\n"),
  fixed: withRollback("rollback: {to: 3.5.0-82663}\n"),
  *check({ project, plans }) {
    for (const plan of plans) if (plan.targets.length > 1) yield* ofRollout(project, plan);
  },
};

function* ofRollout(project: Project, plan: RolloutPlan): Generator<Finding> {
  const { rollback } = plan.source.document;
  if (rollback?.to !== undefined && rollback.to.value === plan.source.document.update.to.value) {
    yield leadsNowhere(plan, rollback.to);
    return;
  }
  if (rollback?.to !== undefined) {
    if (rollback.tested === undefined && project.policy.profile === "strict")
      yield untested(plan, rollback.to.value);
    return;
  }
  const old = oldBuild(plan);
  const kept = () =>
    old === undefined || rollback !== undefined
      ? undefined
      : setInRollout(project, plan, "rollback", { to: old });
  yield finding({
    rule: "no-rollback",
    severity: "info",
    message: `“${plan.source.name}” does not say how to get back from ${plan.source.document.update.to.value}: if it is bad, ${counted(plan.targets.length, "host")} wait for someone to find out. Say which build to return to${old === undefined ? "" : `, here ${old}`}, and try it on one host.`,
    at: rollback?.at ?? plan.source.at,
    subject: rolloutSubject(plan),
    fixes: () => (old === undefined ? [] : fixOf(project, `Write ${old} as the way back`, [kept()], true)),
  });
}

function leadsNowhere(plan: RolloutPlan, to: Located<string>): Finding {
  return finding({
    rule: "no-rollback",
    severity: "info",
    message: `The way back of “${plan.source.name}” leads to ${to.value}, the very build that it installs. Say which build to return to.`,
    at: to.at,
    subject: rolloutSubject(plan),
  });
}

function untested(plan: RolloutPlan, to: string): Finding {
  return finding({
    rule: "no-rollback",
    severity: "info",
    message: `Nobody has tried the way back of “${plan.source.name}” to ${to}. Try it on one host, then write the day as tested.`,
    at: plan.source.document.rollback?.to?.at ?? plan.source.at,
    subject: rolloutSubject(plan),
  });
}

/** What the targets run, where that is one build; an update that says it is one-way has none to return to. */
function oldBuild(plan: RolloutPlan): string | undefined {
  const { update } = plan.source.document;
  if (update.oneWay?.value === true) return undefined;
  if (update.from !== undefined) return update.from.value;
  const builds = new Set(plan.targets.map((host) => host.build));
  const [only] = builds;
  return builds.size === 1 ? only : undefined;
}
