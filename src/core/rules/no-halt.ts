import type { Finding } from "../model/finding.ts";
import { caveats, importsOf, type Play, wordsOf } from "../model/play.ts";
import { countOf } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import { stopsAfter } from "../rollout/limits.ts";
import { isUnstaged, type RolloutPlan } from "../rollout/plan.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject, setInRollout } from "./stages.ts";
import { counted } from "./wording.ts";

const withHalt = (halt: string) => `apiVersion: baskets/v1
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
${halt}rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const noHalt: Rule = {
  id: "no-halt",
  group: "rollout",
  severity: "warning",
  title: "A rollout that no failure stops",
  why: "At night nobody watches. A rollout that goes on after a host has failed takes the next one as well, and by the morning a mistake on one host is an outage of a cluster.",
  remedy:
    "Write `halt: {failures: 1}`: after the first failed host it stops by itself, and a person decides. In a play, `max_fail_percentage: 0` or `any_errors_fatal: true`; in a ClusterGroupUpgrade, `canaries` or `batchTimeoutAction: Abort`; with kured, no `--lock-ttl`. The quick fix writes it.",
  silentWhen:
    "Silent for a single target and where all hosts are updated in one wave, since then there is nothing left to stop. A number of failures that only all targets together can reach counts as none.",
  bad: withHalt(""),
  good: withHalt("halt: {failures: 5%}\n"),
  fixed: withHalt("halt: {failures: 1}\n"),
  *check({ project, plans }) {
    for (const plan of plans) {
      const atOnce = isUnstaged(plan) && plan.stages.every((stage) => stage.waves.length < 2);
      if (plan.targets.length > 1 && !atOnce && stopsAfter(plan) === undefined)
        yield ofRollout(project, plan);
    }
    for (const play of project.plays) if (play.halts.verdict === "no" && !isSingle(play)) yield ofPlay(play);
  },
};

function ofRollout(project: Project, plan: RolloutPlan): Finding {
  const written = plan.source.document.halt;
  const total = plan.targets.length;
  const wrong =
    written === undefined
      ? `Nothing stops “${plan.source.name}” when a host fails: it goes on through all ${total} targets until a person notices.`
      : `“${plan.source.name}” stops after ${counted(countOf(written.failures.value, total), "failed host")}, but it has only ${total} targets: nothing stops it before all of them have failed.`;
  return finding({
    rule: "no-halt",
    severity: "warning",
    message: `${wrong} Let it stop after the first failure.`,
    at: written?.failures.at ?? plan.source.at,
    subject: rolloutSubject(plan),
    fixes: () =>
      fixOf(
        project,
        "Stop after the first failed host",
        [setInRollout(project, plan, "halt", { failures: 1 })],
        true,
      ),
  });
}

function isSingle(play: Play): boolean {
  return play.targets.known && play.targets.missing.length === 0 && play.targets.hosts.length < 2;
}

function ofPlay(play: Play): Finding {
  const fixes = play.mends.halt === undefined ? [] : [{ ...play.mends.halt, preferred: true as const }];
  const { thing, target } = wordsOf(play);
  const message = [
    `A failed ${target[0]} does not stop the ${thing} “${play.name}”. ${play.halts.why}`,
    ...(play.targets.known ? [] : caveats(play).slice(0, 1)),
  ].join(" ");
  return finding({
    rule: "no-halt",
    severity: "warning",
    message,
    at: play.halts.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related: importsOf(play),
    fixes: () => fixes,
  });
}
