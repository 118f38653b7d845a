import { HOST_KINDS, VM_KINDS } from "../model/estate.ts";
import type { NeedTold } from "../model/scalars.ts";
import type { Located } from "../model/shape.ts";
import type { Cluster, Domain, Environment, Host, Pair, Project, Service, Vm } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { otherMentions } from "./otherMentions.ts";
import type { Mention, Subject } from "./subject.ts";

export function mentionAt(facts: Facts, file: string, offset: number): Mention | undefined {
  for (const mention of mentions(facts)) {
    const { at } = mention;
    if (at.file === file && at.start <= offset && offset <= at.end) return mention;
  }
  return undefined;
}

/** Every place where a name stands that was understood, by subject; what was not is an `unknown-reference`. */
export function* mentions({ project, plans }: Facts): Iterable<Mention> {
  for (const service of project.services) yield* ofService(service);
  for (const vm of project.vms) yield* ofVm(project, vm);
  for (const host of project.hosts) yield* ofHost(project, host);
  for (const cluster of project.clusters) yield* ofCluster(project, cluster);
  for (const environment of project.environments) yield* ofEnvironment(project, environment);
  for (const pair of project.pairs) yield* ofPair(project, pair);
  for (const domain of project.domains.values()) yield* ofFacts(project, domain);
  for (const plan of plans) yield* ofRollout(project, plan, plans);
  yield* otherMentions(project);
  for (const play of project.plays)
    yield { at: play.at, subject: { kind: "play", play }, isDefinition: true };
}

function* ofService(service: Service): Iterable<Mention> {
  yield { at: service.entry.name.at, subject: { kind: "service", service }, isDefinition: true };
  for (const edge of service.dependsOn)
    yield { at: edge.at, subject: { kind: "service", service: edge.service } };
}

function* ofVm(project: Project, vm: Vm): Iterable<Mention> {
  const { entry, service, host, cluster } = vm;
  yield { at: entry.name.at, subject: { kind: "vm", vm }, isDefinition: true };
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
  yield { at: entry.name.at, subject: { kind: "host", host }, isDefinition: true };
  if (entry.cluster !== undefined && cluster !== undefined)
    yield { at: entry.cluster.at, subject: { kind: "cluster", cluster } };
  yield* ofEnvironmentName(entry.environment, host.environment);
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, entry[kind]);
}

function* ofCluster(project: Project, cluster: Cluster): Iterable<Mention> {
  yield { at: cluster.entry.name.at, subject: { kind: "cluster", cluster }, isDefinition: true };
  yield* ofEnvironmentName(cluster.entry.environment, cluster.environment);
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, cluster.entry[kind]);
  for (const { key, value } of cluster.entry.witness ?? []) yield* ofNeed(project, key.value, value);
  for (const { vm, at } of cluster.keepApart.flatMap(({ vms }) => vms))
    yield { at, subject: { kind: "vm", vm } };
}

function* ofEnvironment(project: Project, environment: Environment): Iterable<Mention> {
  if (environment.entry === undefined) return;
  yield {
    at: environment.entry.name.at,
    subject: { kind: "environment", environment },
    isDefinition: true,
  };
  for (const kind of HOST_KINDS) yield* ofNeed(project, kind, environment.entry[kind]);
}

function* ofPair(project: Project, { entry, sides }: Pair): Iterable<Mention> {
  for (const { key, value } of entry.roles ?? []) {
    for (const role of value)
      for (const name of [role.key, role.value]) yield* ofDomainName(project, key.value, name);
  }
  for (const name of entry.between) {
    const environment = sides.find((side) => side.name === name.value);
    if (environment !== undefined) yield { at: name.at, subject: { kind: "environment", environment } };
  }
}

function* ofFacts(project: Project, domain: Domain): Iterable<Mention> {
  if (domain.facts === undefined) return;
  // Of a host or a cluster it is only more about what has an entry of its own.
  const isOwn = domain.host === undefined && domain.cluster === undefined;
  yield {
    at: domain.facts.name.at,
    subject: subjectOf(domain),
    ...(isOwn ? { isDefinition: true as const } : {}),
  };
  for (const { key, value } of domain.facts.within ?? []) yield* ofNeed(project, key.value, value);
  const served = domain.facts.servedBy?.cluster;
  if (served !== undefined && domain.servedBy !== undefined)
    yield { at: served.at, subject: { kind: "cluster", cluster: domain.servedBy.cluster } };
}

function* ofRollout(project: Project, plan: RolloutPlan, plans: readonly RolloutPlan[]): Iterable<Mention> {
  const { source, stages } = plan;
  yield { at: source.at, subject: { kind: "rollout", plan }, isDefinition: true };
  for (const stage of stages) {
    const { entry } = stage;
    if (entry?.name !== undefined)
      yield { at: entry.name.at, subject: { kind: "stage", plan, stage }, isDefinition: true };
    yield* ofSelector(project, entry);
  }
  yield* ofSelector(project, source.document.targets);
  yield* ofSelector(project, source.document.holdback);
  const { update } = source.document;
  for (const build of [update.to, update.from, source.document.rollback?.to])
    if (build !== undefined) yield* ofDomainName(project, "build", build);
  yield* ofDomainName(project, "platform", update.platform);
  if (update.source !== undefined) yield* ofDomainName(project, "updateSource", update.source);
  for (const after of update.after ?? []) {
    const other = plans.filter((each) => each.source.name === after.value);
    if (other.length === 1 && other[0] !== undefined)
      yield { at: after.at, subject: { kind: "rollout", plan: other[0] } };
  }
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
  for (const name of told?.names ?? []) yield* ofDomainName(project, kind, name);
}

function* ofDomainName(project: Project, kind: string, { value, at }: Located<string>): Iterable<Mention> {
  const host = kind === "host" ? onlyOne(project.hosts, value) : undefined;
  const cluster = kind === "cluster" ? onlyOne(project.clusters, value) : undefined;
  const domain = (host ?? cluster)?.domain ?? project.domains.get(`${kind}:${value}`);
  if (domain !== undefined) yield { at, subject: subjectOf(domain) };
}

/** Hosts and clusters are failure domains too; by name they are what a person thinks of. */
function subjectOf(domain: Domain): Subject {
  if (domain.host !== undefined) return { kind: "host", host: domain.host };
  if (domain.cluster !== undefined) return { kind: "cluster", cluster: domain.cluster };
  return { kind: "domain", domain };
}
