import { listed, quoted } from "../../model/words.ts";
import {
  amount,
  at,
  facts,
  flag,
  given,
  instant,
  isObject,
  minute,
  names,
  number,
  size,
  text,
} from "../snapshot/fields.ts";
import type { FactOf, HostSeen, Names, Note } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { idOf, items, type Managed, property, refOf } from "./managed.ts";

const MEBI = 1024 ** 2;

export function hostOf(
  host: Managed,
  name: string,
  place: { readonly environment: string; readonly cluster: string | undefined },
  notes: Note[],
): HostSeen {
  const { get, own } = host;
  const bios = text(get("hardware.biosInfo.biosVersion"));
  return {
    name,
    source: `${place.environment}/${host.id}`,
    environment: place.environment,
    ...given("cluster", place.cluster),
    platform: platformOf(host),
    ...given("build", buildOf(host)),
    ...given("model", modelsOf(host)),
    ...(bios === undefined ? {} : { firmware: [{ part: "bios", version: bios }] }),
    ...given("licence", licenceOf(text(own("LicenseKey")))),
    ...given("time", timeOf(host)),
    ...given(
      "cpu",
      amount(get("summary.hardware.numCpuCores")) ??
        amount(get("hardware.cpuInfo.numCpuCores")) ??
        amount(own("NumCpu")),
    ),
    ...given("memory", memoryOf(host)),
    ...(isInMaintenance(host, notes) ? { maintenance: true } : {}),
    ...given("booted", minute(instant(get("runtime.bootTime")) ?? instant(get("summary.runtime.bootTime")))),
    fact: factsOf(host),
  };
}

function product(host: Managed, key: string): string | undefined {
  return text(host.get(`config.product.${key}`)) ?? text(host.get(`summary.config.product.${key}`));
}

/** ESX, with its service console, ended with version 4.1; PowerCLI names no product. */
function platformOf(host: Managed): string {
  const told = product(host, "name") ?? product(host, "fullName") ?? "";
  return /^VMware ESX\b(?!i)/.test(told) ? "VMware ESX" : "VMware ESXi";
}

/** `8.0.3-24022510` */
function buildOf(host: Managed): string | undefined {
  const version = product(host, "version") ?? text(host.own("Version"));
  const build = product(host, "build") ?? text(host.own("Build"));
  if (version === undefined) return undefined;
  return build === undefined ? version : `${version}-${build}`;
}

/** The machine and its processor. */
function modelsOf(host: Managed): Names | undefined {
  const { get, own } = host;
  const processor =
    text(get("summary.hardware.cpuModel")) ??
    text(get("hardware.cpuPkg.0.description")) ??
    text(own("ProcessorType"));
  return names([modelOf(host), processor].filter((each) => each !== undefined));
}

function modelOf({ get, own }: Managed): string | undefined {
  const maker =
    text(get("summary.hardware.vendor")) ??
    text(get("hardware.systemInfo.vendor")) ??
    text(own("Manufacturer"));
  const model =
    text(get("summary.hardware.model")) ?? text(get("hardware.systemInfo.model")) ?? text(own("Model"));
  if (maker === undefined || model === undefined) return model;
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

function memoryOf({ get, own }: Managed): string | undefined {
  const bytes = amount(get("summary.hardware.memorySize")) ?? amount(get("hardware.memorySize"));
  const mebi = amount(own("MemoryTotalMB"));
  const gibi = amount(own("MemoryTotalGB"));
  return size(
    bytes ??
      (mebi === undefined ? undefined : mebi * MEBI) ??
      (gibi === undefined ? undefined : gibi * 1024 * MEBI),
  );
}

/** A key is a secret: five characters of it tell keys apart. All noughts stand for an evaluation. */
function licenceOf(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  if (/^[0-]+$/.test(key)) return "evaluation";
  return /-([A-Z\d]{5})$/i.exec(key) === null ? undefined : `key ending in ${key.slice(-5)}`;
}

/** Several time servers stand in for each other, which a list would not say. */
function timeOf({ get }: Managed): string | undefined {
  const servers = items(get("config.dateTimeInfo.ntpConfig.server")).flatMap((server) => text(server) ?? []);
  return servers.length === 1 ? servers[0] : undefined;
}

function isInMaintenance(host: Managed, notes: Note[]): boolean {
  const { get, own } = host;
  const told = flag(get("runtime.inMaintenanceMode")) ?? flag(get("summary.runtime.inMaintenanceMode"));
  const state = own("ConnectionState") ?? own("State") ?? get("runtime.connectionState");
  const word = isObject(state) ? text(at(state, "Value")) : text(state);
  if (/^(?:disconnected|notresponding)$/i.test(word ?? ""))
    notes.push(noteAt(host.row, `${quoted(host.name)} was not connected when the export was taken.`));
  if (told !== undefined) return told;
  if (number(state) !== undefined && number(state) !== 0)
    notes.push(
      noteAt(
        host.row,
        "A host's connection state is a number that this version does not know: whether it is in maintenance is left out. Export it as a word.",
      ),
    );
  return /^maintenance$/i.test(word ?? "");
}

/** The cluster that a host says it belongs to: by id, or by name alone. */
export function clusterOf(host: Managed): { readonly id?: string; readonly name?: string } | undefined {
  const parent = refOf(host.get("parent"));
  if (parent !== undefined) return parent.type === "ClusterComputeResource" ? { id: parent.id } : undefined;
  const { own } = host;
  const parentId = text(own("ParentId"));
  const told = own("Parent");
  const name = isObject(told) ? text(at(told, "Name")) : text(told);
  if (parentId !== undefined)
    return parentId.startsWith("ClusterComputeResource-")
      ? { ...given("id", idOf(parentId)), ...given("name", name) }
      : undefined;
  // The parent of a host in no cluster is a folder, `host` where nobody made one.
  return name === undefined || name === "host" || flag(own("IsStandalone")) === true ? undefined : { name };
}

/** What PowerCLI's object says, custom attributes and what the object of the API says of these. */
export function factsOf({ row, get, own }: Managed): FactOf {
  const plain = facts(row.value);
  return (name) => {
    for (const field of items(own("CustomFields")))
      if (text(property(field, "key")) === name) return text(property(field, "value"));
    return plain(name) ?? text(get(name));
  };
}

/** The manager: the vCenter in PowerCLI's address of an object, where all name one. */
export function managerOf(all: readonly Managed[], notes: Note[]): string | undefined {
  const servers = new Set(
    all.flatMap(
      ({ own }) => /^\/VIServer=(?:[^/]*@)?([^@:/]+):\d+\//.exec(text(own("Uid")) ?? "")?.[1] ?? [],
    ),
  );
  const [first] = all;
  if (servers.size > 1 && first !== undefined)
    notes.push(
      noteAt(
        first.row,
        `The export is of several managers, ${listed([...servers].map(quoted))}: all of it is read as one environment. Import each by itself.`,
      ),
    );
  return servers.size === 1 ? [...servers][0] : undefined;
}
