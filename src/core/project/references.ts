import type { EstateDocument } from "../model/estate.ts";
import type { DomainDraft } from "./domains.ts";
import { bind, type Linking, nameIndex } from "./names.ts";
import type { Pair, Vm } from "./project.ts";
import type { Services } from "./services.ts";

/** Binds what a domain itself runs on; other names that no figure stands on must exist all the same: counterparts, accepted differences. */
export function linkReferences(
  linking: Linking,
  estates: readonly EstateDocument[],
  vms: readonly Vm[],
  services: Services,
  pairs: readonly Pair[],
  domains: ReadonlyMap<string, DomainDraft>,
): void {
  const index = nameIndex("VM", vms);
  for (const vm of vms) {
    if (vm.entry.counterpart === undefined) continue;
    const sides = pairs.find((pair) => pair.sides.includes(vm.environment))?.sides;
    bind(linking, index, vm.entry.counterpart, sides?.find((side) => side !== vm.environment)?.name);
  }
  for (const { kind, name, runsOn } of estates.flatMap((estate) => estate.domains ?? [])) {
    if (runsOn === undefined) continue;
    const service = runsOn.service && bind(linking, services.index, runsOn.service, undefined);
    const vm = runsOn.vm && bind(linking, index, runsOn.vm, undefined);
    const domain = domains.get(`${kind.value}:${name.value}`);
    if (domain === undefined || domain.facts?.runsOn !== runsOn) continue;
    if (service !== undefined) domain.runsOn = { vms: service.placed, needs: service.needs };
    else if (vm?.counts === true) domain.runsOn = { vms: [vm], needs: 1 };
  }
  for (const { entry } of pairs) {
    const accepted = entry.accepted?.flatMap((each) => each.services ?? []) ?? [];
    for (const service of accepted) bind(linking, services.index, service, undefined);
  }
}
