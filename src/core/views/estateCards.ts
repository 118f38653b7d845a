import { formatSize } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Cluster, Domain, Environment, Host, Vm } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import type { Facts } from "../rules/facts.ts";
import { basketName, standing } from "../rules/wording.ts";
import { failureInWords, needsInWords } from "./domainCard.ts";
import { carriedInWords } from "./lenses.ts";
import { blocks, bold, facets, plain } from "./markdown.ts";

/** What hovers say about the items of an estate. */

export function vmCard(facts: Facts, vm: Vm): string {
  const { entry, service, cpu, memory } = vm;
  const gate = facts.structure.vmGate.get(vm);
  const sets = gate === undefined ? [] : (cutSets(facts.structure, [gate], 1)[0]?.sets ?? []);
  const singles: readonly Domain[] = sets.flat();
  return blocks([
    facets([
      bold(`VM ${vm.name}`),
      service === undefined ? undefined : `service ${plain(service.name)}`,
      cpu === undefined ? undefined : `${cpu} vCPU`,
      memory === undefined ? undefined : formatSize(memory),
      entry.power === undefined || entry.power.value === "on" ? undefined : entry.power.value,
      vm.pinned ? "pinned" : undefined,
    ]),
    plain(
      `Runs ${standing(vm)}${vm.host !== undefined && vm.cluster !== undefined ? ` of cluster ${vm.cluster.name}` : ""}.`,
    ),
    needsInWords(vm.needs, ["storage", "network"]),
    singles.length === 0
      ? undefined
      : `One failure is enough to take it down: ${plain(listed(singles.map(basketName), 8))}.`,
  ]);
}

export function hostCard(facts: Facts, host: Host): string {
  const { platform, build, model, cpu, memory, cluster, environment } = host;
  return blocks([
    facets([
      bold(`host ${host.name}`),
      cluster === undefined ? undefined : `cluster ${plain(cluster.name)}`,
      environment.name === "" ? undefined : `environment ${plain(environment.name)}`,
      host.maintenance ? "in maintenance" : undefined,
    ]),
    facets([
      platform === undefined ? undefined : plain(`${platform} ${build ?? ""}`.trim()),
      model === undefined ? undefined : plain(model),
      cpu === undefined ? undefined : counted(cpu, "core"),
      memory === undefined ? undefined : formatSize(memory),
    ]),
    needsInWords(host.needs, ["rack", "power", "site", "storage", "network", "firmware", "manager"]),
    carried(host.vms),
    failureInWords(facts, host.domain),
  ]);
}

export function clusterCard(facts: Facts, cluster: Cluster): string {
  const away = cluster.allHosts.length - cluster.hosts.length;
  return blocks([
    facets([
      bold(`cluster ${cluster.name}`),
      cluster.environment.name === "" ? undefined : `environment ${plain(cluster.environment.name)}`,
      counted(cluster.hosts.length, "host"),
      away === 0 ? undefined : `${away} in maintenance`,
    ]),
    cluster.tolerance === 0
      ? "Restarts nothing when a host fails."
      : `Restarts what ran on up to ${counted(cluster.tolerance, "host")}.`,
    needsInWords(cluster.needs, ["site", "storage", "network", "manager"]),
    carried(cluster.vms),
    failureInWords(facts, cluster.domain),
  ]);
}

export function environmentCard({ project }: Facts, environment: Environment): string {
  const partners = project.pairs
    .filter(({ sides }) => sides.includes(environment))
    .map(({ sides }) => sides.find((side) => side !== environment)?.name ?? "");
  return blocks([
    facets([
      bold(`environment ${environment.name}`),
      counted(environment.clusters.length, "cluster"),
      counted(environment.hosts.length, "host"),
      ...carriedInWords(environment.vms.filter((vm) => vm.counts)),
    ]),
    needsInWords(environment.needs),
    partners.length === 0 ? undefined : `Stands in for ${plain(listed(partners))}, and the other way round.`,
  ]);
}

function carried(vms: readonly Vm[]): string {
  const on = vms.filter((vm) => vm.counts);
  return on.length === 0 ? "No running VM stands here." : `Here: ${carriedInWords(on).join(" · ")}.`;
}
