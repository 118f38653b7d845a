import { quoted } from "../../model/words.ts";
import { amount, at, facts, flag, given, instant, minute, number, size, text } from "../snapshot/fields.ts";
import type { HostSeen, Note } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";
import { type Kind, machineOf, named, word } from "./kinds.ts";

export type Rows = { readonly [kind in Kind]: readonly Row[] };

/** Machines under one name each: `HV01`, `hv01` and `hv01.corp.example` are one. */
export interface Machines {
  /** The name in the manifest; undefined for a machine that the export does not show. */
  readonly find: (name: string | undefined) => string | undefined;
  readonly all: readonly string[];
}

export function machinesOf(rows: Rows): Machines {
  const written = [
    ...rows.node.flatMap(({ value }) => text(at(value, "Name")) ?? []),
    ...rows.vmHost.flatMap(({ value }) => machineOf(value) ?? text(at(value, "Name")) ?? []),
    ...rows.vm.flatMap(({ value }) => machineOf(value) ?? []),
    ...rows.group.flatMap(({ value }) => (isVmGroup(value) ? (named(at(value, "OwnerNode")) ?? []) : [])),
  ];
  const byKey = new Map<string, string>();
  for (const name of written) if (!byKey.has(keyOf(name))) byKey.set(keyOf(name), name);
  return {
    find: (name) => (name === undefined ? undefined : byKey.get(keyOf(name))),
    all: [...byKey.values()],
  };
}

/** Names of machines tell no case, and the domain behind them is often left out; addresses are whole. */
function keyOf(name: string): string {
  const lower = name.toLowerCase();
  return /^[\d.]+$/.test(lower) ? lower : (lower.split(".")[0] ?? lower);
}

/** `VirtualMachine` is 111 among the types of groups. */
export function isVmGroup(value: Row["value"]): boolean {
  const type = at(value, "GroupType");
  return type === undefined || word(type, new Map([[111, "virtualmachine"]])) === "virtualmachine";
}

/** States of a node of a failover cluster. */
const NODE_STATES = new Map([
  [0, "up"],
  [1, "down"],
  [2, "paused"],
  [3, "joining"],
]);

export interface Place {
  readonly environment: string;
  /** By the host's name. */
  readonly clusterOf: (host: string) => string | undefined;
}

export function hostsOf(rows: Rows, machines: Machines, place: Place, notes: Note[]): readonly HostSeen[] {
  const about = (kind: Kind, own?: string) => byMachine(rows[kind], machines, own, notes);
  const nodes = about("node", "Name");
  const [systems, revisions, computers, bios, vmHosts] = [
    about("system"),
    about("revision"),
    about("computer", "Name"),
    about("bios"),
    about("vmHost", "Name"),
  ];
  const processors = coresOf(about("processor"));
  const isSplit = noteRevisions(systems, revisions, notes);
  return machines.all.map((name): HostSeen => {
    const first = (found: ReadonlyMap<string, readonly Row[]>) => found.get(name)?.[0]?.value;
    const [node, system, computer, vmHost] = [first(nodes), first(systems), first(computers), first(vmHosts)];
    const version = versionOf(system, node);
    const revision = isSplit ? number(at(first(revisions), "UBR")) : undefined;
    const firmware = text(at(first(bios), "SMBIOSBIOSVersion"));
    const state = word(at(node, "State"), NODE_STATES);
    noteState(state, nodes.get(name)?.[0], notes);
    return {
      name,
      environment: place.environment,
      ...given("cluster", place.clusterOf(name)),
      platform: "Hyper-V",
      ...given("build", version === undefined || revision === undefined ? version : `${version}-${revision}`),
      ...given("site", faultDomainOf(name, "site", rows)),
      ...given("rack", faultDomainOf(name, "rack", rows)),
      ...given("model", modelOf(computer)),
      ...(firmware === undefined ? {} : { firmware: [{ part: "bios", version: firmware }] }),
      ...given("cpu", processors.get(name)),
      ...given(
        "memory",
        size(amount(at(vmHost, "MemoryCapacity")) ?? amount(at(computer, "TotalPhysicalMemory"))),
      ),
      ...(state === "paused" ? { maintenance: true } : {}),
      ...given("booted", minute(instant(at(system, "LastBootUpTime")))),
      fact: facts(node, vmHost, system, computer),
    };
  });
}

/** Rows by the machine that they are about; a row without a name is about the only machine there is. */
function byMachine(
  rows: readonly Row[],
  machines: Machines,
  own: string | undefined,
  notes: Note[],
): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const told = machineOf(row.value) ?? (own === undefined ? undefined : text(at(row.value, own)));
    const machine = told === undefined && machines.all.length === 1 ? machines.all[0] : machines.find(told);
    if (machine === undefined) {
      const message =
        told === undefined
          ? "This does not say which host it is about: left out. Select PSComputerName too."
          : `${quoted(told)} is no host of this export: what is said of it is left out.`;
      notes.push(noteAt(row, message));
      continue;
    }
    const known = found.get(machine);
    if (known === undefined) found.set(machine, [row]);
    else known.push(row);
  }
  return found;
}

/** `10.0.20348`, of the system itself or as the cluster knows it. */
function versionOf(system: Row["value"] | undefined, node: Row["value"] | undefined): string | undefined {
  const own = text(at(system, "Version"));
  if (own !== undefined && /^\d+\.\d+\.\d+/.test(own)) return /^\d+\.\d+\.\d+/.exec(own)?.[0];
  const parts = [at(node, "MajorVersion"), at(node, "MinorVersion"), at(node, "BuildNumber")].map(text);
  return parts.includes(undefined) ? undefined : parts.join(".");
}

/**
 * Which update is installed is in the registry alone (`UBR`). With it a build is `10.0.20348-2031`; where only some hosts
 * tell it, it is left out of all: the same build would look like two.
 */
function noteRevisions(
  systems: ReadonlyMap<string, readonly Row[]>,
  revisions: ReadonlyMap<string, readonly Row[]>,
  notes: Note[],
): boolean {
  const [first] = [...systems.values()].flat();
  const missing = [...systems.keys()].filter((name) => !revisions.has(name));
  if (first !== undefined && missing.length > 0)
    notes.push(
      noteAt(
        first,
        "Builds are read without the update's number: it is in the registry alone, as UBR. Hosts with different updates look alike.",
      ),
    );
  return missing.length === 0;
}

function coresOf(processors: ReadonlyMap<string, readonly Row[]>): ReadonlyMap<string, number> {
  return new Map(
    [...processors].map(([name, rows]) => [
      name,
      rows.reduce((sum, { value }) => sum + (amount(at(value, "NumberOfCores")) ?? 0), 0),
    ]),
  );
}

function modelOf(computer: Row["value"] | undefined): string | undefined {
  const [maker, model] = [text(at(computer, "Manufacturer")), text(at(computer, "Model"))];
  if (maker === undefined || model === undefined) return model;
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

function noteState(state: string | undefined, row: Row | undefined, notes: Note[]): void {
  if (row === undefined) return;
  const name = quoted(text(at(row.value, "Name")) ?? "");
  if (state === "paused") notes.push(noteAt(row, "A node that is paused is read as in maintenance."));
  else if (state === "down") notes.push(noteAt(row, `${name} was down when the export was taken.`));
}

/** Up the tree of fault domains, from a node to its chassis, rack and site. */
function faultDomainOf(host: string, type: "site" | "rack", rows: Rows): string | undefined {
  const find = (name: string | undefined) =>
    rows.faultDomain.find(
      ({ value }) => name !== undefined && text(at(value, "Name"))?.toLowerCase() === name.toLowerCase(),
    )?.value;
  let here = find(host);
  // A tree of four levels; the count keeps a circle from going on.
  for (let level = 0; level < 4 && here !== undefined; level++) {
    if (word(at(here, "Type"), FAULT_DOMAINS) === type) return text(at(here, "Name"));
    here = find(text(at(here, "ParentName")));
  }
  return undefined;
}

const FAULT_DOMAINS = new Map([
  [1000, "site"],
  [2000, "rack"],
  [3000, "chassis"],
  [4000, "node"],
]);

/** Whether Storage Spaces Direct is on: the hosts of the cluster are its storage. */
export function servesItself(rows: Rows): boolean {
  return (
    rows.cluster.some(({ value }) => flag(at(value, "S2DEnabled")) === true) ||
    rows.spacesDirect.some(({ value }) => text(at(value, "State"))?.toLowerCase() === "enabled")
  );
}
