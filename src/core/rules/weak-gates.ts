import type { Finding } from "../model/finding.ts";
import { type Play, thePlay } from "../model/play.ts";
import { mendedGates, type Weakness, weaknessOf } from "../rollout/gates.ts";
import type { Ground } from "../rollout/ground.ts";
import { actingStages, isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, quoted, rolloutSubject, setInStage, stageAt } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withGates = (gates: string) => `apiVersion: baskets/v1
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
    soak: 7d
    gates: ${gates}
  - name: rest
    concurrency: 1
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const weakGates: Rule = {
  id: "weak-gates",
  group: "rollout",
  severity: "warning",
  title: "A stage after which nothing is tried",
  why: "In August 2008 every VM that was running went on running: hosts with the bad update looked healthy until something was powered on, resumed or moved. Still being up proves nothing. A watch in which nothing restarts, resumes, migrates or logs in finds nothing.",
  remedy:
    "Name what must have worked before the next stage starts: `power-on`, `suspend-resume`, `migrate-to-new`, `migrate-to-old`, `reboot`, `login`, and `storage-healthy` where the hosts are the storage themselves. In a play, let a failed check fail; in an update of Kubernetes, take back what makes it go on regardless (`force`, `disableEviction`, `--force-reboot`). The quick fix adds the gates.",
  silentWhen:
    "Nothing is asked after the last stage, nor where everything is in one stage. A team's own words for gates count as a trial unless they only look (`ping`, `uptime`, `health-check`), since nobody else can know what they do. Said once for a rollout.",
  bad: withGates("[ping]"),
  good: withGates("[power-on, migrate-to-new, login]"),
  fixed: withGates("[ping, power-on, suspend-resume, reboot, login]"),
  *check({ project, plans, ground }) {
    const staged = plans.filter(
      (plan) => plan.targets.length > 0 && !isUnstaged(plan) && actingStages(plan).length > 1,
    );
    for (const plan of staged) yield* ofRollout(ground, plan);
    // A role is run by many plays: what it throws away is said once.
    const said = new Set<string>();
    for (const play of project.plays) {
      const ignored = play.ignoredChecks.filter(({ at }) => !said.has(`${at.start} ${at.file}`));
      for (const { at } of ignored) said.add(`${at.start} ${at.file}`);
      if (ignored.length > 0) yield ofPlay({ ...play, ignoredChecks: ignored });
    }
  },
};

interface Weak {
  readonly stage: StagePlan;
  readonly weakness: Weakness;
}

function* ofRollout(ground: Ground, plan: RolloutPlan): Generator<Finding> {
  const { project } = ground;
  const weak = actingStages(plan)
    .slice(0, -1)
    .flatMap((stage): Weak[] => {
      const weakness = weaknessOf(ground, stage);
      return weakness === undefined ? [] : [{ stage, weakness }];
    });
  const [first] = weak;
  if (first === undefined) return;
  const oneWay = plan.source.document.update.oneWay?.value ?? false;
  const edits = () =>
    weak.map(({ stage, weakness }) =>
      setInStage(project, stage, "gates", mendedGates(ground, stage, weakness, oneWay)),
    );
  const title =
    weak.length === 1
      ? `Add gates to “${first.stage.name}”`
      : `Add gates to ${counted(weak.length, "stage")}`;
  const also =
    weak.length === 1
      ? ""
      : ` The same holds for ${listed(quoted(weak.slice(1).map(({ stage }) => stage)))}.`;
  yield finding({
    rule: "weak-gates",
    severity: "warning",
    message: `${problem(first)}${also}`,
    at: first.stage.entry?.gates?.[0]?.at ?? stageAt(plan, first.stage),
    subject: rolloutSubject(plan),
    related: weak.slice(1).map((other) => ({ at: stageAt(plan, other.stage), message: problem(other) })),
    fixes: () => fixOf(project, title, edits(), true),
  });
}

function problem({ stage, weakness }: Weak): string {
  const gates = stage.spec.gates ?? [];
  if (!weakness.nothingActs) {
    return `The hosts of “${stage.name}” are the storage ${listed(weakness.unwatched)}, and nobody asks whether it is healthy before the next stage starts: the next host could take the last good copy. Add storage-healthy.`;
  }
  const had =
    gates.length === 0
      ? "Nothing is tried"
      : `Only ${listed(gates)} ${gates.length === 1 ? "is" : "are"} looked at`;
  const storage =
    weakness.unwatched.length === 0
      ? ""
      : ` These hosts are also the storage ${listed(weakness.unwatched)}: ask whether it is healthy.`;
  return `${had} after “${stage.name}” before the next stage starts: that its VMs are still up proves nothing. Let something restart, resume, migrate and log in.${storage}`;
}

function ofPlay(play: Play): Finding {
  const [first, ...more] = play.ignoredChecks as readonly [
    Play["ignoredChecks"][number],
    ...Play["ignoredChecks"],
  ];
  return finding({
    rule: "weak-gates",
    severity: "warning",
    message: `${thePlay(play)} ${first.what} and throws the answer away (\`${first.by}\`): a host that is not well counts as a good one, and the next batch starts. Let this check fail.`,
    at: first.at,
    subject: { kind: "play", name: play.name },
    related: more.map((check) => ({
      at: check.at,
      message: `“${check.with}” ${check.what}, and its failure is thrown away too (\`${check.by}\`).`,
    })),
  });
}
