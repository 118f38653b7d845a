import { DAY, formatShare, MINUTE, startOfDay } from "../model/values.ts";
import type { Cluster, Host } from "../project/project.ts";
import { type Alone, aloneOf, gentleConcurrency } from "./avoid.ts";
import { dateNotLivedPast } from "./dates.ts";
import type { Exposure } from "./exposure.ts";
import { gatesFor } from "./gates.ts";
import { type Ground, push } from "./ground.ts";
import { type Held, heldFor, heldUntil } from "./holdback.ts";
import { hostNamer } from "./hostNames.ts";
import { soakDue, stopsAfter } from "./limits.ts";
import { type PickOptions, picksOf, type StagePick } from "./picks.ts";
import { planWith, type RolloutPlan, type StageSpec } from "./plan.ts";
import { shareFor } from "./proposal.ts";
import { type Holdback, type Window, withProposed } from "./proposed.ts";
import { earlyNoReturn, LEAST_WATCH } from "./retreat.ts";
import { unmetBy } from "./unmet.ts";

/** A proposed staging, verified by computing the rollout anew with it. */
export interface Staging {
  readonly stages: readonly StageSpec[];
  readonly plan: RolloutPlan;
  readonly holdback: Holdback | undefined;
  /** One opening a day, which gives a storage the time to resync between two hosts. */
  readonly window: Window | undefined;
  /** Failures after which it is to stop, where nothing that is written stops it. */
  readonly halt: number | undefined;
  readonly before: Exposure;
  readonly after: Exposure;
  /** Constraints that no plan was found for, each a sentence that says why; empty: it keeps to all of them. */
  readonly unmet: readonly string[];
}

/** No plan at all, and why: a sentence. */
export interface Impossible {
  readonly impossible: string;
}

/** What goes if the update of a rollout is bad, written or proposed. */
export type Judge = (plan: RolloutPlan) => Exposure;

/**
 * Stages for a rollout: representatives of each (platform, model) of an environment first, then shares
 * that grow by the policy; the recovery side of a pair before the protected one and never both together;
 * watched by the policy; no more hosts at a time than every service bears; something held back while the
 * update is young (spec RISK.md, "A suggested staging"). Few stages first, then low exposure. The same
 * input gives the same plan.
 */
export function stagingOf(ground: Ground, plan: RolloutPlan, judge: Judge): Staging | Impossible {
  if (plan.targets.length < 2)
    return { impossible: "There is nothing to stage: it has less than two targets." };
  const before = judge(plan);
  const alone = aloneOf(ground);
  const found: Staging[] = [];
  const held = heldFor(ground, plan);
  let rising: number | undefined;
  for (const hold of held === undefined ? [undefined] : [held, undefined]) {
    const search = { ground, plan, alone, judge, before, hold };
    for (const way of waysOf(ground, plan)) {
      for (const each of candidates({ ...search, ...way })) {
        const rises = each.after.mixed > before.mixed + 1e-9;
        if (rises) rising = Math.min(each.after.mixed, rising ?? each.after.mixed);
        else found.push(each);
      }
      if (found.some(({ unmet }) => unmet.length === 0)) return best(found);
    }
  }
  if (found.length > 0) return best(found);
  if (rising !== undefined)
    return {
      impossible: `Every staging that was found would expose more than now, ${formatShare(rising)} instead of ${formatShare(before.mixed)}: what it begins with carries more.`,
    };
  return plan.source.document.update.unit?.value === "cluster"
    ? { impossible: "Whole clusters are updated and there is only one: no host can go before the others." }
    : { impossible: "No order of a dozen stages takes all of its targets." };
}

/** Where hosts serve a storage: stages between which it resyncs, one opening a day, or none of the kind. */
function waysOf({ served }: Ground, plan: RolloutPlan): readonly Pick<Search, "resync" | "window">[] {
  const window = dailyWindow(plan);
  if (served.size === 0) return [{ resync: true }];
  return [{ resync: true }, ...(window === undefined ? [] : [{ resync: false, window }]), { resync: false }];
}

/** A plan with fewer unmet constraints, then fewer stages, then lower exposure, by at least half a percent. */
function best(found: readonly Staging[]): Staging {
  return found.reduce((a, b) => {
    if (a.unmet.length !== b.unmet.length) return b.unmet.length < a.unmet.length ? b : a;
    if (a.stages.length !== b.stages.length) return b.stages.length < a.stages.length ? b : a;
    return b.after.mixed < a.after.mixed - 0.005 ? b : a;
  });
}

interface Search {
  readonly ground: Ground;
  readonly plan: RolloutPlan;
  readonly alone: Alone;
  readonly judge: Judge;
  readonly before: Exposure;
  readonly hold: Held | undefined;
  readonly resync: boolean;
  readonly window?: Window | undefined;
}

/** An opening a day that one wave fits into and two do not; none where the author wrote a window. */
function dailyWindow({ source, waveTime }: RolloutPlan): Window | undefined {
  const { window, start } = source.document;
  if (window !== undefined || waveTime <= 0 || waveTime > DAY / 4) return undefined;
  const from = start === undefined ? 22 * 60 : Math.floor((start.value - startOfDay(start.value)) / MINUTE);
  return { from, until: (from + Math.floor((1.5 * waveTime) / MINUTE)) % (24 * 60) };
}

/** In estate order, which can be written as shares, and with hosts chosen apart where that differs. */
function candidates({
  ground,
  plan,
  alone,
  judge,
  before,
  hold,
  resync,
  window,
}: Search): readonly Staging[] {
  const { asOf, policy } = ground.project;
  const halt = stopsAfter(plan) === undefined ? 1 : undefined;
  const open = withProposed(plan.source, {
    halt,
    window,
    holdback: hold && { ...hold, until: Number.MAX_SAFE_INTEGER },
  });
  const targets = planWith(ground.project, open, []);
  const seen: string[] = [];
  return [false, true].flatMap((apart): Staging[] => {
    const stages = stagesFor(ground, targets, alone, { apart, resync });
    const key = JSON.stringify(stages);
    if (stages === undefined || seen.includes(key)) return [];
    seen.push(key);
    return careful(stages).flatMap((written): Staging[] => {
      const specs = withRetreat(ground, planWith(ground.project, open, written), written);
      const draft = planWith(ground.project, open, specs);
      const holdback = hold && { ...hold, until: heldUntil(draft, asOf, policy.young) };
      const source = withProposed(plan.source, { halt, window, holdback });
      const staged = planWith(ground.project, source, specs);
      const after = judge(staged);
      const unmet = unmetBy(ground, staged, alone);
      return unmet === undefined
        ? []
        : [{ stages: specs, plan: staged, holdback, window, halt, before, after, unmet }];
    });
  });
}

/** Where there would be no way back before the first wave has been watched, its stage is watched until there may be none. */
function withRetreat(ground: Ground, plan: RolloutPlan, stages: readonly StageSpec[]): readonly StageSpec[] {
  const point = earlyNoReturn(plan, ground.project);
  if (point === undefined || point.why.kind === "oneWay" || point.stage.index === 0) return stages;
  return stages.map((spec, index) =>
    index === 0 ? { ...spec, soak: Math.max(spec.soak ?? 0, LEAST_WATCH) } : spec,
  );
}

/** As they are, and with the first stage one host after the other: then a failure that stops it has hit one. */
function careful(stages: readonly StageSpec[]): readonly (readonly StageSpec[])[] {
  const [first, ...more] = stages;
  if (first === undefined || first.concurrency === 1) return [stages];
  return [stages, [{ ...first, concurrency: 1 }, ...more]];
}

function stagesFor(
  ground: Ground,
  plan: RolloutPlan,
  alone: Alone,
  options: PickOptions,
): readonly StageSpec[] | undefined {
  const { policy } = ground.project;
  const picks = picksOf(ground, plan, alone, options);
  if (picks === undefined || picks.length < 2) return undefined;
  const selected = selectors(ground, plan, picks);
  if (selected === undefined) return undefined;
  const oneWay = plan.source.document.update.oneWay?.value ?? false;
  const [only, second] = plan.source.document.stages ?? [];
  const authored = second === undefined ? only?.concurrency?.value : undefined;
  const watched = selected.map((spec, index): StageSpec => {
    // The author's only stage stays as the last one, with what it says of how many go at a time.
    if (index === selected.length - 1) return { ...spec, concurrency: authored };
    return {
      ...spec,
      soak: soakDue(policy, index, selected.length),
      gates: gatesFor(ground, picks[index]?.hosts ?? [], oneWay),
    };
  });
  return paced(ground, plan, pastKnownDate(ground, plan, watched), alone);
}

/** The shortest way to write each pick that selects exactly its hosts. */
function selectors(
  ground: Ground,
  plan: RolloutPlan,
  picks: readonly StagePick[],
): readonly StageSpec[] | undefined {
  const nameOf = hostNamer(ground.project);
  const specs: StageSpec[] = [];
  for (const [index, pick] of picks.entries()) {
    const inPlace = pick.environments === undefined ? {} : { environments: pick.environments };
    const share = shareFor(pick.hosts.length, plan.targets.length);
    const candidates: readonly StageSpec[] = [
      ...(index === picks.length - 1 ? [{ name: pick.name, share: 1 }] : []),
      ...(pick.clusters === undefined ? [] : [{ name: pick.name, clusters: pick.clusters }]),
      ...(pick.chosen
        ? []
        : [
            { name: pick.name, ...inPlace },
            ...(share === undefined ? [] : [{ name: pick.name, ...inPlace, share }]),
          ]),
      { name: pick.name, hosts: pick.hosts.map(nameOf) },
    ];
    const exact = candidates.find((candidate) =>
      selectsExactly(planWith(ground.project, plan.source, [...specs, candidate]), pick.hosts),
    );
    if (exact === undefined) return undefined;
    specs.push(exact);
  }
  return specs;
}

function selectsExactly(plan: RolloutPlan, hosts: readonly Host[]): boolean {
  const selected = plan.stages[plan.stages.length - 1]?.hosts ?? [];
  return selected.length === hosts.length && hosts.every((host, index) => selected[index] === host);
}

/** Where a date of the new build is known, the first stage is watched until it has passed. */
function pastKnownDate(ground: Ground, plan: RolloutPlan, specs: readonly StageSpec[]): readonly StageSpec[] {
  const date = dateNotLivedPast(ground, planWith(ground.project, plan.source, specs));
  return date === undefined
    ? specs
    : specs.map((spec, index) => (index === 0 ? { ...spec, soak: date.watch } : spec));
}

/** Gives each stage the most hosts at a time that leave every service up and that its clusters are known to bear. */
function paced(
  ground: Ground,
  plan: RolloutPlan,
  specs: readonly StageSpec[],
  alone: Alone,
): readonly StageSpec[] {
  let stages = specs;
  for (const index of specs.keys()) {
    const draft = planWith(ground.project, plan.source, stages);
    const { hosts = [], concurrency: most = 1 } = draft.stages[index] ?? {};
    if (hosts.length < 2) continue;
    const concurrency =
      gentleConcurrency(ground, draft, index, Math.min(most, bearable(ground, hosts)), alone) ?? 1;
    if (concurrency < hosts.length)
      stages = stages.map((spec, at) => (at === index ? { ...spec, concurrency } : spec));
  }
  return stages;
}

/**
 * Where nobody knows how much room a cluster has, its tolerance is what it is said to bear; of hosts that
 * serve a storage no more than it survives. Hosts go in estate order, cluster by cluster, so the least of
 * them counts for the whole stage.
 */
function bearable(ground: Ground, hosts: readonly Host[]): number {
  const byCluster = new Map<Cluster, Host[]>();
  for (const host of hosts) if (host.cluster !== undefined) push(byCluster, host.cluster, host);
  const limits = [...byCluster].map(([cluster, here]) => {
    if (here.length === 1) return hosts.length;
    const survived = (ground.served.get(cluster) ?? []).flatMap(({ servedBy }) => servedBy?.survives ?? []);
    const known = [...cluster.hosts, ...cluster.vms].every(
      (item) => item.memory !== undefined && item.cpu !== undefined,
    );
    return Math.max(1, Math.min(known ? hosts.length : cluster.tolerance, ...survived));
  });
  return Math.min(hosts.length, ...limits);
}
