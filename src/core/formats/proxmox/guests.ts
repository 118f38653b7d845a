import { toldApart } from "../snapshot/apart.ts";
import { amount, at, facts, given, names, number, size, text } from "../snapshot/fields.ts";
import type { Note, VmSeen } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";
import type { Ha } from "./ha.ts";
import { isTemplate } from "./kinds.ts";
import { hasWord, nodeNames, nodeOf, type Rows } from "./nodes.ts";
import { disksIn, type Standing } from "./storage.ts";

/** A virtual machine or container, from wherever the answers tell of it. */
export interface Guest {
  /** Its number, unique in the cluster. */
  readonly id: string;
  readonly name: string;
  readonly node: string | undefined;
  readonly row: Row;
  readonly config: Row | undefined;
}

export function guestsOf(rows: Rows, notes: Note[]): readonly Guest[] {
  const nodes = nodeNames(rows);
  const byId = new Map<string, Row>();
  const templates = new Set<string>();
  for (const row of rows.guest) {
    const id = idOf(row);
    if (id === undefined) continue;
    if (isTemplate(row)) templates.add(id);
    else if (!byId.has(id)) byId.set(id, row);
  }
  const configs = configsOf(rows, new Set([...byId.keys(), ...templates]), notes);
  for (const [id, row] of configs) if (isTemplate(row)) templates.add(id);
  for (const row of [...rows.guest, ...rows.guestConfig])
    if (isTemplate(row)) notes.push(noteAt(row, "A template is no VM: left out."));
  const ids = [...new Set([...byId.keys(), ...configs.keys()])].filter((id) => !templates.has(id));
  const drafts = ids.flatMap((id) => {
    const config = configs.get(id);
    const row = byId.get(id) ?? config;
    return row === undefined ? [] : [{ id, name: nameOf(id, byId.get(id), config), row, config }];
  });
  const apart = toldApart(drafts, "guests", notes);
  return drafts.map((draft) => ({
    ...draft,
    name: apart.get(draft.id) ?? draft.name,
    node: byId.has(draft.id) ? nodeOf(draft.row, nodes) : undefined,
  }));
}

function idOf({ value }: Row): string | undefined {
  return text(at(value, "vmid")) ?? /\/(\d+)$/.exec(text(at(value, "id")) ?? "")?.[1];
}

function nameOf(id: string, row: Row | undefined, config: Row | undefined): string {
  const own = [row, config].flatMap((each) =>
    each === undefined ? [] : (text(at(each.value, "name")) ?? text(at(each.value, "hostname")) ?? []),
  );
  return own[0] ?? `VM ${id}`;
}

/** A configuration does not say whose it is: by a number in it, in the file's name or in its volumes, else by its name. */
function configsOf(rows: Rows, known: ReadonlySet<string>, notes: Note[]): ReadonlyMap<string, Row> {
  const configs = new Map<string, Row>();
  const inFile = new Map<string, number>();
  const named = nameFinder(rows);
  for (const { where } of rows.guestConfig) inFile.set(where, (inFile.get(where) ?? 0) + 1);
  for (const row of rows.guestConfig) {
    const id = text(at(row.value, "vmid")) ?? inPath(row, inFile, known) ?? inVolumes(row) ?? named(row);
    if (id !== undefined) configs.set(id, row);
    else {
      const message =
        "The configuration of a guest does not say of which one: left out. Put the guest's number into the file's name.";
      notes.push(noteAt(row, message));
    }
  }
  return configs;
}

function inPath(
  row: Row,
  inFile: ReadonlyMap<string, number>,
  known: ReadonlySet<string>,
): string | undefined {
  if (inFile.get(row.where) !== 1) return undefined;
  const numbers = [...row.where.matchAll(/\d+/g)].map(([digits]) => digits);
  return numbers.reverse().find((digits) => known.has(digits) && hasWord(row.where, digits));
}

function inVolumes({ value }: Row): string | undefined {
  const owners = new Set(
    Object.keys(value).flatMap(
      (key) => /:(?:\d+\/)?(?:vm|subvol)-(\d+)-(?:disk|state)/.exec(text(at(value, key)) ?? "")?.[1] ?? [],
    ),
  );
  return owners.size === 1 ? [...owners][0] : undefined;
}

/** The only guest of a configuration's name. */
function nameFinder(rows: Rows): (config: Row) => string | undefined {
  const idsByName = new Map<string, Set<string>>();
  for (const row of rows.guest) {
    const [name, id] = [text(at(row.value, "name")), idOf(row)];
    if (name === undefined || id === undefined) continue;
    const known = idsByName.get(name);
    if (known === undefined) idsByName.set(name, new Set([id]));
    else known.add(id);
  }
  return ({ value }) => {
    const name = text(at(value, "name")) ?? text(at(value, "hostname"));
    const ids = name === undefined ? undefined : idsByName.get(name);
    return ids?.size === 1 ? [...ids][0] : undefined;
  };
}

/** Commands for containers are others than those for VMs. */
function isContainer({ row, config }: Guest): boolean {
  const { value } = row;
  if (text(at(value, "type")) === "lxc" || text(at(value, "id"))?.startsWith("lxc/") === true) return true;
  return config !== undefined && text(at(config.value, "rootfs")) !== undefined;
}

export interface Around {
  readonly environment: string;
  readonly ha: Ha;
  readonly standing: Standing;
}

export function vmOf(guest: Guest, { environment, ha, standing }: Around, notes: Note[]): VmSeen {
  const { id, name, node, row, config } = guest;
  const own = config?.value;
  const { disks, devices } = own === undefined ? { disks: [], devices: 0 } : disksIn(own);
  if (devices > 0 && config !== undefined)
    notes.push(
      noteAt(config, "A disk is a device or folder of its node and no volume of a storage: left out."),
    );
  const total = disks.reduce((sum, disk) => sum + (disk.size ?? 0), 0);
  const storage = names(disks.map((disk) => standing.nameOn(disk.storage, node, config ?? row)));
  const isPinned = ha.bound.has(id) || (ha.members.size > 0 && !ha.members.has(id));
  return {
    name,
    source: `${environment}/${isContainer(guest) ? "lxc" : "qemu"}/${id}`,
    environment,
    ...given("host", node),
    ...(isPinned ? { pinned: true } : {}),
    ...given("storage", storage),
    ...given("network", names(networksIn(own))),
    ...given("cpu", cpuOf(row, own)),
    ...given("memory", size(amount(at(row.value, "maxmem")) ?? memoryIn(own))),
    ...given("disk", size(total > 0 ? total : amount(at(row.value, "maxdisk")))),
    ...given("os", osOf(text(at(own, "ostype")))),
    ...given("power", powerOf(text(at(row.value, "status")), row, notes)),
    fact: facts(row.value, own),
  };
}

function cpuOf(row: Row, config: Row["value"] | undefined): number | undefined {
  const told = amount(at(row.value, "maxcpu")) ?? amount(at(row.value, "cpus"));
  const cores = amount(at(config, "cores"));
  return told ?? (cores === undefined ? undefined : cores * (amount(at(config, "sockets")) ?? 1));
}

/** MiB, as a number or `current=2048`. */
function memoryIn(config: Row["value"] | undefined): number | undefined {
  const written = text(at(config, "memory"))?.replace(/^current=/, "");
  const mebi = number(written);
  return mebi === undefined ? undefined : mebi * 1024 ** 2;
}

/** `net0: virtio=…,bridge=vmbr0,tag=110` → `vmbr0.110`, as Linux calls it; a bridge without a tag is itself. */
function networksIn(config: Row["value"] | undefined): readonly string[] {
  const keys = Object.keys(config ?? {}).filter((key) => /^net\d+$/.test(key));
  return keys.flatMap((key) => {
    const options = new Map(
      (text(at(config, key)) ?? "").split(",").map((option) => {
        const [name = "", ...value] = option.split("=");
        return [name, value.join("=")] as const;
      }),
    );
    const bridge = options.get("bridge");
    const tag = options.get("tag");
    if (bridge === undefined || bridge === "" || options.get("link_down") === "1") return [];
    return [tag === undefined || tag === "" ? bridge : `${bridge}.${tag}`];
  });
}

/** What a configuration calls guest systems; of containers the distribution. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ["l24", "Linux 2.4"],
  ["l26", "Linux"],
  ["win11", "Windows 11, Server 2022 or 2025"],
  ["win10", "Windows 10, Server 2016 or 2019"],
  ["win8", "Windows 8, Server 2012"],
  ["win7", "Windows 7, Server 2008 R2"],
  ["w2k8", "Windows Server 2008"],
  ["w2k3", "Windows Server 2003"],
  ["wxp", "Windows XP"],
  ["solaris", "Solaris"],
]);

function osOf(type: string | undefined): string | undefined {
  if (type === undefined || type === "other" || type === "unmanaged") return undefined;
  return SYSTEMS.get(type) ?? type;
}

function powerOf(status: string | undefined, row: Row, notes: Note[]): VmSeen["power"] {
  if (status === "running") return "on";
  if (status === "stopped") return "off";
  if (status === "paused" || status === "suspended" || status === "prelaunch") return "suspended";
  if (status !== undefined)
    notes.push(noteAt(row, "Whether a guest runs is not known: it is read as running."));
  return undefined;
}
