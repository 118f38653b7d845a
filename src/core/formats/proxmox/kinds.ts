import { at, flag, has, number, text } from "../snapshot/fields.ts";
import type { Row } from "../snapshot/rows.ts";

/** What an object in an answer of Proxmox VE is about, told by the keys that only such an answer has. */
export type Kind =
  | "guest"
  | "node"
  | "cluster"
  | "storage"
  | "nodeStatus"
  | "package"
  | "guestConfig"
  | "haResource"
  | "haRule"
  | "haGroup"
  | "time"
  | "aside";

export function kindOf({ value }: Row): Kind | undefined {
  const id = text(at(value, "id"));
  const type = text(at(value, "type"));
  if (id !== undefined && type !== undefined) {
    if (/^(?:qemu|lxc)\/\d+$/.test(id) && has(value, "node")) return "guest";
    if (id === `node/${text(at(value, "node")) ?? text(at(value, "name"))}` && type === "node") return "node";
    if (/^storage\/[^/]+\/.+/.test(id) && has(value, "storage", "node")) return "storage";
    if (type === "cluster" && has(value, "quorate", "nodes")) return "cluster";
    if (/^(?:pool|sdn|network)\//.test(id)) return "aside";
  }
  return kindWithoutId(value, type);
}

function kindWithoutId(value: Row["value"], type: string | undefined): Kind | undefined {
  const sid = text(at(value, "sid"));
  if (sid !== undefined && /^(?:vm|ct):\d+$/.test(sid) && has(value, "state")) return "haResource";
  if (has(value, "rule", "resources") && /^(?:node|resource)-affinity$/.test(type ?? "")) return "haRule";
  if (has(value, "group", "nodes") && (type === "group" || has(value, "nofailback"))) return "haGroup";
  if (/^pve-manager\//.test(text(at(value, "pveversion")) ?? "")) return "nodeStatus";
  if (has(value, "Package", "Version") && (has(value, "CurrentState") || has(value, "ManagerVersion")))
    return "package";
  if (isStorageConfig(value, type)) return "storage";
  if (has(value, "nodeid", "quorum_votes") || has(value, "nodeid", "ring0_addr")) return "node";
  if (has(value, "localtime", "time", "timezone")) return "time";
  if (isGuestConfig(value)) return "guestConfig";
  return isGuestOfNode(value) ? "guest" : undefined;
}

/** `/storage`: an entry of storage.cfg. */
function isStorageConfig(value: Row["value"], type: string | undefined): boolean {
  return (
    type !== undefined && has(value, "storage", "content") && (has(value, "digest") || has(value, "active"))
  );
}

/** `/nodes/N/qemu/ID/config`, `/nodes/N/lxc/ID/config`. */
function isGuestConfig(value: Row["value"]): boolean {
  if (!has(value, "digest")) return false;
  const isContainer = has(value, "rootfs") && (has(value, "hostname") || has(value, "ostype"));
  const hints = ["ostype", "scsihw", "smbios1", "vmgenid", "boot", "sockets", "net0", "scsi0", "virtio0"];
  return isContainer || hints.filter((key) => has(value, key)).length >= 2;
}

/** `/nodes/N/qemu`, `/nodes/N/lxc`: no id, no type. */
function isGuestOfNode(value: Row["value"]): boolean {
  return (
    number(at(value, "vmid")) !== undefined &&
    has(value, "status", "maxmem") &&
    (has(value, "cpus") || has(value, "maxcpu"))
  );
}

export function isTemplate(row: Row): boolean {
  return flag(at(row.value, "template")) === true;
}

/** A list in a text: `vm:100,vm:101`, `node1:2,node2` (a priority behind the name). */
export function parts(value: string | undefined): readonly string[] {
  return (value ?? "")
    .split(/[,;\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
