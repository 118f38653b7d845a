import { stronglyConnected } from "../project/cycles.ts";
import type { Cluster, Domain, Host, Need, Project, Service, Vm } from "../project/project.ts";
import { type DomainGates, domainGates } from "./domainGates.ts";
import { type NoRestart, noRestart } from "./ended.ts";
import { type Gate, type GateTable, gateTable } from "./gates.ts";

/**
 * The structure function of an estate (spec MANIFESTS.md, "When is something down?") as one shared
 * directed acyclic graph of monotone gates over basic events, children before parents.
 */
export interface Structure {
  /** The basic events: one for each failure domain, in the order of `project.domains`. */
  readonly events: readonly Domain[];
  readonly eventOf: ReadonlyMap<Domain, number>;
  readonly gates: readonly Gate[];
  /** The gate that is true when the item is down. */
  readonly domainGate: ReadonlyMap<Domain, number>;
  readonly hostGate: ReadonlyMap<Host, number>;
  /** For every VM with a known place, also one that is off (then: as if it were on). */
  readonly vmGate: ReadonlyMap<Vm, number>;
  /** Fewer than `needs` of its own VMs are up, whatever it depends on; missing for a service without placed VMs. */
  readonly ownGate: ReadonlyMap<Service, number>;
  /** The whole service, with what it depends on; missing for a service without placed VMs, which is never down. */
  readonly serviceGate: ReadonlyMap<Service, number>;
  /** Hosts on which nothing restarts, powers on or resumes on the day looked at. */
  readonly noRestart: ReadonlySet<Host>;
  /**
   * The gate of a service as `serviceGate` has it, were its VMs to stand here and so many of them to be needed.
   * Gates that this asks for are added behind those that are there; nothing else changes.
   */
  readonly serviceAt: (service: Service, placements: readonly Placement[], needs: number) => number;
}

/** What decides when a VM is down: where it stands and which storage and network it needs. */
export interface Placement {
  readonly host: Host | undefined;
  readonly cluster: Cluster | undefined;
  readonly pinned: boolean;
  /** Storage, that of its disks too, and network: all are needed. */
  readonly needs: readonly Need[];
}

export function placementOf(vm: Vm): Placement {
  const network = vm.needs.get("network");
  return {
    host: vm.host,
    cluster: vm.cluster,
    pinned: vm.pinned,
    needs: network === undefined ? vm.storage : [...vm.storage, network],
  };
}

/** `insides`: whether what is `within` a host goes down with it, as it does when the host fails. */
export function structureOf(
  project: Project,
  insides: "down with their host" | "up" = "down with their host",
): Structure {
  const events = [...project.domains.values()];
  const eventOf = new Map(events.map((domain, event) => [domain, event]));
  const table = gateTable();
  const gates = domainGates(project, eventOf, table, insides);
  const stopped = noRestart(project);
  const gateAt = placementGates(project, gates, stopped, table);
  const vmGate = new Map<Vm, number>();
  for (const vm of project.vms) {
    const gate = gateAt(placementOf(vm));
    if (gate !== undefined) vmGate.set(vm, gate);
  }
  const ownGate = new Map<Service, number>();
  for (const service of project.services) {
    if (service.placed.length === 0) continue;
    const parts = service.placed.map((vm) => vmGate.get(vm) ?? table.never);
    ownGate.set(service, fewerThan(service.needs, parts, table));
  }
  const services = serviceGates(ownGate, table);
  return {
    events,
    eventOf,
    gates: table.gates,
    domainGate: new Map(events.map((domain) => [domain, gates.domain(domain)])),
    hostGate: new Map(project.hosts.map((host) => [host, gates.host(host)])),
    vmGate,
    ownGate,
    serviceGate: services.gates,
    noRestart: stopped.hosts,
    serviceAt(service, placements, needs) {
      const parts = placements.map((placement) => gateAt(placement) ?? table.never);
      return table.or([fewerThan(needs, parts, table), services.besides(service)]);
    },
  };
}

/** When a VM is down that stands there; undefined where it stands nowhere. */
function placementGates(
  project: Project,
  gates: DomainGates,
  stopped: NoRestart,
  table: GateTable,
): (placement: Placement) => number | undefined {
  const clusters = new Map(
    project.clusters.map((cluster) => [cluster, clusterGates(cluster, gates, stopped, table)]),
  );
  return (placement) => {
    const cluster = placement.cluster === undefined ? undefined : clusters.get(placement.cluster);
    const place = placeGate(placement, cluster, gates, stopped.keeps(placement.needs), table);
    if (place === undefined) return undefined;
    return table.or([...placement.needs.map(gates.need), place, cluster?.noQuorum ?? table.never]);
  };
}

function placeGate(
  { host, cluster: placed, pinned }: Placement,
  cluster: ClusterGates | undefined,
  gates: DomainGates,
  neverRestarts: boolean,
  table: GateTable,
): number | undefined {
  if (host !== undefined) {
    const down = gates.host(host);
    const stays = pinned || neverRestarts || cluster === undefined || placed === undefined;
    return stays || placed.tolerance <= 0 ? down : table.and([down, cluster.noRestart]);
  }
  if (cluster === undefined) return undefined;
  return neverRestarts ? table.or([cluster.scheduled, cluster.anyHost]) : cluster.scheduled;
}

/** What the VMs of one cluster share. */
interface ClusterGates {
  /** More hosts are down than restart absorbs, or no host is left on which anything restarts. */
  readonly noRestart: number;
  /** A VM that the scheduler places is down. */
  readonly scheduled: number;
  readonly anyHost: number;
  readonly noQuorum: number;
}

function clusterGates(
  cluster: Cluster,
  gates: DomainGates,
  stopped: NoRestart,
  table: GateTable,
): ClusterGates {
  const hosts = cluster.hosts.map((host) => ({ gate: gates.host(host), weight: 1 }));
  const moreThan = (count: number) => table.atLeast(count + 1, hosts);
  const anyHost = moreThan(0);
  // A scheduler that places also restarts, so that it absorbs one host even where nobody wrote it.
  const scheduled = moreThan(Math.min(Math.max(cluster.tolerance, 1), hosts.length - 1));
  const restarting = cluster.hosts.filter((host) => !stopped.hosts.has(host));
  const allRestart = restarting.length === cluster.hosts.length;
  const noneLeft = allRestart ? table.never : table.and(restarting.map(gates.host));
  return {
    noRestart: table.or([moreThan(cluster.tolerance), noneLeft]),
    // On which host it runs is not known: any that fails may be the one that it does not come back from.
    scheduled: table.or([scheduled, table.and([anyHost, noneLeft])]),
    anyHost,
    noQuorum: cluster.quorum ? quorumGate(cluster, hosts, gates, table) : table.never,
  };
}

/** The votes that are up are not more than half of all. */
function quorumGate(
  cluster: Cluster,
  hosts: readonly { readonly gate: number; readonly weight: number }[],
  gates: DomainGates,
  table: GateTable,
): number {
  const witness = cluster.witness.length === 0 ? [] : [table.or(cluster.witness.map(gates.need))];
  const votes = [...hosts, ...witness.map((gate) => ({ gate, weight: 1 }))];
  return table.atLeast(Math.ceil(votes.length / 2), votes);
}

/** VMs that are down together are one part with their number as its weight. */
function fewerThan(needs: number, vms: readonly number[], table: GateTable): number {
  return table.atLeast(
    vms.length - needs + 1,
    vms.map((gate) => ({ gate, weight: 1 })),
  );
}

interface ServiceGates {
  readonly gates: ReadonlyMap<Service, number>;
  /** What takes a service down besides its own part: what it depends on. */
  readonly besides: (service: Service) => number;
}

/** A service without placed VMs is up for those that depend on it: it is no node here and breaks a circle. */
function serviceGates(ownGate: ReadonlyMap<Service, number>, table: GateTable): ServiceGates {
  const services = [...ownGate.keys()];
  const nodeOf = new Map(services.map((service, node) => [service, node]));
  const needed = services.map((service) =>
    service.dependsOn.map((each) => nodeOf.get(each.service)).filter((node) => node !== undefined),
  );
  const own = (node: number) => {
    const service = services[node];
    return (service === undefined ? undefined : ownGate.get(service)) ?? table.never;
  };
  const gateOf = new Int32Array(services.length).fill(table.never);
  const circles = new Map<number, { readonly members: readonly number[]; readonly others: number }>();
  for (const members of stronglyConnected(services.length, (node) => needed[node] ?? [])) {
    // Members of the same circle are still `never` here: that one is down is said by its own gate.
    const others = table.or(
      members.flatMap((node) => needed[node] ?? []).map((node) => gateOf[node] ?? table.never),
    );
    const gate = table.or([...members.map(own), others]);
    for (const node of members) {
      gateOf[node] = gate;
      circles.set(node, { members: [...members], others });
    }
  }
  return {
    gates: new Map(services.map((service, node) => [service, gateOf[node] ?? table.never])),
    besides(service) {
      const node = nodeOf.get(service);
      const circle = node === undefined ? undefined : circles.get(node);
      if (circle === undefined) return table.never;
      return table.or([...circle.members.filter((member) => member !== node).map(own), circle.others]);
    },
  };
}
