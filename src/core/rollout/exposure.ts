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

/**
 * Begins with no host down; each call adds hosts and gives the share of the weight of all services that
 * are down when exactly these and all hosts before are.
 */
export type Weighing = () => (more: Iterable<Host>) => number;

interface Join {
  readonly at: Instant;
  readonly hosts: readonly Host[];
}

/** A share that is lost from an instant on. */
interface Lost {
  readonly since: Instant;
  readonly share: number;
}

/** Who carries the update from when on: an entry for each wave's end, and for the day on which held-back hosts join. */
function joinsOf(plan: RolloutPlan, asOf: Instant): readonly Join[] {
  const origin = startOf(plan, asOf);
  const joins: Join[] = plan.stages.flatMap(({ waves }) =>
    waves.map(({ endsAfter, hosts }) => ({ at: origin + endsAfter, hosts })),
  );
  const { heldBack, heldUntil } = plan;
  if (heldUntil !== undefined && heldBack.length > 0 && joins.length > 0)
    joins.push({ at: heldUntil, hosts: heldBack });
  return joins.sort((a, b) => a.at - b.at);
}

/** The share that would be lost, from before the first wave on: a step for each change. */
function lostOver(joins: readonly Join[], carrying: readonly Host[], weighing: Weighing): readonly Lost[] {
  const grow = weighing();
  const steps: Lost[] = [{ since: Number.NEGATIVE_INFINITY, share: grow(carrying) }];
  for (const { at, hosts } of joins) {
    const share = grow(hosts);
    const last = steps.at(-1);
    if (last?.since === at) steps[steps.length - 1] = { since: at, share };
    else if (last?.share !== share) steps.push({ since: at, share });
  }
  return steps;
}

/** Exact: everything is constant between the waves, so each class is a sum over them. Without a wave 0. */
export function exposureOf(plan: RolloutPlan, asOf: Instant, policy: Policy, weighing: Weighing): Exposure {
  const first = plan.stages.flatMap(({ waves }) => waves)[0];
  if (first === undefined) return { prompt: 0, latent: 0, timeBomb: 0, mixed: 0 };
  const joins = joinsOf(plan, asOf);
  const steps = lostOver(joins, [], weighing);
  const { rollout } = policy;
  const firstEnd = startOf(plan, asOf) + first.endsAfter;
  const prompt = lostAt(steps, firstEnd + (haltsAfter(plan, first.hosts.length) ? 0 : rollout.notice));
  const latent = latentLoss(steps, firstEnd, rollout.latentMean);
  // Hosts that ran the new build before carry its date too.
  const dated = plan.done.length === 0 ? steps : lostOver(joins, plan.done, weighing);
  const timeBomb = datedLoss(plan, dated, asOf, rollout.horizon);
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

function lostAt(steps: readonly Lost[], at: Instant): number {
  return steps.findLast(({ since }) => since <= at)?.share ?? 0;
}

/** It first appears an exponential time after the first host carries it, and on all carriers at once. */
function latentLoss(steps: readonly Lost[], firstEnd: Instant, mean: Duration): number {
  // At the end of the first wave nothing has appeared yet; all that joined by then counts from there.
  const later = (at: Instant) =>
    mean > 0 ? Math.exp(-Math.max(0, at - firstEnd) / mean) : at <= firstEnd ? 1 : 0;
  return steps.reduce((sum, { since, share }, index) => {
    const next = steps[index + 1];
    const part = later(since) - (next === undefined ? 0 : later(next.since));
    return part > 0 ? sum + part * share : sum;
  }, 0);
}

/** The date is anywhere within the horizon after the release; up to where the clock was run forward it would have been found. */
function datedLoss(plan: RolloutPlan, steps: readonly Lost[], asOf: Instant, horizon: Duration): number {
  const { update, verify } = plan.source.document;
  const start = startOf(plan, asOf);
  const released = update.released?.value ?? start;
  const end = released + horizon;
  const tested = verify?.clockForward === undefined ? released : start + verify.clockForward.value;
  const from = Math.max(released, tested);
  if (horizon <= 0 || from >= end) return 0;
  const lost = steps.reduce((sum, { since, share }, index) => {
    const until = Math.min(steps[index + 1]?.since ?? end, end);
    const length = until - Math.max(since, from);
    return length > 0 ? sum + length * share : sum;
  }, 0);
  return lost / horizon;
}
