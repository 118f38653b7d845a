import type { Duration } from "../model/values.ts";
import { carries } from "../project/domains.ts";
import type { Cluster, Domain, Host, KeepApart, Service, Vm } from "../project/project.ts";
import { takenAlong } from "../project/within.ts";
import { evacuate } from "./evacuate.ts";
import { type Ground, vmNeeds } from "./ground.ts";
import type { RolloutPlan, StagePlan, Wave } from "./plan.ts";

/** What is down while hosts are being updated, and why (spec RISK.md, "In flight"). */
export interface Flight {
  readonly hosts: ReadonlySet<Host>;
  /** VMs that are down, with the reason; all others run on, moved elsewhere where they must. */
  readonly down: ReadonlyMap<Vm, Stay>;
  /** In estate order. */
  readonly servicesDown: readonly Service[];
}

export interface WaveFlight extends Flight {
  readonly stage: StagePlan;
  readonly wave: Wave;
}

/** Why a VM does not move away from a host in flight, or goes down with something else. */
export type Stay =
  /** In no cluster, or in one that neither restarts nor moves VMs: nobody expects it to move. */
  | { readonly why: "fixed" }
  | { readonly why: "pinned" }
  /** Its storage is part of its host, or only its host reaches it. */
  | { readonly why: "localDisk"; readonly storage: Domain }
  /** Every other host holds a VM that it must be kept apart from. */
  | { readonly why: "keepApart"; readonly rule: KeepApart }
  | { readonly why: "noRoom"; readonly resource: "cpu" | "memory" }
  /** All hosts of its cluster are in flight. */
  | { readonly why: "noHost" }
  /** Storage or network went down with hosts that serve or carry it. */
  | { readonly why: "domain"; readonly domain: Domain };

/** Until when (milliseconds since the rollout's start) a host that was updated before still was away. */
export type BackAt = ReadonlyMap<Host, Duration>;

/** The flights of all waves of a rollout, in order. */
export function flightsOf(ground: Ground, plan: RolloutPlan): readonly WaveFlight[] {
  return [...eachFlight(ground, plan)];
}

/** The same one by one, for those who may stop early; `only` those of the stage with this index. */
export function* eachFlight(ground: Ground, plan: RolloutPlan, only?: number): Generator<WaveFlight> {
  const back = new Map<Host, Duration>();
  const longest = longestResync(ground);
  for (const stage of plan.stages) {
    for (const wave of stage.waves) {
      // In order of time: the first that is still awaited ends it.
      for (const [host, since] of back) {
        if (since + longest > wave.startsAfter) break;
        back.delete(host);
      }
      const asked = only === undefined || only === stage.index;
      if (asked) yield { ...flightOf(ground, wave.hosts, { back, now: wave.startsAfter }), stage, wave };
      for (const host of wave.hosts) back.set(host, wave.endsAfter);
    }
  }
}

/** What is down while exactly these hosts are in flight, others having come back before. */
export function flightOf(
  ground: Ground,
  hosts: readonly Host[],
  before?: { readonly back: BackAt; readonly now: Duration },
): Flight {
  const inFlight = new Set(hosts);
  const down = new Map<Vm, Stay>();
  const isMissing = (host: Host, resync: Duration) => {
    const back = before?.back.get(host);
    return inFlight.has(host) || (back !== undefined && before !== undefined && back + resync > before.now);
  };
  const touched = new Set([...hosts, ...(before?.back.keys() ?? [])].map(({ cluster }) => cluster));
  const dead = deadWith(ground, inFlight, touched, isMissing);
  for (const domain of hitBy(ground, dead)) strand(ground, domain, dead, down);
  evacuate(ground, inFlight, down);
  return { hosts: inFlight, down, servicesDown: servicesDown(ground, down) };
}

/** Hosts in flight, storages that miss too many of the hosts that serve them, and all within these. */
function deadWith(
  ground: Ground,
  inFlight: ReadonlySet<Host>,
  touched: ReadonlySet<Cluster | undefined>,
  isMissing: (host: Host, resync: Duration) => boolean,
): ReadonlySet<Domain> {
  const storages = [...touched].flatMap((cluster) => (cluster && ground.served.get(cluster)) ?? []);
  const served = storages.filter(({ servedBy }) => {
    const missing = servedBy?.cluster.hosts.filter((host) => isMissing(host, servedBy.resync)).length ?? 0;
    return servedBy !== undefined && missing > servedBy.survives;
  });
  const hosts = [...inFlight].map((host) => host.domain);
  return takenAlong([...hosts, ...served], ground.needing, carries);
}

function longestResync({ served }: Ground): Duration {
  return [...served.values()].flat().reduce((most, { servedBy }) => Math.max(most, servedBy?.resync ?? 0), 0);
}

/** Dead storages and networks that VMs stand on: few of many, always in the same order. */
function hitBy({ fragile }: Ground, dead: ReadonlySet<Domain>): readonly Domain[] {
  const order = (domain: Domain) => fragile.get(domain) ?? 0;
  return [...dead].filter((domain) => fragile.has(domain)).sort((a, b) => order(a) - order(b));
}

/** The VMs that a dead storage or network takes down: redundant ones only when all of them are dead. */
function strand(ground: Ground, domain: Domain, dead: ReadonlySet<Domain>, down: Map<Vm, Stay>): void {
  for (const vm of ground.vmsOn.get(domain) ?? []) {
    const needs = vmNeeds(vm).filter((need) => need.domains.includes(domain));
    if (needs.some((need) => !need.anyOf || need.domains.every((other) => dead.has(other)))) {
      if (!down.has(vm)) down.set(vm, { why: "domain", domain });
    }
  }
}

/** Services with fewer VMs up than they need, and those that cannot run without them. */
function servicesDown(ground: Ground, down: ReadonlyMap<Vm, Stay>): readonly Service[] {
  const lost = new Map<Service, number>();
  for (const vm of down.keys())
    if (vm.service !== undefined) lost.set(vm.service, (lost.get(vm.service) ?? 0) + 1);
  const found = new Set<Service>();
  for (const [service, count] of lost) if (service.placed.length - count < service.needs) found.add(service);
  // A set takes what is added while it is walked: this follows the dependencies to their end.
  for (const service of found) {
    for (const dependent of ground.dependents.get(service) ?? [])
      if (dependent.placed.length > 0) found.add(dependent);
  }
  return [...found].sort((a, b) => (ground.order.get(a) ?? 0) - (ground.order.get(b) ?? 0));
}
