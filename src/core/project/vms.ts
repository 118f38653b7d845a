import type { EstateDocument, VmEntry } from "../model/estate.ts";
import { placeOver } from "../text/stretch.ts";
import { type DomainRegistry, inheritVm, needOf } from "./domains.ts";
import { bind, nameIndex, unique } from "./names.ts";
import type { ClusterDraft, EnvironmentDraft, HostDraft, Places } from "./places.ts";
import type { KeepApart, Need, Needs, Vm } from "./project.ts";
import type { Services } from "./services.ts";

interface Standing {
  readonly entry: VmEntry;
  readonly environment: EnvironmentDraft;
  readonly host: HostDraft | undefined;
  readonly cluster: ClusterDraft | undefined;
}

/** Binds VMs to their places and services, and the anti-affinity rules of clusters to VMs. */
export function linkVms(
  registry: DomainRegistry,
  places: Places,
  services: Services,
  estates: readonly EstateDocument[],
): readonly Vm[] {
  const standing = estates
    .flatMap((estate) => estate.vms ?? [])
    .map((entry) => placeOf(registry, places, entry));
  const kept = unique(
    registry.linking,
    "VM",
    standing,
    ({ entry }) => entry.name,
    (item) => item.environment.name,
  );
  const vms = kept.map((item) => {
    const vm = vmOf(registry, services, item);
    item.environment.vms.push(vm);
    item.host?.vms.push(vm);
    item.cluster?.vms.push(vm);
    return vm;
  });
  const index = nameIndex("VM", vms);
  for (const environment of places.all()) {
    for (const cluster of environment.clusters) {
      cluster.keepApart = (cluster.entry.keepApart ?? []).flatMap((group): KeepApart[] => {
        const members = group.flatMap((name) => {
          const vm = bind(registry.linking, index, name, environment.name);
          return vm === undefined ? [] : [{ vm, at: name.at }];
        });
        const [first, last] = [group[0], group[group.length - 1]];
        return first && last ? [{ at: placeOver(first.at, last.at), vms: members }] : [];
      });
    }
  }
  return vms;
}

function placeOf(registry: DomainRegistry, places: Places, entry: VmEntry): Standing {
  const from = entry.environment?.value;
  const host =
    entry.host && (bind(registry.linking, registry.hosts, entry.host, from) as HostDraft | undefined);
  const named =
    entry.cluster &&
    (bind(registry.linking, registry.clusters, entry.cluster, from) as ClusterDraft | undefined);
  if (host !== undefined && named !== undefined && host.cluster !== named) {
    const message = `The VM “${entry.name.value}” names the host ${host.name} and the cluster ${named.name}, but that host is not in that cluster: the host is taken.`;
    registry.linking.findings.push({
      rule: "shape",
      severity: "error",
      message,
      at: entry.cluster?.at ?? entry.name.at,
    });
  }
  const cluster = host === undefined ? named : host.cluster;
  const place = host ?? cluster;
  if (
    place !== undefined &&
    entry.environment !== undefined &&
    place.environment.name !== entry.environment.value
  ) {
    const message = `The VM “${entry.name.value}” is written to be in ${entry.environment.value}, but it stands on ${place.name} in ${place.environment.name}: its place is taken.`;
    registry.linking.findings.push({ rule: "shape", severity: "error", message, at: entry.environment.at });
  }
  const unbound =
    host === undefined && cluster === undefined && (entry.host !== undefined || entry.cluster !== undefined);
  const environment =
    host?.environment ??
    cluster?.environment ??
    (unbound && entry.environment === undefined
      ? places.somewhere(entry.name.at)
      : places.environmentFor(entry.environment, "VM", entry.name));
  return { entry, environment, host, cluster };
}

function vmOf(
  registry: DomainRegistry,
  services: Services,
  { entry, environment, host, cluster }: Standing,
): Vm {
  const inherited: Needs = host?.needs ?? cluster?.needs ?? environment.needs;
  const needs = inheritVm(registry, inherited, entry, environment.name);
  const service = entry.service && bind(registry.linking, services.index, entry.service, undefined);
  const powered = entry.power === undefined || entry.power.value === "on";
  return {
    name: entry.name.value,
    entry,
    environment,
    service,
    host,
    cluster,
    scheduled: host === undefined && cluster !== undefined,
    counts: powered && (host !== undefined || cluster !== undefined),
    pinned: entry.pinned?.value ?? false,
    get cpu() {
      return entry.cpu?.value;
    },
    get memory() {
      return entry.memory?.value;
    },
    storage: storageOf(registry, needs, entry, environment.name),
    needs,
  };
}

function storageOf(registry: DomainRegistry, needs: Needs, entry: VmEntry, from: string): readonly Need[] {
  const own = needs.get("storage");
  const disks = (entry.disks ?? []).flatMap((disk) =>
    disk.storage === undefined ? [] : [needOf(registry, "storage", disk.storage, from)],
  );
  return own === undefined ? disks : [own, ...disks];
}
