import type { Finding } from "../model/finding.ts";
import type { Cluster, Host } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

export const mixedBuilds: Rule = {
  id: "mixed-builds",
  group: "placement",
  severity: "info",
  title: "A cluster whose hosts run several builds, and no rollout says why",
  why: "During a rollout that is how it should be. Without one it is an update that was left half done: a host that was away that day, or one that was installed anew. VMs may not move back to the older build, and what was tested is not what runs on the next host.",
  remedy:
    "Bring the hosts that were left behind to the build of the others, or write the rollout that is under way.",
  silentWhen:
    "A rollout of this platform is written that has hosts of the cluster as its targets. Hosts in maintenance, hosts whose build is not written. Where no build has the most hosts, two builds are taken for two halves on purpose.",
  bad: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
hosts:
  - {name: h1, cluster: prod, platform: VMware ESXi, build: 8.0.3-24022510}
  - {name: h2, cluster: prod, platform: VMware ESXi, build: 8.0.3-24022510}
  - {name: h3, cluster: prod, platform: VMware ESXi, build: 8.0.2-22380479}
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
hosts:
  - {name: h1, cluster: prod, platform: VMware ESXi, build: 8.0.3-24022510}
  - {name: h2, cluster: prod, platform: VMware ESXi, build: 8.0.3-24022510}
  - {name: h3, cluster: prod, platform: VMware ESXi, build: 8.0.2-22380479}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: u3}
update: {platform: VMware ESXi, to: 8.0.3-24022510}
start: 2026-12-01
stages:
  - {name: last, hosts: [h3]}
`,
  *check({ project, plans }) {
    const underWay = new Set(plans.flatMap(({ targets, heldBack }) => [...targets, ...heldBack]));
    for (const cluster of project.clusters) {
      if (!cluster.hosts.some((host) => underWay.has(host))) yield* findingsIn(cluster);
    }
  },
};

/** By platform: two in one cluster are two matters. */
function* findingsIn(cluster: Cluster): Generator<Finding> {
  const platforms = new Set(cluster.hosts.map(({ platform }) => platform));
  for (const platform of platforms) {
    const byBuild = new Map<string, Host[]>();
    for (const host of cluster.hosts) {
      if (host.platform !== platform || host.build === undefined) continue;
      const same = byBuild.get(host.build);
      if (same === undefined) byBuild.set(host.build, [host]);
      else same.push(host);
    }
    const [most, ...others] = [...byBuild].sort(([, a], [, b]) => b.length - a.length);
    const [second] = others;
    if (most === undefined || second === undefined || second[1].length === most[1].length) continue;
    yield findingOf(cluster, most, others);
  }
}

type Running = readonly [build: string, hosts: readonly Host[]];

/** How many hosts a message names; the related places tell more. */
const NAMED = 4;
const RELATED = 20;

function findingOf(cluster: Cluster, [most, many]: Running, others: readonly Running[]): Finding {
  const said = others.map(([build, hosts]) => {
    const names = hosts.map(({ name }) => name);
    return `${build} (${listed(names, NAMED)})`;
  });
  return {
    rule: "mixed-builds",
    severity: "info",
    message: `Most hosts of cluster ${cluster.name} run ${most} (${many.length} of ${cluster.hosts.length}), but others ${said.join(" and ")}, and no rollout is written for them. Bring them to the same build, or write the rollout that is under way.`,
    at: cluster.entry.name.at,
    subject: { kind: "cluster", name: cluster.name },
    related: others
      .flatMap(([build, hosts]) => hosts.map((host) => ({ host, build })))
      .slice(0, RELATED)
      .map(({ host, build }) => ({
        at: host.entry.build?.at ?? host.entry.name.at,
        message: `${host.name} runs ${build}.`,
      })),
  };
}
