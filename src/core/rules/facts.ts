import type { Project } from "../project/project.ts";
import type { Structure } from "../risk/structure.ts";
import { structureOf } from "../risk/structure.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { planOf } from "../rollout/plan.ts";

/** What several rules need, computed once for each analysis. */
export interface Facts {
  readonly project: Project;
  readonly structure: Structure;
  readonly plans: readonly RolloutPlan[];
}

export function factsOf(project: Project): Facts {
  return {
    project,
    structure: structureOf(project),
    plans: project.rollouts.map((rollout) => planOf(project, rollout)),
  };
}
