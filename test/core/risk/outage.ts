import type { Project } from "../../../src/core/project/project.ts";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { type Structure, structureOf } from "../../../src/core/risk/structure.ts";
import { projectOf } from "../../support/project.ts";

/** What is down in the environment `e` when exactly these failure domains fail. */
export function estate(text: string, asOf?: string) {
  const project = projectOf(`environments: [{name: e}]\n${text}`, asOf);
  const structure = structureOf(project);
  const when = (ids: readonly string[]) => {
    const events = new Set(ids.map((id) => eventNamed(project, structure, id)));
    return evaluate(structure, (event) => events.has(event));
  };
  const down = <T extends { readonly name: string }>(
    gates: ReadonlyMap<T, number>,
    ids: readonly string[],
  ) => {
    const truth = when(ids);
    return [...gates].filter(([, gate]) => truth[gate] === 1).map(([item]) => item.name);
  };
  return {
    project,
    structure,
    hosts: (...ids: readonly string[]) => down(structure.hostGate, ids),
    vms: (...ids: readonly string[]) => down(structure.vmGate, ids),
    services: (...ids: readonly string[]) => down(structure.serviceGate, ids),
  };
}

export function eventNamed(project: Project, structure: Structure, id: string): number {
  const domain = project.domains.get(id);
  const event = domain === undefined ? undefined : structure.eventOf.get(domain);
  if (event === undefined)
    throw new Error(`There is no ${id} among ${[...project.domains.keys()].join(", ")}.`);
  return event;
}
