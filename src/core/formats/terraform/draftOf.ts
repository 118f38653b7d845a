import type { ApartDraft, ClusterDraft, Draft, Family, HostDraft, Renamed, VmDraft } from "./draft.ts";
import type { Items } from "./items.ts";
import { nutanixDraft } from "./nutanix.ts";
import { proxmoxDraft } from "./proxmox.ts";
import { vsphereDraft } from "./vsphere.ts";
import { xenOrchestraDraft } from "./xenOrchestra.ts";

/** Reads the resources of every provider that is known; all others are left alone. */
export function draftOf(items: Items): Draft {
  const hosts = new Map<string, HostDraft>();
  const clusters = new Map<string, ClusterDraft>();
  const places = { hosts, clusters };
  const [vsphere, proxmox, nutanix] = [
    vsphereDraft(items, places),
    proxmoxDraft(items, places),
    nutanixDraft(items, places),
  ];
  const vms = [...vsphere.vms, ...proxmox.vms, ...nutanix.vms, ...xenOrchestraDraft(items, places)];
  const apart: readonly ApartDraft[] = [...vsphere.apart, ...proxmox.apart, ...nutanix.apart];
  const renamed = tellApart(vms);
  const uncounted = items.uncounted.filter(({ type }) => VM_TYPE.test(type));
  const open = [...items.unmade].flatMap((type) => RULES.get(type) ?? []);
  const openFamilies = new Set([
    ...open,
    ...apart.filter(({ isOpen }) => isOpen).map(({ family }) => family),
  ]);
  return { vms, hosts, clusters, apart, openFamilies, uncounted, renamed };
}

const RULES: ReadonlyMap<string, Family> = new Map([
  ["vsphere_compute_cluster_vm_anti_affinity_rule", "vsphere"],
  ["proxmox_virtual_environment_harule", "proxmox"],
  ["proxmox_harule", "proxmox"],
  ["nutanix_vm_anti_affinity_policy_v2", "nutanix"],
]);

const VM_TYPE =
  /^(?:vsphere_virtual_machine|proxmox_.*(?:vm2?|container)|nutanix_virtual_machine(?:_v2)?|xenorchestra_vm)$/;

/** Two VMs of one name, in two folders of an inventory or on two installations: those after the first go by their addresses. */
function tellApart(vms: readonly VmDraft[]): readonly Renamed[] {
  const names = new Set<string>();
  const renamed: Renamed[] = [];
  for (const vm of vms) {
    const written = vm.name;
    if (names.has(written.text)) {
      vm.name = { text: vm.item.address, at: written.at };
      renamed.push({ vm, written });
    }
    names.add(vm.name.text);
  }
  return renamed;
}
