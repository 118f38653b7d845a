import { domainKind } from "../model/kinds.ts";
import type { Located } from "../model/shape.ts";
import type { Duration, Instant } from "../model/values.ts";
import { type Breaks, breaksOf } from "../project/domains.ts";
import type { Domain, Host, Need, Project } from "../project/project.ts";
import { needingIndex, takenAlong } from "../project/within.ts";

/** What the `expires` of a domain breaks for all that stand on it, on the day looked at. */
export function expired(domain: Domain, asOf: Instant): Breaks | undefined {
  const expires = domain.facts?.expires;
  return expires !== undefined && expires.value <= asOf ? breaksOf(domain) : undefined;
}

/** A limit of a domain as it runs out on one host. */
export interface Burn {
  /** What is counted, in the words of the manifest's dates. */
  readonly counted: "put in service" | "booted" | "installed";
  readonly since: Located<Instant>;
  readonly limit: Duration;
  /** The first instant at which it has run out. */
  readonly at: Instant;
}

/** Each limit in the `fuse` of a domain that is counted from a date that the host tells. */
export function burnsOf(domain: Domain, host: Host): readonly Burn[] {
  const fuse = domain.facts?.fuse;
  if (fuse === undefined) return [];
  const { inService, booted, installed } = host.entry;
  const all = [
    ["put in service", inService, fuse.powerOn],
    ["booted", booted, fuse.uptime],
    ["installed", installed, fuse.sinceInstall],
  ] as const;
  return all.flatMap(([counted, since, limit]) =>
    since === undefined || limit === undefined
      ? []
      : [{ counted, since, limit: limit.value, at: since.value + limit.value }],
  );
}

/** What the `fuse` of a domain breaks for one host on it; a date of the host that is not known burns nothing. */
export function burnt(domain: Domain, host: Host, asOf: Instant): Breaks | undefined {
  return burnsOf(domain, host).some(({ at }) => at <= asOf) ? breaksOf(domain) : undefined;
}

/** What cannot start again on the day looked at. */
export interface NoRestart {
  /** Hosts on which nothing restarts, powers on or resumes. */
  readonly hosts: ReadonlySet<Host>;
  /** Whether one of these (storage, network) keeps a VM from starting anywhere. */
  readonly keeps: (needs: readonly Need[]) => boolean;
}

export function noRestart(project: Project): NoRestart {
  const domains = endedForRestart(project);
  const stopped = (need: Need, isStopped: (domain: Domain) => boolean) =>
    need.domains.length > 0 && (need.anyOf ? need.domains.every(isStopped) : need.domains.some(isStopped));

  function isStopped(host: Host): boolean {
    const ends = (domain: Domain) => domains.has(domain) || burnt(domain, host, project.asOf) === "restart";
    if (ends(host.domain) || (host.cluster !== undefined && ends(host.cluster.domain))) return true;
    // A host does not stand on the storage and networks of its VMs: those count for the VM itself.
    return [...host.needs.values()].some(
      (need) => domainKind(need.kind)?.reach !== "vms" && stopped(need, ends),
    );
  }

  return {
    hosts: new Set(project.hosts.filter(isStopped)),
    keeps: (needs) =>
      domains.size > 0 && needs.some((need) => stopped(need, (domain) => domains.has(domain))),
  };
}

/**
 * The domains that have ended with `breaks: restart`, and those within them. Control-only kinds count
 * here: an expired licence or certificate is the usual reason that nothing starts.
 */
function endedForRestart(project: Project): ReadonlySet<Domain> {
  const ended = new Set<Domain>();
  for (const domain of project.domains.values()) {
    if (expired(domain, project.asOf) === "restart") ended.add(domain);
  }
  return ended.size === 0 ? ended : takenAlong(ended, needingIndex(project.domains.values()));
}
