import type { Finding, Related } from "../model/finding.ts";
import { isOn } from "../project/capacity.ts";
import { diskIn } from "../project/domains.ts";
import type { Cluster, Environment, Vm } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { counted, listed } from "./wording.ts";

export const localDisk: Rule = {
  id: "local-disk",
  group: "placement",
  severity: "info",
  title: "VMs that do not restart in a cluster that restarts, since their disks are inside their hosts",
  why: "A cluster with restart (HA) looks as if every VM came back after the failure of a host. One whose disk is inside that host does not, and nobody notices before the host fails. Such a VM cannot be moved away for an update either.",
  remedy:
    "Move the disks to storage that all hosts of the cluster reach. Where it is meant, because the service keeps its data several times itself, say `pinned: true`: then nobody counts on a restart.",
  silentWhen:
    "VMs that are off or pinned; hosts in no cluster; clusters that do not restart (`tolerates: 0`). Services that lose no more than they can spare with any one host.",
  bad: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    storage: san
hosts:
  - {name: h1, cluster: prod}
  - {name: h2, cluster: prod}
vms:
  - {name: files-1, host: h1, storage: disk-h1}
  - {name: web-1, host: h2}
domains:
  - {kind: storage, name: disk-h1, within: {host: h1}}
`,
  good: `apiVersion: baskets/v1
kind: Estate
clusters:
  - name: prod
    tolerates: 1
    storage: san
hosts:
  - {name: h1, cluster: prod}
  - {name: h2, cluster: prod}
services:
  - {name: search, needs: 1}
vms:
  - {name: files-1, host: h1, storage: disk-h1, pinned: true}
  - {name: search-1, service: search, host: h1, storage: disk-h1}
  - {name: search-2, service: search, host: h2, storage: disk-h2}
domains:
  - {kind: storage, name: disk-h1, within: {host: h1}}
  - {kind: storage, name: disk-h2, within: {host: h2}}
`,
  *check({ project }) {
    for (const environment of project.environments) {
      const clusters = environment.clusters.flatMap((cluster) => {
        const tied = cluster.tolerance === 0 ? [] : cluster.vms.filter(isTied);
        return tied.length === 0 ? [] : [{ cluster, tied }];
      });
      if (clusters.length > MOST_SINGLE) yield ofAll(environment, clusters);
      else for (const each of clusters) yield ofOne(each);
    }
  },
};

/** Beyond so many clusters it is a habit of the environment, said once. */
const MOST_SINGLE = 3;

interface Found {
  readonly cluster: Cluster;
  readonly tied: readonly Vm[];
}

function isTied(vm: Vm): boolean {
  if (!isOn(vm) || vm.pinned || vm.host === undefined) return false;
  if (!vm.storage.some((need) => diskIn(vm.host, need) !== undefined)) return false;
  const { service } = vm;
  if (service === undefined) return true;
  const together = service.placed.filter(({ host }) => host === vm.host).length;
  return together > service.placed.length - service.needs;
}

/** How many a message names; the related places tell more. */
const NAMED = 4;
const RELATED = 20;

const REMEDY = "Move the disks to shared storage, or say pinned: true where it is meant.";

function ofOne({ cluster, tied }: Found): Finding {
  const names = tied.map(({ name }) => name);
  const [auxiliary, disks] = tied.length === 1 ? ["does", "its disk is"] : ["do", "their disks are"];
  return {
    rule: "local-disk",
    severity: "info",
    message: `Cluster ${cluster.name} restarts the VMs of a host that fails, but ${counted(tied.length, "VM")} of it ${auxiliary} not restart, since ${disks} inside the host: ${listed(names, NAMED)}. ${REMEDY}`,
    at: cluster.entry.name.at,
    subject: { kind: "cluster", name: cluster.name },
    related: related(tied),
  };
}

function ofAll(environment: Environment, found: readonly Found[]): Finding {
  const tied = found.flatMap((each) => each.tied);
  const clusters = found.map(({ cluster, tied: own }) => `${cluster.name} (${own.length})`);
  const where = environment.name === "" ? "" : ` of ${environment.name}`;
  return {
    rule: "local-disk",
    severity: "info",
    message: `${counted(found.length, "cluster")}${where} restart the VMs of a host that fails, but ${counted(tied.length, "VM")} of them do not restart, since their disks are inside their hosts: ${listed(clusters, NAMED)}. ${REMEDY}`,
    at: environment.at,
    subject: { kind: "environment", name: environment.name },
    related: related(tied),
  };
}

function related(tied: readonly Vm[]): readonly Related[] {
  return tied.slice(0, RELATED).map((vm) => ({
    at: vm.entry.storage?.at ?? vm.entry.name.at,
    message: `${vm.name} runs on ${vm.host?.name ?? ""} and its disk is inside it.`,
  }));
}
