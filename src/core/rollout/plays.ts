import { type Play, wordsOf } from "../model/play.ts";
import type { RolloutDocument } from "../model/rolloutManifest.ts";
import { SECOND } from "../model/values.ts";
import type { Host, Project } from "../project/project.ts";
import { type Alone, isGentle } from "./avoid.ts";
import { flightsOf } from "./flight.ts";
import type { Ground } from "./ground.ts";
import { growthLimit, shareLimit } from "./limits.ts";
import type { RolloutPlan, StagePlan, Wave } from "./plan.ts";
import { togetherIn } from "./sides.ts";

/**
 * A foreign rollout over hosts that the estate knows, as the rollout that it is: a batch is a stage, the
 * pauses in the play are what lies between two, and it begins on the day looked at. Undefined where hosts
 * or batches are not known, or the estate does not have all of the hosts.
 */
export function planOfPlay(project: Project, play: Play): RolloutPlan | undefined {
  const { hosts: batches } = play.batches;
  // Clusters are no hosts, though one may be called as its only host is.
  if (wordsOf(play).target[0] === "cluster") return undefined;
  if (!play.targets.known || play.targets.missing.length > 0 || batches === undefined) return undefined;
  const hosts = hostsCalled(project);
  const bound = batches.map((batch) => batch.flatMap((name) => hosts.get(name) ?? []));
  if (bound.some((batch, index) => batch.length !== batches[index]?.length)) return undefined;
  return planOfBatches(project, play, bound);
}

/** The same play in other batches. */
function planOfBatches(project: Project, play: Play, batches: readonly (readonly Host[])[]): RolloutPlan {
  const waveTime = project.policy.rollout.updateTime;
  const pause = play.pauses.reduce((sum, { seconds }) => sum + (seconds ?? 0) * SECOND, 0);
  const throttle = Math.min(...play.updates.map(({ throttle: most }) => most ?? Number.POSITIVE_INFINITY));
  let now = 0;
  const stages = batches.map((hosts, index): StagePlan => {
    const concurrency = Math.max(1, Math.min(hosts.length, throttle));
    const waves: Wave[] = [];
    for (let at = 0; at < hosts.length; at += concurrency) {
      waves.push({
        hosts: hosts.slice(at, at + concurrency),
        start: undefined,
        end: undefined,
        startsAfter: now,
        endsAfter: now + waveTime,
        neverFits: false,
      });
      now += waveTime;
    }
    const endsAfter = now;
    now += pause;
    const name = batches.length === 1 ? "all" : `batch ${index + 1}`;
    return {
      name,
      index,
      entry: undefined,
      spec: { name },
      hosts,
      done: [],
      concurrency,
      soak: pause,
      waves,
      endsAfter,
    };
  });
  return {
    source: { name: play.name, document: documentOf(play, batches.flat()), at: play.at },
    targets: batches.flat(),
    heldBack: [],
    heldUntil: undefined,
    done: [],
    stages,
    left: [],
    waveTime,
  };
}

/** A play as far as it says what a rollout says: the failures that stop it. What is installed it does not name. */
function documentOf(play: Play, hosts: readonly Host[]): RolloutDocument {
  const { at, node } = play;
  const located = <T>(value: T) => ({ value, at });
  return {
    node,
    at,
    apiVersion: located("baskets/v1"),
    kind: located("Rollout" as const),
    update: { node, at, platform: located(hosts[0]?.platform ?? ""), to: located("") },
    ...(play.halts.verdict === "yes"
      ? { halt: { node, at, failures: located({ kind: "count" as const, count: 1 }) } }
      : {}),
  };
}

/** By bare name, where it is one host's alone, and by the name with its environment. */
function hostsCalled({ hosts }: Project): ReadonlyMap<string, Host> {
  const called = new Map<string, Host>();
  const twice = new Set<string>();
  for (const host of hosts) {
    if (called.has(host.name)) twice.add(host.name);
    called.set(host.name, host);
    called.set(`${host.environment.name}/${host.name}`, host);
  }
  for (const name of twice) called.delete(name);
  return called;
}

/** Batches for a play that has one: sizes as `serial` lists them, the last repeated. */
export interface Serial {
  readonly sizes: readonly number[];
  readonly plan: RolloutPlan;
}

/**
 * One host first, then sizes that grow by the policy up to the most that leave every service up and all
 * VMs somewhere to go, and no batch holds both sides of a pair or all hosts that stand in for each other.
 * Undefined where not even one host after the other does.
 */
export function serialFor(ground: Ground, play: Play, plan: RolloutPlan, alone: Alone): Serial | undefined {
  const { project } = ground;
  const hosts = plan.targets;
  const sizesTo = (most: number): readonly number[] => {
    const sizes = [Math.max(1, Math.min(most, shareLimit(project.policy, hosts.length)))];
    while ((sizes.at(-1) ?? most) < most)
      sizes.push(Math.min(most, growthLimit(project.policy, sizes.at(-1) ?? 1)));
    return sizes;
  };
  // Where nobody knows which hosts come together, only one after the other is sure.
  let most = play.batches.shuffled ? 1 : Math.max(1, hosts.length - 1);
  while (most >= 1) {
    const sizes = sizesTo(most);
    const tried = planOfBatches(project, play, cut(hosts, sizes));
    if (isBorne(ground, play, tried, alone)) return { sizes, plan: tried };
    most = most > 16 ? Math.floor(most / 2) : most - 1;
  }
  return undefined;
}

/**
 * Whether batches take no more than updating their hosts one by one would, and none holds both sides of a pair
 * or all hosts that stand in for each other.
 */
export function isBorne(ground: Ground, play: Play, plan: RolloutPlan, alone: Alone): boolean {
  return (
    togetherIn(ground.project, plan).every(({ kind }) => kind !== "one stage") &&
    standApart(play, plan) &&
    flightsOf(ground, plan).every((flight) => isGentle(flight, alone))
  );
}

function standApart({ batches, standIns = [] }: Play, plan: RolloutPlan): boolean {
  const names = batches.hosts?.flat() ?? [];
  const batchOf = new Map<string, number>();
  let at = 0;
  for (const { index, hosts } of plan.stages) {
    for (const name of names.slice(at, at + hosts.length)) batchOf.set(name, index);
    at += hosts.length;
  }
  return standIns.every(({ hosts }) => new Set(hosts.map((host) => batchOf.get(host))).size > 1);
}

function cut(hosts: readonly Host[], sizes: readonly number[]): readonly (readonly Host[])[] {
  const batches: (readonly Host[])[] = [];
  for (let at = 0; at < hosts.length; ) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? 1;
    batches.push(hosts.slice(at, at + size));
    at += size;
  }
  return batches;
}
