import type { Finding } from "../model/finding.ts";
import { formatShare } from "../model/values.ts";
import { unavailability } from "../project/domains.ts";
import type { Cluster, Domain, Environment, Project, Service, Vm } from "../project/project.ts";
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
    "Said once for each environment and each cluster with several services. The limit is the policy's `estateBasket`, 80 % of an environment's services by default; where there are fewer than five services it is the hosts that count.",
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
  *check({ project, estate: baskets }) {
    for (const environment of project.environments) {
      const under = baskets.ofEnvironment.get(environment) ?? new Set();
      const finding = ofEnvironment(project, environment, [...under]);
      if (finding !== undefined) yield finding;
      for (const cluster of environment.clusters) {
        const own = [...(baskets.ofCluster.get(cluster) ?? [])].filter((domain) => !under.has(domain));
        const said = ofCluster(cluster, own);
        if (said !== undefined) yield said;
      }
    }
  },
};

/** One service says nothing about what services share. */
const FEWEST_SERVICES = 2;

function ofEnvironment(
  project: Project,
  environment: Environment,
  domains: readonly Domain[],
): Finding | undefined {
  const carried = carriedBy(environment.vms);
  if (domains.length === 0 || carried.services.length < FEWEST_SERVICES) return undefined;
  const name = environment.name === "" ? "this estate" : `“${environment.name}”`;
  const share = formatShare(project.policy.estateBasket);
  return finding(
    { kind: "environment", name: environment.name },
    environment.at,
    domains,
    `At least ${share} of ${name} (${carried.words}) stands on ${nameAll(domains)}. One failure there reaches nearly everything here; only an environment that differs in it protects against it.`,
  );
}

function ofCluster(cluster: Cluster, domains: readonly Domain[]): Finding | undefined {
  const carried = carriedBy(cluster.vms);
  if (domains.length === 0 || carried.services.length < FEWEST_SERVICES) return undefined;
  return finding(
    { kind: "cluster", name: cluster.name },
    cluster.entry.name.at,
    domains,
    `Every host of cluster ${cluster.name} (${carried.words}) stands on ${nameAll(domains)}. One failure there reaches all of it; only a place outside of the cluster that differs in it protects against it.`,
  );
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

function carriedBy(vms: readonly Vm[]): { readonly services: readonly Service[]; readonly words: string } {
  const counting = vms.filter((vm) => vm.counts);
  const services = [...new Set(counting.flatMap((vm) => vm.service ?? []))];
  const users = services.reduce((sum, service) => sum + (service.users ?? 0), 0);
  const words = [
    counted(services.length, "service"),
    counted(counting.length, "VM"),
    ...(users > 0 ? [counted(users, "user")] : []),
  ];
  return { services, words: words.join(", ") };
}
