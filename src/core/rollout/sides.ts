import type { Policy } from "../model/policy.ts";
import type { Duration } from "../model/values.ts";
import type { Environment, Host, Project } from "../project/project.ts";
import { watchOf } from "./limits.ts";
import { actingStages, isUnstaged, type RolloutPlan, type StagePlan } from "./plan.ts";

/** Products that control hypervisors: their update belongs on the protected side first (spec RISK.md). */
const MANAGERS = /vcenter|virtualcenter|scvmm|vmm\b|prism|manager|engine|xen orchestra|orchestrator/i;

/** Whether what is updated controls others and runs nothing itself. */
export function isManagerUpdate({ domains }: Project, plan: RolloutPlan): boolean {
  if (MANAGERS.test(plan.source.document.update.platform.value)) return true;
  return plan.targets.length > 0 && plan.targets.every((host) => domains.has(`manager:${host.name}`));
}

/** One pair that a rollout reaches on both sides: which side should be updated first, and which only after it. */
export interface Order {
  readonly first: Environment;
  readonly second: Environment;
}

/** The recovery side first; of managers the protected side. */
export function ordersOf(project: Project, plan: RolloutPlan): readonly Order[] {
  const reached = new Set(
    [...plan.targets, ...plan.done, ...plan.heldBack].map(({ environment }) => environment),
  );
  const managers = isManagerUpdate(project, plan);
  return project.pairs.flatMap(({ sides: [guarded, recovery] }): Order[] => {
    if (!reached.has(guarded) || !reached.has(recovery) || guarded === recovery) return [];
    return [managers ? { first: guarded, second: recovery } : { first: recovery, second: guarded }];
  });
}

/** The targets in parts that never share a stage: each environment after those that go before it. */
export function partsOf(
  project: Project,
  plan: RolloutPlan,
  targets: readonly Host[],
): readonly (readonly Host[])[] {
  const before = new Map<Environment, Environment[]>();
  for (const { first, second } of ordersOf(project, plan))
    before.set(second, [...(before.get(second) ?? []), first]);
  const levels = new Map<Environment, number>();
  const levelOf = (environment: Environment, above: ReadonlySet<Environment>): number => {
    const known = levels.get(environment);
    if (known !== undefined || above.has(environment)) return known ?? 0;
    const within = new Set([...above, environment]);
    const level = (before.get(environment) ?? []).reduce(
      (most, earlier) => Math.max(most, levelOf(earlier, within) + 1),
      0,
    );
    levels.set(environment, level);
    return level;
  };
  const most = targets.reduce(
    (highest, { environment }) => Math.max(highest, levelOf(environment, new Set())),
    0,
  );
  // Hosts in no named environment cannot be selected by one: they go with what is left at the end.
  const level = (host: Host) => (host.environment.name === "" ? most : (levels.get(host.environment) ?? 0));
  const parts = Array.from({ length: most + 1 }, (_, at) => targets.filter((host) => level(host) === at));
  return parts.filter((part) => part.length > 0);
}

/** Both sides of a pair in one stage, or one right after the other. */
export type Together =
  | {
      readonly kind: "one stage";
      readonly sides: readonly [Environment, Environment];
      readonly stage: StagePlan;
    }
  | {
      readonly kind: "too soon";
      readonly sides: readonly [Environment, Environment];
      /** The first stage of the side that goes first, and of the other. */
      readonly stage: StagePlan;
      readonly next: StagePlan;
      /** What lies between the two, and what the policy asks for after a first stage. */
      readonly watch: Duration;
      readonly due: Duration;
    };

/** Where a rollout in several stages gives both sides of a pair the update before the first has soaked. */
export function togetherIn(project: Project, plan: RolloutPlan): readonly Together[] {
  if (isUnstaged(plan)) return [];
  const due = dueBetween(project.policy);
  const acting = actingStages(plan);
  return project.pairs.flatMap(({ sides }): Together[] => {
    if (sides[0] === sides[1]) return [];
    const touches = (stage: StagePlan, side: Environment) =>
      [...stage.hosts, ...stage.done].some(({ environment }) => environment === side);
    const both = acting.find(
      (stage) => stage.hosts.length > 0 && touches(stage, sides[0]) && touches(stage, sides[1]),
    );
    if (both !== undefined) return [{ kind: "one stage", sides, stage: both }];
    const firsts = sides.map((side) => acting.find((stage) => touches(stage, side)));
    const [one, other] = firsts;
    if (one === undefined || other === undefined) return [];
    const [stage, next] = one.index < other.index ? [one, other] : [other, one];
    const watch = watchOf(stage, next);
    const wave = next.waves[0];
    return wave !== undefined && stage.waves.length > 0 && watch < due
      ? [{ kind: "too soon", sides, stage, next, watch, due }]
      : [];
  });
}

/** How long the first stage of one side is to be watched before the other side follows. */
function dueBetween({ rollout }: Policy): Duration {
  return rollout.soak.afterFirst;
}
