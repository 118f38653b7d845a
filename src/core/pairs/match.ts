import type { Environment, Service, Vm } from "../project/project.ts";

/** Two VMs that are each other's half, one on each side. */
export interface Matched {
  readonly here: Vm;
  readonly there: Vm;
  /** How they were found: somebody wrote it, they share a name, or they are the nth VM of one service. */
  readonly by: "counterpart" | "name" | "position";
}

/** Where it cannot be told for certain what is whose half. */
export type Ambiguous =
  /** What a VM names as its counterpart is somebody else's already. */
  | { readonly kind: "taken"; readonly vm: Vm; readonly by: Vm }
  /** A service has another number of VMs on the other side, so positions do not tell. */
  | {
      readonly kind: "uneven";
      readonly service: Service;
      readonly here: readonly Vm[];
      readonly there: readonly Vm[];
    };

export interface Matching {
  /** In estate order of the first side. */
  readonly matched: readonly Matched[];
  readonly onlyHere: readonly Vm[];
  readonly onlyThere: readonly Vm[];
  readonly ambiguous: readonly Ambiguous[];
}

/**
 * Which VM of one environment stands for which of the other (spec MANIFESTS.md, `counterpart`): as
 * written, else by name, else by service and position among those that are left.
 */
export function matchVms(here: Environment, there: Environment): Matching {
  if (here === there)
    return {
      matched: here.vms.map((vm) => ({ here: vm, there: vm, by: "name" })),
      onlyHere: [],
      onlyThere: [],
      ambiguous: [],
    };
  const halves = new Map<Vm, { readonly vm: Vm; readonly by: Matched["by"] }>();
  const ambiguous: Ambiguous[] = [];
  const join = (one: Vm, other: Vm, by: Matched["by"]) => {
    halves.set(one, { vm: other, by });
    halves.set(other, { vm: one, by });
  };
  for (const { vm, wanted } of claims(here, there)) {
    if (halves.get(vm)?.vm === wanted) continue;
    const taken = halves.get(wanted)?.vm;
    if (taken !== undefined) ambiguous.push({ kind: "taken", vm, by: taken });
    else if (!halves.has(vm)) join(vm, wanted, "counterpart");
  }
  const byName = new Map(there.vms.filter((vm) => !halves.has(vm)).map((vm) => [vm.name, vm]));
  for (const vm of here.vms) {
    const same = halves.has(vm) ? undefined : byName.get(vm.name);
    if (same !== undefined) join(vm, same, "name");
  }
  const [left, right] = [leftByService(here, halves), leftByService(there, halves)];
  for (const [name, { service, vms }] of left) {
    const others = right.get(name)?.vms ?? [];
    for (const [index, vm] of vms.entries()) {
      const other = others[index];
      if (other !== undefined) join(vm, other, "position");
    }
    if (others.length > 0 && others.length !== vms.length)
      ambiguous.push({ kind: "uneven", service, here: vms, there: others });
  }
  return {
    matched: here.vms.flatMap((vm): Matched[] => {
      const half = halves.get(vm);
      return half === undefined ? [] : [{ here: vm, there: half.vm, by: half.by }];
    }),
    onlyHere: here.vms.filter((vm) => !halves.has(vm)),
    onlyThere: there.vms.filter((vm) => !halves.has(vm)),
    ambiguous,
  };
}

/** Who names whom as its counterpart: those that name each other first, then in an order that does not depend on which side comes first. */
function claims(here: Environment, there: Environment): readonly { readonly vm: Vm; readonly wanted: Vm }[] {
  const wants = new Map<Vm, Vm>();
  const sides = [here, there].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const from of sides) {
    const to = from === here ? there : here;
    const called = new Map(
      to.vms.flatMap((vm) => [[vm.name, vm] as const, [`${to.name}/${vm.name}`, vm] as const]),
    );
    for (const vm of from.vms) {
      const told = vm.entry.counterpart?.value;
      const wanted = told === undefined ? undefined : called.get(told);
      if (wanted !== undefined) wants.set(vm, wanted);
    }
  }
  const all = [...wants].map(([vm, wanted]) => ({ vm, wanted }));
  const isMutual = ({ vm, wanted }: { readonly vm: Vm; readonly wanted: Vm }) => wants.get(wanted) === vm;
  return [...all.filter(isMutual), ...all.filter((claim) => !isMutual(claim))];
}

function leftByService(
  { vms }: Environment,
  halves: ReadonlyMap<Vm, unknown>,
): ReadonlyMap<string, { readonly service: Service; readonly vms: readonly Vm[] }> {
  // By name: of one environment at two times the services are two.
  const left = new Map<string, { readonly service: Service; readonly vms: Vm[] }>();
  for (const vm of vms) {
    const { service } = vm;
    if (service === undefined || halves.has(vm)) continue;
    const known = left.get(service.name);
    if (known === undefined) left.set(service.name, { service, vms: [vm] });
    else known.vms.push(vm);
  }
  return left;
}
