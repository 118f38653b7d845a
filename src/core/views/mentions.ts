import { HOST_KINDS, VM_KINDS } from "../model/estate.ts";
import type { Play } from "../model/play.ts";
import type { NeedTold } from "../model/scalars.ts";
import type { Located } from "../model/shape.ts";
import type { Cluster, Domain, Environment, Host, Pair, Project, Service, Vm } from "../project/project.ts";
import type { RolloutPlan, StagePlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import type { Place } from "../text/span.ts";

/** What a word in a manifest names. */
export type Subject =
  | { readonly kind: "service"; readonly service: Service }
  | { readonly kind: "vm"; readonly vm: Vm }
  | { readonly kind: "host"; readonly host: Host }
  | { readonly kind: "cluster"; readonly cluster: Cluster }
  | { readonly kind: "environment"; readonly environment: Environment }
  | { readonly kind: "domain"; readonly domain: Domain }
  | { readonly kind: "rollout"; readonly plan: RolloutPlan }
  | { readonly kind: "stage"; readonly plan: RolloutPlan; readonly stage: StagePlan }
  | { readonly kind: "play"; readonly play: Play };

/** A place where something is named: where it is defined, or where something else refers to it. */
export interface Mention {
  readonly at: Place;
  readonly subject: Subject;
}

export function mentionAt(facts: Facts, file: string, offset: number): Mention | undefined {
  for (const mention of mentions(facts)) {
    const { at } = mention;
    if (at.file === file && at.start <= offset && offset <= at.end) return mention;
  }
  return undefined;
}

function* mentions({ project, plans }: Facts): Iterable<Mention> {
  for (const service of project.services) yield* ofService(service);
  for (const vm of project.vms) yield* ofVm(project, vm);
  for (const host of project.hosts) yield* ofHost(project, host);
  for (const cluster of project.clusters) yield* ofCluster(project, cluster);
  for (const environment of project.environments) yield* ofEnvironment(project, environment);
  for (const pair of project.pairs) yield* ofPair(pair);
  for (const domain of project.domains.values()) yield* ofFacts(project, domain);
  for (const plan of plans) yield* ofRollout(project, plan);
  for (const play of project.plays) yield { at: play.at, subject: { kind: "play", play } };
}

function* ofService(service: Service): Iterable<Mention> {
  yield { at: service.entry.name.at, subject: { kind: "service", service } };
  for (const edge of service.dependsOn)
    yield { at: edge.at, subject: { kind: "service", service: edge.service } };
}

function* ofVm(project: Project, vm: Vm): Iterable<Mention> {
  const { entry, service, host, cluster } = vm;
  yield { at: entry.name.at, subject: { kind: "vm", vm } };
  if (entry.service !== undefined && service !== undefined)
    yield { at: entry.service.at, subject: { kind: "service", service } };
  if (entry.host !== undefined && host !== undefined)
    yield { at: entry.host.at, subject: { kind: "host", host } };
  if (entry.cluster !== undefined && cluster !== undefined)
    yield { at: entry.cluster.at, subject: { kind: "cluster", cluster } };
  yield* ofEnvironmentName(entry.environment, vm.environment);
  for (const kind of VM_KINDS) yield* ofNeed(project, kind, entry[kind]);
  for (const disk of entry.disks ?? []) yield* ofNeed(project, "storage", disk.storage);
}

function* ofHost(project: Project, host: Host): Iterable<Mention> {
  const { entry, cluster } = host;
  yield { at: entry.name.at, subject: { kind: "host", host } };
  if (entry.cluster !== undefined && cluster !== undefined)
    yield { at: entry.cluster.at, subject: { kind: "cluster", cluster } };
  yield* ofEnvironmentName(entry.environment, host.environment);
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, entry[kind]);
}

function* ofCluster(project: Project, cluster: Cluster): Iterable<Mention> {
  yield { at: cluster.entry.name.at, subject: { kind: "cluster", cluster } };
  yield* ofEnvironmentName(cluster.entry.environment, cluster.environment);
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, cluster.entry[kind]);
  for (const { vm, at } of cluster.keepApart.flatMap(({ vms }) => vms))
    yield { at, subject: { kind: "vm", vm } };
}

function* ofEnvironment(project: Project, environment: Environment): Iterable<Mention> {
  if (environment.entry === undefined) return;
  yield { at: environment.entry.name.at, subject: { kind: "environment", environment } };
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, environment.entry[kind]);
}

function* ofPair({ entry, sides }: Pair): Iterable<Mention> {
  for (const name of entry.between) {
    const environment = sides.find((side) => side.name === name.value);
    if (environment !== undefined) yield { at: name.at, subject: { kind: "environment", environment } };
  }
}

function* ofFacts(project: Project, domain: Domain): Iterable<Mention> {
  if (domain.facts === undefined) return;
  yield { at: domain.facts.name.at, subject: subjectOf(domain) };
  for (const { key, value } of domain.facts.within ?? []) yield* ofNeed(project, key.value, value);
  const served = domain.facts.servedBy?.cluster;
  if (served !== undefined && domain.servedBy !== undefined)
    yield { at: served.at, subject: { kind: "cluster", cluster: domain.servedBy.cluster } };
}

function* ofRollout(project: Project, plan: RolloutPlan): Iterable<Mention> {
  const { source, stages } = plan;
  yield { at: source.at, subject: { kind: "rollout", plan } };
  for (const stage of stages) {
    const { entry } = stage;
    if (entry?.name !== undefined) yield { at: entry.name.at, subject: { kind: "stage", plan, stage } };
    yield* ofSelector(project, entry);
  }
  yield* ofSelector(project, source.document.targets);
  yield* ofSelector(project, source.document.holdback);
}

interface SelectorTold {
  readonly environments?: readonly Located<string>[] | undefined;
  readonly clusters?: readonly Located<string>[] | undefined;
  readonly hosts?: readonly Located<string>[] | undefined;
}

/** Names only: a pattern with wildcards stands for many. */
function* ofSelector(project: Project, told: SelectorTold | undefined): Iterable<Mention> {
  for (const { value, at } of told?.hosts ?? []) {
    const host = onlyOne(project.hosts, value);
    if (host !== undefined) yield { at, subject: { kind: "host", host } };
  }
  for (const { value, at } of told?.clusters ?? []) {
    const cluster = onlyOne(project.clusters, value);
    if (cluster !== undefined) yield { at, subject: { kind: "cluster", cluster } };
  }
  for (const { value, at } of told?.environments ?? []) {
    const environment = project.environments.find(({ name }) => name === value);
    if (environment !== undefined) yield { at, subject: { kind: "environment", environment } };
  }
}

function onlyOne<T extends { readonly name: string; readonly environment: Environment }>(
  items: readonly T[],
  written: string,
): T | undefined {
  const found = items.filter(
    ({ name, environment }) => name === written || `${environment.name}/${name}` === written,
  );
  return found.length === 1 ? found[0] : undefined;
}

function* ofEnvironmentName(
  written: Located<string> | undefined,
  environment: Environment,
): Iterable<Mention> {
  if (written !== undefined) yield { at: written.at, subject: { kind: "environment", environment } };
}

function* ofNeed(project: Project, kind: string, told: NeedTold | undefined): Iterable<Mention> {
  for (const { value, at } of told?.names ?? []) {
    const domain = project.domains.get(`${kind}:${value}`);
    if (domain !== undefined) yield { at, subject: subjectOf(domain) };
  }
}

/** Hosts and clusters are failure domains too; by name they are what a person thinks of. */
function subjectOf(domain: Domain): Subject {
  if (domain.host !== undefined) return { kind: "host", host: domain.host };
  if (domain.cluster !== undefined) return { kind: "cluster", cluster: domain.cluster };
  return { kind: "domain", domain };
}
