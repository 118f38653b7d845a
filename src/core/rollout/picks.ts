import type { Cluster, Host } from "../project/project.ts";
import type { Alone } from "./avoid.ts";
import { carriers } from "./conflicts.ts";
import { type Ground, push, servedStorages } from "./ground.ts";
import { classOf, growthLimit, shareLimit } from "./limits.ts";
import type { RolloutPlan } from "./plan.ts";
import { partsOf } from "./sides.ts";
import { sizesOf } from "./sizes.ts";

/** The hosts of one proposed stage, before it is said how they are selected. */
export interface StagePick {
  readonly name: string;
  readonly hosts: readonly Host[];
  /** Chosen one by one: a share in estate order would be others. */
  readonly chosen: boolean;
  /** The environments of its part of the rollout, where other parts come later. */
  readonly environments?: readonly string[];
  /** The clusters it is made of, where whole clusters are updated. */
  readonly clusters?: readonly string[];
}

export interface PickOptions {
  /** Hosts whose loss together takes no service go together, one by one named; else in estate order. */
  readonly apart: boolean;
  /** Of hosts that serve a storage no more in a stage than it survives: the soak between stages lets it resync. */
  readonly resync: boolean;
}

/** What is updated together: one host, or all targets of a cluster. */
type Unit = readonly Host[];

/** A rollout in more stages than this is nothing that anyone would want proposed. */
const MOST_STAGES = 12;
/** A list of names that somebody still reads. */
const MOST_NAMES = 24;

/**
 * Who goes when: the environments by parts (the recovery side of a pair before the protected side), in
 * each part representatives first, then as few stages as the policy's growth allows, the early ones as
 * small as that leaves them. Undefined beyond a dozen stages.
 */
export function picksOf(
  ground: Ground,
  plan: RolloutPlan,
  alone: Alone,
  options: PickOptions,
): readonly StagePick[] | undefined {
  const { project } = ground;
  const wholeClusters = plan.source.document.update.unit?.value === "cluster";
  const parts = partsOf(project, plan, plan.targets);
  const { growth } = project.policy.rollout;
  const carrying = carriers();
  const picks: StagePick[] = [];
  for (const [index, part] of parts.entries()) {
    const environments = [...new Set(part.map((host) => host.environment.name))];
    const prefix =
      parts.length < 2 ? "" : environments.length === 1 ? (environments[0] ?? "") : `part-${index + 1}`;
    const more = index < parts.length - 1;
    let units = unitsOf(part, wholeClusters);
    const costs = new Map(units.map((unit) => [unit, costOf(ground, unit, alone)]));
    const shown = representatives(
      units,
      costs,
      options.resync ? (unit) => spareHosts(ground, unit) : undefined,
    );
    // Where one of each kind would be everything, one alone still shows more than all together.
    const first =
      parts.length === 1 && shown.length === units.length ? cheapest(units, costs).slice(0, 1) : shown;
    const least = first.flat().length;
    const names = Math.min(MOST_NAMES, shareLimit(project.policy, plan.targets.length));
    const sizes = sizesOf(part.length, least, wholeClusters ? least : Math.max(least, names), growth);
    for (let step = 0; units.length > 0; step++) {
      if (picks.length === MOST_STAGES) return undefined;
      const before = picks[picks.length - 1]?.hosts.length ?? 1;
      const wanted = sizes[step] ?? part.length;
      const most = step === 0 ? wanted : Math.min(growthLimit(project.policy, before), wanted);
      const apart = options.apart && most <= MOST_NAMES && step < sizes.length - 1;
      const next = { ground, most, carrying, options };
      const cheap = step === 0 ? cheapest(units, costs) : [];
      const taken =
        step === 0
          ? nextUnits({ ...next, base: first, order: cheap.filter((unit) => !critical(unit)), rest: cheap })
          : nextUnits({ ...next, base: [], order: apart ? units : [], rest: units });
      const gone = new Set(taken);
      units = units.filter((unit) => !gone.has(unit));
      const hosts = inOrder(taken.flat());
      carrying.add(hosts);
      picks.push({
        name: stageName(prefix, step, units.length === 0),
        hosts,
        chosen: step === 0 || apart,
        ...(more ? { environments } : {}),
        ...(wholeClusters ? clustersOf(ground, taken) : {}),
      });
    }
  }
  return picks;
}

function stageName(prefix: string, step: number, last: boolean): string {
  if (step === 0 && last && prefix !== "") return prefix;
  const name = step === 0 ? "canary" : last ? "rest" : `${step + 1}`;
  if (prefix !== "") return `${prefix}-${name}`;
  return step === 0 || last ? name : `stage-${name}`;
}

function unitsOf(hosts: readonly Host[], wholeClusters: boolean): readonly Unit[] {
  if (!wholeClusters) return hosts.map((host) => [host]);
  const byCluster = new Map<Cluster | Host, Host[]>();
  for (const host of hosts) {
    push(byCluster, host.cluster ?? host, host);
  }
  return [...byCluster.values()];
}

type Costs = ReadonlyMap<Unit, readonly number[]>;

/** One unit for each (platform, model) of an environment: the smallest, and of these the one whose loss would cost least. */
function representatives(
  units: readonly Unit[],
  costs: Costs,
  spareOf: ((unit: Unit) => number | undefined) | undefined,
): readonly Unit[] {
  const chosen: Unit[] = [];
  const covered = new Set<string>();
  const having = new Map<string, Unit[]>();
  for (const unit of units) for (const key of new Set(unit.map(classOf))) push(having, key, unit);
  const fits = (unit: Unit) => {
    const spare = spareOf?.(unit);
    const beside = chosen.filter((other) => other[0]?.cluster === unit[0]?.cluster);
    return spare === undefined || unit.length > 1 || beside.length < spare;
  };
  for (const [key, members] of having) {
    if (covered.has(key)) continue;
    const open = members.filter(fits);
    const [best] = cheapest(open.length > 0 ? open : members, costs);
    if (best === undefined) continue;
    chosen.push(best);
    for (const member of best) covered.add(classOf(member));
  }
  return chosen;
}

/** Stable: of those that cost the same the first in estate order comes first. */
function cheapest(units: readonly Unit[], costs: Costs): readonly Unit[] {
  return [...units].sort((a, b) => compareCosts(costs.get(a) ?? [], costs.get(b) ?? []));
}

/** In this order: hosts, those that run nothing and so prove nothing, VMs of tier 1, services it takes down alone, the weight of all that runs on it. */
function costOf(ground: Ground, unit: Unit, alone: Alone): readonly number[] {
  const vms = unit.flatMap((host) => host.vms.filter((vm) => vm.counts));
  const { weight } = ground.project.policy;
  const lost = unit.reduce((sum, host) => sum + alone(host).servicesDown.length, 0);
  const first = vms.filter((vm) => vm.service?.tier === 1).length;
  const load = vms.reduce((sum, vm) => sum + (weight.get(vm.service?.tier ?? 3) ?? 0), 0);
  const idle = unit.filter(({ maintenance }) => maintenance).length;
  return [unit.length, idle, first, lost, load];
}

function critical(unit: Unit): boolean {
  return unit.some((host) => host.vms.some((vm) => vm.counts && vm.service?.tier === 1));
}

function compareCosts(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((cost, at) => cost !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

interface Next {
  readonly ground: Ground;
  readonly most: number;
  readonly carrying: ReturnType<typeof carriers>;
  readonly options: PickOptions;
  /** Taken in any case. */
  readonly base: readonly Unit[];
  /** The order in which those that conflict with nothing are taken. */
  readonly order: readonly Unit[];
  /** The order in which others fill up what is left. */
  readonly rest: readonly Unit[];
}

/** At most so many hosts: those that conflict with none before, then whatever comes next. */
function nextUnits({ ground, most, carrying, options, base, order, rest }: Next): readonly Unit[] {
  const chosen = new Set<Unit>();
  const away = new Map<Cluster, number>();
  const beside = carrying.copy();
  let count = 0;
  const take = (unit: Unit): boolean => {
    const cluster = unit[0]?.cluster;
    const spare = options.resync && unit.length === 1 ? spareHosts(ground, unit) : undefined;
    if (cluster !== undefined && spare !== undefined) {
      if ((away.get(cluster) ?? 0) >= spare && !base.includes(unit)) return false;
      away.set(cluster, (away.get(cluster) ?? 0) + 1);
    }
    chosen.add(unit);
    beside.add(unit);
    count += unit.length;
    return true;
  };
  for (const unit of base) take(unit);
  for (const unit of order) {
    if (count >= most) break;
    if (!chosen.has(unit) && count + unit.length <= most && !beside.conflicts(unit)) take(unit);
  }
  for (const unit of rest) {
    if (chosen.size > 0 && count + unit.length > most) break;
    if (!chosen.has(unit)) take(unit);
  }
  return [...chosen];
}

/** How many hosts of a cluster that serves a storage may be updated before the next soak lets it resync; undefined: no limit. */
function spareHosts(ground: Ground, unit: Unit): number | undefined {
  const storages = unit
    .flatMap((host) => servedStorages(ground, host))
    .flatMap((domain) => domain.servedBy ?? []);
  const resyncing = storages.filter((servedBy) => servedBy.resync > 0);
  return resyncing.length === 0
    ? undefined
    : Math.max(1, Math.min(...resyncing.map((servedBy) => servedBy.survives)));
}

function clustersOf(ground: Ground, units: readonly Unit[]): { readonly clusters?: readonly string[] } {
  const clusters = units.map((unit) => unit[0]?.cluster);
  if (clusters.includes(undefined)) return {};
  const seen = new Map<string, number>();
  for (const { name } of ground.project.clusters) seen.set(name, (seen.get(name) ?? 0) + 1);
  const names = clusters.flatMap((cluster) => {
    if (cluster === undefined) return [];
    return (seen.get(cluster.name) ?? 0) > 1
      ? [`${cluster.environment.name}/${cluster.name}`]
      : [cluster.name];
  });
  return { clusters: names };
}

function inOrder(hosts: readonly Host[]): readonly Host[] {
  return [...hosts].sort((a, b) => a.order - b.order);
}
