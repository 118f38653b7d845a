import { badBuild } from "../catalogue/known.ts";
import type { Finding, Fix } from "../model/finding.ts";
import { acceptedIn } from "../pairs/accepted.ts";
import { breaksOf } from "../project/domains.ts";
import type { Environment, Host, Pair } from "../project/project.ts";
import { isYoung } from "../rollout/age.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { ordersOf } from "../rollout/sides.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { finding, removeStages, rolloutSubject } from "./stages.ts";
import { holdbackFix } from "./stagingFix.ts";

const withMore = (more: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: east
    platform: VMware ESX
    build: 3.5.0-64607
  - name: west
    licence: west
    platform: VMware ESX
    build: 3.5.0-82663
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
  - name: esx-w2
    environment: west
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268, released: 2008-08-13}
start: 2008-08-18T22:00Z
verify: {clockForward: 400d}
stages:
  - {name: canary, hosts: [esx-w1], soak: 14d, gates: [power-on, migrate-to-new, migrate-to-old, reboot, login]}
  - {name: west, environments: [west], soak: 14d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
${more}`;

export const diversityLost: Rule = {
  id: "diversity-lost",
  group: "pair",
  severity: "warning",
  severityBy: "warning while the build that both get is young, dated or known to be bad; else information",
  title: "A rollout after which both sides of a pair stand on the same",
  why: "Two sides on two builds do not fail of one. A rollout that brings both to the same build takes that away, however carefully it goes: what shows only after weeks, or on one day, finds both.",
  remedy:
    "Hold one side back until the other has shown for long enough what the build is. The quick fix writes the holdback where the rollout reaches both sides.",
  silentWhen:
    "Where both sides stood on one build before, and where the pair accepts it (`{field: build, reason: …}`).",
  bad: withMore(""),
  good: withMore("holdback: {environments: [east], until: 2008-11-01}\n").replace(
    "  - {name: rest, share: 100%}\n",
    "",
  ),
  fixed: withMore("holdback: {environments: [east], until: 2008-10-17}\n").replace(
    "  - {name: rest, share: 100%}\n",
    "",
  ),
  *check(facts) {
    const { project, plans } = facts;
    for (const plan of plans) {
      for (const pair of project.pairs) {
        const [one, other] = pair.sides;
        if (one === other) continue;
        if (losesBuild(facts, plan, pair)) yield findingOf(facts, plan, pair, "build");
        else if (losesSource(plan, pair)) yield findingOf(facts, plan, pair, "updateSource");
      }
    }
  },
};

function losesBuild({ project, plans }: Facts, plan: RolloutPlan, pair: Pair): boolean {
  const touched = plan.targets.some(({ environment }) => pair.sides.includes(environment));
  if (!touched || acceptedIn(pair.entry, project.asOf, "build") !== undefined) return false;
  const after = buildsAfter([...earlier(plans, plan), plan]);
  // What two rollouts of one build make of each other on the way is no diversity that anybody had.
  return !meet(pair.sides, ({ build }) => build) && meet(pair.sides, after);
}

/** Rollouts that have begun before this one does, in that order. */
function earlier(plans: readonly RolloutPlan[], plan: RolloutPlan): readonly RolloutPlan[] {
  const startOf = ({ source }: RolloutPlan) => source.document.start?.value;
  const start = startOf(plan);
  if (start === undefined) return [];
  const begun = plans.filter((other) => {
    const at = startOf(other);
    return other !== plan && at !== undefined && at < start;
  });
  return [...begun].sort((a, b) => (startOf(a) ?? 0) - (startOf(b) ?? 0));
}

function buildsAfter(plans: readonly RolloutPlan[]): (host: Host) => string | undefined {
  const updated = new Map<Host, string>();
  for (const { targets, source } of plans)
    for (const host of targets) updated.set(host, source.document.update.to.value);
  return (host) => updated.get(host) ?? host.build;
}

function meet([one, other]: Pair["sides"], buildOf: (host: Host) => string | undefined): boolean {
  const builds = ({ hosts }: Environment) => new Set(hosts.flatMap((host) => buildOf(host) ?? []));
  const here = builds(one);
  return [...builds(other)].some((build) => here.has(build));
}

/** Both sides would be updated from one source, and have two. */
function losesSource({ source, targets }: RolloutPlan, { sides }: Pair): boolean {
  if (source.document.update.source === undefined) return false;
  const own = sides.map(({ needs }) => needs.get("updateSource")?.domains ?? []);
  const [here = [], there = []] = own;
  if (here.length === 0 || there.length === 0 || here.some((domain) => there.includes(domain))) return false;
  return sides.every((side) => targets.some(({ environment }) => environment === side));
}

function findingOf(
  facts: Facts,
  plan: RolloutPlan,
  { sides, at }: Pair,
  kind: "build" | "updateSource",
): Finding {
  const { project, known } = facts;
  const { update } = plan.source.document;
  const domain = project.domains.get(`build:${update.to.value}`);
  const dated =
    domain !== undefined &&
    (domain.facts?.expires ?? domain.facts?.fuse) !== undefined &&
    breaksOf(domain) !== undefined;
  const bad = badBuild(known, update.platform.value, update.to.value).some(({ certain }) => certain);
  const young = isYoung(project, plan);
  const names = `${sides[0].name} and ${sides[1].name}`;
  const why = bad
    ? ", which is known to be bad"
    : dated
      ? ", which carries a date"
      : young
        ? ", which is young"
        : "";
  return finding({
    rule: "diversity-lost",
    severity: bad || dated || young ? "warning" : "info",
    message:
      kind === "build"
        ? `“${plan.source.name}” brings ${names} to one build, ${update.to.value}${why}. They stand in for each other and differ in it now: hold one side back.`
        : `“${plan.source.name}” updates ${names} from one source, ${update.source?.value ?? ""}. They stand in for each other and each has its own: what is wrong with this one reaches both.`,
    at: kind === "build" ? update.to.at : (update.source?.at ?? update.to.at),
    subject: rolloutSubject(plan),
    related: [{ at, message: `The two are a pair.` }],
    fixes: () => (kind === "build" ? holding(facts, plan, sides) : []),
  });
}

/** The side that goes second stays on its build, and stages that have only hosts of it are no longer needed. */
function holding(facts: Facts, plan: RolloutPlan, sides: Pair["sides"]): readonly Fix[] {
  const { project } = facts;
  const { holdback } = plan.source.document;
  const order = ordersOf(project, plan).find(
    ({ first, second }) => sides.includes(first) && sides.includes(second),
  );
  const isHeld = ({ environment }: Host) => environment === order?.second;
  if (order === undefined || holdback !== undefined || plan.targets.every(isHeld)) return [];
  const emptied = plan.stages.filter(({ hosts }) => hosts.length > 0 && hosts.every(isHeld));
  return holdbackFix(facts, plan, { environments: [order.second.name] }, [
    emptied.length === 0 ? [] : removeStages(project, plan, emptied),
  ]);
}
