import type { EstateDocument, ServiceEntry } from "../model/estate.ts";
import { countOf } from "../model/values.ts";
import { bind, type Linking, type NameIndex, nameIndex, unique } from "./names.ts";
import type { Service, Vm } from "./project.ts";

interface ServiceDraft extends Service {
  vms: Vm[];
  placed: Vm[];
  needs: number;
  dependsOn: Service["dependsOn"];
}

export interface Services {
  readonly all: readonly Service[];
  readonly index: NameIndex<Service>;
  /** Gives each service its VMs and says where it needs more than it has. */
  readonly complete: (vms: readonly Vm[]) => void;
}

export function linkServices(linking: Linking, estates: readonly EstateDocument[]): Services {
  const entries = unique(
    linking,
    "service",
    estates.flatMap((estate) => estate.services ?? []),
    (entry) => entry.name,
    () => "",
  );
  const all: readonly ServiceDraft[] = entries.map((entry) => ({
    name: entry.name.value,
    entry,
    get tier() {
      return entry.tier?.value;
    },
    get users() {
      return entry.users?.value;
    },
    vms: [],
    placed: [],
    needs: 0,
    needsWritten: entry.needs !== undefined,
    dependsOn: [],
  }));
  const index = nameIndex("service", all);
  for (const service of all) {
    service.dependsOn = (service.entry.dependsOn ?? []).flatMap((reference) => {
      const target = bind(linking, index, reference, undefined);
      return target === undefined ? [] : [{ service: target, at: reference.at }];
    });
  }
  const drafts = new Map<Service, ServiceDraft>(all.map((service) => [service, service]));
  return {
    all,
    index,
    complete(vms) {
      for (const vm of vms) {
        const service = vm.service && drafts.get(vm.service);
        service?.vms.push(vm);
        if (vm.counts) service?.placed.push(vm);
      }
      for (const service of all) service.needs = needsOfService(linking, service);
    },
  };
}

function needsOfService(
  linking: Linking,
  service: { readonly name: string; readonly entry: ServiceEntry; readonly placed: readonly Vm[] },
): number {
  const total = service.placed.length;
  const written = service.entry.needs;
  if (written === undefined || total === 0) return total;
  const count = countOf(written.value, total);
  if (count > total) {
    const has = total === 1 ? "only 1 VM that is on and placed" : `only ${total} VMs that are on and placed`;
    const message = `The service “${service.name}” needs ${count} VMs but has ${has}: it is computed as needing all of them.`;
    linking.findings.push({
      rule: "shape",
      severity: "error",
      message,
      at: written.at,
      subject: { kind: "service", name: service.name },
    });
  }
  return Math.min(count, total);
}
