import type { Policy } from "../model/policy.ts";
import type { Host, Vm } from "./project.ts";

/**
 * Room on hosts, by totals with the policy's overcommit (spec RISK.md, "Capacity"). Each resource is
 * looked at on its own: `undefined` means that a figure is missing somewhere, and then nothing is said of it.
 */
export interface Amounts {
  /** Virtual CPUs. */
  readonly cpu: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
}

type Overcommit = Policy["overcommit"];

/** In the order in which they are said to be short. */
export const RESOURCES = ["memory", "cpu"] as const;

/** What these hosts together can promise to VMs: cores and memory times the policy's overcommit. */
export function capacityOf(hosts: Iterable<Host>, overcommit: Overcommit): Amounts {
  const total = sum(hosts);
  return {
    cpu: total.cpu === undefined ? undefined : total.cpu * overcommit.cpu,
    memory: total.memory === undefined ? undefined : total.memory * overcommit.memory,
  };
}

/** What is left to promise when the `lost` largest of these hosts are gone, each resource by itself. */
export function capacityWithout(hosts: readonly Host[], lost: number, overcommit: Overcommit): Amounts {
  const kept = (resource: keyof Amounts) =>
    [...hosts]
      .sort((a, b) => (a[resource] ?? 0) - (b[resource] ?? 0))
      .slice(0, Math.max(0, hosts.length - lost));
  return {
    cpu: capacityOf(kept("cpu"), overcommit).cpu,
    memory: capacityOf(kept("memory"), overcommit).memory,
  };
}

/** What these VMs take; those that are off or suspended take nothing. */
export function demandOf(vms: Iterable<Vm>): Amounts {
  return sum(running(vms));
}

/** What these VMs would take if all of them ran. */
export function sizeOf(vms: Iterable<Vm>): Amounts {
  return sum(vms);
}

export function isOn(vm: Vm): boolean {
  return (vm.entry.power?.value ?? "on") === "on";
}

/** What is missing of each resource: undefined where it suffices or where a figure is unknown. */
export function shortfall(demand: Amounts, capacity: Amounts): Amounts {
  return { cpu: short(demand.cpu, capacity.cpu), memory: short(demand.memory, capacity.memory) };
}

function short(demand: number | undefined, capacity: number | undefined): number | undefined {
  return demand === undefined || capacity === undefined || demand <= capacity ? undefined : demand - capacity;
}

function running(vms: Iterable<Vm>): Vm[] {
  return [...vms].filter(isOn);
}

function sum(
  items: Iterable<{ readonly cpu: number | undefined; readonly memory: number | undefined }>,
): Amounts {
  const total: { cpu: number | undefined; memory: number | undefined } = { cpu: 0, memory: 0 };
  for (const item of items) {
    for (const resource of RESOURCES) {
      const amount = item[resource];
      const before = total[resource];
      total[resource] = amount === undefined || before === undefined ? undefined : before + amount;
    }
  }
  return total;
}
