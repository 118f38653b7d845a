import { stringify } from "yaml";
import { readPart } from "../../../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { parseInstant } from "../../../src/core/model/values.ts";
import { link } from "../../../src/core/project/link.ts";
import type { Project } from "../../../src/core/project/project.ts";
import { planOf, type RolloutPlan } from "../../../src/core/rollout/plan.ts";
import { named } from "../../support/project.ts";

interface Written {
  readonly [key: string]: unknown;
}

export const OLD = "3.5.0-82663";
export const NEW = "3.5.0-103908";

/** An estate and its rollouts as the text of one file. */
export function manifest(estate: Written, ...rollouts: readonly Written[]): string {
  const header = { apiVersion: "baskets/v1" };
  const documents = [
    { ...header, kind: "Estate", ...estate },
    ...rollouts.map((rollout, index) => ({
      ...header,
      kind: "Rollout",
      metadata: { name: `r${index + 1}` },
      update: { platform: "VMware ESX", to: NEW },
      ...rollout,
    })),
  ];
  return documents.map((document) => stringify(document, { aliasDuplicateObjects: false })).join("---\n");
}

export function projectWith(estate: Written, ...rollouts: readonly Written[]): Project {
  const part = readPart({ path: "case.estate.yaml", text: manifest(estate, ...rollouts) });
  return link([part], DEFAULT_POLICY, parseInstant("2008-08-01") ?? Number.NaN);
}

/** The plan of one rollout over an estate. */
export function plan(estate: Written, rollout: Written): RolloutPlan {
  const project = projectWith(estate, rollout);
  return planOf(project, named(project.rollouts, "r1"));
}

/** Hosts on the old build, by name, with whatever else they all say. */
export function esx(names: readonly string[], more: Written = {}): readonly Written[] {
  return names.map((name) => ({ name, platform: "VMware ESX", build: OLD, ...more }));
}

export function namesOf(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map((item) => item.name);
}

/** `[["canary", ["a"]], ["rest", ["b", "c"]]]` */
export function stagesOf(planned: RolloutPlan): readonly (readonly [string, readonly string[]])[] {
  return planned.stages.map((stage) => [stage.name, namesOf(stage.hosts)] as const);
}
