import type { Finding, Related } from "../model/finding.ts";
import {
  caveats,
  firstBatchInWords,
  importsOf,
  inOneBatch,
  type Play,
  standInsTogether,
  thePlay,
  wordsOf,
} from "../model/play.ts";
import { avoidable } from "../rollout/avoid.ts";
import { flightsOf } from "../rollout/flight.ts";
import { isUnstaged, type RolloutPlan } from "../rollout/plan.ts";
import { stagingOf } from "../rollout/staging.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { serialFix, stagingEdits, stagingTitle } from "./stagingFix.ts";
import { counted, listed } from "./wording.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-04, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
`;

export const unstagedRollout: Rule = {
  id: "unstaged-rollout",
  group: "rollout",
  severity: "error",
  severityBy:
    "error; information for a play or another tool's rollout whose batches cannot be told from what is written, and once for the apply policies of vSphere Lifecycle Manager that update all hosts in maintenance mode at once; for a plan of Terraform that changes a cluster's image, information, and a warning where it changes several",
  title: "A rollout that reaches all of its targets in one stage",
  why: "Whatever is wrong with the update is everywhere before anyone can notice, however slowly one host follows the other. On 12 August 2008 teams whose hosts all ran the update of July could start no VM anywhere; those who had updated some of their hosts had a place to go.",
  remedy:
    "Update one host of each kind first and watch it, then let the shares grow, with time to watch after each stage. The quick fix writes such stages by the limits of the policy, with no more hosts at a time than every service bears, and stops the rollout after the first failure.",
  silentWhen:
    "Silent for a single target. Hosts that run the new build already are no targets; a stage that is done counts as one. An Ansible play counts as a rollout when it updates hosts, and is staged by `serial`; what updates nodes of Kubernetes is staged by how many go at a time, and counts as unstaged only where all nodes are known and go together. The quick fix is missing where a dozen stages would not do, and where whole clusters are updated and there is only one.",
  bad: `${ESTATE}apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
start: 2008-08-04T22:00Z
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`,
  good: `${ESTATE}apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
start: 2008-08-04T22:00Z
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, suspend-resume, login]}
  - {name: rest, share: 100%, concurrency: 1}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`,
  fixed: `${ESTATE}apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
start: 2008-08-04T22:00Z
stages:
  - name: canary
    hosts: [esx-01]
    soak: 7d
    gates: [power-on, suspend-resume, reboot, login]
  - name: rest
    share: 100%
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`,
  *check(facts) {
    for (const plan of facts.plans.filter(isUnstaged)) yield ofRollout(facts, plan);
    for (const play of facts.project.plays) {
      if (inOneBatch(play) === "yes" && !isSingle(play)) yield ofPlay(facts, play);
      else if (play.batches.sizes[0]?.kind === "unknown") yield ofUnknown(play);
    }
  },
};

function ofRollout(facts: Facts, plan: RolloutPlan): Finding {
  const { ground, project } = facts;
  const staging = stagingOf(ground, plan, facts.exposure);
  const open = "impossible" in staging ? [staging.impossible] : staging.unmet;
  const fixes = () =>
    "impossible" in staging
      ? []
      : fixOf(project, stagingTitle(plan, staging), [stagingEdits(project, plan, staging)], true);
  const caveat =
    open.length === 0 ? "" : ` No staging that was found keeps to everything: ${listed(open, 2)}`;
  return finding({
    rule: "unstaged-rollout",
    severity: "error",
    message: `“${plan.source.name}” updates all ${plan.targets.length} targets in one stage: whatever is wrong with ${plan.source.document.update.to.value} is on every one of them before anyone can notice.${meanwhile(facts, plan)} Update one host first, watch it, then let the stages grow.${caveat}`,
    at: plan.source.at,
    subject: rolloutSubject(plan),
    related: reached(plan),
    fixes,
  });
}

/** What so many hosts at a time stop that a staging would leave up. */
function meanwhile({ ground, alone }: Facts, plan: RolloutPlan): string {
  const stopped = new Set(flightsOf(ground, plan).flatMap((flight) => avoidable(flight, alone)));
  const names = [...stopped].map((service) => `“${service.name}”`);
  return names.length === 0
    ? ""
    : ` So many hosts at a time also stop ${listed(names, 3)} while they are updated.`;
}

/** The environments that it reaches, with how many of their hosts. */
function reached(plan: RolloutPlan): readonly Related[] {
  const environments = [...new Set(plan.targets.map((host) => host.environment))];
  return environments.map((environment) => {
    const count = plan.targets.filter((host) => host.environment === environment).length;
    const name = environment.name === "" ? "the estate" : environment.name;
    return {
      at: environment.at,
      message: `${counted(count, "host")} of ${name} ${count === 1 ? "is" : "are"} updated in this stage.`,
    };
  });
}

/** A size that is known only when it runs is said, so that silence is not taken for a clean bill. */
function ofUnknown(play: Play): Finding {
  return finding({
    rule: "unstaged-rollout",
    severity: "info",
    message: [
      `Whether the ${wordsOf(play).thing} “${play.name}” updates all of its ${wordsOf(play).target[1]} at once cannot be told.`,
      ...caveats(play),
    ].join(" "),
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related: importsOf(play),
  });
}

function isSingle(play: Play): boolean {
  return play.targets.known && play.targets.missing.length === 0 && play.targets.hosts.length < 2;
}

function ofPlay(facts: Facts, play: Play): Finding {
  const [update] = play.updates;
  const plan = facts.playPlans.get(play);
  const doing = update === undefined ? "updates hosts" : update.what;
  const message = [
    `${thePlay(play)} ${doing}: ${firstBatchInWords(play)}. Whatever is wrong with the update is on every one of them before anyone can notice${wordsOf(play).stage}${plan === undefined ? "" : meanwhile(facts, plan)}`,
    ...caveats(play),
  ].join(" ");
  const related = [
    ...play.updates.map((step) => ({ at: step.at, message: `“${step.with}” ${step.what}.` })),
    ...play.notes,
    ...standInsTogether(play).map(({ at, name, hosts }) => ({
      at,
      message: `“${name}” is among them: ${listed(hosts)} stand in for each other.`,
    })),
    ...importsOf(play),
  ];
  const fixes = () =>
    serialFix(facts, play) ??
    play.mends.stage.map((fix, index) => (index === 0 ? { ...fix, preferred: true as const } : fix));
  return finding({
    rule: "unstaged-rollout",
    severity: "error",
    message,
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    related,
    fixes,
  });
}
