import { hasOwnFigures } from "../model/policy.ts";
import { formatSize } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Cluster, Domain, Environment, Host, Service, Vm } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import { bandInWords, outageInWords, scoreInWords } from "../risk/inWords.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import { kindsKnown } from "../risk/score.ts";
import type { Facts } from "../rules/facts.ts";
import { helpFor } from "../rules/promise.ts";
import { type ReceiptLine, receiptOf } from "../rules/receipt.ts";
import { basketName, standing } from "../rules/wording.ts";
import { causesOf } from "./causes.ts";
import { failureInWords, needsInWords } from "./domainCard.ts";
import { carriedInWords } from "./lenses.ts";
import { blocks, bold, bullets, plain } from "./markdown.ts";

/** What hovers say about the items of an estate. */

export function serviceCard(facts: Facts, service: Service): string {
  const { tier, users, entry, placed, vms } = service;
  const needed = service.needsWritten
    ? `, of which ${service.needs} must run`
    : "; how many must run is not written, so all count";
  return blocks([
    facets([
      bold(`service ${service.name}`),
      tier === undefined ? "tier not known" : `tier ${tier}`,
      users === undefined ? undefined : counted(users, "user"),
      entry.owner === undefined ? undefined : plain(entry.owner.value),
    ]),
    riskOfService(facts, service),
    placed.length === 0
      ? `${counted(vms.length, "VM")}, none of them on and at a known place.`
      : `${counted(placed.length, "VM")}${placed.length > 1 ? needed : ""}:`,
    bullets(placed.map((vm) => plain(`${vm.name} ${standing(vm)}`))),
    service.dependsOn.length === 0
      ? undefined
      : `Cannot run without ${plain(listed(service.dependsOn.map((edge) => edge.service.name)))}.`,
    ...failuresOfService(facts, service),
  ]);
}

/** `~64 min/year (est., target 53) · Risk 54 of 100, high · 7 of 10 kinds of basket known` */
function riskOfService({ project, risk }: Facts, service: Service): string | undefined {
  const found = risk().of(service);
  if (found === undefined) return undefined;
  const { known, of } = kindsKnown(service);
  const score = scoreInWords(found);
  return facets([
    bold(outageInWords(found, service.tier, project.policy)),
    score === undefined ? "no tier, no score" : scoreWithBand(score, found),
    `${known} of ${of} kinds of basket known`,
  ]);
}

function scoreWithBand(words: string, { score }: ServiceRisk): string {
  if (score === undefined || !words.startsWith("Risk")) return words;
  return `${words} of 100, ${bandInWords(score)}`;
}

function failuresOfService(facts: Facts, service: Service): readonly (string | undefined)[] {
  const cause = causesOf(facts).get(service);
  if (cause === undefined || cause.kind === "unplaced") return [];
  if (cause.kind === "down")
    return ["It is down on the day looked at: something it stands on has passed its date."];
  const { singles, pairs, others, complete } = receiptOf(service, facts);
  const help = helpFor(service, facts);
  return [
    singles.length === 0
      ? "No single failure takes it down."
      : "One failure is enough, with its share of the outage:",
    bullets(singles.map(shareLine)),
    pairs.length === 0 ? undefined : "Two failures together take it down:",
    bullets(pairs.map(shareLine), 4),
    others === undefined ? undefined : `Three or more at once: ${others}.`,
    complete ? undefined : "There are more combinations than were looked at.",
    help.length === 0 ? undefined : "What would help most:",
    bullets(help.map(({ title }) => plain(title))),
    facts.project.services.length > 0 && !hasOwnFigures(facts.project.policy)
      ? "The figures behind it are our own estimates (docs/risk.md); a policy sets yours."
      : undefined,
  ];
}

/** `37 % storage san-east` */
function shareLine({ names, share }: ReceiptLine): string {
  return `${share === undefined ? "" : `${share} `}${plain(names)}`;
}

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

function facets(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}
