import type { Host, Project } from "../project/project.ts";

/** The name of a host, with its environment where the bare name would be two. */
export function hostNamer(project: Project): (host: Host) => string {
  const seen = new Map<string, number>();
  for (const { name } of project.hosts) seen.set(name, (seen.get(name) ?? 0) + 1);
  return (host) => ((seen.get(host.name) ?? 0) > 1 ? `${host.environment.name}/${host.name}` : host.name);
}
