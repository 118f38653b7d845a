import type { Part } from "../formats/part.ts";
import type { Finding } from "../model/finding.ts";
import type { Host } from "../project/project.ts";
import type { Facts } from "../rules/facts.ts";
import { datesAhead } from "./datesAhead.ts";
import {
  basketKinds,
  clusterNode,
  domainNode,
  environmentNode,
  hostNode,
  keyOf,
  type Look,
  plain,
  rolloutNode,
  serviceNode,
  servicesByRisk,
  type TreeNode,
  vmNode,
} from "./estateNodes.ts";
import type { Subject } from "./subject.ts";
import { tonesOf } from "./tones.ts";

/** By place, by basket, by service, rollouts, dates: each leads to the same things from another side. */
export function treeOf(
  all: Facts,
  parts: readonly Part[],
  findings: readonly Finding[],
): readonly TreeNode[] {
  const facts: Look = { ...all, toneOf: tonesOf(findings) };
  const { project, plans } = facts;
  const dates = datesAhead(facts, parts);
  const group = (key: string, label: string, children: readonly TreeNode[]): readonly TreeNode[] =>
    children.length === 0
      ? []
      : [{ ...plain(key, label, "group"), description: String(children.length), children: () => children }];
  return [
    ...group(
      "places",
      "Environments",
      project.environments.map((each) => environmentNode(facts, each)),
    ),
    ...group("baskets", "Baskets", basketKinds(facts)),
    ...group(
      "services",
      "Services",
      servicesByRisk(facts).map((each) => serviceNode(facts, each)),
    ),
    ...group(
      "rollouts",
      "Rollouts",
      plans.map((plan) => rolloutNode(facts, plan)),
    ),
    ...group(
      "dates",
      "Dates Ahead",
      dates.map(({ key, day, what, tone, at }) => ({
        ...plain(key, day, "date"),
        description: what,
        tone,
        at,
      })),
    ),
  ];
}

/** What has these characters in its name, in the order of the estate; more than a screenful helps nobody. */
export function treeFiltered(
  estate: Facts,
  filter: string,
  findings: readonly Finding[],
): readonly TreeNode[] {
  const facts: Look = { ...estate, toneOf: tonesOf(findings) };
  const wanted = filter.toLowerCase();
  const { project, plans } = facts;
  const all = [
    ...project.environments.map((each) => environmentNode(facts, each)),
    ...project.clusters.map((each) => clusterNode(facts, each)),
    ...project.services.map((each) => serviceNode(facts, each)),
    ...plans.map((each) => rolloutNode(facts, each)),
    ...project.hosts.map((each) => hostNode(facts, each)),
    ...[...project.domains.values()]
      .filter(({ host, cluster }) => host === undefined && cluster === undefined)
      .map((each) => domainNode(facts, each)),
    ...project.vms.map((vm) => vmNode(facts, vm)),
  ];
  return all.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, MOST_FOUND);
}

const MOST_FOUND = 200;

/** The keys from the top to what is meant, by place where it has one. */
export function treePath(subject: Subject): readonly string[] | undefined {
  switch (subject.kind) {
    case "environment":
      return ["places", keyOf.environment(subject.environment)];
    case "cluster":
      return ["places", keyOf.environment(subject.cluster.environment), keyOf.cluster(subject.cluster)];
    case "host":
      return pathToHost(subject.host);
    case "vm": {
      const { vm } = subject;
      const above =
        vm.host !== undefined
          ? pathToHost(vm.host)
          : [
              "places",
              keyOf.environment(vm.environment),
              ...(vm.cluster === undefined ? [] : [keyOf.cluster(vm.cluster)]),
            ];
      return [...above, keyOf.vm(vm)];
    }
    case "service":
      return ["services", keyOf.service(subject.service)];
    case "domain":
      return ["baskets", subject.domain.kind, subject.domain.id];
    case "rollout":
      return ["rollouts", subject.plan.source.name];
    case "stage":
      return ["rollouts", subject.plan.source.name, String(subject.stage.index)];
    case "play":
      return undefined;
  }
}

function pathToHost(host: Host): readonly string[] {
  const cluster = host.cluster === undefined ? [] : [keyOf.cluster(host.cluster)];
  return ["places", keyOf.environment(host.environment), ...cluster, keyOf.host(host)];
}
