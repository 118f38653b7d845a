import type { Finding } from "../model/finding.ts";
import { actingStages, isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { isManagerUpdate, type Order, ordersOf, togetherIn } from "../rollout/sides.ts";
import { stagingOf } from "../rollout/staging.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject, stageAt } from "./stages.ts";
import { restaged, stagingEdits, stagingTitle } from "./stagingFix.ts";

const withOrder = (first: string, second: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
  - name: west
pairs:
  - between: [east, west]
hosts:
  - {name: esx-e-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-w-01, environment: west, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - {name: ${first}, environments: [${first}], soak: 7d, gates: [power-on, login]}
  - {name: ${second}, environments: [${second}]}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const siteOrder: Rule = {
  id: "site-order",
  group: "rollout",
  severity: "info",
  title: "The side that is protected is updated before the side that stands in for it",
  why: "While one side tries an update the other must be able to take over. The recovery side has nothing to lose yet: if the update is bad there, people notice nothing. Managers go the other way round: a newer recovery manager often cannot work with an older protected one, while replication goes on.",
  remedy:
    "Begin with the recovery side, the second in `between`; with managers begin with the protected side. The quick fix stages the rollout anew in that order, where no comments would be lost.",
  silentWhen:
    "Only pairs that the rollout reaches on both sides in stages of their own. A platform counts as a manager by its name (vCenter, SCVMM, Prism, …), or where all targets are `manager` domains.",
  bad: withOrder("east", "west"),
  good: withOrder("west", "east"),
  fixed: withOrder("west", "east").replace(
    /stages:\n[\s\S]*halt:/,
    `stages:
  - name: west
    hosts: [esx-w-01]
    soak: 7d
    gates: [power-on, suspend-resume, reboot, login]
  - name: east
    share: 100%
halt:`,
  ),
  *check(facts) {
    for (const plan of facts.plans) {
      if (isUnstaged(plan)) continue;
      const together = new Set(
        togetherIn(facts.project, plan).flatMap(({ kind, sides }) => (kind === "one stage" ? sides : [])),
      );
      const acting = actingStages(plan);
      for (const order of ordersOf(facts.project, plan)) {
        if (together.has(order.first) && together.has(order.second)) continue;
        const of = (side: Order["first"]) =>
          acting.find(({ hosts, done }) =>
            [...hosts, ...done].some(({ environment }) => environment === side),
          );
        const [early, late] = [of(order.second), of(order.first)];
        if (early !== undefined && late !== undefined && early.index < late.index)
          yield findingOf(facts, plan, order, early, late);
      }
    }
  },
};

function findingOf(
  facts: Facts,
  plan: RolloutPlan,
  order: Order,
  early: StagePlan,
  late: StagePlan,
): Finding {
  const { project } = facts;
  const why = isManagerUpdate(project, plan)
    ? `managers go the other way round, the protected side ${order.first.name} first`
    : `if the update is bad people notice, and ${order.first.name}, which stands in for it, would have found out unnoticed`;
  return finding({
    rule: "site-order",
    severity: "info",
    message: `“${plan.source.name}” updates ${order.second.name} (“${early.name}”) before ${order.first.name} (“${late.name}”): ${why}.`,
    at: stageAt(plan, early),
    subject: rolloutSubject(plan),
    related: [{ at: stageAt(plan, late), message: `${order.first.name} is updated only from here on.` }],
    fixes: () => anew(facts, plan),
  });
}

function anew(facts: Facts, plan: RolloutPlan) {
  if (plan.done.length > 0) return [];
  const staging = stagingOf(facts.ground, plan, facts.exposure);
  if ("impossible" in staging || staging.unmet.length > 0) return [];
  const named = restaged(plan, staging);
  return fixOf(facts.project, stagingTitle(plan, named), [stagingEdits(facts.project, plan, named)], true);
}
