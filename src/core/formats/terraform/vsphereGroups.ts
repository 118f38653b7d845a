import type { Said, VmDraft } from "./draft.ts";
import { as, each } from "./draft.ts";
import { type Item, type Items, ofTypes } from "./items.ts";
import { flagOf, textOf, type Value } from "./value.ts";

const VM_GROUP = "vsphere_compute_cluster_vm_group";
const HOST_GROUP = "vsphere_compute_cluster_host_group";

/**
 * Rules that bind a group of VMs to a group of hosts. One that must be kept to (`mandatory`) and has one host leaves its
 * VMs nowhere else to run; all others leave a choice, of which our keys have no word.
 */
export function bindToHosts(
  items: Items,
  vmBehind: (value: Value | undefined) => VmDraft | undefined,
  hostBehind: (value: Value | undefined) => Said | undefined,
): void {
  for (const rule of ofTypes(items, ["vsphere_compute_cluster_vm_host_rule"])) {
    const mandatory = rule.get("mandatory");
    const enabled = rule.get("enabled");
    const isOn = enabled === undefined || flagOf(enabled) === true;
    if (mandatory === undefined || flagOf(mandatory) !== true || !isOn) continue;
    const hosts = groupOf(rule, "affinity_host_group_name", HOST_GROUP, items)?.get("host_system_ids");
    const host = hosts?.kind === "list" && hosts.items.length === 1 ? hostBehind(hosts.items[0]) : undefined;
    if (host === undefined) continue;
    const vms = groupOf(rule, "vm_group_name", VM_GROUP, items)?.get("virtual_machine_ids");
    for (const vm of each(vms).flatMap((id) => vmBehind(id) ?? [])) {
      vm.pinned ??= as("true", mandatory);
      vm.host ??= as(host.text, mandatory);
    }
  }
}

/** A group that a rule names: by a reference, or by the name that it bears in the same cluster. */
function groupOf(rule: Item, attribute: string, type: string, items: Items): Item | undefined {
  const value = rule.get(attribute);
  const referenced = items.behind(value, [type]);
  const name = textOf(value);
  if (referenced !== undefined || name === undefined) return referenced;
  const same = ofTypes(items, [type]).filter((group) => textOf(group.get("name")) === name);
  return same.length === 1 ? same[0] : undefined;
}
