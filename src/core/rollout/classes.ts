import type { Environment, Host } from "../project/project.ts";
import { actingStages, type RolloutPlan, type StagePlan } from "./plan.ts";

/** A kind of host of an environment that its first stage does not show. */
export interface Missing {
  readonly environment: Environment;
  /** The first stage that touches the environment. */
  readonly stage: StagePlan;
  /** Hosts that later stages touch, one of each (platform, model) that is not shown, in estate order. */
  readonly hosts: readonly Host[];
}

/**
 * What the first stage of each environment does not represent (spec RISK.md, "A suggested staging").
 * A host whose model nobody wrote is of no kind, and where one of each kind would be all there is
 * nothing can come later.
 */
export function notRepresented(plan: RolloutPlan): readonly Missing[] {
  const acting = actingStages(plan);
  const all = acting.flatMap(hostsOf);
  const kinds = new Set(all.flatMap(kindOf));
  const units =
    plan.source.document.update.unit?.value === "cluster"
      ? new Set(all.map(({ cluster, order }) => cluster ?? order)).size
      : all.length;
  if (kinds.size >= units) return [];
  const environments = [...new Set(all.map(({ environment }) => environment))];
  return environments.flatMap((environment): Missing[] => {
    const here = (stage: StagePlan) => hostsOf(stage).filter((host) => host.environment === environment);
    const [first, ...later] = acting.filter((stage) => here(stage).length > 0);
    if (first === undefined) return [];
    const shown = new Set(here(first).flatMap(kindOf));
    const hosts = later.flatMap(here).filter((host) => {
      const isNew = kindOf(host).some((kind) => !shown.has(kind));
      for (const kind of kindOf(host)) shown.add(kind);
      return isNew;
    });
    return hosts.length === 0 ? [] : [{ environment, stage: first, hosts }];
  });
}

function hostsOf({ hosts, done }: StagePlan): readonly Host[] {
  return [...hosts, ...done];
}

function kindOf({ environment, platform, model }: Host): readonly string[] {
  return model === undefined ? [] : [`${environment.name}\n${platform ?? ""}\n${model}`];
}
