import { counted, quoted } from "../../model/words.ts";
import type { FactOf, VmSeen } from "../snapshot/observed.ts";
import { sizeOf } from "../tables/values.ts";
import type { Environments } from "./environments.ts";
import { idOf } from "./hosts.ts";
import type { Named } from "./names.ts";
import type { NoteBook } from "./notes.ts";
import type { Row } from "./rows.ts";

/** A VM as its row has it; names of clusters, datastores and networks as they stand there. */
export interface VmRow extends Named {
  readonly label: string;
  readonly place: number;
  readonly source: string | undefined;
  readonly datacenter: string | undefined;
  readonly cluster: string | undefined;
  readonly host: string | undefined;
  /** The one of its configuration first, where that is told. */
  readonly datastores: string[];
  /** How many of `datastores` have their place. */
  readonly first: number;
  readonly networks: readonly string[];
  readonly cpu: number | undefined;
  readonly memory: string | undefined;
  disk: number | undefined;
  readonly os: string | undefined;
  readonly power: VmSeen["power"] | undefined;
  /** Kinds of rules, and their names, each as one text. */
  readonly rules: readonly [string, string] | undefined;
  readonly fact: FactOf;
}

const TEMPLATE = (count: number) =>
  `${counted(count, "template is", "templates are")} left out: templates do not run.`;
const PLACEHOLDER = (count: number) =>
  `${counted(count, "placeholder", "placeholders")} of Site Recovery Manager ${count === 1 ? "is" : "are"} left out: the VMs themselves run at the other site.`;

export function readVms(environments: Environments, notes: NoteBook): readonly VmRow[] {
  const vms: VmRow[] = [];
  const seen = new Map<string, string>();
  const words = interner();
  for (const { row, environment } of environments.rows("vInfo")) {
    const name = row.text("vm");
    if (name === undefined) {
      notes.count(
        row.label,
        row.place,
        (count) => `${counted(count, "row")} without a VM’s name: left out.`,
        "nameless",
      );
    } else if (row.flag("template") === true) notes.count(row.label, undefined, TEMPLATE, "template");
    else if (row.flag("srm placeholder") === true)
      notes.count(row.label, undefined, PLACEHOLDER, "placeholder");
    else {
      const vm = vmFrom(row, environment, name, words, notes);
      const id = `${environment}\0${vm.ids.join("\0")}`;
      if (vm.ids.length > 0 && seen.get(id) === name) {
        notes.say(
          row.label,
          row.place,
          `The VM ${quoted(name)} stands here once more: its first row counts.`,
        );
        continue;
      }
      seen.set(id, name);
      vms.push(vm);
    }
  }
  addDisks(vms, environments);
  return vms;
}

const NETWORKS = Array.from({ length: 16 }, (_, index) => `network #${index + 1}`);

function vmFrom(
  row: Row,
  environment: string,
  name: string,
  same: (text: string) => string,
  notes: NoteBook,
): VmRow {
  const uuid = row.text("vm uuid");
  const id = row.text("vm id", "vm object id");
  const datastore = datastoreIn(row.text("path"));
  const shared = (text: string | undefined) => (text === undefined ? undefined : same(text));
  const rules = row.text("cluster rule name(s)");
  const memory = row.whole("memory");
  return {
    label: row.label,
    place: row.place,
    environment: same(environment),
    name,
    ids: [uuid, id].filter((each) => each !== undefined),
    source: uuid ?? idOf(row.text("vi sdk uuid"), id),
    datacenter: shared(row.text("datacenter")),
    cluster: shared(row.text("cluster")),
    host: shared(row.text("host")),
    datastores: datastore === undefined ? [] : [same(datastore)],
    first: datastore === undefined ? 0 : 1,
    networks: [...new Set(NETWORKS.flatMap((column) => shared(row.text(column)) ?? []))],
    cpu: row.whole("cpus"),
    memory: memory === undefined || memory < 1 ? undefined : same(sizeOf(memory)),
    disk: row.whole("total disk capacity mib", "total disk capacity mb"),
    os: shared(row.text("os according to the configuration file", "os according to the vmware tools", "os")),
    power: powerOf(row, notes),
    rules: rules === undefined ? undefined : [row.text("cluster rule(s)") ?? "", rules],
    fact: row.fact,
  };
}

/** The same words stand in thousands of rows: each is kept once. */
function interner(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, text);
    return text;
  };
}

function powerOf(row: Row, notes: NoteBook): VmSeen["power"] | undefined {
  const text = row.text("powerstate");
  if (text === undefined) return undefined;
  const power = POWER.get(text.toLowerCase().replace(/[\s_-]/g, ""));
  if (power === undefined) {
    const message = (count: number) =>
      `${quoted(text)} is no state of power that is known: ${counted(count, "VM is", "VMs are")} taken as powered on.`;
    notes.count(row.label, row.place, message, `power\0${text}`);
  }
  return power;
}

const POWER: ReadonlyMap<string, NonNullable<VmSeen["power"]>> = new Map([
  ["poweredon", "on"],
  ["on", "on"],
  ["poweredoff", "off"],
  ["off", "off"],
  ["suspended", "suspended"],
]);

/** `[san-east] erp-1/erp-1.vmx` → `san-east` */
function datastoreIn(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^\[([^\]]+)\]/.exec(path)?.[1]?.trim();
}

/** Where the disks of the VMs lie, and how large they are where the VM's own row does not say it. */
function addDisks(vms: readonly VmRow[], environments: Environments): void {
  const byId = new Map<string, VmRow>();
  const byName = new Map<string, VmRow | undefined>();
  const known = new Set<VmRow>();
  for (const vm of vms) {
    for (const id of vm.ids) byId.set(`${vm.environment}\0${id}`, vm);
    const name = `${vm.environment}\0${vm.name}`;
    // Of two VMs of one name nobody knows whose disk it is.
    byName.set(name, byName.has(name) ? undefined : vm);
    if (vm.disk !== undefined) known.add(vm);
  }
  for (const { row, environment } of environments.rows("vDisk")) {
    const ids = [row.text("vm uuid"), row.text("vm id")].filter((id) => id !== undefined);
    const vm =
      ids.length > 0
        ? ids.map((id) => byId.get(`${environment}\0${id}`)).find((each) => each !== undefined)
        : byName.get(`${environment}\0${row.text("vm") ?? ""}`);
    if (vm === undefined) continue;
    // Versions differ in which of the two has the path in the datastore.
    const datastore = datastoreIn(row.text("path")) ?? datastoreIn(row.text("disk path"));
    if (datastore !== undefined && !vm.datastores.includes(datastore)) vm.datastores.push(datastore);
    const size = row.whole("capacity mib", "capacity mb");
    if (size !== undefined && !known.has(vm)) vm.disk = (vm.disk ?? 0) + size;
  }
  // Where its configuration lies comes first; the disks in whatever order they were exported.
  for (const vm of vms)
    if (vm.datastores.length > 1) vm.datastores.push(...vm.datastores.splice(vm.first).sort());
}
