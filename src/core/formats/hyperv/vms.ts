import { toldApart } from "../snapshot/apart.ts";
import { amount, at, facts, flag, given, names, size, text, texts } from "../snapshot/fields.ts";
import type { Note, VmSeen } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";
import { isVmGroup, type Machines, type Rows } from "./hosts.ts";
import { machineOf, named, word } from "./kinds.ts";
import { diskPaths, networksOf, type Standing } from "./storage.ts";

/** A VM, as Get-VM shows it or as a cluster's group alone. */
export interface Vm {
  readonly id: string;
  readonly name: string;
  readonly host: string | undefined;
  readonly row: Row;
  /** The group that makes it a VM of the cluster. */
  readonly group: Row | undefined;
}

export function vmsIn(rows: Rows, machines: Machines, notes: Note[]): readonly Vm[] {
  const groups = groupsByName(rows);
  const drafts: Vm[] = [];
  for (const row of rows.vm) {
    const name = nameOf(row);
    if (name === undefined) continue;
    if (
      /^(?:2|3|4|replica|testreplica|extendedreplica)$/i.test(text(at(row.value, "ReplicationMode")) ?? "")
    ) {
      notes.push(noteAt(row, "A replica of a VM is no VM of its own: left out."));
      continue;
    }
    const group = groups.get(name.toLowerCase());
    const host = hostOf(row, group, machines);
    if (host === undefined) notes.push(noteAt(row, "Which host a VM runs on is not in the export."));
    const id = text(at(row.value, "VMId")) ?? text(at(row.value, "Id")) ?? `${host ?? "?"}/${name}`;
    drafts.push({ id, name, host, row, group });
  }
  const shown = new Set(drafts.map(({ name }) => name.toLowerCase()));
  const answered = new Set(drafts.map(({ host }) => host));
  for (const [key, group] of groups) {
    const owner = machines.find(named(at(group.value, "OwnerNode")));
    const name = vmNamed(group.value);
    // Without its type a group may be of disks or of the cluster itself.
    const isVm = at(group.value, "GroupType") !== undefined && name !== undefined;
    if (shown.has(key) || !isVm || answered.has(owner)) continue;
    notes.push(
      noteAt(group, "Of this VM only its group in the cluster is known: where it runs and no more."),
    );
    drafts.push({ id: text(at(group.value, "Id")) ?? name, name, host: owner, row: group, group });
  }
  const unique = [...new Map(drafts.map((draft) => [draft.id, draft])).values()];
  const apart = toldApart(unique, "VMs", notes);
  return unique.map((draft) => ({ ...draft, name: apart.get(draft.id) ?? draft.name }));
}

function hostOf(row: Row, group: Row | undefined, machines: Machines): string | undefined {
  const told = machineOf(row.value) ?? named(at(group?.value, "OwnerNode"));
  return told === undefined && machines.all.length === 1 ? machines.all[0] : machines.find(told);
}

function nameOf({ value }: Row): string | undefined {
  return text(at(value, "Name")) ?? text(at(value, "VMName"));
}

function groupsByName(rows: Rows): ReadonlyMap<string, Row> {
  return new Map(
    rows.group.flatMap((row) => {
      const name = vmNamed(row.value);
      return name === undefined || !isVmGroup(row.value) ? [] : [[name.toLowerCase(), row] as const];
    }),
  );
}

/** A group is called like its VM; where Virtual Machine Manager made it, `SCVMM web-1 Resources`. */
function vmNamed(group: Row["value"]): string | undefined {
  const name = text(at(group, "Name"));
  return /^SCVMM (.+?) Resources(?: \(\d+\))?$/.exec(name ?? "")?.[1] ?? name;
}

/** VMs whose groups share a class never run on one node while there is another. */
export function apartIn(vms: readonly Vm[]): readonly (readonly string[])[] {
  const byClass = new Map<string, string[]>();
  for (const { name, group } of vms)
    for (const label of texts(at(group?.value, "AntiAffinityClassNames"))) {
      const known = byClass.get(label);
      if (known === undefined) byClass.set(label, [name]);
      else known.push(name);
    }
  return [...byClass.values()].filter((group) => group.length > 1);
}

export interface Around {
  readonly environment: string;
  readonly standing: Standing;
  readonly clusterOf: (host: string | undefined) => string | undefined;
  /** Sizes of virtual disks in bytes, by their path in small letters. */
  readonly disks: ReadonlyMap<string, number>;
}

export function vmOf(vm: Vm, { environment, standing, clusterOf, disks }: Around, notes: Note[]): VmSeen {
  const { row, host, group } = vm;
  const { value } = row;
  const paths = diskPaths(row);
  const folder = text(at(value, "Path")) ?? text(at(value, "ConfigurationLocation"));
  if (paths.length === 0 && folder !== undefined)
    notes.push(
      noteAt(
        row,
        "The export does not show a VM's disks: they are read as lying where its configuration lies.",
      ),
    );
  const lying = paths.length > 0 ? paths : folder === undefined ? [] : [folder];
  const storage = names(lying.flatMap((path) => standing.nameOf(path, host) ?? []));
  const sizes = paths.map((path) => disks.get(path.toLowerCase()));
  const total = sizes.includes(undefined)
    ? undefined
    : sizes.reduce((sum: number, each) => sum + (each ?? 0), 0);
  const isClustered = group !== undefined || flag(at(value, "IsClustered")) !== false;
  if (flag(at(value, "DynamicMemoryEnabled")) === true)
    notes.push(noteAt(row, "A VM with dynamic memory is read with the memory that it starts with."));
  return {
    name: vm.name,
    source: vm.id,
    environment,
    ...given("host", host),
    ...(!isClustered && clusterOf(host) !== undefined ? { pinned: true } : {}),
    ...given("storage", storage),
    ...given("network", names(networksOf(row))),
    ...given("cpu", amount(at(value, "ProcessorCount"))),
    ...given("memory", size(amount(at(value, "MemoryStartup")) ?? amount(at(value, "MemoryAssigned")))),
    ...given("disk", size(total)),
    ...given("power", row === group ? undefined : powerOf(row, notes)),
    fact: facts(value, group?.value),
  };
}

/** States of a VM (Microsoft.HyperV.PowerShell.VMState). */
const STATES = new Map([
  [1, "other"],
  [2, "running"],
  [3, "off"],
  [4, "stopping"],
  [6, "saved"],
  [9, "paused"],
  [10, "starting"],
  [11, "reset"],
  [32773, "saving"],
  [32776, "pausing"],
  [32777, "resuming"],
  [32779, "fastsaved"],
  [32780, "fastsaving"],
]);

function powerOf(row: Row, notes: Note[]): VmSeen["power"] {
  const state = word(at(row.value, "State"), STATES)?.replace(/critical$/, "");
  if (/^(?:running|starting|reset|resuming|stopping)$/.test(state ?? "")) return "on";
  if (state === "off") return "off";
  if (/^(?:saved|saving|paused|pausing|fastsaved|fastsaving)$/.test(state ?? "")) return "suspended";
  notes.push(noteAt(row, "Whether a VM runs is not known: it is read as running."));
  return undefined;
}
