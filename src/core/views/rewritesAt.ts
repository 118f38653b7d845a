import type { Fix } from "../model/finding.ts";
import type { Host } from "../project/project.ts";
import type { Held } from "../rollout/holdback.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { stagingOf } from "../rollout/staging.ts";
import type { Facts } from "../rules/facts.ts";
import { fixOf } from "../rules/mending.ts";
import { holdbackFix, restaged, stagingEdits, stagingTitle } from "../rules/stagingFix.ts";
import { mentionAt } from "./mentions.ts";
import type { Subject } from "./subject.ts";

/** What could be written otherwise at a place though nothing is wrong: a rollout staged anew, a basket held back. */
export function rewritesAt(facts: Facts, file: string, offset: number): readonly Fix[] {
  const subject = mentionAt(facts, file, offset)?.subject;
  if (subject === undefined) return [];
  if (subject.kind === "rollout" || subject.kind === "stage") return stagedAnew(facts, subject.plan);
  const hosts = hostsUnder(facts, subject);
  return facts.plans.flatMap((plan) => heldBack(facts, plan, subject, hosts));
}

/** Only where less would go if the update is bad. */
function stagedAnew(facts: Facts, plan: RolloutPlan): readonly Fix[] {
  const found = stagingOf(facts.ground, plan, facts.exposure);
  if ("impossible" in found || found.after.mixed >= found.before.mixed) return [];
  const staging = restaged(plan, found);
  return fixOf(facts.project, stagingTitle(plan, staging), [stagingEdits(facts.project, plan, staging)]);
}

function hostsUnder({ project }: Facts, subject: Subject): readonly Host[] {
  switch (subject.kind) {
    case "host":
      return [subject.host];
    case "cluster":
      return subject.cluster.allHosts;
    case "environment":
      return subject.environment.hosts;
    case "domain": {
      const { domain } = subject;
      return project.hosts.filter((host) => host.needs.get(domain.kind)?.domains.includes(domain) === true);
    }
    default:
      return [];
  }
}

/** Nothing where the rollout holds something back already, or would update nothing any more. */
function heldBack(facts: Facts, plan: RolloutPlan, subject: Subject, hosts: readonly Host[]): readonly Fix[] {
  const targets = new Set(plan.targets);
  const held = hosts.filter((host) => targets.has(host));
  const isWhole = held.length === targets.size;
  if (held.length === 0 || isWhole || plan.source.document.holdback !== undefined) return [];
  const nameOf = hostNamer(facts.project);
  const names: Held =
    subject.kind === "environment"
      ? { environments: [subject.environment.name] }
      : { hosts: held.map((host) => nameOf(host)) };
  return holdbackFix(facts, plan, names).map((fix) => ({
    title: `${fix.title} (${plan.source.name})`,
    edits: fix.edits,
  }));
}
