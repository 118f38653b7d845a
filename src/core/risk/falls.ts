import type { Domain, Project, Service, Vm } from "../project/project.ts";
import type { OneFailure } from "./oneFailure.ts";

/** What goes down when one failure domain fails and nothing else; what is down already is not counted. */
export interface Fall {
  /** Those that are on and at a known place. */
  readonly vms: readonly Vm[];
  readonly services: readonly Service[];
}

const NOTHING: Fall = { vms: [], services: [] };

/** For every failure domain at once. */
export function fallsOf(project: Project, failure: OneFailure): (domain: Domain) => Fall {
  const falls = new Map<Domain, { readonly vms: Vm[]; readonly services: Service[] }>();
  const under = (domain: Domain) => {
    const known = falls.get(domain) ?? { vms: [], services: [] };
    falls.set(domain, known);
    return known;
  };
  for (const vm of project.vms)
    if (vm.counts) for (const domain of failure.ofVm(vm) ?? []) under(domain).vms.push(vm);
  for (const service of project.services)
    for (const domain of failure.ofService(service) ?? []) under(domain).services.push(service);
  return (domain) => falls.get(domain) ?? NOTHING;
}
