import type { Finding, Fix } from "../model/finding.ts";
import type { Cluster, Domain, Host, KeepApart, Project, Vm } from "../project/project.ts";
import { type Alone, avoidable, crowdedOut, gentleConcurrency } from "../rollout/avoid.ts";
import { flightsOf, type Stay, type WaveFlight } from "../rollout/flight.ts";
import type { Ground } from "../rollout/ground.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import { isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInStage, stageAt } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withConcurrency = (concurrency: number) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: prod, environment: east, tolerates: 1, keepApart: [[dns-1, dns-2]]}
hosts:
  - {name: esx-01, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, cluster: prod, platform: VMware ESX, build: 3.5.0-82663}
services:
  - {name: dns, tier: 1, needs: 1}
vms:
  - {name: dns-1, service: dns, host: esx-01}
  - {name: dns-2, service: dns, host: esx-02}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: [esx-03], soak: 7d, gates: [power-on, migrate-to-new, login]}
  - {name: rest, concurrency: ${concurrency}}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const blockedEvacuation: Rule = {
  id: "blocked-evacuation",
  group: "rollout",
  severity: "warning",
  title: "A VM that cannot leave a host which is to be updated",
  why: "Updating a host begins with emptying it. A VM that cannot leave stops the update tool in the middle of the night, with the cluster half updated; or somebody drops the rule that held it, and nobody writes the rule again.",
  remedy:
    "Where too many hosts go together, the quick fix lowers the concurrency. Else add a host that the VM may run on, or plan a short stop of the VM. Never drop the rule.",
  silentWhen:
    "Silent for hosts in no cluster and for clusters that neither restart nor move VMs: nobody expects their VMs to move. A cluster that is too full to lose one host is said by `restart-capacity`, a wave that also takes a service down by `stage-takes-service`. Disruption budgets of Kubernetes are looked at only beside an update that empties nodes. Room is judged only where cores and memory are written for the whole cluster.",
  bad: withConcurrency(2),
  good: withConcurrency(1),
  fixed: withConcurrency(1),
  *check({ project, plans, ground, alone }) {
    if (plans.length === 0) return;
    const flown = plans.map((plan) => ({ plan, flights: flightsOf(ground, plan) }));
    for (const block of blocksOf(project, plans, alone)) yield ofCause(project, block);
    for (const { plan, flights } of flown) {
      if (!isUnstaged(plan))
        for (const stage of plan.stages) yield* ofCrowd(project, ground, plan, stage, flights, alone);
    }
  },
};

type Cause = Host | Domain | KeepApart | Cluster;

interface Stuck {
  readonly vm: Vm;
  readonly host: Host | undefined;
  readonly plan: RolloutPlan;
  /** Undefined for a target that is in no stage yet. */
  readonly stage: StagePlan | undefined;
  readonly stay: Stay;
}

/** VMs that could not leave even if their host went alone, together where the cause is one, over all rollouts. */
function blocksOf(
  project: Project,
  plans: readonly RolloutPlan[],
  alone: Alone,
): readonly (readonly Stuck[])[] {
  const causes = new Map<Cause, Stuck[]>();
  for (const plan of plans) {
    const stages = new Map(plan.stages.flatMap((stage) => stage.hosts.map((host) => [host, stage] as const)));
    for (const host of plan.targets) {
      for (const [vm, stay] of alone(host).down) {
        const cause = causeOf(vm, stay);
        if (cause === undefined || (vm.host !== undefined && vm.host !== host)) continue;
        const known = causes.get(cause);
        const stuck: Stuck = { vm, host: vm.host, plan, stage: stages.get(host), stay };
        if (known === undefined) causes.set(cause, [stuck]);
        else if (!known.some((other) => other.vm === vm && other.plan === plan)) known.push(stuck);
      }
    }
  }
  const order = new Map(project.vms.map((vm, index) => [vm, index]));
  return [...causes.values()].map((stuck) =>
    [...stuck].sort((a, b) => (order.get(a.vm) ?? 0) - (order.get(b.vm) ?? 0)),
  );
}

/** What one finding is about: the pinned VMs of a host, a storage, a rule, a full cluster; undefined where another rule speaks. */
function causeOf(vm: Vm, stay: Stay): Cause | undefined {
  switch (stay.why) {
    case "pinned":
      return vm.host;
    case "localDisk":
      return stay.storage;
    case "keepApart":
      return stay.rule;
    case "noRoom":
      return vm.cluster !== undefined && vm.cluster.tolerates < 1 ? vm.cluster : undefined;
    default:
      return undefined;
  }
}

function ofCause(project: Project, block: readonly Stuck[]): Finding {
  const [first] = block as readonly [Stuck, ...Stuck[]];
  const nameOf = hostNamer(project);
  const { vm, host, plan, stage, stay } = first;
  const others = [...new Map(block.map((stuck) => [stuck.vm, stuck])).values()].filter(
    (other) => other.vm !== vm,
  );
  const also =
    others.length === 0 ? "" : ` The same holds for ${listed(others.map((other) => other.vm.name))}.`;
  const place = host === undefined ? "find a place" : `leave ${nameOf(host)}`;
  const by = stage === undefined ? `“${plan.source.name}”` : `“${stage.name}” of “${plan.source.name}”`;
  const when =
    host === undefined
      ? `while ${by} updates a host of ${vm.cluster?.name ?? "its cluster"}`
      : `when ${by} updates it`;
  const stages = [...new Map(block.map((stuck) => [stuck.stage ?? stuck.plan, stuck])).values()];
  return finding({
    rule: "blocked-evacuation",
    severity: "warning",
    message: `“${vm.name}” cannot ${place} ${when}: ${because(vm, stay, nameOf)}.${also} The update waits for it or stops it. ${advice(stay)}`,
    at: vm.entry.name.at,
    subject: { kind: "vm", name: vm.name },
    related: [
      ...stages.map((other) => ({
        at: other.stage === undefined ? other.plan.source.at : stageAt(other.plan, other.stage),
        message: `“${other.plan.source.name}” updates ${other.host === undefined ? "a host of its cluster" : nameOf(other.host)}${inStage(other)}.`,
      })),
      ...(stay.why === "keepApart" ? [{ at: stay.rule.at, message: "This rule keeps them apart." }] : []),
      ...others.map((other) => ({
        at: other.vm.entry.name.at,
        message: `“${other.vm.name}” cannot ${other.host === undefined ? "find a place" : `leave ${nameOf(other.host)}`}${inStage(other)}.`,
      })),
    ],
  });
}

function inStage({ stage }: Stuck): string {
  return stage === undefined ? "" : ` in “${stage.name}”`;
}

function because(vm: Vm, stay: Stay, nameOf: (host: Host) => string): string {
  switch (stay.why) {
    case "pinned":
      return "it is pinned there";
    case "localDisk":
      return `its storage ${stay.storage.name} does not leave that host`;
    case "keepApart": {
      const rivals = stay.rule.vms.filter((member) => member.vm !== vm && member.vm.counts);
      const places = rivals.map((member) =>
        member.vm.host === undefined ? member.vm.name : `${member.vm.name} on ${nameOf(member.vm.host)}`,
      );
      return `every other host that it could go to holds a VM that it is kept apart from (${listed(places)})`;
    }
    case "noRoom":
      return `the other hosts of ${vm.cluster?.name ?? "its cluster"} have no ${stay.resource === "cpu" ? "processor cores" : "memory"} left for it`;
    case "noHost":
      return `all hosts of ${vm.cluster?.name ?? "its cluster"} are updated at the same time`;
    default:
      return "nothing else can run it";
  }
}

function advice(stay: Stay): string {
  if (stay.why === "keepApart")
    return "Add a host to the cluster or plan a short stop of the VM; keep the rule.";
  if (stay.why === "noRoom") return "Add a host, or move VMs to another cluster first.";
  return stay.why === "localDisk"
    ? "Plan a short stop of the VM, or move its disk to shared storage first."
    : "Plan a short stop of the VM.";
}

/** VMs that could leave if fewer hosts went together: one finding for the stage, unless it takes a service down as well. */
function* ofCrowd(
  project: Project,
  ground: Ground,
  plan: RolloutPlan,
  stage: StagePlan,
  flights: readonly WaveFlight[],
  alone: Alone,
): Generator<Finding> {
  const own = flights.filter((flight) => flight.stage === stage);
  if (own.some((flight) => avoidable(flight, alone).length > 0)) return;
  const stuck = own.flatMap((flight) =>
    crowdedOut(flight, alone).map(([vm, stay]) => ({ vm, stay, hosts: flight.wave.hosts })),
  );
  const [first] = stuck.filter(
    ({ stay }) => stay.why === "keepApart" || stay.why === "noRoom" || stay.why === "noHost",
  );
  if (first === undefined) return;
  const nameOf = hostNamer(project);
  const { vm, stay, hosts } = first;
  const names = [...new Set(stuck.map((one) => one.vm.name))].filter((name) => name !== vm.name);
  const also = names.length === 0 ? "" : ` The same holds for ${listed(names)}.`;
  yield finding({
    rule: "blocked-evacuation",
    severity: "warning",
    message: `“${vm.name}” cannot leave ${vm.host === undefined ? "its host" : nameOf(vm.host)} while “${stage.name}” updates ${listed(hosts.map(nameOf))} together: ${because(vm, stay, nameOf)}.${also} Update fewer hosts at a time.`,
    at: vm.entry.name.at,
    subject: { kind: "vm", name: vm.name },
    related: [
      {
        at: stage.entry?.concurrency?.at ?? stageAt(plan, stage),
        message: `“${stage.name}” updates ${counted(stage.concurrency, "host")} at a time.`,
      },
      ...(stay.why === "keepApart" ? [{ at: stay.rule.at, message: "This rule keeps them apart." }] : []),
      ...[...new Set(stuck.map((one) => one.vm))]
        .filter((other) => other !== vm)
        .map((other) => ({
          at: other.entry.name.at,
          message: `“${other.name}” cannot leave its host either.`,
        })),
    ],
    fixes: () => lower(project, ground, plan, stage, alone),
  });
}

function lower(
  project: Project,
  ground: Ground,
  plan: RolloutPlan,
  stage: StagePlan,
  alone: Alone,
): readonly Fix[] {
  const concurrency = gentleConcurrency(ground, plan, stage.index, stage.concurrency - 1, alone);
  if (concurrency === undefined) return [];
  return fixOf(
    project,
    `Update “${stage.name}” with ${counted(concurrency, "host")} at a time`,
    [setInStage(project, stage, "concurrency", concurrency)],
    true,
  );
}
