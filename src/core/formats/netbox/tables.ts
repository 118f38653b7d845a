import { amount, at, isObject, list, text } from "../snapshot/fields.ts";
import type { Json, JsonObject } from "../snapshot/json.ts";
import type { Row } from "../snapshot/rows.ts";

/** Objects of NetBox, from its REST API and from fixtures (`dumpdata`) alike: each in the table of its model, by its id. */

/** The models that are read, and as what other objects are told of: `dcim.device` of `/api/dcim/devices/7/`. */
const ENDPOINTS: ReadonlyMap<string, string> = new Map([
  ["virtualization/virtual-machines", "virtualization.virtualmachine"],
  ["virtualization/clusters", "virtualization.cluster"],
  ["virtualization/cluster-types", "virtualization.clustertype"],
  ["virtualization/cluster-groups", "virtualization.clustergroup"],
  ["virtualization/interfaces", "virtualization.vminterface"],
  ["dcim/devices", "dcim.device"],
  ["dcim/device-types", "dcim.devicetype"],
  ["dcim/device-roles", "dcim.devicerole"],
  ["dcim/manufacturers", "dcim.manufacturer"],
  ["dcim/platforms", "dcim.platform"],
  ["dcim/sites", "dcim.site"],
  ["dcim/racks", "dcim.rack"],
  ["dcim/power-ports", "dcim.powerport"],
  ["dcim/power-outlets", "dcim.poweroutlet"],
  ["dcim/power-feeds", "dcim.powerfeed"],
  ["dcim/power-panels", "dcim.powerpanel"],
]);

const MODELS: ReadonlySet<string> = new Set(ENDPOINTS.values());

/** An object with what it says, whichever of the two forms it came in. */
export interface Entry {
  readonly id: string;
  readonly fields: JsonObject;
  readonly row: Row;
}

export type Table = ReadonlyMap<string, Entry>;

export interface Tables {
  /** By model; empty where the export has none. */
  readonly of: (model: string) => Table;
  /** Objects of other models, and answers that are none. */
  readonly others: readonly Row[];
}

export function isNetBox({ value }: Row): boolean {
  return /^(?:dcim|virtualization)\./.test(modelOf(value) ?? "");
}

export function tablesOf(rows: readonly Row[]): Tables {
  const tables = new Map<string, Map<string, Entry>>();
  const others: Row[] = [];
  for (const row of rows) {
    const model = modelOf(row.value);
    const fixture = at(row.value, "fields");
    const fields = isObject(fixture) ? fixture : row.value;
    const id = text(at(row.value, isObject(fixture) ? "pk" : "id"));
    if (model === undefined || !MODELS.has(model) || id === undefined) {
      others.push(row);
      continue;
    }
    const table = tables.get(model) ?? new Map<string, Entry>();
    tables.set(model, table);
    // The same object may stand on two pages of answers.
    if (!table.has(id)) table.set(id, { id, fields, row });
  }
  const none: Table = new Map();
  return { of: (model) => tables.get(model) ?? none, others };
}

/** `dcim.device`, of a fixture by its word and of an answer by its address; any model of NetBox in these two apps. */
function modelOf(value: JsonObject): string | undefined {
  const told = text(at(value, "model"));
  if (told !== undefined && isObject(at(value, "fields")) && at(value, "pk") !== undefined)
    return /^(?:dcim|virtualization|extras|tenancy|ipam)\.[a-z]+$/.test(told) ? told : undefined;
  const path = /\/api\/((?:dcim|virtualization)\/[a-z-]+)\/\d+\/?$/.exec(text(at(value, "url")) ?? "")?.[1];
  return path === undefined ? undefined : (ENDPOINTS.get(path) ?? path.replace("/", "."));
}

/** What a field refers to: in an answer an object with id and name, in a fixture an id alone. */
export interface Reference {
  readonly id: string;
  readonly name: string | undefined;
  readonly entry: Entry | undefined;
}

export function reference(value: Json | undefined, table: Table): Reference | undefined {
  const id = text(isObject(value) ? at(value, "id") : value);
  if (id === undefined) return undefined;
  const entry = table.get(id);
  const own = isObject(value) ? (text(at(value, "name")) ?? text(at(value, "display"))) : undefined;
  return { id, name: own ?? text(at(entry?.fields, "name")), entry };
}

/** `{value: active, label: Active}` in an answer, `active` in a fixture. */
export function choice(value: Json | undefined): string | undefined {
  return text(isObject(value) ? at(value, "value") : value)?.toLowerCase();
}

/** What the map of a team may use: fields, custom fields with or without `cf_`, tags, and what a field refers to by its name. */
export function factsOf({ fields }: Entry): (name: string) => string | undefined {
  const custom = [at(fields, "custom_fields"), at(fields, "custom_field_data")];
  return (name) => {
    const plainName = name.replace(/^cf_/, "");
    const own = name === plainName ? at(fields, name) : undefined;
    const told = own ?? at(custom[0], plainName) ?? at(custom[1], plainName);
    const words = list(told).flatMap((each) => word(each) ?? []);
    return words.length === 0 ? undefined : words.join(";");
  };
}

function word(value: Json | undefined): string | undefined {
  if (typeof value === "boolean") return String(value);
  if (!isObject(value)) return text(value);
  return (
    text(at(value, "name")) ??
    text(at(value, "label")) ??
    text(at(value, "display")) ??
    text(at(value, "value"))
  );
}

/** MB as NetBox keeps memory: a multiple of 1024 is what people enter for GiB. */
export function memoryOf(value: Json | undefined): string | undefined {
  const megabytes = amount(value);
  return megabytes !== undefined && megabytes % 1024 === 0 ? `${megabytes / 1024}GiB` : decimal(megabytes);
}

/** MB as NetBox keeps disks since version 4.1, which made a thousand of each GB before; 51200 is 50 GiB. */
export function diskOf(value: Json | undefined): string | undefined {
  const megabytes = amount(value);
  const isBinary = megabytes !== undefined && megabytes % 1000 !== 0 && megabytes % 1024 === 0;
  return isBinary ? `${megabytes / 1024}GiB` : decimal(megabytes);
}

function decimal(megabytes: number | undefined): string | undefined {
  if (megabytes === undefined || megabytes < 1 || megabytes >= 1e15) return undefined;
  return megabytes % 1000 === 0 ? `${megabytes / 1000}GB` : `${Math.floor(megabytes)}MB`;
}
