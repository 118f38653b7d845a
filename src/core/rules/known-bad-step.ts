import { badStep, type Match } from "../catalogue/known.ts";
import type { Host } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "./facts.ts";
import { knownInWords } from "./knownWords.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { counted } from "./wording.ts";

const withStep = (to: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: lab
hosts:
  - {name: node-1, environment: lab, platform: Harvester, build: 1.8.2}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: next}
update: {platform: Harvester, to: ${to}}
halt: {failures: 1}
rollback: {to: 1.8.2, tested: 2026-01-10}
`;

export const knownBadStep: Rule = {
  id: "known-bad-step",
  group: "time",
  severity: "error",
  severityBy: "error; information where the catalogue cannot decide, which is not the same as good",
  title: "An update from one build to another that is known to fail",
  why: "A build can be good and the way to it bad: hosts that do not boot when they come from one release, VMs that cannot leave a node while the other half of the cluster is newer. Who installs anew never sees it.",
  remedy:
    "Go by another build, or do what the source says. There is no quick fix: the way round differs from case to case.",
  silentWhen: "A step that is not in the catalogue is unknown, not good.",
  bad: withStep("1.9.0-rc7"),
  good: withStep("1.8.3"),
  *check(facts) {
    for (const plan of facts.plans) yield* ofRollout(facts, plan);
  },
};

function* ofRollout({ project, known }: Facts, plan: RolloutPlan) {
  const { update } = plan.source.document;
  const found = new Map<string, { readonly match: Match; readonly from: string; readonly hosts: Host[] }>();
  for (const host of [...plan.targets, ...plan.heldBack]) {
    const from = host.build;
    if (from === undefined) continue;
    for (const match of badStep(known, update.platform.value, from, update.to.value)) {
      const group = found.get(match.issue.id) ?? { match, from, hosts: [] };
      group.hosts.push(host);
      found.set(match.issue.id, group);
    }
  }
  for (const { match, from, hosts } of found.values()) {
    const { issue } = match;
    yield finding({
      rule: "known-bad-step",
      severity: match.certain ? "error" : "info",
      message: `“${plan.source.name}” takes ${counted(hosts.length, "host")} from ${update.platform.value} ${from} to ${update.to.value}: ${issue.title}. ${knownInWords(match, project.asOf)}`,
      at: update.to.at,
      subject: rolloutSubject(plan),
      related: hosts.slice(0, 1).flatMap((host) => {
        const at = host.needs.get("build")?.at;
        return at === undefined ? [] : [{ at, message: `${host.name} runs ${from}.` }];
      }),
    });
  }
}
