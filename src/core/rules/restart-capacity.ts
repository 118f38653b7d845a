import type { Finding, Fix } from "../model/finding.ts";
import { formatSize } from "../model/values.ts";
import {
  type Amounts,
  capacityOf,
  capacityWithout,
  demandOf,
  isOn,
  RESOURCES,
  shortfall,
} from "../project/capacity.ts";
import { renameEdits } from "../project/names.ts";
import type { Cluster, Host, Project, Vm } from "../project/project.ts";
import type { PlaceIndex } from "../risk/places.ts";
import { entryOf } from "../syntax/tree.ts";
import { fixOf, moveEdits } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { counted, listed } from "./wording.ts";

export const restartCapacity: Rule = {
  id: "restart-capacity",
  group: "placement",
  severity: "warning",
  severityBy: "information where it cannot be checked because a figure is missing, said once",
  title: "A cluster that tolerates more host failures than its other hosts can take over",
  why: "`tolerates` says that VMs restart elsewhere. Where the other hosts have no room for them some do not come back, and all figures that trust the restart are too good. Clusters are sized once and filled ever after.",
  remedy:
    "Add a host, move VMs to another cluster, or give them less. The preferred quick fix is the honest one: it lowers `tolerates` to what the cluster can hold. Where one VM is enough and another cluster of the environment has room for it, a second one moves it there.",
  silentWhen:
    "Counted by totals of the cluster: the largest hosts fail, cores and memory are promised as the policy's `overcommit` says, and the largest VM must fit one remaining host. Hosts in maintenance do not count. A resource is looked at only if its figure is written for every host of the cluster and every VM that is on; a figure that is missing is said once, and only in an estate that keeps it of hosts and of VMs at all.",
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
  *check({ project, places }) {
    for (const cluster of project.clusters) {
      const problem = problemWith(cluster, cluster.tolerates, project);
      if (problem !== undefined) yield findingOf(cluster, problem, project, places);
    }
    yield* unchecked(project);
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
  vms: readonly Vm[] = cluster.vms.filter(isOn),
): Problem | undefined {
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

function findingOf(cluster: Cluster, problem: Problem, project: Project, places: () => PlaceIndex): Finding {
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
    fixes: () => [
      ...lowered(cluster, project),
      ...(problem.kind === "none-left" ? [] : movedAway(cluster, project, places())),
    ],
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

function lowered(cluster: Cluster, project: Project): readonly Fix[] {
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

/** A look at the smallest ones shows whether there is a way. */
const TRIED = 20;

/** The smallest VM that alone is enough, to another cluster of the environment that has room for it. */
function movedAway(cluster: Cluster, project: Project, places: PlaceIndex): readonly Fix[] {
  const vms = cluster.vms.filter(isOn);
  const isEnough = (vm: Vm) =>
    problemWith(
      cluster,
      cluster.tolerates,
      project,
      vms.filter((other) => other !== vm),
    ) === undefined;
  const smallest = vms
    .filter((vm) => !vm.pinned && isEnough(vm))
    .sort((a, b) => (a.memory ?? 0) - (b.memory ?? 0) || (a.cpu ?? 0) - (b.cpu ?? 0))
    .slice(0, TRIED);
  for (const vm of smallest) {
    const others = vm.service?.placed.filter((other) => other !== vm) ?? [];
    const spots = places
      .spotsFor(vm, { placed: [vm] })
      .filter(
        (spot) =>
          spot.environment === vm.environment && spot.cluster !== undefined && spot.cluster !== cluster,
      )
      .filter((spot) => !places.sharesMore(vm, spot, others));
    const [spot] = places.ranked(vm, spots, others);
    if (spot === undefined) continue;
    const where = `${spot.host === undefined ? "" : `host ${spot.host.name} of `}cluster ${spot.cluster?.name ?? ""}`;
    const fixes = fixOf(project, `Move ${vm.name} to ${where}`, [moveEdits(project, vm, spot)]);
    if (fixes.length > 0) return fixes;
  }
  return [];
}

/** What a missing figure keeps from being checked, once: only in an estate that keeps such figures of hosts and of VMs. */
function* unchecked({ clusters, hosts, vms }: Project): Iterable<Finding> {
  const kept = RESOURCES.filter((resource) =>
    [hosts, vms].every((items) => items.some((item) => item[resource] !== undefined)),
  );
  const gaps = clusters.flatMap((cluster) => {
    if (cluster.tolerance < 1) return [];
    const items = [...cluster.hosts, ...cluster.vms.filter(isOn)];
    const resources = kept.filter((resource) => items.some((item) => item[resource] === undefined));
    const lacking = items.filter((item) => resources.some((resource) => isMissing(item, resource)));
    return lacking.length === 0 ? [] : [{ cluster, resources, lacking }];
  });
  const [first] = gaps;
  if (first === undefined) return;
  const all = new Set<unknown>(gaps.flatMap(({ lacking }) => lacking));
  const [atHosts, atVms] = [hosts, vms].map((items) => items.filter((item) => all.has(item)).length);
  const where = [...(atHosts ? [counted(atHosts, "host")] : []), ...(atVms ? [counted(atVms, "VM")] : [])];
  const what = kept.filter((resource) => gaps.some(({ resources }) => resources.includes(resource)));
  const names = gaps.map(({ cluster }) => cluster.name);
  yield {
    rule: "restart-capacity",
    severity: "info",
    message: `Whether ${names.length === 1 ? "cluster" : "the clusters"} ${listed(names)} ${names.length === 1 ? "has" : "have"} the room to restart what a failed host carried is not checked for ${listed(what)}: the figure is missing at ${listed(where)}. Once it is written it will be checked.`,
    at: first.cluster.entry.tolerates?.at ?? first.cluster.entry.name.at,
    subject: { kind: "environment", name: first.cluster.environment.name },
    related: gaps
      .flatMap(({ lacking }) => lacking)
      .slice(0, MOST_RELATED)
      .map(({ name, entry }) => ({ at: entry.name.at, message: `A figure is missing at ${name}.` })),
  };
}

const MOST_RELATED = 20;

/** A figure that is written but cannot be read is another finding. */
function isMissing(item: Host | Vm, resource: keyof Amounts): boolean {
  return item[resource] === undefined && entryOf(item.entry.node, resource) === undefined;
}
