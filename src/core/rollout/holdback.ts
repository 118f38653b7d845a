import { DAY, type Duration, type Instant, startOfDay } from "../model/values.ts";
import type { Cluster, Host } from "../project/project.ts";
import { isClockTested, isYoung } from "./age.ts";
import { type Ground, push } from "./ground.ts";
import { hostNamer } from "./hostNames.ts";
import type { RolloutPlan } from "./plan.ts";
import type { Holdback } from "./proposed.ts";
import { ordersOf } from "./sides.ts";

/** Of a cluster of fewer hosts none is held back: it is said to work without it. */
const LEAST_CLUSTER = 3;

/** What stays on the old build while the new one is young, before it is known until when. */
export type Held = Omit<Holdback, "until">;

/**
 * What a staging holds back: something of an update that is young and was not run with its clock past
 * the horizon, and of one from which nothing moves back (spec RISK.md, "A suggested staging").
 */
export function heldFor(ground: Ground, plan: RolloutPlan): Held | undefined {
  const { project } = ground;
  const dated = isYoung(project, plan) && !isClockTested(project, plan);
  return dated || plan.source.document.update.oneWay?.value === true ? holdable(ground, plan) : undefined;
}

/**
 * What can be held back without leaving a stage empty: the second side of each pair, else one host of each
 * cluster, to which VMs can go when the others can start none. Undefined where there is nothing of the kind,
 * or a holdback already.
 */
export function holdable(ground: Ground, plan: RolloutPlan): Held | undefined {
  if (plan.source.document.holdback !== undefined) return undefined;
  return [secondSides(ground, plan), oneOfEachCluster(ground, plan)].find(
    (held) => held !== undefined && leavesSomething(plan, held.taken),
  )?.held;
}

interface Option {
  readonly held: Held;
  readonly taken: ReadonlySet<Host>;
}

function secondSides({ project }: Ground, plan: RolloutPlan): Option | undefined {
  const seconds = new Set(
    ordersOf(project, plan)
      .filter(({ first, second }) => targets(plan, first) > 1 && targets(plan, second) > 0)
      .map(({ second }) => second),
  );
  if (seconds.size === 0) return undefined;
  const taken = new Set(plan.targets.filter(({ environment }) => seconds.has(environment)));
  return { held: { environments: [...seconds].map(({ name }) => name) }, taken };
}

function oneOfEachCluster({ project }: Ground, plan: RolloutPlan): Option | undefined {
  if (plan.source.document.update.unit?.value === "cluster") return undefined;
  const clusters = new Map<Cluster, Host[]>();
  for (const host of plan.targets) if (host.cluster !== undefined) push(clusters, host.cluster, host);
  const whole = [...clusters].filter(
    ([cluster, hosts]) => hosts.length >= LEAST_CLUSTER && hosts.length === cluster.hosts.length,
  );
  const last = whole.flatMap(([, hosts]) => hosts.at(-1) ?? []);
  if (last.length === 0 || last.length > MOST_NAMES) return undefined;
  return { held: { hosts: last.map(hostNamer(project)) }, taken: new Set(last) };
}

function leavesSomething(plan: RolloutPlan, taken: ReadonlySet<Host>): boolean {
  return plan.stages.every(({ hosts }) => hosts.length === 0 || hosts.some((host) => !taken.has(host)));
}

/** Nobody reads a longer list, and no selector says "the last host of each cluster". */
const MOST_NAMES = 24;

function targets(plan: RolloutPlan, environment: Host["environment"]): number {
  return plan.targets.filter((host) => host.environment === environment).length;
}

/** The policy's `young` after the last wave: by then the update has shown what it is. */
export function heldUntil(plan: RolloutPlan, asOf: Instant, young: Duration): Instant {
  const ends = plan.stages.flatMap(({ waves }) => waves.map(({ endsAfter }) => endsAfter));
  const start = plan.source.document.start?.value ?? asOf;
  const end = start + Math.max(0, ...ends) + young;
  return startOfDay(end) < end ? startOfDay(end) + DAY : end;
}
