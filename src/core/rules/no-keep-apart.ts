import type { Finding } from "../model/finding.ts";
import type { Cluster, Project, Service, Vm } from "../project/project.ts";
import { fixOf, keepApartEdits } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { counted, listed } from "./wording.ts";

export const noKeepApart: Rule = {
  id: "no-keep-apart",
  group: "placement",
  severity: "info",
  title: "Redundant VMs that a scheduler may put on one host",
  why: "A scheduler balances load, not risk. Two VMs that stand apart today may stand together after the next balancing or the next maintenance, and then one host failure stops both until they have restarted elsewhere.",
  remedy:
    "Declare them apart with `keepApart` on their cluster. The quick fix adds the group. For VMs of KubeVirt, `topologySpreadConstraints` or `podAntiAffinity`. In Proxmox VE, switch the rule on again. In Terraform, an anti-affinity rule of the provider; the quick fix switches one on that is off.",
  silentWhen:
    "Silent where the service could lose all of its VMs in the cluster and still have enough, where a group leaves enough of them apart, and for more VMs than the cluster has hosts, which no rule could keep apart. Where many services of one cluster lack it, it is said once, on the cluster. VMs of KubeVirt belong together by their pool or by the label of their application; nothing is said of those that the estate knows, nor where one of them says how it is placed. VMs of Terraform belong together by their `count` or by the pattern of their names; nothing is said where a rule depends on a run.",
  bad: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    autoPlace: true
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1   # no autoPlace: the VMs stay where they are written
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    keepApart:
      - [erp-1, erp-2]
    autoPlace: true
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
`,
  *check({ project }) {
    const lacking = project.services.flatMap(loosePartsOf);
    const byCluster = new Map<Cluster, Loose[]>();
    for (const loose of lacking)
      byCluster.set(loose.cluster, [...(byCluster.get(loose.cluster) ?? []), loose]);
    const byService = new Map<Service, Loose[]>();
    for (const [cluster, parts] of byCluster) {
      if (parts.length > MOST_SINGLE) yield onCluster(project, cluster, parts);
      else
        for (const loose of parts)
          byService.set(loose.service, [...(byService.get(loose.service) ?? []), loose]);
    }
    for (const [service, parts] of byService) yield onService(project, service, parts);
  },
};

/** Beyond so many services of one cluster it is the cluster that lacks a habit. */
const MOST_SINGLE = 3;

/** VMs of one service that the scheduler of one cluster may bring together. */
interface Loose {
  readonly service: Service;
  readonly cluster: Cluster;
  readonly vms: readonly Vm[];
}

function loosePartsOf(service: Service): readonly Loose[] {
  const spare = service.placed.length - service.needs;
  if (spare < 1) return [];
  const byCluster = new Map<Cluster, Vm[]>();
  for (const vm of service.placed) {
    if (vm.cluster === undefined || !(vm.scheduled || (vm.cluster.autoPlace && !vm.pinned))) continue;
    const there = byCluster.get(vm.cluster);
    if (there === undefined) byCluster.set(vm.cluster, [vm]);
    else there.push(vm);
  }
  return [...byCluster]
    .filter(
      ([cluster, vms]) =>
        vms.length > 1 && vms.length <= cluster.hosts.length && mostTogether(cluster, vms) > spare,
    )
    .map(([cluster, vms]) => ({ service, cluster, vms }));
}

/** How many of the VMs one host may hold: of each group that is kept apart only one. */
function mostTogether(cluster: Cluster, vms: readonly Vm[]): number {
  const apart = cluster.keepApart.map((group) => group.vms.filter(({ vm }) => vms.includes(vm)).length);
  return vms.length - Math.max(0, ...apart.map((count) => count - 1));
}

function onService(project: Project, service: Service, parts: readonly Loose[]): Finding {
  const [first] = parts as readonly [Loose, ...Loose[]];
  const vms = parts.flatMap((part) => part.vms);
  const clusters = listed(parts.map((part) => part.cluster.name));
  const names = vms.map((vm) => vm.name);
  return {
    rule: "no-keep-apart",
    severity: "info",
    message: `The scheduler of ${clusters} may put the ${counted(first.vms.length, "VM")} of “${service.name}” on one host: its failure would stop more of them at once than the service can spare, until they have restarted elsewhere. Keep ${listed(names)} apart.`,
    at: service.entry.name.at,
    subject: { kind: "service", name: service.name },
    related: parts.map((part) => ({
      at: part.cluster.entry.name.at,
      message: `The cluster ${part.cluster.name} declares nothing apart for “${service.name}”.`,
    })),
    fixes: () =>
      fixOf(
        project,
        `Keep ${listed(names)} apart`,
        parts.map((part) => keepApartEdits(project, part.cluster, [{ vms: part.vms }])),
        true,
      ),
  };
}

function onCluster(project: Project, cluster: Cluster, parts: readonly Loose[]): Finding {
  const groups = parts.map(({ vms }) => ({ vms }));
  return {
    rule: "no-keep-apart",
    severity: "info",
    message: `The scheduler of ${cluster.name} may put redundant VMs of ${counted(parts.length, "service")} (${listed(parts.map((part) => part.service.name))}) on one host: its failure would stop more of them at once than these services can spare, until they have restarted elsewhere. Declare them apart.`,
    at: cluster.entry.name.at,
    subject: { kind: "cluster", name: cluster.name },
    related: parts.map((part) => ({
      at: part.service.entry.name.at,
      message: `${listed(part.vms.map((vm) => vm.name))} of “${part.service.name}” may meet on one host.`,
    })),
    fixes: () =>
      fixOf(
        project,
        `Keep the VMs of ${counted(parts.length, "service")} apart`,
        [keepApartEdits(project, cluster, groups)],
        true,
      ),
  };
}
