import type { Cluster, Domain, Host, Need, Project, Service, Vm } from "../../../src/core/project/project.ts";

/**
 * "When is something down?" straight from spec MANIFESTS.md: plain recursion for one state of the
 * world, sharing nothing with the implementation. What needs itself in a circle is down only if
 * something outside of the question already asked says so.
 */
export interface Oracle {
  readonly domain: (domain: Domain) => boolean;
  readonly host: (host: Host) => boolean;
  readonly vm: (vm: Vm) => boolean;
  readonly own: (service: Service) => boolean;
  readonly service: (service: Service) => boolean;
  readonly stuck: (host: Host) => boolean;
}

const TAKES_HOSTS = [
  "host",
  "rack",
  "power",
  "site",
  "cluster",
  "platform",
  "release",
  "build",
  "model",
  "firmware",
  "vendor",
];
const CONTROL_ONLY = ["manager", "identity", "dns", "time", "licence", "backup", "updateSource"];

export function oracle(
  project: Project,
  happens: (domain: Domain) => boolean,
  forced: ReadonlySet<Host> = new Set(),
): Oracle {
  const asked = new Set<unknown>();

  function guarded(item: unknown, answer: () => boolean): boolean {
    if (asked.has(item)) return false;
    asked.add(item);
    const down = answer();
    asked.delete(item);
    return down;
  }

  const lost = (need: Need, down: (domain: Domain) => boolean) =>
    need.anyOf ? need.domains.length > 0 && need.domains.every(down) : need.domains.some(down);

  const own = (domain: Domain) => happens(domain) || passed(domain) === "running";

  function passed(domain: Domain): string | undefined {
    const { facts } = domain;
    if (facts?.expires === undefined || facts.expires.value > project.asOf) return undefined;
    return facts.breaks?.value ?? (facts.reason?.value === "support" ? "nothing" : "restart");
  }

  function burnt(domain: Domain, host: Host): string | undefined {
    const { facts } = domain;
    if (facts?.fuse === undefined) return undefined;
    const { powerOn, uptime, sinceInstall } = facts.fuse;
    const { inService, booted, installed } = host.entry;
    const over =
      (powerOn && inService && inService.value + powerOn.value <= project.asOf) ||
      (uptime && booted && booted.value + uptime.value <= project.asOf) ||
      (sinceInstall && installed && installed.value + sinceInstall.value <= project.asOf);
    if (!over) return undefined;
    return facts.breaks?.value ?? (facts.reason?.value === "support" ? "nothing" : "restart");
  }

  function domain(it: Domain): boolean {
    return guarded(it, () => {
      if (own(it)) return true;
      if (it.within.some((need) => !CONTROL_ONLY.includes(need.kind) && lost(need, within))) return true;
      const { servedBy } = it;
      return servedBy !== undefined && servedBy.cluster.hosts.filter(host).length > servedBy.survives;
    });
  }

  function within(it: Domain): boolean {
    if (it.host !== undefined) return host(it.host);
    return it.cluster !== undefined ? own(it) : domain(it);
  }

  function host(it: Host): boolean {
    return guarded(it, () => {
      if (forced.has(it)) return true;
      const down = (each: Domain) =>
        domain(each) || (TAKES_HOSTS.includes(each.kind) && burnt(each, it) === "running");
      if (down(it.domain) || (it.cluster !== undefined && down(it.cluster.domain))) return true;
      return [...it.needs.values()].some((need) => TAKES_HOSTS.includes(need.kind) && lost(need, down));
    });
  }

  function ended(it: Domain): boolean {
    if (passed(it) === "restart") return true;
    return guarded(`${it.id} ended`, () => it.within.some((need) => lost(need, ended)));
  }

  function stuck(it: Host): boolean {
    const stops = (each: Domain) => ended(each) || burnt(each, it) === "restart";
    if (stops(it.domain) || (it.cluster !== undefined && stops(it.cluster.domain))) return true;
    const needs = [...it.needs.values()].filter((need) => need.kind !== "storage" && need.kind !== "network");
    return needs.some((need) => lost(need, stops));
  }

  function vm(it: Vm): boolean {
    const needs = [...it.storage, ...[...it.needs.values()].filter((need) => need.kind === "network")];
    if (needs.some((need) => lost(need, within))) return true;
    const { cluster } = it;
    if (cluster?.quorum === true && !hasQuorum(cluster)) return true;
    const neverRestarts = needs.some((need) => lost(need, ended));
    const downHosts = (cluster?.hosts ?? []).filter(host).length;
    const canRestart = cluster?.hosts.some((each) => !host(each) && !stuck(each)) === true && !neverRestarts;
    if (it.host !== undefined) {
      const tolerance = cluster === undefined ? 0 : Math.min(cluster.tolerates, cluster.hosts.length - 1);
      if (it.pinned || tolerance <= 0) return host(it.host);
      return host(it.host) && (downHosts > tolerance || !canRestart);
    }
    if (cluster === undefined) return false;
    const tolerance = Math.min(Math.max(cluster.tolerates, 1), cluster.hosts.length - 1);
    return downHosts > tolerance || (downHosts > 0 && !canRestart);
  }

  function hasQuorum(cluster: Cluster): boolean {
    const up = cluster.hosts.filter((each) => !host(each)).length;
    const counted = cluster.witness.filter((need) => !CONTROL_ONLY.includes(need.kind));
    const witness = cluster.witness.length > 0 ? 1 : 0;
    const witnessUp = counted.some((need) => lost(need, within)) ? 0 : witness;
    return up + witnessUp > (cluster.hosts.length + witness) / 2;
  }

  function ownPart(it: Service): boolean {
    if (it.placed.length === 0) return false;
    return it.placed.filter((each) => !vm(each)).length < it.needs;
  }

  function service(it: Service): boolean {
    if (it.placed.length === 0) return false;
    return guarded(it, () => ownPart(it) || it.dependsOn.some((each) => service(each.service)));
  }

  return { domain, host, vm, own: ownPart, service, stuck };
}
