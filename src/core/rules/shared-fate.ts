import type { Finding } from "../model/finding.ts";
import { domainKind } from "../model/kinds.ts";
import { acceptedIn } from "../pairs/accepted.ts";
import { fatesOf } from "../pairs/fate.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Environment, Need, Pair } from "../project/project.ts";
import { type BuildFacts, buildFacts } from "./buildNews.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { basketName, listed } from "./wording.ts";

const withManager = (west: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    manager: vcenter
  - name: west
    manager: ${west}
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
`;

export const sharedFate: Rule = {
  id: "shared-fate",
  group: "pair",
  severity: "warning",
  severityBy:
    "warning for kinds in which a pair must differ; information for kinds in which it should, and for a build that is neither young, dated nor known to be bad",
  title: "A basket under both sides of a pair",
  why: "Two environments are worth two only for what they do not share. What both stand on is one basket for everything: a manager that is down is down for both, one dated build stops both on one day. On 12 August 2008 the second site helped only those whose second site ran something else.",
  remedy:
    "Give one side its own: another manager, array, licence, and where it can be another build or platform. What is meant to be shared is accepted in the pair, with its kind as the field, a reason and a day. There is no quick fix: no edit makes a second array.",
  silentWhen:
    "One finding for a pair, the worst first. Hosts and clusters belong to one side. A storage or network under less than a tenth of a side's VMs is a matter of their services (`single-basket`). What the pair accepts (`{field: platform, reason: …}`) is not said until its day.",
  bad: withManager("vcenter"),
  good: withManager("vcenter-west"),
  *check(facts) {
    const builds = buildFacts(facts.project, facts.known);
    for (const pair of facts.project.pairs) yield* ofPair(facts, pair, builds);
  },
};

function* ofPair({ project }: Facts, pair: Pair, builds: BuildFacts): Generator<Finding> {
  const [one, other] = pair.sides;
  if (one === other) return;
  const shared = fatesOf(one, other)
    .filter(({ kind }) => acceptedIn(pair.entry, project.asOf, kind) === undefined)
    .flatMap((fate) => fate.shared.map((domain) => ({ domain, must: fate.pairDiffers === "yes" })))
    .filter(({ domain }) => pair.sides.every((side) => isUnderSide(side, domain)));
  const isNews = (domain: Domain) => {
    const since = builds.installed.get(domain);
    const young = since !== undefined && project.asOf - since <= project.policy.young;
    const dated =
      (domain.facts?.expires ?? domain.facts?.fuse) !== undefined && breaksOf(domain) !== undefined;
    return young || dated || builds.bad.has(domain);
  };
  const isLoud = ({ domain, must }: (typeof shared)[number]) =>
    must && (domain.kind !== "build" || isNews(domain));
  const [loud, quiet] = [shared.filter(isLoud), shared.filter((each) => !isLoud(each))];
  if (shared.length === 0) return;
  const names = (list: typeof shared) => listed(list.map(({ domain }) => basketName(domain)));
  const pairing = `${one.name} and ${other.name} stand in for each other`;
  const besides =
    quiet.length === 0 ? "" : ` They share ${names(quiet)} besides, in which a pair should differ.`;
  yield finding({
    rule: "shared-fate",
    severity: loud.length > 0 ? "warning" : "info",
    message:
      loud.length > 0
        ? `${pairing}, and both stand on ${names(loud)}: one failure there reaches both sides at once.${besides}`
        : `${pairing} and share ${names(quiet)}: what is wrong there is wrong on both sides. A pair should differ in it where it can.`,
    at: pair.at,
    subject: { kind: "pair", name: `${one.name}–${other.name}` },
    related: [...loud, ...quiet].map(({ domain }) => ({
      at: domain.at,
      message: `This is ${basketName(domain)}.`,
    })),
  });
}

/** A storage or network under fewer of a side's VMs went astray with them: that is said of their services. */
const STRAY = 0.1;

function isUnderSide({ needs, clusters, hosts, vms }: Environment, domain: Domain): boolean {
  if (domainKind(domain.kind)?.reach !== "vms") return true;
  const has = (all: Iterable<Need>) => [...all].some(({ domains }) => domains.includes(domain));
  if (
    [needs, ...clusters.map((each) => each.needs), ...hosts.map((each) => each.needs)].some((each) =>
      has(each.values()),
    )
  )
    return true;
  const running = vms.filter(({ counts }) => counts);
  const on = running.filter((vm) => has(vm.needs.values()) || has(vm.storage));
  return on.length > 0 && on.length >= STRAY * running.length;
}
