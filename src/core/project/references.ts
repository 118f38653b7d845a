import type { EstateDocument } from "../model/estate.ts";
import { bind, type Linking, nameIndex } from "./names.ts";
import type { Pair, Vm } from "./project.ts";
import type { Services } from "./services.ts";

/** Names that no figure stands on yet must exist all the same: counterparts, what a domain runs on, accepted differences. */
export function checkReferences(
  linking: Linking,
  estates: readonly EstateDocument[],
  vms: readonly Vm[],
  services: Services,
  pairs: readonly Pair[],
): void {
  const index = nameIndex("VM", vms);
  for (const vm of vms) {
    if (vm.entry.counterpart === undefined) continue;
    const sides = pairs.find((pair) => pair.sides.includes(vm.environment))?.sides;
    bind(linking, index, vm.entry.counterpart, sides?.find((side) => side !== vm.environment)?.name);
  }
  for (const { runsOn } of estates.flatMap((estate) => estate.domains ?? [])) {
    if (runsOn?.service !== undefined) bind(linking, services.index, runsOn.service, undefined);
    if (runsOn?.vm !== undefined) bind(linking, index, runsOn.vm, undefined);
  }
  for (const { entry } of pairs) {
    const accepted = entry.accepted?.flatMap((each) => each.services ?? []) ?? [];
    for (const service of accepted) bind(linking, services.index, service, undefined);
  }
}
