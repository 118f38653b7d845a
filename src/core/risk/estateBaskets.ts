import { DOMAIN_KINDS } from "../model/kinds.ts";
import type { Cluster, Domain, Environment, Needs, Project, Service, Vm } from "../project/project.ts";
import { failingAtLeast, type OneFailure } from "./oneFailure.ts";

/**
 * Failure domains under (nearly) everything (spec RULES.md): in a normal estate all services share a
 * site, a manager, a vendor. That is said once, and no service is blamed for it.
 */
export interface EstateBaskets {
  readonly ofEnvironment: ReadonlyMap<Environment, ReadonlySet<Domain>>;
  /** What takes down, or manages, every host of a cluster that is not in maintenance. */
  readonly ofCluster: ReadonlyMap<Cluster, ReadonlySet<Domain>>;
  /**
   * What of it is worth saying: nothing in an environment with a single service, and of a
   * cluster that several services share, or one with VMs to spare, what is not said of its environment.
   */
  readonly said: (item: Environment | Cluster) => ReadonlySet<Domain>;
}

/** A share of two or three services says nothing about an estate: then only what lies under its hosts counts. */
const FEWEST_SERVICES = 5;

/** One service says nothing about what services share. */
const FEWEST_SHARING = 2;

export function estateBaskets(project: Project, failure: OneFailure): EstateBaskets {
  const parts = partsByEnvironment(project);
  const ofEnvironment = new Map(
    project.environments.map((environment) => [
      environment,
      underEnvironment(environment, parts.get(environment) ?? [], project.policy.estateBasket, failure),
    ]),
  );
  const ofCluster = new Map(project.clusters.map((cluster) => [cluster, underCluster(cluster, failure)]));
  const said = new Map<Environment | Cluster, ReadonlySet<Domain>>();
  for (const [environment, under] of ofEnvironment) {
    if ((parts.get(environment)?.length ?? 0) < FEWEST_SHARING) continue;
    said.set(environment, under);
    for (const cluster of environment.clusters) {
      if (!isShared(cluster)) continue;
      const own = [...(ofCluster.get(cluster) ?? [])].filter((domain) => !under.has(domain));
      said.set(cluster, new Set(own));
    }
  }
  return { ofEnvironment, ofCluster, said: (item) => said.get(item) ?? NOTHING };
}

const NOTHING: ReadonlySet<Domain> = new Set();

/** By several services, or by the VMs of one that has some to spare. */
function isShared({ vms }: Cluster): boolean {
  const services = new Set(vms.flatMap((vm) => (vm.counts && vm.service) || []));
  return services.size >= FEWEST_SHARING || [...services].some(({ placed, needs }) => placed.length > needs);
}

/** The VMs of each service that count, by the environment they stand in. */
function partsByEnvironment(project: Project): ReadonlyMap<Environment, readonly (readonly Vm[])[]> {
  const parts = new Map<Environment, (readonly Vm[])[]>();
  for (const service of project.services) {
    for (const [environment, vms] of byEnvironment(service)) {
      const list = parts.get(environment);
      if (list === undefined) parts.set(environment, [vms]);
      else list.push(vms);
    }
  }
  return parts;
}

function byEnvironment(service: Service): ReadonlyMap<Environment, readonly Vm[]> {
  const groups = new Map<Environment, Vm[]>();
  for (const vm of service.placed) {
    const group = groups.get(vm.environment);
    if (group === undefined) groups.set(vm.environment, [vm]);
    else group.push(vm);
  }
  return groups;
}

function underEnvironment(
  environment: Environment,
  parts: readonly (readonly Vm[])[],
  share: number,
  failure: OneFailure,
): ReadonlySet<Domain> {
  const hosts = environment.hosts.filter((host) => !host.maintenance);
  const underHosts = new Set([
    ...(failingAtLeast(hosts.map(failure.ofHost), atLeast(share, hosts.length)) ?? []),
    ...namedByAtLeast(
      hosts.map((host) => [
        ...controlDomains(host.needs),
        ...onlyDomains(host.needs, "storage"),
        ...onlyDomains(host.needs, "network"),
      ]),
      atLeast(share, hosts.length),
    ),
  ]);
  if (parts.length < FEWEST_SERVICES) return hosts.length === 0 ? new Set() : underHosts;
  const least = atLeast(share, parts.length);
  const underServices = new Set([
    ...(failingAtLeast(
      parts.map((vms) => failingAtLeast(vms.map(failure.ofVm), vms.length)),
      least,
    ) ?? []),
    ...namedByAtLeast(parts.map(managedBy), least),
  ]);
  // A single host under everything is a heap, not a trait of the environment: it can be left.
  return new Set([...underServices].filter((domain) => domain.host === undefined || underHosts.has(domain)));
}

/** The control-only domains that all of these VMs name. */
function managedBy(vms: readonly Vm[]): readonly Domain[] {
  const each = vms.map((vm) => controlDomains(vm.needs));
  return each.length === 1 ? (each[0] ?? []) : namedByAtLeast(each, each.length);
}

function underCluster(cluster: Cluster, failure: OneFailure): ReadonlySet<Domain> {
  const { hosts } = cluster;
  if (hosts.length === 0) return new Set();
  const shared = [
    ...(failingAtLeast(hosts.map(failure.ofHost), hosts.length) ?? []),
    ...namedByAtLeast(
      hosts.map((host) => controlDomains(host.needs)),
      hosts.length,
    ),
    ...(["storage", "network"] as const).flatMap((kind) => sharedNeed(cluster, kind, failure)),
  ];
  return new Set(shared.filter((domain) => domain.host === undefined));
}

function sharedNeed(cluster: Cluster, kind: "storage" | "network", failure: OneFailure): readonly Domain[] {
  const each = cluster.hosts.map((host) => host.needs.get(kind));
  return [
    ...(failingAtLeast(
      each.map((need) => (need === undefined ? new Set<Domain>() : failure.ofNeed(need))),
      each.length,
    ) ?? []),
  ];
}

const CONTROL_KINDS = DOMAIN_KINDS.filter((row) => row.reach === "control").map((row) => row.kind);

function controlDomains(needs: Needs): readonly Domain[] {
  return CONTROL_KINDS.flatMap((kind) => onlyDomains(needs, kind));
}

/** Without what is redundant. */
function onlyDomains(needs: Needs, kind: string): readonly Domain[] {
  const need = needs.get(kind);
  return need === undefined || need.anyOf ? [] : need.domains;
}

function namedByAtLeast(items: readonly (readonly Domain[])[], least: number): readonly Domain[] {
  const counts = new Map<Domain, number>();
  for (const item of items)
    for (const domain of new Set(item)) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= least).map(([domain]) => domain);
}

/** So many of a total are at least this share of it; never none. */
function atLeast(share: number, total: number): number {
  return Math.max(1, Math.ceil(share * total - 1e-9));
}
