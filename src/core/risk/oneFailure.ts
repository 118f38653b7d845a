import { unavailability } from "../project/domains.ts";
import type { Domain, Host, Need, Service, Vm } from "../project/project.ts";
import { singles } from "./singles.ts";
import type { Structure } from "./structure.ts";

/** Domains whose one failure is enough; `undefined` where it is down already, whatever fails. */
export type Fatal = ReadonlySet<Domain> | undefined;

/** What one failure takes down, for hosts, VMs and what they stand on. */
export interface OneFailure {
  readonly ofHost: (host: Host) => Fatal;
  /** Nothing for a VM without a known place. */
  readonly ofVm: (vm: Vm) => Fatal;
  /** Nothing for a service without placed VMs. */
  readonly ofService: (service: Service) => Fatal;
  /** What alone takes down all that stands on a need. Control-only kinds take nothing down. */
  readonly ofNeed: (need: Need) => Fatal;
}

/** By what each contributes to being down, the most first: so they are told wherever they are told, ties in one order. */
export function largestFirst(fatal: ReadonlySet<Domain>): readonly Domain[] {
  return [...fatal].sort((a, b) => unavailability(b) - unavailability(a));
}

const NONE: ReadonlySet<Domain> = new Set();

export function oneFailure(structure: Structure): OneFailure {
  const { events } = singles(structure);
  const sets = new Map<number, ReadonlySet<Domain>>();
  const at = (gate: number | undefined): Fatal => {
    if (gate === undefined) return NONE;
    if (structure.gates[gate]?.op === "always") return undefined;
    const known = sets.get(gate);
    if (known !== undefined) return known;
    const set = new Set([...(events[gate] ?? [])].flatMap((event) => structure.events[event] ?? []));
    sets.set(gate, set);
    return set;
  };
  const needs = new Map<Need, Fatal>();
  return {
    ofHost: (host) => at(structure.hostGate.get(host)),
    ofVm: (vm) => at(structure.vmGate.get(vm)),
    ofService: (service) => at(structure.serviceGate.get(service)),
    ofNeed(need) {
      if (!needs.has(need)) {
        const parts = need.domains.map((domain) => at(gateOf(structure, domain)));
        needs.set(need, need.anyOf ? everyOf(parts) : anyOf(parts));
      }
      return needs.get(need);
    },
  };
}

/** A host that is needed counts with everything that takes it down. */
function gateOf({ hostGate, domainGate }: Structure, domain: Domain): number | undefined {
  return domain.host === undefined ? domainGate.get(domain) : hostGate.get(domain.host);
}

/** What alone fails at least `least` of the items; those that are down already count towards each. */
export function failingAtLeast(items: readonly Fatal[], least: number): Fatal {
  if (items.length === 1 && least === 1) return items[0];
  let down = 0;
  const counts = new Map<Domain, number>();
  for (const item of items) {
    if (item === undefined) down += 1;
    else for (const domain of item) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  if (down >= least) return undefined;
  return new Set([...counts].filter(([, count]) => count + down >= least).map(([domain]) => domain));
}

/** What alone fails any of the items. */
export function anyOf(items: readonly Fatal[]): Fatal {
  const known = items.filter((item) => item !== undefined);
  if (known.length < items.length) return undefined;
  const [only, second] = known.filter((item) => item.size > 0);
  return second === undefined ? (only ?? NONE) : new Set(known.flatMap((item) => [...item]));
}

/** What alone fails all of the items; what is down already holds nothing up. */
export function everyOf(items: readonly Fatal[]): Fatal {
  const [first, ...others] = items.filter((item) => item !== undefined);
  if (first === undefined) return items.length === 0 ? NONE : undefined;
  return others.length === 0
    ? first
    : new Set([...first].filter((domain) => others.every((item) => item.has(domain))));
}
