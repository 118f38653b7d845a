import { KNOWN_PLATFORMS } from "../../model/kinds.ts";
import { counted } from "../../model/words.ts";
import { toldApart } from "../snapshot/apart.ts";
import { at, given, isObject, text } from "../snapshot/fields.ts";
import type { HostSeen, Note } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { powerReader } from "./power.ts";
import { choice, type Entry, factsOf, reference, type Tables } from "./tables.ts";

/** NetBox has all kinds of devices: which of them run VMs, and what it knows of these. */

export interface Hosts {
  readonly hosts: readonly HostSeen[];
  /** By the device's id. */
  readonly nameOf: ReadonlyMap<string, string>;
}

/** Roles that say what a device is for; `server` alone does not say that VMs run on it. */
const ROLE = /hypervisor|virtuali[sz]ation|\besxi?\b|hyper-?v\b|proxmox|\bkvm\b|\bxen/i;

/** Not there yet. */
const PLANNED: ReadonlySet<string> = new Set(["planned", "staged", "inventory"]);

/** @param clusterName by the cluster's id */
export function hostsOf(
  tables: Tables,
  environment: string,
  clusterName: ReadonlyMap<string, string>,
  notes: Note[],
): Hosts {
  const named = namedByVms(tables);
  const chosen = hostDevices(tables, named, notes);
  const rackName = racksOf(tables, chosen);
  const powerOf = powerReader(tables, notes);
  // A device that only a VM tells of: its name and its cluster are all there is.
  const alone = [...named].filter(([id]) => !tables.of("dcim.device").has(id));
  const names = toldApart(
    [
      ...chosen.map((entry) => ({ id: entry.id, name: nameOf(entry), row: entry.row })),
      ...alone.flatMap(([id, { name, vm }]) => (name === undefined ? [] : [{ id, name, row: vm.row }])),
    ],
    "devices",
    notes,
  );
  const hosts = chosen.map((entry): HostSeen => {
    const { fields } = entry;
    const cluster = reference(at(fields, "cluster"), tables.of("virtualization.cluster"));
    const status = choice(at(fields, "status"));
    const isDown = status === "offline" || status === "failed";
    if (isDown)
      notes.push(noteAt(entry.row, "A device that is offline or has failed is read as in maintenance."));
    return {
      name: names.get(entry.id) ?? nameOf(entry),
      source: `device/${entry.id}`,
      environment,
      ...given("cluster", clusterName.get(cluster?.id ?? "")),
      ...platformOf(reference(at(fields, "platform"), tables.of("dcim.platform"))?.name),
      ...given("site", reference(at(fields, "site"), tables.of("dcim.site"))?.name),
      ...given("rack", rackName(entry)),
      ...given("power", powerOf(entry)),
      ...given("model", modelOf(fields, tables)),
      ...(isDown ? { maintenance: true } : {}),
      fact: factsOf(entry),
    };
  });
  const bare = alone.flatMap(([id, { vm }]): readonly HostSeen[] => {
    const name = names.get(id);
    const cluster = reference(at(vm.fields, "cluster"), tables.of("virtualization.cluster"));
    if (name === undefined) return [];
    return [
      { name, source: `device/${id}`, environment, ...given("cluster", clusterName.get(cluster?.id ?? "")) },
    ];
  });
  return { hosts: [...hosts, ...bare], nameOf: names };
}

/** The devices that VMs are said to run on, with what the first of these VMs calls them. */
function namedByVms(
  tables: Tables,
): ReadonlyMap<string, { readonly name: string | undefined; readonly vm: Entry }> {
  const named = new Map<string, { readonly name: string | undefined; readonly vm: Entry }>();
  for (const vm of tables.of("virtualization.virtualmachine").values()) {
    const device = reference(at(vm.fields, "device"), tables.of("dcim.device"));
    if (device !== undefined && !named.has(device.id)) named.set(device.id, { name: device.name, vm });
  }
  return named;
}

function nameOf({ id, fields }: Entry): string {
  return text(at(fields, "name")) ?? text(at(fields, "display")) ?? `device ${id}`;
}

function hostDevices(
  tables: Tables,
  named: { readonly has: (id: string) => boolean },
  notes: Note[],
): readonly Entry[] {
  const roles = tables.of("dcim.devicerole");
  const others: Entry[] = [];
  const hosts: Entry[] = [];
  for (const entry of tables.of("dcim.device").values()) {
    const { fields } = entry;
    const role = reference(at(fields, "role") ?? at(fields, "device_role"), roles);
    const isHost = named.has(entry.id) || at(fields, "cluster") !== undefined || ROLE.test(role?.name ?? "");
    if (!isHost) others.push(entry);
    else if (PLANNED.has(choice(at(fields, "status")) ?? "") && !named.has(entry.id))
      notes.push(
        noteAt(entry.row, "A device that is planned, staged or in store is not there yet: left out."),
      );
    else hosts.push(entry);
  }
  const [first] = others;
  if (first !== undefined) {
    const message = `${counted(others.length, "device")} left out: no VM runs there by NetBox, no virtualization cluster has them, and no role says hypervisor.`;
    notes.push(noteAt(first.row, message));
  }
  return hosts;
}

/** A rack's name; with its site before it where several of the racks in question have that name. */
function racksOf(tables: Tables, hosts: readonly Entry[]): (host: Entry) => string | undefined {
  const racks = tables.of("dcim.rack");
  const sites = tables.of("dcim.site");
  const idsByName = new Map<string, Set<string>>();
  for (const { fields } of hosts) {
    const rack = reference(at(fields, "rack"), racks);
    if (rack?.name === undefined) continue;
    const ids = idsByName.get(rack.name);
    if (ids === undefined) idsByName.set(rack.name, new Set([rack.id]));
    else ids.add(rack.id);
  }
  return ({ fields }) => {
    const rack = reference(at(fields, "rack"), racks);
    if (rack?.name === undefined || (idsByName.get(rack.name)?.size ?? 0) < 2) return rack?.name;
    const site = reference(at(rack.entry?.fields, "site") ?? at(fields, "site"), sites)?.name;
    return site === undefined ? `${rack.name} (${rack.id})` : `${site}/${rack.name}`;
  };
}

function modelOf(fields: Entry["fields"], tables: Tables): string | undefined {
  const type = at(fields, "device_type");
  const types = tables.of("dcim.devicetype");
  const entry = reference(type, types)?.entry;
  const known = isObject(type) ? type : entry?.fields;
  const model = text(at(known, "model")) ?? text(at(known, "display"));
  const maker = reference(
    at(known, "manufacturer") ?? at(entry?.fields, "manufacturer"),
    tables.of("dcim.manufacturer"),
  )?.name;
  if (model === undefined || maker === undefined) return model;
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

/** What people call hypervisors in NetBox, besides our own names for them. */
const SAME: ReadonlyMap<string, string> = new Map([
  ["esxi", "VMware ESXi"],
  ["esx", "VMware ESX"],
  ["vmware vsphere esxi", "VMware ESXi"],
  ["proxmox", "Proxmox VE"],
  ["proxmox virtual environment", "Proxmox VE"],
  ["microsoft hyper-v", "Hyper-V"],
]);

/** `VMware ESXi 8.0.3` is a platform and a build; of names that we do not know nothing is split off. */
export function platformOf(name: string | undefined): Pick<HostSeen, "platform" | "build"> {
  if (name === undefined) return {};
  const match = /^(.*\S)\s+v?(\d+(?:\.\d+)+(?:-\d+)?)$/.exec(name);
  const versioned = match === null ? undefined : knownPlatform(match[1] ?? "");
  if (versioned !== undefined) return { platform: versioned, ...given("build", match?.[2]) };
  return { platform: knownPlatform(name) ?? name };
}

function knownPlatform(name: string): string | undefined {
  const lower = name.toLowerCase();
  return KNOWN_PLATFORMS.find((each) => each.toLowerCase() === lower) ?? SAME.get(lower);
}
