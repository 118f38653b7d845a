import type { Finding, Fix } from "../model/finding.ts";
import { isOn } from "../project/capacity.ts";
import type { Cluster, Host, KeepApart, Project, Vm } from "../project/project.ts";
import type { PlaceIndex } from "../risk/places.ts";
import type { Spot } from "../risk/spots.ts";
import type { Facts } from "./facts.ts";
import { fixOf, moveEdits } from "./mending.ts";
import { promising, riskAfter } from "./promise.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

export const keepApartBroken: Rule = {
  id: "keep-apart-broken",
  group: "placement",
  severity: "warning",
  title: "VMs that are declared apart and stand on one host",
  why: "An anti-affinity rule is a promise that no host failure takes both. A placement that breaks it keeps the comfort and loses the protection; and a host with both of them can often not be emptied for an update.",
  remedy:
    "Move all but one of them to other hosts of the cluster. The quick fix takes hosts with room that hold none of the group. Do not drop the rule.",
  silentWhen:
    "VMs that the scheduler places (`cluster:`) are left to it, and what is switched off breaks nothing. Rules of Proxmox VE that cannot keep their guests apart are told by themselves: where strict rules leave too few nodes for them, the cluster has too few, or another rule keeps them together. So are VMs that Terraform keeps apart and places on one host.",
  bad: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    keepApart: [[erp-1, erp-2]]
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
vms:
  - name: erp-1
    host: esx-01
  - name: erp-2
    host: esx-01
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    keepApart: [[erp-1, erp-2]]
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
vms:
  - name: erp-1
    host: esx-01
  - name: erp-2
    host: esx-01
    power: off   # breaks nothing until it is started
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    keepApart: [[erp-1, erp-2]]
hosts:
  - name: esx-01
    cluster: prod
  - name: esx-02
    cluster: prod
vms:
  - name: erp-1
    host: esx-01
  - name: erp-2
    host: esx-02
`,
  *check(facts) {
    for (const cluster of facts.project.clusters) {
      for (const group of cluster.keepApart) {
        for (const [host, vms] of collisions(group)) {
          const fixes = () => fixesFor(group, host, vms, facts);
          yield findingOf(cluster, group, host, vms, fixes);
        }
      }
    }
  },
};

/** Hosts that hold two or more of a group, with those in the order of the rule. */
function collisions(group: KeepApart): readonly (readonly [Host, readonly Vm[]])[] {
  const byHost = new Map<Host, Vm[]>();
  for (const { vm } of group.vms) {
    if (vm.host === undefined || !isOn(vm)) continue;
    const there = byHost.get(vm.host);
    if (there === undefined) byHost.set(vm.host, [vm]);
    else if (!there.includes(vm)) there.push(vm);
  }
  return [...byHost].filter(([, vms]) => vms.length > 1);
}

function findingOf(
  cluster: Cluster,
  group: KeepApart,
  host: Host,
  vms: readonly Vm[],
  fixes: () => readonly Fix[],
): Finding {
  const names = vms.map((vm) => vm.name);
  const last = vms[vms.length - 1] as Vm;
  return {
    rule: "keep-apart-broken",
    severity: "warning",
    message: `${listed(names)} stand together on host ${host.name}, but cluster ${cluster.name} declares them apart: one host failure takes ${names.length === 2 ? "both" : `all ${names.length}`}. Move ${listed(names.slice(1))} to ${names.length === 2 ? "another host" : "other hosts"} of the cluster.`,
    at: last.entry.host?.at ?? last.entry.name.at,
    subject: { kind: "vm", name: last.name },
    related: [
      ...vms.slice(0, -1).map((vm) => ({
        at: vm.entry.host?.at ?? vm.entry.name.at,
        message: `${vm.name} stands on ${host.name} too.`,
      })),
      { at: group.at, message: "Declared apart here." },
    ],
    fixes,
  };
}

function fixesFor(group: KeepApart, host: Host, vms: readonly Vm[], facts: Facts): readonly Fix[] {
  const { project } = facts;
  const places = facts.places();
  const moving = [...vms.slice(1)].reverse();
  const others = group.vms.map(({ vm }) => vm);
  const choices = moving.map((vm) => {
    const spots = places
      .spotsFor(vm, { placed: [vm] })
      .filter((spot) => spot.host !== undefined && spot.cluster === host.cluster);
    return {
      vm,
      spots: places.ranked(
        vm,
        spots,
        others.filter((other) => other !== vm),
      ),
    };
  });
  const [only, second] = choices;
  if (only !== undefined && second === undefined) {
    return only.spots
      .slice(0, 3)
      .flatMap((spot, index) =>
        fixOf(project, promisedMove(only.vm, spot, facts), [moveEdits(project, only.vm, spot)], index === 0),
      );
  }
  return allMoved(project, choices);
}

function promisedMove(vm: Vm, spot: Spot, facts: Facts): string {
  const title = `Move ${vm.name} to host ${spot.host?.name ?? ""}`;
  const { service } = vm;
  if (service === undefined) return title;
  return promising(title, service, riskAfter(service, new Map([[vm, spot]]), facts), facts);
}

function allMoved(
  project: Project,
  choices: readonly { readonly vm: Vm; readonly spots: ReturnType<PlaceIndex["ranked"]> }[],
): readonly Fix[] {
  const used = new Set<unknown>();
  const moves = choices.flatMap(({ vm, spots }) => {
    const spot = spots.find((candidate) => !used.has(candidate));
    used.add(spot);
    return spot === undefined ? [] : [{ vm, spot }];
  });
  if (moves.length < choices.length) return [];
  const title = `Move ${listed(moves.map(({ vm, spot }) => `${vm.name} to host ${spot.host?.name ?? ""}`))}`;
  return fixOf(
    project,
    title,
    moves.map(({ vm, spot }) => moveEdits(project, vm, spot)),
    true,
  );
}
