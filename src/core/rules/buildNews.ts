import { badBuild } from "../catalogue/known.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Host, Project, Service } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";

/** Why a build or release that many share is worth saying. */
export interface BuildNews {
  /** Goes on with "build 3.5.0-103908, which …". */
  readonly because: string;
  /** The rollout that is about to bring it everywhere. */
  readonly rollout: RolloutPlan | undefined;
  /** On its day all that runs on it stops, on both sides of a pair at once. */
  readonly stopsAll: boolean;
}

/**
 * One build under a service is normal. It is news while it is young, when it carries a date, or when a
 * rollout would remove the last host without it (spec RULES.md).
 */
export function buildNews(
  domain: Domain,
  service: Service,
  project: Project,
  plans: readonly RolloutPlan[],
  { installed, bad }: BuildFacts,
): BuildNews | undefined {
  const date = datedBy(domain);
  if (date !== undefined)
    return { because: date, rollout: undefined, stopsAll: breaksOf(domain) === "running" };
  const listedAs = bad.get(domain);
  if (listedAs !== undefined)
    return {
      because: `is known to be bad (${listedAs.title})`,
      rollout: undefined,
      stopsAll: listedAs.breaks.includes("running"),
    };
  const since = installed.get(domain) ?? releasedOn(domain, project);
  if (since !== undefined && project.asOf - since <= project.policy.young) {
    return { because: `is young (since ${formatDay(since)})`, rollout: undefined, stopsAll: false };
  }
  const rollout = plans.find((plan) => removesLastOther(plan, domain, service, project));
  if (rollout === undefined) return undefined;
  return {
    because: `the rollout “${rollout.source.name}” would bring to the last hosts without it`,
    rollout,
    stopsAll: false,
  };
}

function datedBy(domain: Domain): string | undefined {
  const { facts } = domain;
  if (facts === undefined || breaksOf(domain) === undefined) return undefined;
  if (facts.expires !== undefined) return `carries a date (${formatDay(facts.expires.value)})`;
  return facts.fuse === undefined ? undefined : "carries a limit that is counted from a date";
}

/** What is known of builds, found once for an estate. */
export interface BuildFacts {
  /** The first `installed` of any host with a build or release. */
  readonly installed: ReadonlyMap<Domain, Instant>;
  /** What the catalogue knows for certain of the builds that hosts run. */
  readonly bad: ReadonlyMap<Domain, KnownIssue>;
}

export function buildFacts({ hosts }: Project, known: readonly KnownIssue[]): BuildFacts {
  const bad = new Map<Domain, KnownIssue>();
  const seen = new Set<Domain>();
  for (const { platform, needs } of hosts) {
    for (const domain of needs.get("build")?.domains ?? []) {
      if (seen.has(domain)) continue;
      seen.add(domain);
      const match = badBuild(known, platform, domain.name).find(({ certain }) => certain);
      if (match !== undefined) bad.set(domain, match.issue);
    }
  }
  return { installed: firstInstalled(hosts), bad };
}

function firstInstalled(hosts: readonly Host[]): ReadonlyMap<Domain, Instant> {
  const first = new Map<Domain, Instant>();
  for (const host of hosts) {
    const since = host.entry.installed?.value;
    if (since === undefined) continue;
    for (const domain of ["build", "release"].flatMap((kind) => host.needs.get(kind)?.domains ?? [])) {
      first.set(domain, Math.min(since, first.get(domain) ?? since));
    }
  }
  return first;
}

/** Where no host says it, the day on which a rollout of it says it was released. */
function releasedOn(domain: Domain, project: Project): Instant | undefined {
  const dates = project.rollouts.flatMap(({ document: { update } }) =>
    update.released !== undefined && update.to.value === domain.name ? update.released.value : [],
  );
  return dates.length === 0 ? undefined : Math.min(...dates);
}

function runs(host: Host, domain: Domain): boolean {
  return host.needs.get(domain.kind)?.domains.includes(domain) === true;
}

function removesLastOther(plan: RolloutPlan, domain: Domain, service: Service, project: Project): boolean {
  if (domain.kind !== "build" || plan.source.document.update.to.value !== domain.name) return false;
  const environments = new Set(service.placed.map((vm) => vm.environment));
  const others = project.hosts.filter(
    (host) => environments.has(host.environment) && !host.maintenance && !runs(host, domain),
  );
  const targets = new Set(plan.targets);
  return others.length > 0 && others.every((host) => targets.has(host));
}
