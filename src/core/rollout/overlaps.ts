import type { Instant } from "../model/values.ts";
import type { Host, Pair, Project, Service } from "../project/project.ts";
import type { RolloutPlan } from "./plan.ts";

/** From the start of the first to the end of the last wave of a rollout. */
interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** Two rollouts that touch the same thing in the same time, the later one second. */
export interface Overlap {
  readonly first: RolloutPlan;
  readonly second: RolloutPlan;
  readonly ends: Instant;
  readonly on:
    | { readonly kind: "host"; readonly hosts: readonly Host[] }
    | { readonly kind: "pair"; readonly pair: Pair }
    | { readonly kind: "service"; readonly services: readonly Service[] }
    /** The second says that it comes after the first has ended. */
    | { readonly kind: "after" };
}

function spanOf(plan: RolloutPlan): Span | undefined {
  const starts = plan.stages.flatMap(({ waves }) => waves.flatMap(({ start }) => start ?? []));
  const ends = plan.stages.flatMap(({ waves }) => waves.flatMap(({ end }) => end ?? []));
  return starts.length === 0
    ? undefined
    : { start: Math.min(...starts.slice(0, 1)), end: ends.reduce((a, b) => Math.max(a, b)) };
}

/** One for each two rollouts that overlap, for what they share that matters most. */
export function overlapsIn(project: Project, plans: readonly RolloutPlan[]): readonly Overlap[] {
  const timed = plans.flatMap((plan) => {
    const span = spanOf(plan);
    return span === undefined ? [] : [{ plan, span }];
  });
  return timed.flatMap((one, index) =>
    timed.slice(index + 1).flatMap((other): Overlap[] => {
      const [a, b] = one.span.start <= other.span.start ? [one, other] : [other, one];
      for (const [first, second] of [
        [a, b],
        [b, a],
      ] as const) {
        const waits = second.plan.source.document.update.after?.some(
          ({ value }) => value === first.plan.source.name,
        );
        if (waits === true && second.span.start < first.span.end)
          return [{ first: first.plan, second: second.plan, ends: first.span.end, on: { kind: "after" } }];
      }
      if (b.span.start >= a.span.end || areDrafts(a.plan, b.plan)) return [];
      const on = sharedBy(project, a.plan, b.plan);
      return on === undefined ? [] : [{ first: a.plan, second: b.plan, ends: a.span.end, on }];
    }),
  );
}

/** The same update for the same hosts is no second rollout but another draft of the first. */
function areDrafts(a: RolloutPlan, b: RolloutPlan): boolean {
  const [one, other] = [a.source.document.update, b.source.document.update];
  if (one.platform.value !== other.platform.value || one.to.value !== other.to.value) return false;
  const all = ({ targets, heldBack }: RolloutPlan) => new Set([...targets, ...heldBack]);
  const [mine, theirs] = [all(a), all(b)];
  return mine.size === theirs.size && [...mine].every((host) => theirs.has(host));
}

function sharedBy(project: Project, a: RolloutPlan, b: RolloutPlan): Overlap["on"] | undefined {
  const [mine, theirs] = [new Set(a.targets), new Set(b.targets)];
  const hosts = a.targets.filter((host) => theirs.has(host));
  if (hosts.length > 0) return { kind: "host", hosts };
  const in_ = (targets: ReadonlySet<Host>) => new Set([...targets].map(({ environment }) => environment));
  const [here, there] = [in_(mine), in_(theirs)];
  const pair = project.pairs.find(
    ({ sides: [one, other] }) =>
      one !== other && ((here.has(one) && there.has(other)) || (here.has(other) && there.has(one))),
  );
  if (pair !== undefined) return { kind: "pair", pair };
  // A service is at stake where both together could take what neither could alone.
  const services = project.services.filter((service) => {
    const on = (targets: ReadonlySet<Host>) =>
      service.placed.filter(({ host }) => host !== undefined && targets.has(host)).length;
    const spare = service.placed.length - service.needs;
    const [ours, others] = [on(mine), on(theirs)];
    return ours > 0 && others > 0 && ours <= spare && others <= spare && ours + others > spare;
  });
  return services.length > 0 ? { kind: "service", services } : undefined;
}
