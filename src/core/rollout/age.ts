import type { Instant } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import type { RolloutPlan } from "./plan.ts";

/** Since when the new build is out: its first `installed` on any host, else `released`; undefined where nobody says. */
function outSince(project: Project, { source }: RolloutPlan): Instant | undefined {
  const { update } = source.document;
  const installed = project.hosts.flatMap(({ build, platform, entry }) =>
    build === update.to.value && platform === update.platform.value ? (entry.installed?.value ?? []) : [],
  );
  return installed.length > 0
    ? installed.reduce((first, each) => Math.min(first, each))
    : update.released?.value;
}

/** Whether the build is young when the rollout starts (spec MANIFESTS.md, "Policy": unknown = not young). */
export function isYoung(project: Project, plan: RolloutPlan): boolean {
  const since = outSince(project, plan);
  const start = plan.source.document.start?.value ?? project.asOf;
  return since !== undefined && start - since < project.policy.young;
}

/** Whether the update was run with its clock as far ahead as a dated fault may lie: none is left to be found then. */
export function isClockTested({ policy, asOf }: Project, { source }: RolloutPlan): boolean {
  const { update, verify, start } = source.document;
  const begins = start?.value ?? asOf;
  const tested = begins + (verify?.clockForward?.value ?? 0);
  return tested >= (update.released?.value ?? begins) + policy.rollout.horizon;
}
