import type { Host, Project } from "../project/project.ts";

/** `erp`, `erp and mail`, `erp, mail and 3 others`: never more than `most` names. */
export function listed(names: readonly string[], most = 4): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(", ")} and ${names.length - most + 1} others`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** `1 host`, `12 hosts`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The name of a host, with its environment where the bare name would be two. */
export function hostNamer(project: Project): (host: Host) => string {
  const seen = new Map<string, number>();
  for (const { name } of project.hosts) seen.set(name, (seen.get(name) ?? 0) + 1);
  return (host) => ((seen.get(host.name) ?? 0) > 1 ? `${host.environment.name}/${host.name}` : host.name);
}
