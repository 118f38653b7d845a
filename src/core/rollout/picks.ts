import type { Cluster, Environment, Host } from "../project/project.ts";
import type { Alone } from "./avoid.ts";
import { type Ground, servedStorages } from "./ground.ts";
import { classOf, growthLimit } from "./limits.ts";
import type { RolloutPlan } from "./plan.ts";

/** The hosts of one proposed stage, before it is said how they are selected. */
export interface Pick {
  readonly name: string;
  readonly hosts: readonly Host[];
  /** Chosen one by one: a share in estate order would be others. */
  readonly representative: boolean;
  /** The environments of its part of the rollout, where other parts come later. */
  readonly environments?: readonly string[];
  /** The clusters it is made of, where whole clusters are updated. */
  readonly clusters?: readonly string[];
}

/** What is updated together: one host, or all targets of a cluster. */
type Unit = readonly Host[];

/** A rollout in more stages than this is nothing that anyone would want proposed. */
const MOST_STAGES = 12;

/**
 * Who goes when: the environments by parts (the recovery side of a pair before the protected side),
 * in each part representatives first, then growing numbers. Undefined beyond a dozen stages.
 */
export function picksOf(ground: Ground, plan: RolloutPlan, alone: Alone): readonly Pick[] | undefined {
  const wholeClusters = plan.source.document.update.unit?.value === "cluster";
  const parts = partsOf(ground, plan.targets);
  const picks: Pick[] = [];
  for (const [index, part] of parts.entries()) {
    const environments = [...new Set(part.map((host) => host.environment.name))];
    const prefix =
      parts.length < 2 ? "" : environments.length === 1 ? (environments[0] ?? "") : `part-${index + 1}`;
    const more = index < parts.length - 1;
    let units = unitsOf(part, wholeClusters);
    for (let step = 0; units.length > 0; step++) {
      if (picks.length === MOST_STAGES) return undefined;
      const before = picks[picks.length - 1]?.hosts.length ?? 1;
      const chosen =
        step === 0
          ? representatives(ground, units, alone)
          : nextUnits(ground, units, growthLimit(ground.project.policy, before));
      units = units.filter((unit) => !chosen.includes(unit));
      picks.push({
        name: stageName(prefix, step, units.length === 0),
        hosts: inOrder(chosen.flat()),
        representative: step === 0,
        ...(more ? { environments } : {}),
        ...(wholeClusters ? clustersOf(ground, chosen) : {}),
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

/** The targets in parts that never share a stage: each environment after the recovery sides that stand in for it. */
function partsOf(ground: Ground, targets: readonly Host[]): readonly (readonly Host[])[] {
  const present = new Set(targets.map((host) => host.environment));
  const standIns = new Map<Environment, Environment[]>();
  for (const { sides } of ground.project.pairs) {
    const [protectedSide, recovery] = sides;
    if (present.has(protectedSide) && present.has(recovery))
      standIns.set(protectedSide, [...(standIns.get(protectedSide) ?? []), recovery]);
  }
  const levels = new Map<Environment, number>();
  const levelOf = (environment: Environment, above: ReadonlySet<Environment>): number => {
    const known = levels.get(environment);
    if (known !== undefined || above.has(environment)) return known ?? 0;
    const within = new Set([...above, environment]);
    const level = (standIns.get(environment) ?? []).reduce(
      (most, standIn) => Math.max(most, levelOf(standIn, within) + 1),
      0,
    );
    levels.set(environment, level);
    return level;
  };
  const most = [...present].reduce(
    (highest, environment) => Math.max(highest, levelOf(environment, new Set())),
    0,
  );
  // Hosts in no named environment cannot be selected by one: they go with what is left at the end.
  const level = (host: Host) => (host.environment.name === "" ? most : (levels.get(host.environment) ?? 0));
  const parts = Array.from({ length: most + 1 }, (_, at) => targets.filter((host) => level(host) === at));
  return parts.filter((part) => part.length > 0);
}

function unitsOf(hosts: readonly Host[], wholeClusters: boolean): readonly Unit[] {
  if (!wholeClusters) return hosts.map((host) => [host]);
  const byCluster = new Map<Cluster | Host, Host[]>();
  for (const host of hosts) {
    const key = host.cluster ?? host;
    byCluster.set(key, [...(byCluster.get(key) ?? []), host]);
  }
  return [...byCluster.values()];
}

/** One unit for each (platform, model) of an environment: the smallest, and of these the one whose loss would cost least. */
function representatives(ground: Ground, units: readonly Unit[], alone: Alone): readonly Unit[] {
  const chosen: Unit[] = [];
  const covered = new Set<string>();
  const costs = new Map(units.map((unit) => [unit, costOf(ground, unit, alone)]));
  for (const unit of units) {
    for (const host of unit) {
      if (covered.has(classOf(host))) continue;
      const having = units.filter((other) => other.some((member) => classOf(member) === classOf(host)));
      const best = having.reduce((a, b) =>
        compareCosts(costs.get(b) ?? [], costs.get(a) ?? []) < 0 ? b : a,
      );
      chosen.push(best);
      for (const member of best) covered.add(classOf(member));
    }
  }
  return [...new Set(chosen)];
}

/** In this order: hosts, services it takes down alone, VMs of tier 1, the weight of all that runs on it. */
function costOf(ground: Ground, unit: Unit, alone: Alone): readonly number[] {
  const vms = unit.flatMap((host) => host.vms.filter((vm) => vm.counts));
  const { weight } = ground.project.policy;
  const lost = unit.reduce((sum, host) => sum + alone(host).servicesDown.length, 0);
  const critical = vms.filter((vm) => vm.service?.tier === 1).length;
  const load = vms.reduce((sum, vm) => sum + (weight.get(vm.service?.tier ?? 3) ?? 0), 0);
  return [unit.length, lost, critical, load];
}

function compareCosts(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((cost, index) => cost !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** The next units in estate order, at most so many hosts, and of hosts that are a storage no more than it survives. */
function nextUnits(ground: Ground, units: readonly Unit[], most: number): readonly Unit[] {
  const chosen: Unit[] = [];
  const away = new Map<Cluster, number>();
  let count = 0;
  for (const unit of units) {
    const cluster = unit[0]?.cluster;
    const spare = unit.length === 1 ? spareHosts(ground, unit) : undefined;
    if (chosen.length > 0 && count + unit.length > most) break;
    if (cluster !== undefined && spare !== undefined) {
      if ((away.get(cluster) ?? 0) >= spare) continue;
      away.set(cluster, (away.get(cluster) ?? 0) + 1);
    }
    chosen.push(unit);
    count += unit.length;
  }
  return chosen;
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
