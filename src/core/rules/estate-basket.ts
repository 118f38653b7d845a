import type { Finding } from "../model/finding.ts";
import { formatShare } from "../model/values.ts";
import { unavailability } from "../project/domains.ts";
import type { Cluster, Domain, Environment, Host, Need, Project, Vm } from "../project/project.ts";
import type { Place } from "../text/span.ts";
import type { Rule } from "./rule.ts";
import { basketName, counted, listed } from "./wording.ts";

export const estateBasket: Rule = {
  id: "estate-basket",
  group: "placement",
  severity: "info",
  title: "What (nearly) everything in an environment or a cluster stands on",
  why: "Every estate shares something: a site, a manager, a vendor, a build in each cluster. That is normal, and no service is blamed for it. It is worth knowing all the same, because nothing inside the environment protects against it: only a second environment that differs in it does.",
  remedy:
    "Nothing need be done here. Keep these domains different in a paired environment, and never touch all that stands on one of them in one step.",
  silentWhen:
    "Said once for each environment with several services and for each of its clusters that several services share, or one with VMs to spare. The limit is the policy's `estateBasket`, 80 % of an environment's services by default; where there are fewer than five services it is the hosts that count.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    site: dc-east
    manager: vcenter-east
hosts:
  - {name: esx-01, environment: east}
  - {name: esx-02, environment: east}
services:
  - {name: mail, tier: 3}
  - {name: wiki, tier: 4}
vms:
  - {name: mail-1, service: mail, host: esx-01}
  - {name: wiki-1, service: wiki, host: esx-02}
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, rack: r1}
  - {name: esx-02, environment: east, rack: r2}
services:
  - {name: mail, tier: 3}
  - {name: wiki, tier: 4}
vms:
  - {name: mail-1, service: mail, host: esx-01}
  - {name: wiki-1, service: wiki, host: esx-02}
`,
  *check({ project, estate }) {
    for (const environment of project.environments) {
      const said = ofEnvironment(project, environment, [...estate.said(environment)]);
      if (said !== undefined) yield said;
      for (const cluster of environment.clusters) {
        const own = ofCluster(cluster, [...estate.said(cluster)]);
        if (own !== undefined) yield own;
      }
    }
  },
};

function ofEnvironment(
  project: Project,
  environment: Environment,
  domains: readonly Domain[],
): Finding | undefined {
  if (domains.length === 0) return undefined;
  const name = environment.name === "" ? "this estate" : `“${environment.name}”`;
  const share = project.policy.estateBasket;
  const { hosts, vms } = countedUnder(environment, domains);
  const isUnder = (domain: Domain) =>
    [hosts, vms].some(({ of, total }) => (of.get(domain) ?? 0) >= share * total);
  return finding(
    { kind: "environment", name: environment.name },
    environment.at,
    domains,
    `At least ${formatShare(share)} of ${name} (${carriedBy(environment.vms)}) ${standsOn(domains, isUnder)}. One failure there reaches nearly everything here; only an environment that differs in it protects against it.`,
  );
}

function ofCluster(cluster: Cluster, domains: readonly Domain[]): Finding | undefined {
  if (domains.length === 0) return undefined;
  const hosts = cluster.hosts.map(underHost);
  const isUnder = (domain: Domain) => hosts.every((under) => under.has(domain));
  const who = domains.some(isUnder) ? "Every host of cluster" : "All that runs in cluster";
  return finding(
    { kind: "cluster", name: cluster.name },
    cluster.entry.name.at,
    domains,
    `${who} ${cluster.name} (${carriedBy(cluster.vms)}) ${standsOn(domains, isUnder)}. One failure there reaches all of it; only a place outside of the cluster that differs in it protects against it.`,
  );
}

/** A rack with some of the hosts can take everything along, with the storage that they serve: then not everything stands on it. */
function standsOn(domains: readonly Domain[], isUnder: (domain: Domain) => boolean): string {
  const under = domains.filter(isUnder);
  const beside = domains.filter((domain) => !isUnder(domain));
  if (beside.length === 0) return `stands on ${nameAll(under)}`;
  if (under.length === 0) return `is lost with ${nameAll(beside)}`;
  return `stands on ${nameAll(under)}, and what runs there is lost with ${nameAll(beside)} too`;
}

function underHost(host: Host): ReadonlySet<Domain> {
  const own = host.cluster === undefined ? [host.domain] : [host.domain, host.cluster.domain];
  return withOuter([...own, ...[...host.needs.values()].flatMap((need) => need.domains)]);
}

interface Counted {
  readonly total: number;
  readonly of: ReadonlyMap<Domain, number>;
}

/** How many hosts and how many VMs of an environment stand on each of some domains. */
function countedUnder(
  environment: Environment,
  domains: readonly Domain[],
): { readonly hosts: Counted; readonly vms: Counted } {
  const asked = new Set(domains);
  const ofNeeds = new Map<Need, readonly Domain[]>();
  // Hosts and VMs share most of what they need: what of it was asked for is looked up once.
  const among = (need: Need): readonly Domain[] => {
    const known = ofNeeds.get(need) ?? [...withOuter(need.domains)].filter((domain) => asked.has(domain));
    ofNeeds.set(need, known);
    return known;
  };
  const ofHosts = new Map(
    environment.hosts.map(
      (host) => [host, [...underHost(host)].filter((domain) => asked.has(domain))] as const,
    ),
  );
  const counter = () => {
    const of = new Map<Domain, number>();
    return {
      of,
      add: (under: ReadonlySet<Domain>) => {
        for (const domain of under) of.set(domain, (of.get(domain) ?? 0) + 1);
      },
    };
  };
  const hosts = environment.hosts.filter((host) => !host.maintenance);
  const vms = environment.vms.filter((vm) => vm.counts);
  const [atHosts, atVms] = [counter(), counter()];
  for (const host of hosts) atHosts.add(new Set(ofHosts.get(host)));
  for (const vm of vms) {
    const under = new Set(vm.host && ofHosts.get(vm.host));
    for (const need of vm.needs.values()) for (const domain of among(need)) under.add(domain);
    for (const need of vm.storage) for (const domain of among(need)) under.add(domain);
    atVms.add(under);
  }
  return { hosts: { total: hosts.length, of: atHosts.of }, vms: { total: vms.length, of: atVms.of } };
}

/** Domains with all that they are within. */
function withOuter(domains: readonly Domain[]): ReadonlySet<Domain> {
  const all = new Set(domains);
  // A set iterates over what is added meanwhile.
  for (const domain of all)
    for (const need of domain.within) for (const outer of need.domains) all.add(outer);
  return all;
}

function finding(
  subject: { kind: string; name: string },
  at: Place,
  domains: readonly Domain[],
  message: string,
): Finding {
  return {
    rule: "estate-basket",
    severity: "info",
    message,
    at,
    subject,
    related: worstFirst(domains).map((domain) => ({
      at: domain.at,
      message: `This is ${basketName(domain)}.`,
    })),
  };
}

function nameAll(domains: readonly Domain[]): string {
  const names = listed(worstFirst(domains).map(basketName), 12);
  return domains.length === 1 ? names : `each of ${names}`;
}

function worstFirst(domains: readonly Domain[]): readonly Domain[] {
  return [...domains].sort((a, b) => unavailability(b) - unavailability(a));
}

function carriedBy(vms: readonly Vm[]): string {
  const counting = vms.filter((vm) => vm.counts);
  const services = [...new Set(counting.flatMap((vm) => vm.service ?? []))];
  const users = services.reduce((sum, service) => sum + (service.users ?? 0), 0);
  return [
    counted(services.length, "service"),
    counted(counting.length, "VM"),
    ...(users > 0 ? [counted(users, "user")] : []),
  ].join(", ");
}
