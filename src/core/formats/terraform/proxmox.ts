import type { ApartDraft, DiskDraft, HostDraft, Said, VmDraft } from "./draft.ts";
import { as, each, first, known, product, said, sized } from "./draft.ts";
import { type Item, type Items, ofTypes } from "./items.ts";
import { flagOf, textOf, type Value, within } from "./value.ts";
import type { Places } from "./vsphere.ts";

/** Types of the provider bpg/proxmox, by their long names and by the short ones that follow them. */
const VMS = [
  "proxmox_virtual_environment_vm",
  "proxmox_virtual_environment_vm2",
  "proxmox_vm",
  "proxmox_virtual_environment_cloned_vm",
  "proxmox_cloned_vm",
];
const CONTAINERS = ["proxmox_virtual_environment_container", "proxmox_container"];
const GUESTS = [...VMS, ...CONTAINERS];
const HA_RESOURCES = ["proxmox_virtual_environment_haresource", "proxmox_haresource"];
const HA_RULES = ["proxmox_virtual_environment_harule", "proxmox_harule"];
const HA_GROUPS = ["proxmox_virtual_environment_hagroup", "proxmox_hagroup"];

export function proxmoxDraft(
  items: Items,
  { hosts }: Places,
): { readonly vms: readonly VmDraft[]; readonly apart: readonly ApartDraft[] } {
  const guests = ofTypes(items, GUESTS).filter(
    (item) => item.mode === "managed" && flagOf(item.get("template")) !== true,
  );
  const find = finder(guests, items);
  const resources = ofTypes(items, HA_RESOURCES).filter(
    // In these states the manager leaves a guest alone.
    (item) => !/^(?:ignored|disabled)$/.test(textOf(item.get("state")) ?? ""),
  );
  const members = new Set(resources.flatMap((item) => find(item.get("resource_id"))?.address ?? []));
  const isOpen = resources.some((item) => isUnknown(item.get("resource_id")));
  const bound = boundTo(items, resources, find);
  const vms = guests.map((item) =>
    vmOf(item, hosts, members.has(item.address) ? "yes" : isOpen ? "unknown" : "no", bound.get(item.address)),
  );
  const byAddress = new Map(vms.map((vm) => [vm.item.address, vm]));
  return { vms, apart: ofTypes(items, HA_RULES).flatMap((item) => apartOf(item, find, byAddress)) };
}

type Find = (value: Value | undefined) => Item | undefined;

/** Guests as HA names them: `vm:100`, `ct:101`, and `vm:` before the number of one that is declared here. */
function finder(guests: readonly Item[], items: Items): Find {
  const byNumber = new Map<string, Item>();
  for (const item of guests) {
    const number = textOf(numberOf(item));
    if (number !== undefined && !byNumber.has(number)) byNumber.set(number, item);
  }
  return (value) => {
    if (value?.kind === "field") return items.behind(value, GUESTS);
    if (value?.kind === "mixed") {
      const [kind, guest, ...more] = value.parts;
      const isGuest = (kind === "vm:" || kind === "ct:") && typeof guest === "object" && more.length === 0;
      return isGuest ? items.behind(guest, GUESTS) : undefined;
    }
    const number = /^(?:(?:vm|ct):)?(\d+)$/.exec(textOf(value) ?? "")?.[1];
    return number === undefined ? undefined : byNumber.get(number);
  };
}

/** The number of a guest; `id` is another name of it in the newer resources, and in states. */
function numberOf(item: Item): Value | undefined {
  return item.get("vm_id") ?? item.get("id");
}

function isUnknown(value: Value | undefined): boolean {
  return value === undefined || value.kind === "unknown";
}

/** Guests that may run on one node alone, with the value that says so: strict rules, and restricted groups before Proxmox VE 9. */
function boundTo(items: Items, resources: readonly Item[], find: Find): ReadonlyMap<string, Said> {
  const bound = new Map<string, Said>();
  const bind = (value: Value | undefined, by: Value | undefined) => {
    const guest = find(value);
    if (guest !== undefined && by !== undefined) bound.set(guest.address, as("true", by));
  };
  for (const rule of ofTypes(items, HA_RULES)) {
    const isBinding =
      textOf(rule.get("type")) === "node-affinity" && flagOf(rule.get("strict")) === true && isOn(rule);
    if (isBinding && hasOneNode(rule))
      for (const id of each(rule.get("resources"))) bind(id, rule.get("strict"));
  }
  const groups = ofTypes(items, HA_GROUPS).filter(
    (group) => flagOf(group.get("restricted")) === true && hasOneNode(group),
  );
  for (const resource of resources) {
    const name = textOf(resource.get("group"));
    const group =
      groups.find((each) => name !== undefined && textOf(each.get("group")) === name) ??
      behindGroup(resource, groups, items);
    if (group !== undefined) bind(resource.get("resource_id"), group.get("restricted"));
  }
  return bound;
}

function behindGroup(resource: Item, groups: readonly Item[], items: Items): Item | undefined {
  const item = items.behind(resource.get("group"), HA_GROUPS);
  return groups.find((group) => group.address === item?.address);
}

function hasOneNode(item: Item): boolean {
  const nodes = item.get("nodes");
  return nodes?.kind === "object" && nodes.entries.size === 1;
}

function isOn(rule: Item): boolean {
  const disable = rule.get("disable");
  return disable === undefined || flagOf(disable) === false;
}

function vmOf(
  item: Item,
  hosts: Map<string, HostDraft>,
  moves: VmDraft["moves"],
  pinned: Said | undefined,
): VmDraft {
  const host = item.ignores("node_name") ? undefined : said(item.get("node_name"));
  if (host !== undefined)
    known(hosts, { name: host, cluster: undefined, platform: "Proxmox VE", maintenance: undefined });
  const cpu = first(item.get("cpu"));
  const started = item.get("started");
  const name = said(item.get("name")) ?? said(within(first(item.get("initialization")), "hostname"));
  return {
    item,
    family: "proxmox",
    name: name ?? { text: item.address, at: item.at },
    host,
    cluster: undefined,
    clusterKey: undefined,
    // A name such as local-lvm stands for another disk on every node, and nothing here says which are shared.
    storage: [],
    networks: [],
    cpu: product(within(cpu, "cores"), within(cpu, "sockets")),
    memory: sized(within(first(item.get("memory")), "dedicated"), "MiB"),
    disks: each(item.get("disk")).flatMap(diskOf),
    os: undefined,
    power: started !== undefined && flagOf(started) === false ? as("off", started) : undefined,
    pinned,
    moves,
  };
}

function diskOf(disk: Value): readonly DiskDraft[] {
  const size = sized(within(disk, "size"), "GiB");
  return size === undefined
    ? []
    : [{ at: disk.at, name: said(within(disk, "interface")), size, storage: undefined }];
}

function apartOf(item: Item, find: Find, vms: ReadonlyMap<string, VmDraft>): readonly ApartDraft[] {
  if (textOf(item.get("type")) !== "resource-affinity" || textOf(item.get("affinity")) !== "negative")
    return [];
  const ids = item.get("resources");
  const listed = ids?.kind === "list" ? ids.items : [];
  const disable = item.get("disable");
  const members = listed.flatMap((id) => {
    const vm = vms.get(find(id)?.address ?? "");
    return vm === undefined ? [] : [{ vm, at: id.at }];
  });
  return [
    {
      item,
      family: "proxmox",
      cluster: undefined,
      members,
      others: [],
      isOpen: listed.length === 0 || listed.some(({ kind }) => kind === "unknown"),
      off: disable !== undefined && flagOf(disable) === true ? as("true", disable) : undefined,
    },
  ];
}
