import type { Place } from "../../text/span.ts";
import type { Draft, VmDraft } from "./draft.ts";
import { union } from "./value.ts";

/** VMs that are alike and that nothing here keeps apart. */
export interface Group {
  /** The resource or the pattern of names. */
  readonly what: string;
  readonly at: Place;
  readonly vms: readonly VmDraft[];
  /** The one host on which all of them are placed, if they are. */
  readonly together: string | undefined;
  /** Variables whose defaults say how many there are. */
  readonly assumes: readonly string[];
}

/**
 * VMs that look as if they stood in for each other: several by `count`, which are alike by their making, or by names that
 * differ in a last number or letter. What `for_each` makes of a map may be quite different things: there names decide.
 */
export function replicasIn(draft: Draft): readonly Group[] {
  const groups = new Map<string, VmDraft[]>();
  for (const vm of draft.vms) {
    if (vm.power !== undefined || (vm.clusterKey === undefined && vm.host === undefined)) continue;
    const stem = typeof vm.item.key === "number" ? vm.item.resource : stemOf(vm.name.text);
    if (stem === undefined) continue;
    // What stands in different clusters is apart already; of hosts without a cluster the group decides.
    const key = `${vm.family}\0${vm.clusterKey ?? ""}\0${stem}`;
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [vm]);
    else same.push(vm);
  }
  return [...groups.values()].filter((vms) => vms.length > 1).flatMap((vms) => groupOf(vms, draft));
}

/** `web-` of `web-01`, `web-a`; undefined for a name that ends in neither. */
function stemOf(name: string): string | undefined {
  return /^(.*[^\d])\d{1,4}$/.exec(name)?.[1] ?? /^(.*[-_. ])[a-z]$/i.exec(name)?.[1];
}

function groupOf(vms: readonly VmDraft[], draft: Draft): readonly Group[] {
  const [head] = vms;
  if (head === undefined || draft.openFamilies.has(head.family) || isKeptApart(vms, draft)) return [];
  const hosts = new Set(vms.map(({ host }) => host?.text));
  const together = hosts.size === 1 ? head.host?.text : undefined;
  if (!(together === undefined ? mayMeet(vms, draft) : isElsewherePossible(head, draft))) return [];
  const what =
    typeof head.item.key === "number" ? head.item.resource : `${stemOf(head.name.text) ?? head.name.text}*`;
  const at = typeof head.item.key === "number" ? (head.item.several ?? head.item.at) : head.name.at;
  const assumes = vms.reduce<readonly string[]>((all, { item }) => union(all, item.assumes), []);
  return [{ what, at, vms, together, assumes }];
}

/** A rule that names two of them, switched on or off: what is off is said by itself. */
function isKeptApart(vms: readonly VmDraft[], { apart }: Draft): boolean {
  const own = new Set(vms);
  return apart.some(({ members }) => members.filter(({ vm }) => own.has(vm)).length > 1);
}

/** Whether something of the platform may bring them together; what it does not know of a cluster it does not claim. */
function mayMeet(vms: readonly VmDraft[], { clusters }: Draft): boolean {
  const hosts = vms.map(({ host }) => host?.text);
  const isPlaced = hosts.every((host) => host !== undefined) && new Set(hosts).size === hosts.length;
  const cluster = clusters.get(vms[0]?.cluster?.text ?? "");
  if (cluster?.hostCount !== undefined && cluster.hostCount < vms.length) return false;
  // Where each has a host of its own, only what is known to move them counts; HA of Proxmox VE moves each that it manages.
  if (isPlaced) return vms.filter(({ moves, pinned }) => moves === "yes" && pinned === undefined).length > 1;
  return vms.filter(({ moves, clusterKey }) => moves !== "no" && clusterKey !== undefined).length > 1;
}

/** Whether there is another host to place them on: one that something here names. */
function isElsewherePossible(vm: VmDraft, { hosts }: Draft): boolean {
  return (
    [...hosts.values()].filter(({ platform }) => platform === hosts.get(vm.host?.text ?? "")?.platform)
      .length > 1
  );
}
