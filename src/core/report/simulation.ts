import { type Duration, formatSize, type Instant } from "../model/values.ts";
import { counted, grouped, listed } from "../model/words.ts";
import type { Capacity } from "../pairs/capacity.ts";
import { standbyOf } from "../pairs/compare.ts";
import { capacityOf, demandOf, RESOURCES } from "../project/capacity.ts";
import type { Cluster, Host, Project, Service } from "../project/project.ts";
import type { Exposure } from "../rollout/exposure.ts";
import { flightsOf, type WaveFlight } from "../rollout/flight.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { type PointOfNoReturn, pointOfNoReturn } from "../rollout/retreat.ts";
import type { Facts } from "../rules/facts.ts";

/** A rollout played through: what `baskets simulate` tells (spec CLI.md). */
export interface Simulation {
  readonly plan: RolloutPlan;
  readonly exposure: Exposure;
  readonly waves: readonly SimulatedWave[];
  readonly noReturn: PointOfNoReturn | undefined;
}

export interface SimulatedWave {
  readonly flight: WaveFlight;
  /** From 1, over the whole rollout. */
  readonly number: number;
  /** VMs that are moved off its hosts, and those that are down while it runs, wherever they are. */
  readonly moved: number;
  readonly down: number;
  /** Hosts that this rollout has updated by its end. */
  readonly carrying: number;
  /** The share of the weight of all services that goes if the update turns out to be bad after this wave. */
  readonly lost: number;
  /** How full the fullest cluster is while the wave runs; undefined where figures are missing. */
  readonly load: Load | undefined;
  /** Sides of pairs that could carry the other one as well, and while the wave runs could not. */
  readonly standby: readonly Capacity[];
}

export interface Load {
  readonly cluster: Cluster;
  readonly resource: "cpu" | "memory";
  /** Of what the hosts that are not in flight can promise. */
  readonly share: number;
}

export function simulationOf(facts: Facts, plan: RolloutPlan): Simulation {
  const grow = facts.loss();
  let carrying = 0;
  const held = { joined: false };
  const waves = flightsOf(facts.ground, plan).map((flight, index): SimulatedWave => {
    const { wave } = flight;
    const joins = joinsBy(plan, wave.end) && !held.joined;
    held.joined ||= joins;
    const hosts = joins ? [...wave.hosts, ...plan.heldBack] : wave.hosts;
    carrying += hosts.length;
    const lost = grow(hosts).share;
    const on = wave.hosts.flatMap(({ vms }) => vms).filter((vm) => vm.counts);
    return {
      flight,
      number: index + 1,
      moved: on.filter((vm) => !flight.down.has(vm)).length,
      down: flight.down.size,
      carrying,
      lost,
      load: loadOf(facts.project, wave.hosts),
      standby: standbyLost(facts, wave.hosts),
    };
  });
  return { plan, exposure: facts.exposure(plan), waves, noReturn: pointOfNoReturn(plan, facts.project) };
}

/** Held-back hosts join at their instant, whatever wave is under way (spec RISK.md, "Rollouts"). */
function joinsBy({ heldBack, heldUntil }: RolloutPlan, end: Instant | undefined): boolean {
  return heldBack.length > 0 && heldUntil !== undefined && end !== undefined && heldUntil <= end;
}

function loadOf({ policy }: Project, hosts: readonly Host[]): Load | undefined {
  const inFlight = new Set(hosts);
  const clusters = new Set(hosts.flatMap(({ cluster }) => cluster ?? []));
  const loads = [...clusters].flatMap((cluster): Load[] => {
    const free = cluster.hosts.filter((host) => !inFlight.has(host));
    const demand = demandOf(cluster.vms.filter((vm) => vm.counts));
    const capacity = capacityOf(free, policy.overcommit);
    return RESOURCES.flatMap((resource) => {
      const [needs, has] = [demand[resource], capacity[resource]];
      if (needs === undefined || has === undefined || has <= 0) return [];
      return [{ cluster, resource, share: needs / has }];
    });
  });
  return loads.reduce<Load | undefined>((a, b) => (a === undefined || b.share > a.share ? b : a), undefined);
}

function standbyLost({ project, comparisons }: Facts, hosts: readonly Host[]): readonly Capacity[] {
  const out = new Set(hosts);
  const isShort = ({ short }: Capacity) => short.cpu !== undefined || short.memory !== undefined;
  return comparisons().flatMap(({ pair: { sides }, comparison: { matching, capacity } }) => {
    if (!hosts.some(({ environment }) => sides.includes(environment))) return [];
    const during = standbyOf(project, sides, matching, out);
    return during.filter((side, index) => isShort(side) && !isShort(capacity[index] ?? side));
  });
}

/** Where a rollout stands at an instant. */
export interface Moment {
  readonly at: Instant;
  /** Waves that have ended, and the one that is under way. */
  readonly ended: number;
  readonly running: SimulatedWave | undefined;
  readonly next: SimulatedWave | undefined;
  readonly carrying: number;
  readonly lost: number;
}

/** Undefined where the rollout has no start: then it is at no time. */
export function momentOf({ waves, plan }: Simulation, at: Instant): Moment | undefined {
  if (plan.source.document.start === undefined) return undefined;
  const ended = waves.filter(({ flight }) => flight.wave.end !== undefined && flight.wave.end <= at);
  const last = ended.at(-1);
  return {
    at,
    ended: ended.length,
    running: waves.find(({ flight: { wave } }) => begins(wave.start, at) && !ends(wave.end, at)),
    next: waves.find(({ flight: { wave } }) => !begins(wave.start, at)),
    carrying: last?.carrying ?? 0,
    lost: last?.lost ?? 0,
  };
}

function begins(start: Instant | undefined, at: Instant): boolean {
  return start !== undefined && start <= at;
}

function ends(end: Instant | undefined, at: Instant): boolean {
  return end !== undefined && end <= at;
}

/** Services that go down in some wave, with the stages in which they do, in estate order. */
export function outages(
  { waves }: Simulation,
  { project }: Facts,
): readonly { readonly service: Service; readonly waves: readonly SimulatedWave[] }[] {
  return project.services.flatMap((service) => {
    const hit = waves.filter(({ flight }) => flight.servicesDown.includes(service));
    return hit.length === 0 ? [] : [{ service, waves: hit }];
  });
}

/** From the first wave's start to the last one's end, since the rollout's start. */
export function lengthOf({ plan }: Simulation): Duration {
  return plan.stages.reduce((most, { endsAfter }) => Math.max(most, endsAfter), 0);
}

/** `While hosts are out, west could not carry east as well in 4 of 5 waves: up to 71 vCPU would be missing.` */
export function standbySentences({ waves }: Simulation): readonly string[] {
  const sides = new Map<string, Capacity[]>();
  for (const side of waves.flatMap(({ standby }) => standby))
    sides.set(side.environment.name, [...(sides.get(side.environment.name) ?? []), side]);
  return [...sides].map(([name, lost]) => {
    const most = (resource: "cpu" | "memory") =>
      Math.max(0, ...lost.map(({ short }) => short[resource] ?? 0));
    const [cpu, memory] = [most("cpu"), most("memory")];
    const missing = [
      ...(cpu === 0 ? [] : [`${grouped(cpu)} vCPU`]),
      ...(memory === 0 ? [] : [`${formatSize(memory)} of memory`]),
    ];
    return `While hosts are out, ${name} could not carry the other side as well in ${lost.length} of ${counted(waves.length, "wave")}: up to ${listed(missing)} would be missing.`;
  });
}
