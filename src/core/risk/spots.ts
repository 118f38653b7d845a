import type { Cluster, Domain, Environment, Host, Vm } from "../project/project.ts";
import { anyOf, everyOf, type Fatal, failingAtLeast, type OneFailure } from "./oneFailure.ts";
import type { Structure } from "./structure.ts";

/** Where a VM could stand: a host that is not in maintenance, or a cluster whose scheduler places. */
export interface Spot {
  readonly host: Host | undefined;
  readonly cluster: Cluster | undefined;
  readonly environment: Environment;
  /** What alone takes down a VM that stands here, its storage and network aside. */
  readonly takes: ReadonlySet<Domain>;
  /** The same for one that is pinned: nothing restarts it elsewhere. */
  readonly takesPinned: ReadonlySet<Domain>;
}

/** What alone takes down this VM, were it to stand there, its storage and network aside. */
export function takenIn(vm: Vm, spot: Spot): ReadonlySet<Domain> {
  return vm.pinned ? spot.takesPinned : spot.takes;
}

const NONE: ReadonlySet<Domain> = new Set();

/** The places of an environment that are up, in estate order: hosts, then clusters that place. */
export function spotsIn(
  environment: Environment,
  structure: Structure,
  failure: OneFailure,
): readonly Spot[] {
  const losses = new Map(environment.clusters.map((cluster) => [cluster, lossesOf(cluster, failure)]));
  const spots: Spot[] = [];
  const add = (host: Host | undefined, cluster: Cluster | undefined, takes: Fatal, takesPinned: Fatal) => {
    if (takes === undefined || takesPinned === undefined) return;
    spots.push({ host, cluster, environment, takes, takesPinned });
  };
  for (const host of environment.hosts) {
    if (host.maintenance || structure.noRestart.has(host)) continue;
    const loss = host.cluster && losses.get(host.cluster);
    const own = failure.ofHost(host);
    const stays = anyOf([own, loss?.quorum ?? NONE]);
    const restarts = loss !== undefined && (host.cluster?.tolerance ?? 0) > 0;
    add(host, host.cluster, restarts ? anyOf([everyOf([own, loss.restart]), loss.quorum]) : stays, stays);
  }
  for (const cluster of environment.clusters) {
    const places = cluster.autoPlace || cluster.vms.some((vm) => vm.scheduled);
    const loss = losses.get(cluster);
    if (!places || cluster.hosts.length === 0 || loss === undefined) continue;
    const scheduled = anyOf([loss.scheduled, loss.quorum]);
    add(undefined, cluster, scheduled, scheduled);
  }
  return spots;
}

/** What alone costs a cluster more hosts than it absorbs (spec MANIFESTS.md, "When is something down?"). */
function lossesOf(
  cluster: Cluster,
  failure: OneFailure,
): { restart: Fatal; scheduled: Fatal; quorum: Fatal } {
  const hosts = cluster.hosts.map(failure.ofHost);
  const votes = cluster.witness.length === 0 ? hosts : [...hosts, anyOf(cluster.witness.map(failure.ofNeed))];
  const absorbed = Math.min(Math.max(cluster.tolerance, 1), hosts.length - 1);
  return {
    restart: failingAtLeast(hosts, cluster.tolerance + 1),
    scheduled: failingAtLeast(hosts, Math.max(1, absorbed + 1)),
    quorum: cluster.quorum && votes.length > 0 ? failingAtLeast(votes, Math.ceil(votes.length / 2)) : NONE,
  };
}
