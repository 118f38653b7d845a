import { isGlob } from "../model/glob.ts";
import type { Host, Project } from "../project/project.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import { classOf } from "../rollout/limits.ts";
import { isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { type Edits, fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInStage, stageAt, stageSubject } from "./stages.ts";
import { listed } from "./wording.ts";

const withCanary = (hosts: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
services:
  - {name: erp, tier: 1, needs: 1}
vms:
  - {name: erp-1, service: erp, host: esx-01}
  - {name: erp-2, service: erp, host: esx-02}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: canary, hosts: ${hosts}, soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%, concurrency: 1}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const canaryHoldsTier1: Rule = {
  id: "canary-holds-tier-1",
  group: "rollout",
  severity: "info",
  title: "The first host to try the update carries a service of tier 1",
  why: "The first host is the one that is given up to find out. If another of its kind carries nothing that matters, that one can find out just as well.",
  remedy: "Begin with another host of the same kind. The quick fix swaps the two.",
  silentWhen:
    "Only the first wave counts, and only where another target of the same environment, platform and model carries no VM of tier 1. What a scheduler places counts for no host.",
  bad: withCanary("[esx-01]"),
  good: withCanary("[esx-03]"),
  fixed: withCanary("[esx-03]"),
  *check({ project, plans }) {
    for (const plan of plans) {
      const [stage] = plan.stages.filter(({ hosts, done }) => hosts.length + done.length > 0);
      const [wave] = stage?.waves ?? [];
      if (stage === undefined || wave === undefined || stage.done.length > 0 || isUnstaged(plan)) continue;
      const swaps = swapsFor(plan, stage, wave.hosts);
      if (swaps.length > 0) yield ofStage(project, plan, stage, swaps);
    }
  },
};

interface Swap {
  readonly out: Host;
  readonly in: Host;
}

function swapsFor(plan: RolloutPlan, stage: StagePlan, hosts: readonly Host[]): readonly Swap[] {
  const taken = new Set(stage.hosts);
  return hosts.filter(holdsTier1).flatMap((out): Swap[] => {
    const other = plan.targets.find(
      (host) => !taken.has(host) && classOf(host) === classOf(out) && !holdsTier1(host),
    );
    if (other === undefined) return [];
    taken.add(other);
    return [{ out, in: other }];
  });
}

function holdsTier1({ vms }: Host): boolean {
  return vms.some((vm) => vm.counts && vm.service?.tier === 1);
}

function ofStage(project: Project, plan: RolloutPlan, stage: StagePlan, swaps: readonly Swap[]) {
  const services = [
    ...new Set(
      swaps.flatMap(({ out }) =>
        out.vms.flatMap(({ counts, service }) => (counts && service?.tier === 1 ? [service.name] : [])),
      ),
    ),
  ];
  const one = swaps.length === 1;
  return finding({
    rule: "canary-holds-tier-1",
    severity: "info",
    message: `${listed(swaps.map(({ out }) => out.name))} ${one ? "is" : "are"} the first to try “${plan.source.name}” and ${one ? "carries" : "carry"} ${listed(services.map((name) => `“${name}”`))} of tier 1. ${listed(swaps.map((swap) => swap.in.name))} of the same kind ${one ? "carries" : "carry"} none: begin there.`,
    at: stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    related: swaps.map(({ out }) => ({ at: out.entry.name.at, message: `${out.name} stands here.` })),
    fixes: () =>
      fixOf(
        project,
        `Begin with ${listed(swaps.map((swap) => swap.in.name))}`,
        swapped(project, plan, stage, swaps),
        true,
      ),
  });
}

/** In every list of names: one takes the place of the other. None where hosts are not named one by one. */
function swapped(
  project: Project,
  plan: RolloutPlan,
  first: StagePlan,
  swaps: readonly Swap[],
): readonly Edits[] {
  if (first.spec.hosts === undefined || first.spec.hosts.some(isGlob)) return [undefined];
  const nameOf = hostNamer(project);
  const isNamed = (name: string, host: Host) =>
    name === host.name || name === `${host.environment.name}/${host.name}`;
  return plan.stages.flatMap((stage): Edits[] => {
    const { hosts } = stage.spec;
    if (hosts === undefined) return [];
    const now = hosts.map((name) => {
      const swap = swaps.find((each) => isNamed(name, each.out) || isNamed(name, each.in));
      if (swap === undefined) return name;
      return nameOf(isNamed(name, swap.out) ? swap.in : swap.out);
    });
    return now.every((name, index) => name === hosts[index])
      ? []
      : [setInStage(project, stage, "hosts", now)];
  });
}
