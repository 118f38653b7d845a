import type { Finding, Fix } from "../model/finding.ts";
import { formatSize } from "../model/values.ts";
import { type Amounts, capacityOf, capacityWithout, demandOf, isOn, shortfall } from "../project/capacity.ts";
import { renameEdits } from "../project/names.ts";
import type { Cluster, Project, Vm } from "../project/project.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { counted, listed } from "./wording.ts";

export const restartCapacity: Rule = {
  id: "restart-capacity",
  group: "placement",
  severity: "warning",
  title: "A cluster that tolerates more host failures than its other hosts can take over",
  why: "`tolerates` says that VMs restart elsewhere. Where the other hosts have no room for them some do not come back, and all figures that trust the restart are too good. Clusters are sized once and filled ever after.",
  remedy:
    "Add a host, move VMs to another cluster, or give them less. The quick fix is the honest one: it lowers `tolerates` to what the cluster can hold.",
  silentWhen:
    "Counted by totals of the cluster: the largest hosts fail, cores and memory are promised as the policy's `overcommit` says, and the largest VM must fit one remaining host. Hosts in maintenance do not count. A resource is looked at only if its figure is written for every host of the cluster and every VM that is on.",
  bad: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
hosts:
  - {name: esx-01, cluster: prod, memory: 64GiB}
  - {name: esx-02, cluster: prod, memory: 64GiB}
vms:
  - {name: web-1, host: esx-01, memory: 48GiB}
  - {name: web-2, host: esx-02, memory: 32GiB}
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
hosts:
  - {name: esx-01, cluster: prod, memory: 64GiB}
  - {name: esx-02, cluster: prod, memory: 64GiB}
vms:
  - {name: web-1, host: esx-01, memory: 32GiB}
  - {name: web-2, host: esx-02, memory: 32GiB}
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 0
hosts:
  - {name: esx-01, cluster: prod, memory: 64GiB}
  - {name: esx-02, cluster: prod, memory: 64GiB}
vms:
  - {name: web-1, host: esx-01, memory: 48GiB}
  - {name: web-2, host: esx-02, memory: 32GiB}
`,
  *check({ project }) {
    for (const cluster of project.clusters) {
      const problem = problemWith(cluster, cluster.tolerates, project);
      if (problem !== undefined) yield findingOf(cluster, problem, project);
    }
  },
};

type Problem =
  | { readonly kind: "short"; readonly missing: Amounts }
  | { readonly kind: "large"; readonly vm: Vm }
  /** More failures than there are hosts: that needs no figure. */
  | { readonly kind: "none-left" };

/** What is missing when so many hosts have failed; undefined where it holds or where a figure is unknown. */
function problemWith(
  cluster: Cluster,
  lost: number,
  { policy: { overcommit } }: Project,
): Problem | undefined {
  const vms = cluster.vms.filter(isOn);
  if (lost < 1 || cluster.hosts.length === 0 || vms.length === 0) return undefined;
  if (lost >= cluster.allHosts.length) return { kind: "none-left" };
  const missing = shortfall(demandOf(vms), capacityWithout(cluster.hosts, lost, overcommit));
  if (missing.cpu !== undefined || missing.memory !== undefined) return { kind: "short", missing };
  const largestLeft = capacityOnOne(cluster, lost, overcommit);
  const large = vms.find((vm) => {
    const short = shortfall(vm, largestLeft);
    return short.cpu !== undefined || short.memory !== undefined;
  });
  return large && { kind: "large", vm: large };
}

/** The most that one host can promise when the `lost` largest are gone, each resource by itself. */
function capacityOnOne(cluster: Cluster, lost: number, overcommit: Project["policy"]["overcommit"]): Amounts {
  const each = cluster.hosts.map((host) => capacityOf([host], overcommit));
  const best = (resource: keyof Amounts) => {
    const amounts = each.map((amount) => amount[resource]);
    if (amounts.includes(undefined)) return undefined;
    return [...amounts].sort((a, b) => (b ?? 0) - (a ?? 0))[lost] ?? 0;
  };
  return { cpu: best("cpu"), memory: best("memory") };
}

function findingOf(cluster: Cluster, problem: Problem, project: Project): Finding {
  return {
    rule: "restart-capacity",
    severity: "warning",
    message: `Cluster ${cluster.name} says that it tolerates ${counted(cluster.tolerates, "host failure")}, but ${consequence(cluster, problem)} Add a host, move VMs away, or lower tolerates.`,
    at: cluster.entry.tolerates?.at ?? cluster.entry.name.at,
    subject: { kind: "cluster", name: cluster.name },
    related:
      problem.kind === "large"
        ? [
            {
              at: problem.vm.entry.name.at,
              message: `${problem.vm.name} fits none of the hosts that are left.`,
            },
          ]
        : [],
    fixes: fixesFor(cluster, project),
  };
}

function consequence(cluster: Cluster, problem: Problem): string {
  if (problem.kind === "none-left")
    return `it has only ${counted(cluster.allHosts.length, "host")}: then nothing is left to restart on.`;
  const lost = Math.min(cluster.tolerates, cluster.hosts.length);
  const failure = lost === 1 ? "its largest host fails" : `its ${lost} largest hosts fail`;
  if (problem.kind === "large")
    return `when ${failure} no host is left that is large enough for ${problem.vm.name}.`;
  const { memory, cpu } = problem.missing;
  const short = [
    ...(memory === undefined ? [] : [`${formatSize(memory)} of memory`]),
    ...(cpu === undefined ? [] : [counted(Math.ceil(cpu), "virtual CPU")]),
  ];
  const left = cluster.hosts.length - lost;
  const others =
    left === 0
      ? "no host is left to hold its VMs"
      : `the ${left === 1 ? "other host" : `other ${left} hosts`} cannot hold all VMs`;
  return `when ${failure} ${others}: ${listed(short)} ${short.length === 1 && (cpu === undefined || Math.ceil(cpu) === 1) ? "is" : "are"} missing.`;
}

function fixesFor(cluster: Cluster, project: Project): readonly Fix[] {
  const written = cluster.entry.tolerates;
  if (written === undefined) return [];
  let holds = Math.min(cluster.tolerates, cluster.allHosts.length) - 1;
  while (holds > 0 && problemWith(cluster, holds, project) !== undefined) holds--;
  return fixOf(
    project,
    `Lower tolerates to ${holds}`,
    [renameEdits(project, written.at, String(holds))],
    true,
  );
}
