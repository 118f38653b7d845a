import { hyperv } from "../hyperv/format.ts";
import { netbox } from "../netbox/format.ts";
import { proxmox } from "../proxmox/format.ts";
import { rvtools } from "../rvtools/rvtools.ts";
import { vsphere } from "../vsphere/format.ts";
import type { ExportFile, SnapshotFormat } from "./observed.ts";

/** Every format of exports that become an estate (docs/formats.md). */
export const SNAPSHOT_FORMATS: readonly SnapshotFormat[] = [rvtools, vsphere, proxmox, hyperv, netbox];

/**
 * The exports among these files, each with its own: by content, whatever their names. A file that says nothing by itself (the
 * time of a node) goes with those of its ending, where all of these are of one format.
 */
export function exportsAmong(
  files: readonly ExportFile[],
): readonly { readonly format: SnapshotFormat; readonly files: readonly ExportFile[] }[] {
  const found = SNAPSHOT_FORMATS.flatMap((format) => {
    const own = files.filter((file) => format.recognise(file));
    return own.length === 0 ? [] : [{ format, files: own }];
  });
  const [only, second] = found;
  if (only === undefined || second !== undefined) return found;
  const endings = new Set(only.files.map(endingOf));
  return [{ format: only.format, files: files.filter((file) => endings.has(endingOf(file))) }];
}

function endingOf({ path }: ExportFile): string {
  return path.slice(path.lastIndexOf(".") + 1).toLowerCase();
}
