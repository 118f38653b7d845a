import { DOMAIN_KINDS } from "../model/kinds.ts";
import { formatShare, formatSize } from "../model/values.ts";
import { counted } from "../model/words.ts";
import { capacityOf, demandOf } from "../project/capacity.ts";
import type { Cluster, Domain, Environment, Host, Service, Vm } from "../project/project.ts";
import { figures, scoreInWords } from "../risk/inWords.ts";
import { bandOf } from "../risk/score.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import type { Place } from "../text/span.ts";
import type { Subject } from "./subject.ts";
import { type Tone, type ToneOf, worse } from "./tones.ts";

/** The rows of the estate's tree, one function for each kind of thing. */

/** One row of the estate's tree. Rows below are made when they are asked for. */
export interface TreeNode {
  /** Tells it apart from those beside it. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly kind: TreeKind;
  /** Whether something is wrong with it that a person should see. */
  readonly tone: Tone;
  readonly at: Place | undefined;
  readonly children: (() => readonly TreeNode[]) | undefined;
}

export type TreeKind = Exclude<Subject["kind"], "play"> | "group" | "basketKind" | "date";

/** What rows are made from. */
export interface Look extends Facts {
  readonly toneOf: ToneOf;
}

/** What tells a row apart from those beside it. */
export const keyOf = {
  environment: ({ name }: Environment) => `environment ${name}`,
  cluster: ({ name }: Cluster) => `cluster ${name}`,
  host: ({ name }: Host) => `host ${name}`,
  vm: ({ name, environment }: Vm) => `vm ${environment.name}/${name}`,
  service: ({ name }: Service) => `service ${name}`,
};

export function plain(key: string, label: string, kind: TreeKind): TreeNode {
  return { key, label, description: "", kind, tone: "none", at: undefined, children: undefined };
}

function some(nodes: () => readonly TreeNode[], count: number): TreeNode["children"] {
  return count === 0 ? undefined : nodes;
}

export function environmentNode(facts: Look, environment: Environment): TreeNode {
  const { name, clusters, hosts, vms, entry } = environment;
  const alone = hosts.filter(({ cluster }) => cluster === undefined);
  const unplaced = vms.filter(({ host, cluster }) => host === undefined && cluster === undefined);
  const below = () => [
    ...clusters.map((cluster) => clusterNode(facts, cluster)),
    ...alone.map((host) => hostNode(facts, host)),
    ...unplaced.map((vm) => vmNode(facts, vm)),
  ];
  return {
    ...plain(keyOf.environment(environment), name === "" ? "the estate" : name, "environment"),
    description: [counted(hosts.length, "host"), counted(vms.length, "VM")].join(" · "),
    tone: facts.toneOf(entry?.at, "environment", name),
    at: entry?.name.at,
    children: some(below, clusters.length + alone.length + unplaced.length),
  };
}

export function clusterNode(facts: Look, cluster: Cluster): TreeNode {
  const { name, entry, allHosts, vms } = cluster;
  const scheduled = vms.filter(({ host }) => host === undefined);
  const below = () => [
    ...allHosts.map((host) => hostNode(facts, host)),
    ...byTier(scheduled).map((vm) => vmNode(facts, vm)),
  ];
  return {
    ...plain(keyOf.cluster(cluster), name, "cluster"),
    description: [counted(allHosts.length, "host"), counted(vms.length, "VM")].join(" · "),
    tone: facts.toneOf(entry.at, "", ""),
    at: entry.name.at,
    children: some(below, allHosts.length + scheduled.length),
  };
}

export function hostNode(facts: Look, host: Host): TreeNode {
  const { name, entry, vms, maintenance } = host;
  const has = capacityOf([host], facts.project.policy.overcommit).memory;
  const takes = demandOf(vms).memory;
  const free = has === undefined || takes === undefined ? undefined : has - takes;
  const room =
    free === undefined ? [] : [free < 0 ? `${formatSize(-free)} too much` : `${formatSize(free)} free`];
  return {
    ...plain(keyOf.host(host), name, "host"),
    description: [counted(vms.length, "VM"), ...(maintenance ? ["in maintenance"] : room)].join(" · "),
    tone: worse(free !== undefined && free < 0 ? "warning" : "none", facts.toneOf(entry.at, "", "")),
    at: entry.name.at,
    children: some(() => byTier(vms).map((vm) => vmNode(facts, vm)), vms.length),
  };
}

/** What matters most comes first. */
function byTier(vms: readonly Vm[]): readonly Vm[] {
  const tier = ({ service }: Vm) => service?.tier ?? (service === undefined ? 6 : 5);
  return [...vms].sort((a, b) => tier(a) - tier(b));
}

export function vmNode({ toneOf }: Look, vm: Vm): TreeNode {
  const { service, counts } = vm;
  const tier = service?.tier === undefined ? [] : [`tier ${service.tier}`];
  const told = [
    ...(service === undefined ? [] : [service.name]),
    ...tier,
    ...(counts ? [] : ["does not count"]),
  ];
  return {
    ...plain(keyOf.vm(vm), vm.name, "vm"),
    description: told.join(" · "),
    tone: toneOf(vm.entry.at, "", ""),
    at: vm.entry.name.at,
  };
}

/** Each kind that something stands on, as the table of kinds has them; below, what takes most along first. */
export function basketKinds(facts: Look): readonly TreeNode[] {
  const domains = [...facts.project.domains.values()];
  return DOMAIN_KINDS.flatMap(({ kind, meaning }): TreeNode[] => {
    const own = domains.filter((domain) => domain.kind === kind);
    if (own.length === 0) return [];
    const below = () =>
      [...own]
        .map((domain) => ({ domain, fall: facts.falls(domain) }))
        .sort(
          (a, b) => b.fall.services.length - a.fall.services.length || b.fall.vms.length - a.fall.vms.length,
        )
        .map(({ domain }) => domainNode(facts, domain));
    return [
      { ...plain(kind, kind, "basketKind"), description: `${own.length} · ${meaning}`, children: below },
    ];
  });
}

/** Below a basket: the services that its one failure takes down, then the hosts and VMs that name it. */
export function domainNode(facts: Look, domain: Domain): TreeNode {
  const { vms, services } = facts.falls(domain);
  const others = vms.filter(({ service }) => service === undefined || !services.includes(service));
  const takes = [counted(services.length, "service"), counted(vms.length, "VM")].join(" · ");
  const below = () => [
    ...services.map((service) => serviceNode(facts, service)),
    ...others.map((vm) => vmNode(facts, vm)),
  ];
  return {
    ...plain(domain.id, domain.name, "domain"),
    tone: facts.toneOf(domain.facts?.at, "", ""),
    description: services.length + vms.length === 0 ? "takes nothing down by itself" : `takes down ${takes}`,
    at: domain.at,
    children: some(below, services.length + others.length),
  };
}

export function servicesByRisk({ project, risk }: Facts): readonly Service[] {
  const worst = (service: Service) => {
    const found = risk().of(service);
    return found?.score?.high ?? (found === undefined ? -2 : -1);
  };
  return [...project.services].sort((a, b) => worst(b) - worst(a));
}

export function serviceNode(facts: Look, service: Service): TreeNode {
  const { risk, toneOf } = facts;
  const { name, entry, vms, tier } = service;
  const found = risk().of(service);
  const score = found && scoreInWords(found);
  const told = [
    ...(score === undefined ? [] : [score]),
    ...(found === undefined ? ["no VM that counts"] : [`~${figures(found.minutes)} min/year`]),
    ...(tier === undefined ? [] : [`tier ${tier}`]),
  ];
  const band = bandOf(found?.score?.high ?? 0);
  return {
    ...plain(keyOf.service(service), name, "service"),
    description: told.join(" · "),
    tone: worse(
      band === "critical" ? "error" : band === "high" ? "warning" : "none",
      toneOf(entry.at, "service", name),
    ),
    at: entry.name.at,
    children: some(() => vms.map((vm) => vmNode(facts, vm)), vms.length),
  };
}

export function rolloutNode(facts: Look, plan: RolloutPlan): TreeNode {
  const { source, stages, targets } = plan;
  const exposure = formatShare(facts.exposure(plan).mixed);
  const below = () =>
    stages.map((stage) => ({
      ...plain(String(stage.index), stage.name, "stage"),
      description: counted(stage.hosts.length, "host"),
      tone: facts.toneOf(stage.entry?.at, "stage", `${source.name}/${stage.name}`),
      at: stage.entry?.name?.at ?? stage.entry?.at ?? source.at,
    }));
  return {
    ...plain(source.name, source.name, "rollout"),
    description:
      targets.length === 0 ? "no hosts" : `exposure ${exposure} · ${counted(targets.length, "host")}`,
    tone: facts.toneOf(source.document.at, "rollout", source.name),
    at: source.at,
    children: some(below, stages.length),
  };
}
