import type { Environment, Host, Project } from "../project/project.ts";
import type { RolloutPlan } from "./plan.ts";

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
