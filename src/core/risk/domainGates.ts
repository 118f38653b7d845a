import { domainKind } from "../model/kinds.ts";
import { stronglyConnected } from "../project/cycles.ts";
import type { Domain, Host, Need, Project } from "../project/project.ts";
import { burnt, expired } from "./ended.ts";
import type { GateTable } from "./gates.ts";

/** When the failure domains and the hosts are down (spec MANIFESTS.md, "When is something down?"). */
export interface DomainGates {
  readonly domain: (domain: Domain) => number;
  readonly host: (host: Host) => number;
  /** When what is written as a need is lost: one of its domains, or with `anyOf` all of them. */
  readonly need: (need: Need) => number;
}

/**
 * Domains stand within hosts and hosts on domains, so both are nodes of one graph. Where they need
 * each other in a circle, a member is down when that follows from something that happened: the least
 * solution. For needs without `anyOf` that is "one is down, all are".
 */
export function domainGates(
  project: Project,
  eventOf: ReadonlyMap<Domain, number>,
  table: GateTable,
  insides: "down with their host" | "up" = "down with their host",
): DomainGates {
  const graph = needGraph(project, eventOf, insides === "up");
  const gateOf = new Int32Array(graph.always + 1);
  const ownEvent = (domain: Domain, event: number) =>
    expired(domain, project.asOf) === "running" ? table.always : table.event(event);
  for (const [domain, event] of eventOf) gateOf[graph.own(event)] = ownEvent(domain, event);
  gateOf[graph.always] = table.always;

  for (const members of stronglyConnected(graph.count, graph.successors)) {
    const [node = graph.always] = members;
    const inCircle = members.length > 1 || graph.conditions(node).some(({ parts }) => parts.includes(node));
    if (inCircle) solveCircle(graph, members, gateOf, table);
    else gateOf[node] = nodeGate(graph.conditions(node), (part) => gateOf[part] ?? table.never, table);
  }

  const at = (node: number | undefined) => (node === undefined ? table.never : (gateOf[node] ?? table.never));
  return {
    domain: (domain) => at(eventOf.get(domain)),
    host: (host) => at(graph.host(host)),
    need(need) {
      if (!takesDown(need)) return table.never;
      const parts = need.domains.map((domain) => at(graph.within(domain)));
      return need.anyOf ? table.and(parts) : table.or(parts);
    },
  };
}

/** True when at least so many of the parts, which are nodes, are. */
interface Condition {
  readonly least: number;
  readonly parts: readonly number[];
}

/** A node is down when any of its conditions holds. */
interface NeedGraph {
  /** Nodes with conditions; those from here on are leaves, whose gate is known. */
  readonly count: number;
  /** The node of a domain is the number of its event. */
  readonly host: (host: Host) => number | undefined;
  /** What a need stands on: a host with all that takes it down, a cluster with its own event only. */
  readonly within: (domain: Domain) => number | undefined;
  /** The node that stands for a domain's own basic event alone. */
  readonly own: (event: number) => number;
  readonly always: number;
  readonly conditions: (node: number) => readonly Condition[];
  readonly successors: (node: number) => readonly number[];
}

function needGraph(
  project: Project,
  eventOf: ReadonlyMap<Domain, number>,
  withoutInsides: boolean,
): NeedGraph {
  const domainCount = eventOf.size;
  const own = (event: number) => domainCount + project.hosts.length + event;
  const always = own(domainCount);
  const hostNode = new Map(project.hosts.map((each, index) => [each, domainCount + index]));

  const nodesOf = (nodes: readonly (number | undefined)[]) => nodes.filter((node) => node !== undefined);

  function within(domain: Domain): number | undefined {
    if (domain.host !== undefined) return hostNode.get(domain.host);
    const event = eventOf.get(domain);
    return event !== undefined && domain.cluster !== undefined ? own(event) : event;
  }

  function domainConditions(domain: Domain, event: number): readonly Condition[] {
    const conditions: Condition[] = [{ least: 1, parts: [own(event)] }];
    for (const need of domain.within) {
      const isInside = withoutInsides && need.domains.some((outer) => outer.host !== undefined);
      if (takesDown(need) && !isInside) conditions.push(conditionOf(need, nodesOf(need.domains.map(within))));
    }
    const { servedBy } = domain;
    if (servedBy !== undefined) {
      const hosts = nodesOf(servedBy.cluster.hosts.map((each) => hostNode.get(each)));
      conditions.push({ least: servedBy.survives + 1, parts: hosts });
    }
    return conditions;
  }

  function hostConditions(each: Host): readonly Condition[] {
    const stands = (domain: Domain) => {
      if (domainKind(domain.kind)?.reach === "hosts" && burnt(domain, each, project.asOf) === "running") {
        return always;
      }
      return domain.host === undefined || domain.host === each
        ? eventOf.get(domain)
        : hostNode.get(domain.host);
    };
    const direct = each.cluster === undefined ? [each.domain] : [each.domain, each.cluster.domain];
    const conditions: Condition[] = [{ least: 1, parts: nodesOf(direct.map(stands)) }];
    for (const need of each.needs.values()) {
      if (domainKind(need.kind)?.reach !== "hosts") continue;
      conditions.push(conditionOf(need, nodesOf(need.domains.map(stands))));
    }
    return conditions;
  }

  const all = [
    ...[...eventOf].map(([domain, event]) => domainConditions(domain, event)),
    ...project.hosts.map(hostConditions),
  ];
  const conditions = (node: number) => all[node] ?? [];
  return {
    count: own(0),
    host: (each) => hostNode.get(each),
    within,
    own,
    always,
    conditions,
    successors: (node) =>
      conditions(node).flatMap((condition) => condition.parts.filter((part) => part < own(0))),
  };
}

/** Control-only kinds take down neither a host nor a VM. A need whose names could not be bound says nothing. */
function takesDown(need: Need): boolean {
  return domainKind(need.kind)?.reach !== "control" && need.domains.length > 0;
}

function conditionOf(need: Need, parts: readonly number[]): Condition {
  return { least: need.anyOf ? Math.max(parts.length, 1) : 1, parts };
}

function nodeGate(
  conditions: readonly Condition[],
  gateOf: (node: number) => number,
  table: GateTable,
): number {
  return table.or(
    conditions.map(({ least, parts }) => {
      const gates = parts.map(gateOf);
      return least === 1
        ? table.or(gates)
        : table.atLeast(
            least,
            gates.map((gate) => ({ gate, weight: 1 })),
          );
    }),
  );
}

/** Beyond so many steps a circle with thresholds in it is taken as one: down together, never too seldom. */
const CIRCLE_STEPS = 100_000;

function solveCircle(
  graph: NeedGraph,
  members: readonly number[],
  gateOf: Int32Array,
  table: GateTable,
): void {
  const inside = new Set(members);
  const conditions = members.flatMap(graph.conditions);
  const anyTakesAll = conditions.every(
    ({ least, parts }) => least <= 1 || !parts.some((part) => inside.has(part)),
  );
  const steps = conditions.reduce((sum, { parts }) => sum + parts.length, 0) * members.length;
  if (anyTakesAll || steps > CIRCLE_STEPS) {
    const outside = (part: number) => (inside.has(part) ? table.never : (gateOf[part] ?? table.never));
    const gate = nodeGate(conditions, outside, table);
    for (const member of members) gateOf[member] = gate;
    return;
  }
  // From "nothing is down" each round adds what follows; after as many rounds as members nothing is left to add.
  for (const member of members) gateOf[member] = table.never;
  for (let round = 0; round < members.length; round += 1) {
    const next = members.map((member) =>
      nodeGate(graph.conditions(member), (part) => gateOf[part] ?? table.never, table),
    );
    members.forEach((member, index) => {
      gateOf[member] = next[index] ?? table.never;
    });
  }
}
