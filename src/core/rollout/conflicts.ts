import type { Cluster, Host, Service } from "../project/project.ts";

/**
 * Which hosts can carry a bad update together without taking a service along: the conflict graph of a
 * staging. It is coloured greedily in estate order, which is what keeps a plan the same when little changes.
 */
export interface Carriers {
  /** Whether these hosts, beside those that are in already, would take more than redundancy covers. */
  readonly conflicts: (hosts: readonly Host[]) => boolean;
  readonly add: (hosts: readonly Host[]) => void;
  readonly copy: () => Carriers;
}

export function carriers(
  away: Map<Cluster, number> = new Map(),
  lost: Map<Service, number> = new Map(),
): Carriers {
  /** VMs that go with their host: nothing restarts them elsewhere. */
  const fixed = (host: Host) =>
    host.vms.filter(
      (vm) => vm.counts && (vm.pinned || host.cluster === undefined || host.cluster.tolerance === 0),
    );

  const tally = (hosts: readonly Host[]) => {
    const clusters = new Map<Cluster, number>();
    const services = new Map<Service, number>();
    for (const host of hosts) {
      if (host.maintenance) continue;
      if (host.cluster !== undefined) clusters.set(host.cluster, (clusters.get(host.cluster) ?? 0) + 1);
      for (const { service } of fixed(host))
        if (service !== undefined) services.set(service, (services.get(service) ?? 0) + 1);
    }
    return { clusters, services };
  };

  return {
    conflicts(hosts) {
      const { clusters, services } = tally(hosts);
      for (const [cluster, count] of clusters) {
        const total = count + (away.get(cluster) ?? 0);
        const spare = Math.max(cluster.tolerance, cluster.vms.some((vm) => vm.scheduled) ? 1 : 0);
        const restarts = cluster.tolerance > 0 || cluster.vms.some((vm) => vm.scheduled);
        if (restarts && total > spare && cluster.vms.some((vm) => vm.counts)) return true;
      }
      for (const [service, count] of services)
        if (count + (lost.get(service) ?? 0) > service.placed.length - service.needs) return true;
      return false;
    },
    add(hosts) {
      const { clusters, services } = tally(hosts);
      for (const [cluster, count] of clusters) away.set(cluster, count + (away.get(cluster) ?? 0));
      for (const [service, count] of services) lost.set(service, count + (lost.get(service) ?? 0));
    },
    copy: () => carriers(new Map(away), new Map(lost)),
  };
}
