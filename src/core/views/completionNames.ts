import { DOMAIN_KINDS, KNOWN_PLATFORMS } from "../model/kinds.ts";
import { formatSize } from "../model/values.ts";
import { counted } from "../model/words.ts";
import { capacityOf, demandOf } from "../project/capacity.ts";
import type { Environment, Host, Project, Vm } from "../project/project.ts";
import type { Facts } from "../rules/facts.ts";
import { besides, type WritingContext } from "./completionContext.ts";

/** A name that could stand under a key. */
export interface NameChoice {
  readonly name: string;
  readonly detail: string;
}

/** The names that mean something under a key, the likeliest first; undefined where the key takes no name of the estate. */
export function namesUnder(
  key: string,
  context: WritingContext,
  facts: Facts,
  rules: readonly { readonly id: string; readonly title: string }[],
): readonly NameChoice[] | undefined {
  const { project, plans } = facts;
  const { path } = context;
  const section = path[0];
  switch (key) {
    case "host":
    case "hosts":
      return section === "hosts" ? undefined : hostNames(project);
    case "cluster":
    case "clusters":
      return section === "clusters"
        ? undefined
        : inEnvironments(project.clusters, (cluster) => counted(cluster.hosts.length, "host"));
    case "environment":
    case "environments":
    case "between":
      return project.environments.flatMap(({ name, hosts }) =>
        name === "" ? [] : [{ name, detail: counted(hosts.length, "host") }],
      );
    case "service":
    case "services":
    case "dependsOn":
      return serviceNames(project, key === "dependsOn" ? besides(context.map, "name") : undefined);
    case "vm":
    case "keepApart":
      return vmNames(project.vms);
    case "counterpart":
      return counterparts(project, context);
    case "to":
    case "from":
    case "builds":
      return section === "update" || section === "rollback" || section === "targets"
        ? domainNames(project, "build")
        : undefined;
    case "source":
      return section === "update" ? domainNames(project, "updateSource") : undefined;
    case "after":
      return plans.map(({ source }) => ({ name: source.name, detail: "rollout" }));
    case "rule":
      return rules.map(({ id, title }) => ({ name: id, detail: title }));
    case "object":
      return [
        ...serviceNames(project, undefined),
        ...inEnvironments(project.hosts, () => "host"),
        ...vmNames(project.vms),
      ];
    case "platform": {
      const used = domainNames(project, "platform");
      const others = KNOWN_PLATFORMS.filter((name) => used.every((each) => each.name !== name));
      return [...used, ...others.map((name) => ({ name, detail: "platform" }))];
    }
    default:
      return DOMAIN_KINDS.some(({ kind }) => kind === key) ? domainNames(project, key) : undefined;
  }
}

/** Of each kind of failure domain: what stands in the estate already, what most stand on first. */
export function domainNames(project: Project, kind: string): readonly NameChoice[] {
  const counts = new Map<string, number>();
  for (const domain of project.domains.values()) if (domain.kind === kind) counts.set(domain.name, 0);
  for (const item of [...project.hosts, ...project.vms]) {
    for (const { name } of item.needs.get(kind)?.domains ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => ({ name, detail: `${kind} of ${counted(count, "item")}` }));
}

/** Those with the most memory left come first, with what is left. */
function hostNames(project: Project): readonly NameChoice[] {
  const room = new Map(project.hosts.map((host) => [host, freeMemory(host, project)]));
  const sorted = [...project.hosts].sort((a, b) => (room.get(b) ?? -1) - (room.get(a) ?? -1));
  return inEnvironments(sorted, (host) => {
    const free = room.get(host);
    const where = host.cluster === undefined ? "" : ` · ${host.cluster.name}`;
    if (host.maintenance) return `in maintenance${where}`;
    if (free === undefined) return `${counted(host.vms.length, "VM")}${where}`;
    return `${free > 0 ? `${formatSize(free)} free` : "full"}${where}`;
  });
}

function freeMemory(host: Host, { policy }: Project): number | undefined {
  const has = capacityOf([host], policy.overcommit).memory;
  const taken = demandOf(host.vms).memory;
  return has === undefined || taken === undefined ? undefined : has - taken;
}

function serviceNames(project: Project, besidesName: string | undefined): readonly NameChoice[] {
  return project.services
    .filter(({ name }) => name !== besidesName)
    .map(({ name, tier, vms }) => ({
      name,
      detail: [...(tier === undefined ? [] : [`tier ${tier}`]), counted(vms.length, "VM")].join(" · "),
    }));
}

function vmNames(vms: readonly Vm[]): readonly NameChoice[] {
  return inEnvironments(vms, ({ service, host }) =>
    [service?.name, host?.name].filter((word) => word !== undefined).join(" · "),
  );
}

/** VMs of the other side, those of the same service first. */
function counterparts(project: Project, { map }: WritingContext): readonly NameChoice[] {
  const [host, service] = [besides(map, "host"), besides(map, "service")];
  const home = project.hosts.find(({ name }) => name === host)?.environment;
  const sides = project.pairs.find(({ sides: each }) => home !== undefined && each.includes(home))?.sides;
  const other = sides?.find((side) => side !== home);
  const vms = other?.vms ?? project.vms.filter(({ environment }) => environment !== home);
  return vmNames(
    [...vms].sort((a, b) => Number(b.service?.name === service) - Number(a.service?.name === service)),
  );
}

/** A name that several environments have is written with its environment. */
function inEnvironments<T extends { readonly name: string; readonly environment: Environment }>(
  items: readonly T[],
  detailOf: (item: T) => string,
): readonly NameChoice[] {
  const counts = new Map<string, number>();
  for (const { name } of items) counts.set(name, (counts.get(name) ?? 0) + 1);
  return items.map((item) => ({
    name: (counts.get(item.name) ?? 0) > 1 ? `${item.environment.name}/${item.name}` : item.name,
    detail: detailOf(item),
  }));
}
