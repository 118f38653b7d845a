import type { Policy } from "../model/policy.ts";
import { countOf, type Duration, type Instant } from "../model/values.ts";
import type { Host } from "../project/project.ts";
import type { RolloutPlan } from "./plan.ts";

/** What goes if the update is bad (spec RISK.md, "Rollouts"): shares of the weight of all services, 0 to 1. */
export interface Exposure {
  /** It fails at installation or first boot. */
  readonly prompt: number;
  /** It appears after running for a while. */
  readonly latent: number;
  /** It goes off on a date, whatever the stage. */
  readonly timeBomb: number;
  /** Their mean, by the weights of the policy. */
  readonly mixed: number;
}

/** The share of the weight of all services that are down when exactly these hosts are. */
export type Weigh = (hosts: ReadonlySet<Host>) => number;

interface Carrying {
  /** From this instant on. */
  readonly since: Instant;
  /** Hosts that this rollout has updated by then. */
  readonly hosts: ReadonlySet<Host>;
}

/** Who carries the update from when on: a step for each wave's end, and for the day on which held-back hosts join. */
function carriersOf(plan: RolloutPlan, asOf: Instant): readonly Carrying[] {
  const origin = startOf(plan, asOf);
  const joins = plan.stages.flatMap(({ waves }) =>
    waves.map(({ endsAfter, hosts }) => ({ at: origin + endsAfter, hosts })),
  );
  const { heldBack, heldUntil } = plan;
  if (heldUntil !== undefined && heldBack.length > 0 && joins.length > 0)
    joins.push({ at: heldUntil, hosts: heldBack });
  joins.sort((a, b) => a.at - b.at);
  const steps: Carrying[] = [];
  let hosts: ReadonlySet<Host> = new Set();
  for (const join of joins) {
    hosts = new Set([...hosts, ...join.hosts]);
    const last = steps.at(-1);
    if (last?.since === join.at) steps[steps.length - 1] = { since: join.at, hosts };
    else steps.push({ since: join.at, hosts });
  }
  return steps;
}

/** Exact: everything is constant between the waves, so each class is a sum over them. Without a wave 0. */
export function exposureOf(plan: RolloutPlan, asOf: Instant, policy: Policy, weigh: Weigh): Exposure {
  const steps = carriersOf(plan, asOf);
  const first = plan.stages.flatMap(({ waves }) => waves)[0];
  if (first === undefined) return { prompt: 0, latent: 0, timeBomb: 0, mixed: 0 };
  const known = new Map<ReadonlySet<Host>, number>();
  const loss = (hosts: ReadonlySet<Host>) => {
    const share = known.get(hosts) ?? weigh(hosts);
    known.set(hosts, share);
    return share;
  };
  const { rollout } = policy;
  const firstEnd = startOf(plan, asOf) + first.endsAfter;
  const prompt = loss(
    carriersAt(steps, firstEnd + (haltsAfter(plan, first.hosts.length) ? 0 : rollout.notice)),
  );
  const latent = latentLoss(steps, firstEnd, rollout.latentMean, loss);
  const timeBomb = datedLoss(plan, steps, asOf, rollout.horizon, weigh);
  const { classes } = rollout;
  const weight = classes.prompt + classes.latent + classes.timeBomb;
  const mixed =
    weight > 0
      ? (classes.prompt * prompt + classes.latent * latent + classes.timeBomb * timeBomb) / weight
      : 0;
  return { prompt, latent, timeBomb, mixed };
}

/** Without a written start as if it began on the day looked at. */
function startOf({ source }: RolloutPlan, asOf: Instant): Instant {
  return source.document.start?.value ?? asOf;
}

/** A failing wave of so many hosts stops it by itself. */
function haltsAfter({ source, targets }: RolloutPlan, failing: number): boolean {
  const { halt } = source.document;
  return halt !== undefined && countOf(halt.failures.value, targets.length) <= failing;
}

function carriersAt(steps: readonly Carrying[], at: Instant): ReadonlySet<Host> {
  return steps.findLast(({ since }) => since <= at)?.hosts ?? NOBODY;
}

const NOBODY: ReadonlySet<Host> = new Set();

/** It first appears an exponential time after the first host carries it, and on all carriers at once. */
function latentLoss(
  steps: readonly Carrying[],
  firstEnd: Instant,
  mean: Duration,
  loss: (hosts: ReadonlySet<Host>) => number,
): number {
  const later = (at: Instant) =>
    mean > 0 ? Math.exp(-Math.max(0, at - firstEnd) / mean) : at <= firstEnd ? 1 : 0;
  return steps.reduce((sum, { since, hosts }, index) => {
    const next = steps[index + 1];
    const share = later(since) - (next === undefined ? 0 : later(next.since));
    return share > 0 ? sum + share * loss(hosts) : sum;
  }, 0);
}

/** The date is anywhere within the horizon after the release; up to where the clock was run forward it would have been found. */
function datedLoss(
  plan: RolloutPlan,
  steps: readonly Carrying[],
  asOf: Instant,
  horizon: Duration,
  weigh: Weigh,
): number {
  const { update, verify } = plan.source.document;
  const start = startOf(plan, asOf);
  const released = update.released?.value ?? start;
  const end = released + horizon;
  const tested = verify?.clockForward === undefined ? released : start + verify.clockForward.value;
  const from = Math.max(released, tested);
  if (horizon <= 0 || from >= end) return 0;
  const intervals: readonly Carrying[] = [{ since: Number.NEGATIVE_INFINITY, hosts: NOBODY }, ...steps];
  const lost = intervals.reduce((sum, { since, hosts }, index) => {
    const until = Math.min(intervals[index + 1]?.since ?? end, end);
    const length = until - Math.max(since, from);
    // Hosts that ran the new build before carry the date too.
    return length > 0 ? sum + length * weigh(new Set([...hosts, ...plan.done])) : sum;
  }, 0);
  return lost / horizon;
}
