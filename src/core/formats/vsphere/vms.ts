import { amount, at, given, isObject, list, names, number, size, text, texts } from "../snapshot/fields.ts";
import type { Json } from "../snapshot/json.ts";
import type { Note, VmSeen } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { factsOf } from "./hosts.ts";
import { idOf, items, type Managed, property, refOf, refsIn } from "./managed.ts";

const MEBI = 1024 ** 2;

/** Names in the manifest, by the ids of vSphere. */
export interface Names {
  readonly host: ReadonlyMap<string, string>;
  /** Hosts that an export names without ids. */
  readonly hostNamed: ReadonlyMap<string, string>;
  readonly datastore: ReadonlyMap<string, string>;
  readonly network: ReadonlyMap<string, string>;
}

export function vmOf(vm: Managed, name: string, environment: string, known: Names, notes: Note[]): VmSeen {
  const { get, own } = vm;
  const host = hostOf(vm, known);
  if (host === undefined)
    notes.push(noteAt(vm.row, "The host of a VM is not in the export: left out. Export the hosts too."));
  const uuid =
    text(get("config.instanceUuid")) ?? text(get("summary.config.instanceUuid")) ?? text(own("PersistentId"));
  return {
    name,
    source: uuid ?? `${environment}/${vm.id}`,
    environment,
    ...given("host", host),
    ...given("storage", names(datastoresOf(vm, known, notes))),
    ...given("network", names(networksOf(vm, known))),
    ...given(
      "cpu",
      amount(get("summary.config.numCpu")) ?? amount(get("config.hardware.numCPU")) ?? amount(own("NumCpu")),
    ),
    ...given("memory", memoryOf(vm)),
    ...given("disk", diskOf(vm)),
    ...given("os", systemOf(vm)),
    ...given("power", powerOf(vm, notes)),
    fact: factsOf(vm),
  };
}

/** What vSphere runs for itself on every cluster since version 7.0 U1. */
export function isItsOwn({ name }: Managed): boolean {
  return /^vCLS(?:-[\da-f]{8}-[\da-f-]{27}| \(\d+\)|)$/.test(name);
}

function hostOf({ get, own }: Managed, known: Names): string | undefined {
  const ref = refOf(get("runtime.host")) ?? refOf(get("summary.runtime.host"));
  const id = ref?.id ?? idOf(own("VMHostId"));
  const byId = id === undefined ? undefined : known.host.get(id);
  if (byId !== undefined) return byId;
  const told = own("VMHost") ?? get("runtime.host");
  const name = isObject(told) ? text(property(told, "name")) : text(told);
  return name === undefined ? undefined : known.hostNamed.get(name);
}

/** The disks' own datastores first: the list of a VM has those of mounted images too. */
function datastoresOf(vm: Managed, known: Names, notes: Note[]): readonly string[] {
  const { get, own } = vm;
  const home = inBrackets(get("config.files.vmPathName") ?? get("summary.config.vmPathName"));
  const disks = disksOf(vm).flatMap((disk) => inBrackets(property(property(disk, "backing"), "fileName")));
  if (disks.length > 0) return [...home, ...disks];
  const named = items(get("config.datastoreUrl")).flatMap((each) => text(property(each, "name")) ?? []);
  if (named.length > 0) return named;
  const ids = [...refsIn(get("datastore")), ...texts(own("DatastoreIdList")).flatMap((id) => idOf(id) ?? [])];
  const found = ids.flatMap((id) => known.datastore.get(id) ?? []);
  if (found.length > 0 && found.length === ids.length) return found;
  if (ids.length > 0)
    notes.push(noteAt(vm.row, "A datastore is named by its id alone: left out. Export the datastores too."));
  return home;
}

/** `[san-east] web-1/web-1.vmdk` → `san-east`. */
function inBrackets(value: Json | undefined): readonly string[] {
  const name = /^\[([^\]]+)\]/.exec(text(value) ?? "")?.[1];
  return name === undefined ? [] : [name];
}

function devicesOf({ get }: Managed): readonly Json[] {
  return items(get("config.hardware.device"));
}

function disksOf(vm: Managed): readonly Json[] {
  return devicesOf(vm).filter(
    (device) =>
      property(device, "capacityInKB") !== undefined || property(device, "capacityInBytes") !== undefined,
  );
}

function networksOf(vm: Managed, known: Names): readonly string[] {
  const refs = refsIn(vm.get("network"));
  const found = refs.flatMap((id) => known.network.get(id) ?? []);
  if (refs.length > 0 && found.length === refs.length) return found;
  const seen = items(vm.get("guest.net")).flatMap((each) => text(property(each, "network")) ?? []);
  if (seen.length > 0) return seen;
  // Of a card on a distributed switch the device has a key alone.
  return devicesOf(vm).flatMap((device) =>
    property(device, "macAddress") === undefined
      ? []
      : (text(property(property(device, "backing"), "deviceName")) ?? []),
  );
}

function memoryOf({ get, own }: Managed): string | undefined {
  const mebi =
    amount(get("summary.config.memorySizeMB")) ??
    amount(get("config.hardware.memoryMB")) ??
    amount(own("MemoryMB"));
  const gibi = amount(own("MemoryGB"));
  if (mebi !== undefined) return size(mebi * MEBI);
  return gibi === undefined ? undefined : size(gibi * 1024 * MEBI);
}

/** The disks' sizes; without them what is provisioned, which counts the swap file too. */
function diskOf(vm: Managed): string | undefined {
  const bytes = disksOf(vm).map(
    (disk) =>
      amount(property(disk, "capacityInBytes")) ?? (amount(property(disk, "capacityInKB")) ?? 0) * 1024,
  );
  if (bytes.length > 0) return size(bytes.reduce((sum, each) => sum + each, 0));
  const provisioned = amount(vm.own("ProvisionedSpaceGB"));
  if (provisioned !== undefined) return size(provisioned * 1024 * MEBI);
  const committed = number(vm.get("summary.storage.committed"));
  const uncommitted = number(vm.get("summary.storage.uncommitted"));
  return committed === undefined ? undefined : size(committed + (uncommitted ?? 0));
}

function systemOf({ get, own }: Managed): string | undefined {
  const configured = text(get("config.guestFullName")) ?? text(get("summary.config.guestFullName"));
  const guest = own("Guest");
  const told = isObject(guest) ? text(at(guest, "OSFullName")) : /^[^:]*:(.*)$/.exec(text(guest) ?? "")?.[1];
  return configured ?? text(told);
}

/** PowerCLI's numbers: 0 off, 1 on, 2 suspended. */
function powerOf(vm: Managed, notes: Note[]): VmSeen["power"] {
  const told = vm.own("PowerState") ?? vm.get("runtime.powerState") ?? vm.get("summary.runtime.powerState");
  const word = (isObject(told) ? text(at(told, "Value")) : text(told))?.toLowerCase();
  if (word === "poweredon" || word === "1") return "on";
  if (word === "poweredoff" || word === "0") return "off";
  if (word === "suspended" || word === "2") return "suspended";
  notes.push(noteAt(vm.row, "Whether a VM runs is not known: it is read as running."));
  return undefined;
}

/** Ids or names of the VMs that a rule of a cluster keeps apart; undefined for other rules. */
export function keptApart(rule: Json, isOfPowerCli: boolean): readonly string[] | undefined {
  if (isOfPowerCli) {
    const isApart =
      text(at(rule, "KeepTogether"))?.toLowerCase() === "false" || at(rule, "KeepTogether") === false;
    const isOn = at(rule, "Enabled") !== false && text(at(rule, "Enabled"))?.toLowerCase() !== "false";
    return isApart && isOn ? list(at(rule, "VMIds")).flatMap((id) => idOf(id) ?? []) : undefined;
  }
  const isApart = text(at(rule, "_typeName")) === "ClusterAntiAffinityRuleSpec";
  return isApart && property(rule, "enabled") !== false ? refsIn(property(rule, "vm")) : undefined;
}
