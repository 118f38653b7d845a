import { isGlob } from "../model/glob.ts";
import type { Host } from "../project/project.ts";
import { type Missing, notRepresented } from "../rollout/classes.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import { isUnstaged, type RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInStage, stageAt, stageSubject } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withCanary = (hosts: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663, model: HP DL380 G5}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663, model: HP DL380 G5}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663, model: Dell PE2950}
  - {name: esx-04, environment: east, platform: VMware ESX, build: 3.5.0-82663, model: Dell PE2950}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: ${hosts}, soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const canaryNotRepresentative: Rule = {
  id: "canary-not-representative",
  group: "rollout",
  severity: "warning",
  title: "A first stage that does not show every kind of host that follows",
  why: "An update seldom fails on every machine: it fails on one controller, one network card, one processor. A first stage of other machines goes well, and the stage after it finds out.",
  remedy:
    "Put one host of each platform and model into the first stage of each environment. The quick fix adds them where the stage names its hosts.",
  silentWhen:
    "Hosts whose model is not written count as no kind. Silent where everything is in one stage, and where one host of each kind would already be all targets.",
  bad: withCanary("[esx-01]"),
  good: withCanary("[esx-01, esx-03]"),
  fixed: withCanary("[esx-01, esx-03]"),
  *check(facts) {
    for (const plan of facts.plans) {
      if (isUnstaged(plan)) continue;
      for (const missing of notRepresented(plan)) yield ofStage(facts, plan, missing);
    }
  },
};

function ofStage(facts: Facts, plan: RolloutPlan, { environment, stage, hosts }: Missing) {
  const kinds = hosts.map(({ platform, model }) => `${platform ?? ""} on ${model ?? ""}`.trim());
  const where = environment.name === "" ? "" : ` of ${environment.name}`;
  return finding({
    rule: "canary-not-representative",
    severity: "warning",
    message: `“${stage.name}”, the first stage${where}, has no ${listed(kinds, 4)}, which later stages update: what fails only there is found out by the ${counted(count(plan, hosts), "host")} of ${hosts.length === 1 ? "that kind" : "those kinds"}. Put one of ${hosts.length === 1 ? "that kind" : "each"} into the first stage.`,
    at: stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    related: hosts.map((host) => ({
      at: host.entry.name.at,
      message: `${host.name} is the first ${host.model ?? ""} that it reaches.`,
    })),
    fixes: () => added(facts, plan, { environment, stage, hosts }),
  });
}

function count(plan: RolloutPlan, first: readonly Host[]): number {
  return plan.targets.filter((host) =>
    first.some(
      ({ environment, platform, model }) =>
        host.environment === environment && host.platform === platform && host.model === model,
    ),
  ).length;
}

/** Where the stage names its hosts one by one, and those that are missing are named by no other. */
function added({ project, ground }: Facts, plan: RolloutPlan, { stage, hosts }: Missing) {
  const { spec } = stage;
  const named = (names: readonly string[] | undefined) => names !== undefined && !names.some(isGlob);
  if (!named(spec.hosts) || spec.share !== undefined || plan.source.document.update.unit?.value === "cluster")
    return [];
  const nameOf = hostNamer(project);
  const free = hosts.map((host) => standIn(plan, host, ground.project.hosts)).map(nameOf);
  return fixOf(
    project,
    `Add ${listed(free, 4)} to “${stage.name}”`,
    [setInStage(project, stage, "hosts", [...(spec.hosts ?? []), ...free])],
    true,
  );
}

/** Another of its kind that no stage names, so that no list has to change; else the host itself. */
function standIn(plan: RolloutPlan, host: Host, all: readonly Host[]): Host {
  const names = new Set(plan.stages.flatMap(({ spec }) => spec.hosts ?? []));
  const targets = new Set(plan.targets);
  const alike = all.filter(
    (other) =>
      targets.has(other) &&
      other.environment === host.environment &&
      other.platform === host.platform &&
      other.model === host.model &&
      !names.has(other.name),
  );
  const calm = alike.find(({ vms }) => !vms.some((vm) => vm.counts && vm.service?.tier === 1));
  return calm ?? alike[0] ?? host;
}
