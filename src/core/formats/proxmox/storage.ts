import { quoted } from "../../model/words.ts";
import { at, flag, given, has, text } from "../snapshot/fields.ts";
import type { DomainSeen, Note } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";

/** Where the disks of guests lie. A storage that is not shared is another one on each node. */

export interface Storage {
  readonly name: string;
  /** undefined where no answer says so. */
  readonly shared: boolean | undefined;
  /** The hosts of this very cluster are the storage. */
  readonly isOwnCeph: boolean;
  readonly row: Row;
}

/** Plugins whose storages are shared without saying so (Proxmox VE administration guide, "Storage Types"). */
const ALWAYS_SHARED = /^(?:nfs|cifs|rbd|cephfs|iscsi|iscsidirect|glusterfs|pbs|zfs|esxi|drbd|linstor)$/;

export function storagesOf(rows: readonly Row[]): ReadonlyMap<string, Storage> {
  const storages = new Map<string, Storage>();
  for (const row of rows) {
    const name = text(at(row.value, "storage"));
    if (name === undefined) continue;
    const plugin = text(at(row.value, "plugintype")) ?? text(at(row.value, "type")) ?? "";
    const known = storages.get(name);
    const shared =
      ALWAYS_SHARED.test(plugin) || flag(at(row.value, "shared")) === true || known?.shared === true;
    const isCeph = /^(?:rbd|cephfs)$/.test(plugin);
    // Monitors are named for a Ceph cluster elsewhere alone.
    const isElsewhere = has(row.value, "monhost") || (known !== undefined && isCeph && !known.isOwnCeph);
    storages.set(name, { name, shared, isOwnCeph: isCeph && !isElsewhere, row: known?.row ?? row });
  }
  return storages;
}

export interface Disk {
  readonly storage: string;
  /** Bytes. */
  readonly size: number | undefined;
}

export interface Disks {
  readonly disks: readonly Disk[];
  /** Devices of the node that are no volume of a storage. */
  readonly devices: number;
}

const DISK_KEY = /^(?:scsi|virtio|sata|ide)\d+$|^(?:efidisk0|tpmstate0|rootfs)$|^mp\d+$/;

/** The disks in the configuration of a guest: `scsi0: local-lvm:vm-100-disk-0,size=32G`. */
export function disksIn(config: Row["value"]): Disks {
  const disks: Disk[] = [];
  let devices = 0;
  for (const key of Object.keys(config).filter((each) => DISK_KEY.test(each))) {
    const written = text(at(config, key)) ?? "";
    const [first = "", ...options] = written.split(",");
    const volume = first.replace(/^(?:file|volume)=/, "");
    if (options.includes("media=cdrom") || volume === "none" || volume === "cdrom") continue;
    const storage = /^([^:/\s]+):./.exec(volume)?.[1];
    if (storage === undefined) {
      if (volume.startsWith("/")) devices++;
      continue;
    }
    const size = options.map((option) => bytesIn(/^size=(.*)$/.exec(option)?.[1])).find((found) => found);
    disks.push({ storage, size });
  }
  return { disks, devices };
}

const UNITS = ["", "K", "M", "G", "T"];

/** `32G`, `528K`, `4M`: powers of 1024. */
function bytesIn(written: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(written ?? "");
  return match === null ? undefined : Number(match[1]) * 1024 ** UNITS.indexOf(match[2] ?? "");
}

/** What a VM's disks stand on, and the facts about it. */
export interface Standing {
  readonly domains: ReadonlyMap<string, DomainSeen>;
  /** The name of a storage as a guest on a node sees it. */
  readonly nameOn: (storage: string, node: string | undefined, row: Row) => string;
}

export function standingOn(
  storages: ReadonlyMap<string, Storage>,
  cluster: string | undefined,
  notes: Note[],
): Standing {
  const domains = new Map<string, DomainSeen>();
  const told = new Set<string>();
  const once = (key: string, row: Row, message: string) => {
    if (!told.has(key)) notes.push(noteAt(row, message));
    told.add(key);
  };
  const nameOn = (storage: string, node: string | undefined, row: Row) => {
    const known = storages.get(storage);
    if (known?.shared === undefined) {
      const message = `No answer says whether the storage ${quoted(storage)} is shared: it is read as one storage. Export /cluster/resources or /storage too.`;
      once(storage, row, message);
      return storage;
    }
    if (!known.shared && node !== undefined) {
      const name = `${node}/${storage}`;
      domains.set(name, { kind: "storage", name, within: { host: node } });
      return name;
    }
    if (known.isOwnCeph && cluster !== undefined) {
      domains.set(storage, { kind: "storage", name: storage, ...given("servedBy", { cluster }) });
      const message = `The storage ${quoted(storage)} is Ceph without monitors elsewhere: it is read as served by the hosts of ${quoted(cluster)}. How many of them may be down is not in the export.`;
      once(storage, known.row, message);
    }
    return storage;
  };
  return { domains, nameOn };
}
