import { type Block, blockIn } from "./blocks.ts";
import type { SectionConfig } from "./sections.ts";
import { valueIn } from "./words.ts";

/** What a file of `/etc/pve` is about. */
export type SectionKind = "rules" | "groups" | "resources" | "storage";

/** Characters: Proxmox VE keeps no larger file in /etc/pve (1 MiB each). */
export const LARGEST_CONFIG = 1024 * 1024;

/** Whether a file may be one of these by its name: `storage.cfg`, `ha-rules.cfg`, `corosync.conf`. */
export function mayBeSections(path: string): boolean {
  return /\.cfg$/i.test(path);
}

export function mayBeCorosync(path: string): boolean {
  return /(?:^|[/_.-])corosync(?:[_.-][^/]*)?\.conf$/i.test(path);
}

/** Types of storage that come with Proxmox VE (administration guide, "Storage Types"), and two that are widely added. */
const STORAGE_TYPES: ReadonlySet<string> = new Set([
  ...["dir", "btrfs", "zfspool", "lvm", "lvmthin"],
  ...["nfs", "cifs", "glusterfs", "cephfs", "rbd", "iscsi", "iscsidirect", "zfs", "pbs", "esxi"],
  ...["drbd", "linstor"],
]);

/** A setting that shows that a section is a storage and no word of another tool. */
const STORAGE_SETTINGS: readonly string[] = [
  ...["content", "path", "pool", "vgname", "server", "portal", "monhost", "export", "share", "datastore"],
  ...["resourcegroup", "volume"],
];

const GUEST = /^(?:vm|ct|service)$/;

/**
 * What the sections of a file are about, by what stands in them; undefined where they are another tool's. A few damaged
 * lines are borne, sections of other kinds are not: a storage may be of a type that was added.
 */
export function sectionKind({ sections, ignored }: SectionConfig): SectionKind | undefined {
  const lines = sections.reduce((sum, section) => sum + 1 + section.settings.length, 0);
  const unlike = ignored.filter(({ isRead }) => isRead !== true).length;
  if (sections.length === 0 || unlike * 3 > lines) return undefined;
  const types = new Set(sections.map(({ type }) => type.text));
  const all = (test: (type: string) => boolean) => [...types].every(test);
  if (all((type) => /^(?:node|resource)-affinity$/.test(type))) return "rules";
  if (all((type) => type === "group"))
    return sections.some(({ settings }) => valueIn(settings, "nodes") !== undefined) ? "groups" : undefined;
  if (all((type) => GUEST.test(type)))
    return sections.every(({ name }) => /^\d{3,9}$/.test(name.text)) ? "resources" : undefined;
  const storages = sections.filter(
    ({ type, settings }) =>
      STORAGE_TYPES.has(type.text) && STORAGE_SETTINGS.some((key) => valueIn(settings, key) !== undefined),
  );
  return storages.length * 2 >= sections.length ? "storage" : undefined;
}

/**
 * Whether a configuration of Corosync is that of a Proxmox VE cluster, which counts its versions in `config_version` and
 * names its nodes; that of other clusters (Pacemaker's) holds no hypervisors for all that is known.
 */
export function isProxmoxCluster(blocks: readonly Block[]): boolean {
  const totem = blockIn(blocks, "totem")?.settings ?? [];
  const nodes = blockIn(blocks, "nodelist")?.blocks ?? [];
  return (
    valueIn(totem, "cluster_name") !== undefined &&
    /^\d+$/.test(valueIn(totem, "config_version")?.text ?? "") &&
    nodes.some(({ name, settings }) => name.text === "node" && valueIn(settings, "nodeid") !== undefined)
  );
}
