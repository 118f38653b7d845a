import type { DiskDraft, HostDraft, Said, VmDraft } from "./draft.ts";
import { as, each, known, said, sized } from "./draft.ts";
import { type Item, type Items, ofTypes } from "./items.ts";
import { type Value, within } from "./value.ts";
import type { Places } from "./vsphere.ts";

/** Types of the provider vatesfr/xenorchestra. It has no rules that keep VMs apart. */
export function xenOrchestraDraft(items: Items, { hosts }: Places): readonly VmDraft[] {
  return ofTypes(items, ["xenorchestra_vm"])
    .filter(({ mode }) => mode === "managed")
    .map((item) => vmOf(item, items, hosts));
}

function vmOf(item: Item, items: Items, hosts: Map<string, HostDraft>): VmDraft {
  const host = labelled(item.get("affinity_host"), "xenorchestra_host", items);
  if (host !== undefined)
    known(hosts, { name: host, cluster: undefined, platform: undefined, maintenance: undefined });
  const disks = each(item.get("disk")).flatMap((disk): DiskDraft[] => {
    const size = sized(within(disk, "size"), "B");
    const storage = labelled(within(disk, "sr_id"), "xenorchestra_sr", items);
    return size === undefined && storage === undefined
      ? []
      : [{ at: disk.at, name: said(within(disk, "name_label")), size, storage }];
  });
  return {
    item,
    family: "xenorchestra",
    name: said(item.get("name_label")) ?? { text: item.address, at: item.at },
    host,
    cluster: undefined,
    clusterKey: undefined,
    storage: [],
    networks: [],
    cpu: said(item.get("cpus")),
    memory: sized(item.get("memory_max"), "B"),
    disks,
    os: undefined,
    power: powerOf(item.get("power_state")),
    pinned: undefined,
    moves: "unknown",
  };
}

function labelled(value: Value | undefined, type: string, items: Items): Said | undefined {
  const item = items.behind(value, [type]);
  // The master of a pool, and such, is another host than the one whose attribute it is.
  const isItself = value?.kind !== "field" || value.path === "id";
  const name = isItself ? said(item?.get("name_label")) : undefined;
  return name && value && as(name.text, value);
}

function powerOf(value: Value | undefined): Said | undefined {
  const state = said(value);
  if (state?.text === "Halted") return as("off", state);
  return state?.text === "Suspended" ? as("suspended", state) : undefined;
}
