import type { Environment, Need, Project } from "./project.ts";

/** What is called so in one environment of a pair, in the words of the other (spec MANIFESTS.md, `roles`). */
export function roleOf(
  project: Project,
  from: Environment,
  to: Environment,
  kind: string,
  name: string,
): string | undefined {
  for (const { entry, sides } of project.pairs) {
    const roles = entry.roles?.find(({ key }) => key.value === kind)?.value ?? [];
    const [one, other] = [sides[0].name, sides[1].name];
    if (one === from.name && other === to.name)
      return roles.find(({ key }) => key.value === name)?.value.value;
    if (other === from.name && one === to.name)
      return roles.find(({ value }) => value.value === name)?.key.value;
  }
  return undefined;
}

/** A need of a single name, translated; undefined without a role, or where nothing is called so yet. */
export function needInRole(
  project: Project,
  from: Environment,
  to: Environment,
  need: Need,
): Need | undefined {
  const [only, second] = need.domains;
  if (only === undefined || second !== undefined) return undefined;
  const role = roleOf(project, from, to, need.kind, only.name);
  const domain = role === undefined ? undefined : project.domains.get(`${need.kind}:${role}`);
  return domain && { ...need, anyOf: false, domains: [domain] };
}
