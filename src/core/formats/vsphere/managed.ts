import { at, has, isObject, list, text } from "../snapshot/fields.ts";
import type { Json, JsonObject } from "../snapshot/json.ts";
import type { Row } from "../snapshot/rows.ts";

/** Objects of vSphere, whichever tool showed them: govc (since 0.31 in lower camel case, before in upper) or PowerCLI. */
export type Kind = "vm" | "host" | "cluster" | "datastore" | "network" | "rule";

export interface Managed {
  readonly kind: Kind;
  /** `vm-101`; where the export has none, the name. */
  readonly id: string;
  readonly name: string;
  readonly row: Row;
  /** A property of the vSphere API by its path: `runtime.host`. */
  readonly get: (path: string) => Json | undefined;
  /** A property of PowerCLI's own object. */
  readonly own: (key: string) => Json | undefined;
}

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["VirtualMachine", "vm"],
  ["HostSystem", "host"],
  ["ClusterComputeResource", "cluster"],
  ["Datastore", "datastore"],
  ["Network", "network"],
  ["DistributedVirtualPortgroup", "network"],
  ["OpaqueNetwork", "network"],
]);

/** undefined for what neither tool writes. */
export function managedOf(row: Row): Managed | undefined {
  return updated(row) ?? described(row, row.value) ?? powerCli(row);
}

/** `govc vm.info`, `host.info`, `datastore.info`: the object itself; `govc ls -json` wraps it. */
function described(row: Row, value: JsonObject): Managed | undefined {
  const inner = property(value, "object");
  if (isObject(inner) && property(value, "path") !== undefined) return described(row, inner);
  const self = refOf(property(value, "self"));
  if (self === undefined) return undefined;
  return managed(row, self, (path) => along(value, path.split(".")));
}

/** `govc object.collect -type`: `{obj, changeSet: [{name, val}]}`, before `{Obj, PropSet: [{Name, Val}]}`. */
function updated(row: Row): Managed | undefined {
  const self = refOf(property(row.value, "obj"));
  const changes = property(row.value, "changeSet") ?? property(row.value, "propSet");
  if (self === undefined || changes === undefined) return undefined;
  const values = new Map<string, Json>();
  for (const change of list(changes)) {
    const name = text(property(change, "name"));
    const value = property(change, "val");
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  const get = (path: string) => {
    const whole = path.split(".");
    for (let length = whole.length; length > 0; length--) {
      const value = values.get(whole.slice(0, length).join("."));
      if (value !== undefined) return along(value, whole.slice(length));
    }
    return undefined;
  };
  return managed(row, self, get);
}

function managed(
  row: Row,
  self: { readonly type: string; readonly id: string },
  get: (path: string) => Json | undefined,
): Managed | undefined {
  const kind = KINDS.get(self.type);
  if (kind === undefined) return undefined;
  const name = text(get("name")) ?? text(get("summary.config.name")) ?? text(get("summary.name"));
  return { kind, id: self.id, name: unescaped(name ?? self.id), row, get, own: () => undefined };
}

/** Names come from vSphere with `%2f`, `%5c` and `%25` for the three characters that it escapes. */
function unescaped(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** What only the objects of these cmdlets have. */
const MARKS: readonly (readonly [Kind, ...string[]])[] = [
  ["rule", "Name", "KeepTogether"],
  ["vm", "Name", "PowerState", "NumCpu"],
  ["vm", "Name", "PowerState", "MemoryGB"],
  ["vm", "Name", "PowerState", "VMHost"],
  ["host", "Name", "ConnectionState", "Version", "Build"],
  ["host", "Name", "Manufacturer", "Version", "Build"],
  ["host", "Name", "Parent", "Version", "Build"],
  ["host", "Name", "ConnectionState", "MemoryTotalGB"],
  ["cluster", "Name", "HAEnabled"],
  ["cluster", "Name", "DrsEnabled"],
  ["datastore", "Name", "FreeSpaceGB", "CapacityGB"],
  ["datastore", "Name", "FreeSpaceMB", "CapacityMB"],
];

function powerCli(row: Row): Managed | undefined {
  const kind = MARKS.find(([, ...keys]) => has(row.value, ...keys))?.[0];
  const name = text(at(row.value, "Name"));
  if (kind === undefined || name === undefined) return undefined;
  const extension = at(row.value, "ExtensionData");
  return {
    kind,
    id: idOf(at(row.value, "Id")) ?? name,
    name,
    row,
    get: (path) => along(extension, path.split(".")),
    own: (key) => at(row.value, key),
  };
}

/** `VirtualMachine-vm-101` → `vm-101`. */
export function idOf(value: Json | undefined): string | undefined {
  return /^[A-Za-z]+-(.+)$/.exec(text(value) ?? "")?.[1];
}

/** `{type: HostSystem, value: host-10}`, also in the words of other versions. */
export function refOf(value: Json | undefined): { readonly type: string; readonly id: string } | undefined {
  const [type, id] = [text(property(value, "type")), text(property(value, "value"))];
  return type === undefined || id === undefined || !/^[A-Za-z]+$/.test(type) ? undefined : { type, id };
}

/** The items of a list of the API, which some versions wrap: `{_typeName, _value: […]}`, `{ManagedObjectReference: […]}`. */
export function items(value: Json | undefined): readonly Json[] {
  if (!isObject(value)) return list(value);
  const inner =
    at(value, "_value") ??
    Object.keys(value)
      .map((key) => at(value, key))
      .find(Array.isArray);
  return inner === undefined ? list(value) : list(inner);
}

export function refsIn(value: Json | undefined): readonly string[] {
  return items(value).flatMap((each) => refOf(each)?.id ?? []);
}

/** A property in either case of its first letter. */
export function property(value: Json | undefined, key: string): Json | undefined {
  return at(value, key) ?? at(value, key.charAt(0).toUpperCase() + key.slice(1));
}

function along(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here = value;
  for (const key of path) here = property(here, key);
  return here;
}
