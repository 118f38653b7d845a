import type { ApartDraft, DiskDraft, Said, VmDraft } from "./draft.ts";
import { as, each, first, known, product, said, sized } from "./draft.ts";
import { type Item, type Items, ofTypes } from "./items.ts";
import { textOf, type Value, within } from "./value.ts";
import type { Places } from "./vsphere.ts";

/** Types of the provider nutanix/nutanix. */
const VM_1 = "nutanix_virtual_machine";
const VM_2 = "nutanix_virtual_machine_v2";
const CLUSTERS = ["nutanix_cluster", "nutanix_cluster_v2"];
const CATEGORIES = ["nutanix_category_v2", "nutanix_category_value"];

export function nutanixDraft(
  items: Items,
  places: Places,
): { readonly vms: readonly VmDraft[]; readonly apart: readonly ApartDraft[] } {
  const vms = ofTypes(items, [VM_1, VM_2])
    .filter(({ mode }) => mode === "managed")
    .map((item) => vmOf(item, items, places));
  const byCategory = new Map<string, { readonly vm: VmDraft; readonly at: Value["at"] }[]>();
  let isOpen = false;
  for (const vm of vms) {
    for (const category of each(vm.item.get("categories"))) {
      const key = categoryOf(category, items);
      if (key === undefined) isOpen = true;
      else byCategory.set(key, [...(byCategory.get(key) ?? []), { vm, at: category.at }]);
    }
  }
  const policies = ofTypes(items, ["nutanix_vm_anti_affinity_policy_v2"]).filter(
    ({ mode }) => mode === "managed",
  );
  return { vms, apart: policies.flatMap((item) => apartOf(item, items, byCategory, isOpen)) };
}

/** VMs of one category are kept apart; whether those of two categories of one policy are is not said. */
function apartOf(
  item: Item,
  items: Items,
  byCategory: ReadonlyMap<string, readonly { readonly vm: VmDraft; readonly at: Value["at"] }[]>,
  isOpen: boolean,
): readonly ApartDraft[] {
  const categories = item.get("categories");
  const keys = each(categories).map((category) => categoryOf(category, items));
  const group = (members: ApartDraft["members"], open: boolean): ApartDraft => ({
    item,
    family: "nutanix",
    cluster: onlyCluster(members),
    members,
    others: [],
    isOpen: open,
    off: undefined,
  });
  if (keys.length === 0 || keys.includes(undefined)) return [group([], true)];
  return keys.map((key) => group(byCategory.get(key ?? "") ?? [], isOpen));
}

function onlyCluster(members: ApartDraft["members"]): Said | undefined {
  const [head, ...rest] = members;
  const cluster = head?.vm.cluster;
  return rest.every(({ vm }) => vm.cluster?.text === cluster?.text) ? cluster : undefined;
}

/**
 * A category by what it stands for, `key:value`; by its address or id where that is not known. Newer VMs name it by id, older
 * ones by name and value.
 */
function categoryOf(value: Value, items: Items): string | undefined {
  const [name, word] = [textOf(within(value, "name")), textOf(within(value, "value"))];
  if (name !== undefined && word !== undefined) return `${name}:${word}`;
  const id = value.kind === "object" ? within(value, "ext_id") : value;
  const item = items.behind(id, CATEGORIES);
  const key = textOf(item?.get("key")) ?? textOf(item?.get("name"));
  const told = textOf(item?.get("value"));
  if (key !== undefined && told !== undefined) return `${key}:${told}`;
  return item?.address ?? textOf(id);
}

function vmOf(item: Item, items: Items, { clusters }: Places): VmDraft {
  const isNew = item.type === VM_2;
  const reference = isNew ? within(first(item.get("cluster")), "ext_id") : item.get("cluster_uuid");
  const name = said(items.behind(reference, CLUSTERS)?.get("name"));
  const cluster = name && reference && as(name.text, reference);
  if (name !== undefined)
    known(clusters, {
      name,
      platform: undefined,
      tolerates: undefined,
      autoPlace: undefined,
      scheduler: undefined,
      build: undefined,
      hostCount: undefined,
    });
  const power = said(item.get("power_state"));
  const perSocket = item.get(isNew ? "num_cores_per_socket" : "num_vcpus_per_socket");
  return {
    item,
    family: "nutanix",
    name: said(item.get("name")) ?? { text: item.address, at: item.at },
    host: undefined,
    cluster,
    clusterKey: cluster?.text ?? keyOf(reference),
    storage: [],
    networks: [],
    cpu: product(item.get("num_sockets"), perSocket),
    memory: isNew ? sized(item.get("memory_size_bytes"), "B") : sized(item.get("memory_size_mib"), "MiB"),
    disks: each(item.get(isNew ? "disks" : "disk_list")).flatMap((disk) => diskOf(disk, isNew)),
    os: undefined,
    power: power?.text.toUpperCase() === "OFF" ? as("off", power) : undefined,
    pinned: undefined,
    // AHV spreads the load of its hosts by itself.
    moves: "yes",
  };
}

function keyOf(reference: Value | undefined): string | undefined {
  return reference?.kind === "field" ? `${reference.address}.${reference.path}` : textOf(reference);
}

function diskOf(disk: Value, isNew: boolean): readonly DiskDraft[] {
  const size = isNew
    ? sized(within(first(within(first(within(disk, "backing_info")), "vm_disk")), "disk_size_bytes"), "B")
    : (sized(within(disk, "disk_size_bytes"), "B") ?? sized(within(disk, "disk_size_mib"), "MiB"));
  return size === undefined ? [] : [{ at: disk.at, name: undefined, size, storage: undefined }];
}
