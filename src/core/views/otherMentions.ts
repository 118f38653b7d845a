import type { Located } from "../model/shape.ts";
import type { Project, Service, Vm } from "../project/project.ts";
import type { Mention } from "./subject.ts";

/** Names that no figure stands on: counterparts, what a domain runs on, accepted differences, freezes. */
export function* otherMentions(project: Project): Iterable<Mention> {
  const services = new Map(project.services.map((service) => [service.name, service]));
  const vms = byName(project);
  for (const vm of project.vms) {
    const other = vm.entry.counterpart;
    const sides = project.pairs.find((pair) => pair.sides.includes(vm.environment))?.sides;
    const side = sides?.find((each) => each !== vm.environment)?.name;
    if (other !== undefined) yield* ofVm(vms, other, side);
  }
  for (const { facts } of project.domains.values()) {
    if (facts?.runsOn?.service !== undefined) yield* ofService(services, facts.runsOn.service);
    if (facts?.runsOn?.vm !== undefined) yield* ofVm(vms, facts.runsOn.vm, undefined);
  }
  for (const { entry } of project.pairs) {
    for (const service of entry.accepted?.flatMap((each) => each.services ?? []) ?? [])
      yield* ofService(services, service);
  }
  for (const { value, at } of project.policy.freezes.flatMap((freeze) => freeze.environments ?? [])) {
    const environment = project.environments.find(({ name }) => name === value);
    if (environment !== undefined) yield { at, subject: { kind: "environment", environment } };
  }
}

function* ofService(
  services: ReadonlyMap<string, Service>,
  { value, at }: Located<string>,
): Iterable<Mention> {
  const service = services.get(value);
  if (service !== undefined) yield { at, subject: { kind: "service", service } };
}

/** As names are bound: bare in the environment that is meant, else the only one; `env/name` is exact. */
function* ofVm(
  vms: ReadonlyMap<string, readonly Vm[]>,
  { value, at }: Located<string>,
  environment: string | undefined,
): Iterable<Mention> {
  const found = vms.get(value) ?? [];
  const near = found.filter((vm) => vm.environment.name === environment);
  const [vm, second] = near.length > 0 ? near : found;
  if (vm !== undefined && second === undefined) yield { at, subject: { kind: "vm", vm } };
}

function byName({ vms }: Project): ReadonlyMap<string, readonly Vm[]> {
  const index = new Map<string, Vm[]>();
  for (const vm of vms) {
    for (const key of [vm.name, `${vm.environment.name}/${vm.name}`]) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [vm]);
      else known.push(vm);
    }
  }
  return index;
}
