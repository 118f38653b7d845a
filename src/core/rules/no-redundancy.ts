import type { Finding, Fix, Related } from "../model/finding.ts";
import { countOf } from "../model/values.ts";
import type { Environment, Project, Service, Vm } from "../project/project.ts";
import { isComparable, placementAt } from "../risk/moved.ts";
import type { Spot } from "../risk/spots.ts";
import type { Structure } from "../risk/structure.ts";
import type { Facts } from "./facts.ts";
import { keepApartEdits, setIn, spotName } from "./mending.ts";
import { promisedFix, riskAfter } from "./promise.ts";
import type { Rule } from "./rule.ts";
import { twinEdits } from "./twins.ts";

export const noRedundancy: Rule = {
  id: "no-redundancy",
  group: "placement",
  severity: "warning",
  severityBy:
    "warning for a service of tier 1 or 2 that one host failure takes for good, and for a cluster of Proxmox VE that one failure leaves without a majority of its votes; information for a single VM of tier 1 that restarts elsewhere",
  title: "A critical service with a single VM",
  why: "A single VM is down with its host. In a cluster that restarts it is back after some minutes; pinned, outside of a cluster or in one that tolerates no failure it stays down until somebody has repaired the machine. For a service of tier 1 or 2 that is an outage waiting for its day.",
  remedy:
    "Add a second VM in another basket and say that one is enough. The quick fix writes a copy of the VM under the next free name to a host with room, and `needs: 1` where nobody wrote how many are needed; where `needs` asks for both, it offers to lower it. Whether the service can run on two VMs at all is for its owner to say: without that, let its cluster tolerate a host failure.",
  silentWhen:
    "Services of tier 3 and 4, and those without a tier, are not asked for redundancy. A service with several VMs that all are needed has none either: that is `split-not-doubled`. Of a corosync.conf nothing is said where something else than the majority of the votes listed decides: `two_node`, a tie breaker, votes of a device that are not written.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: dns
    tier: 1
vms:
  - name: dns-1
    service: dns
    host: esx-01
    memory: 4GiB
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
services:
  - name: mail
    tier: 2
vms:
  - name: mail-1
    service: mail
    host: esx-01
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: dns
    tier: 1
    needs: 1
vms:
  - name: dns-1
    service: dns
    host: esx-01
    memory: 4GiB
  - name: dns-2
    service: dns
    host: esx-02
    memory: 4GiB
`,
  *check(facts) {
    const { project, structure } = facts;
    for (const service of project.services) {
      const [vm, second] = service.placed;
      const { tier } = service;
      if (vm === undefined || second !== undefined || tier === undefined || tier > 2) continue;
      const forGood = stayingDown(vm, structure);
      if (forGood === undefined && tier > 1) continue;
      const fixes = () => fixesFor(service, vm, facts);
      yield findingOf(service, vm, tier, forGood, fixes);
    }
  },
};

/** Why the VM does not come back elsewhere when its host fails; undefined where it does. */
function stayingDown(vm: Vm, structure: Structure): string | undefined {
  const { host, cluster } = vm;
  if (host === undefined)
    return cluster !== undefined && cluster.hosts.length < 2
      ? `cluster ${cluster.name} has no second host to restart it on`
      : undefined;
  if (vm.pinned) return "it is pinned";
  if (cluster === undefined) return `host ${host.name} is in no cluster`;
  if (cluster.hosts.length < 2) return `cluster ${cluster.name} has no second host to restart it on`;
  if (cluster.tolerance === 0) return `cluster ${cluster.name} restarts nothing (tolerates: 0)`;
  const elsewhere = cluster.hosts.some((other) => other !== host && !structure.noRestart.has(other));
  return elsewhere ? undefined : `nothing restarts on the other hosts of cluster ${cluster.name} any more`;
}

function findingOf(
  service: Service,
  vm: Vm,
  tier: number,
  forGood: string | undefined,
  fixes: () => readonly Fix[],
): Finding {
  const what = `“${service.name}” (tier ${tier}) has a single VM, ${vm.name}`;
  const where =
    vm.host === undefined ? `a host of cluster ${vm.cluster?.name ?? ""}` : `host ${vm.host.name}`;
  const message =
    forGood === undefined
      ? `${what}: when ${where} fails the service is down until the VM has restarted elsewhere. A second VM in another basket would keep it up.`
      : `${what}, and ${forGood}: when ${where} fails the service stays down until that host is repaired. Add a second VM in another basket${sayingNeeds(service)}, or let the VM restart elsewhere.`;
  const related: Related[] = [
    { at: vm.entry.host?.at ?? vm.entry.cluster?.at ?? vm.entry.name.at, message: `${vm.name} stands here.` },
  ];
  return {
    rule: "no-redundancy",
    severity: forGood === undefined ? "info" : "warning",
    message,
    at: service.entry.name.at,
    subject: { kind: "service", name: service.name },
    related,
    fixes,
  };
}

/** What else is to be written for the second VM to be one too many; nothing where that is said already. */
function sayingNeeds(service: Service): string {
  if (!service.needsWritten) return " and say needs: 1";
  return needsBoth(service) ? " and lower needs to 1, if one VM is enough" : "";
}

/** Places where the host failure that takes the first does not take the second. */
function fixesFor(service: Service, vm: Vm, facts: Facts): readonly Fix[] {
  const { project, failure } = facts;
  const places = facts.places();
  const fatal = failure.ofVm(vm);
  const open = places
    .spotsFor(vm, service)
    .filter(
      (spot) => ![...spot.takes].some((domain) => domain.host !== undefined && fatal?.has(domain) === true),
    );
  const spots = places.ranked(vm, open, [vm]);
  const near = spots.slice(0, 3);
  const name = freeName(vm.name, [...new Set([vm.environment, ...near.map((spot) => spot.environment)])]);
  const lowers = needsBoth(service);
  const needs = service.needsWritten && !lowers ? [] : needsOne(project, service);
  return near.flatMap((spot, index) => {
    const twin = twinEdits(project, vm, spot, { name });
    // A copy is never pinned.
    const added = [{ ...placementAt(project, vm, spot), pinned: false }];
    const after = isComparable(project, vm, spot)
      ? riskAfter(service, new Map(), facts, { added, needs: 1 })
      : undefined;
    const title = `Add ${name} on ${spotName(spot, vm)}${lowers ? " and lower needs to 1, if one VM is enough" : ""}`;
    const edits = [twin, needs, ...apart(project, vm, name, spot)];
    return promisedFix({ title, service, after, edits }, facts, index === 0 && !lowers);
  });
}

/** Whether what is written would ask for the second VM as well: `2`, `all`, `60%`. How many are enough its owner knows. */
function needsBoth({ entry }: Service): boolean {
  return entry.needs !== undefined && countOf(entry.needs.value, 2) > 1;
}

/** One is enough today, since there is only one. */
function needsOne(project: Project, service: Service) {
  return setIn(project, service.entry, "needs", 1, ["name", "tier", "owner"]);
}

/** Where a scheduler could bring both to one host, it is told not to. */
function apart(project: Project, vm: Vm, name: string, spot: Spot) {
  const { cluster } = vm;
  const moves = cluster !== undefined && spot.cluster === cluster && (cluster.autoPlace || vm.scheduled);
  return moves ? [keepApartEdits(project, cluster, [{ vms: [vm], added: [name] }])] : [];
}

/** `erp-1` → `erp-2`, `dns` → `dns-2`: the next name that no VM of these environments has. */
function freeName(name: string, environments: readonly Environment[]): string {
  const taken = new Set(environments.flatMap((environment) => environment.vms.map((vm) => vm.name)));
  const match = /^(.*?)(\d{1,6})$/.exec(name);
  const [stem, first, width] =
    match === null ? [`${name}-`, 2, 1] : [match[1] ?? "", Number(match[2]) + 1, match[2]?.length ?? 1];
  for (let next = first; ; next++) {
    const candidate = `${stem}${String(next).padStart(width, "0")}`;
    if (!taken.has(candidate)) return candidate;
  }
}
