import { at, has, isObject, number, text } from "../snapshot/fields.ts";
import type { Json, JsonObject } from "../snapshot/json.ts";
import type { Row } from "../snapshot/rows.ts";

/** Which cmdlet wrote an object, told by the properties that only its objects have. */
export type Kind =
  | "vm"
  | "vmHost"
  | "system"
  | "computer"
  | "processor"
  | "bios"
  | "revision"
  | "cluster"
  | "node"
  | "group"
  | "volume"
  | "spacesDirect"
  | "disk"
  | "faultDomain";

/** Properties that an object must have, each list for one cmdlet. */
const MARKS: readonly (readonly [Kind, ...string[]])[] = [
  // Get-VM
  ["vm", "VMId", "State"],
  ["vm", "Name", "State", "ComputerName", "ProcessorCount"],
  ["vm", "Name", "State", "MemoryStartup"],
  // Get-VMHost
  ["vmHost", "LogicalProcessorCount", "MemoryCapacity"],
  // Get-CimInstance Win32_OperatingSystem, Win32_ComputerSystem, Win32_Processor, Win32_BIOS
  ["system", "LastBootUpTime", "BuildNumber", "Version"],
  ["computer", "TotalPhysicalMemory", "Manufacturer", "Model"],
  ["processor", "NumberOfCores", "NumberOfLogicalProcessors"],
  ["bios", "SMBIOSBIOSVersion"],
  // Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
  ["revision", "UBR"],
  // Get-Cluster
  ["cluster", "Name", "SharedVolumesRoot"],
  ["cluster", "Name", "S2DEnabled"],
  ["cluster", "Name", "WitnessDynamicWeight"],
  // Get-ClusterNode
  ["node", "Name", "NodeWeight"],
  ["node", "Name", "NodeInstanceID"],
  // Get-ClusterGroup
  ["group", "Name", "OwnerNode", "GroupType"],
  ["group", "Name", "OwnerNode", "AntiAffinityClassNames"],
  // Get-ClusterSharedVolume
  ["volume", "Name", "SharedVolumeInfo"],
  // Get-ClusterStorageSpacesDirect
  ["spacesDirect", "CacheState", "State", "CacheModeSSD"],
  // Get-VHD
  ["disk", "Path", "VhdFormat", "Size"],
  // Get-ClusterFaultDomain
  ["faultDomain", "Name", "Type", "ParentName"],
];

export function kindOf({ value }: Row): Kind | undefined {
  return MARKS.find(([, ...keys]) => has(value, ...keys))?.[0];
}

/** Kinds that say by themselves that an export is of Hyper-V; the others are of any Windows machine. */
const OURS: ReadonlySet<Kind> = new Set<Kind>([
  "vm",
  "vmHost",
  "cluster",
  "node",
  "group",
  "volume",
  "spacesDirect",
]);

export function isHyperV(row: Row): boolean {
  const kind = kindOf(row);
  return kind !== undefined && OURS.has(kind);
}

/** A name, or the name of an object: `OwnerNode` is either, by how deep ConvertTo-Json went. */
export function named(value: Json | undefined): string | undefined {
  return isObject(value) ? text(at(value, "Name")) : text(value);
}

/** The machine that an object was asked of. */
export function machineOf(value: JsonObject): string | undefined {
  for (const key of ["ComputerName", "CSName", "PSComputerName", "SystemName", "__SERVER"]) {
    const name = text(at(value, key));
    if (name !== undefined && name !== "localhost" && name !== ".") return name;
  }
  return undefined;
}

/** An enumeration, as its number or its word. */
export function word(value: Json | undefined, words: ReadonlyMap<number, string>): string | undefined {
  const figure = number(value);
  const told = isObject(value) ? (text(at(value, "Value")) ?? text(at(value, "value"))) : text(value);
  return figure === undefined ? told?.toLowerCase() : words.get(figure);
}
