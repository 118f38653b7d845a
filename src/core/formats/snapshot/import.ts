import { parseYaml } from "../../syntax/parse.ts";
import { addInto } from "./add.ts";
import { inItsHome } from "./homes.ts";
import { itemsOf, type Sections } from "./items.ts";
import { estateIn } from "./known.ts";
import { type Merged, mergeInto } from "./merge.ts";
import type { ExportFile, Note, Observed, ReadOptions, SnapshotFormat } from "./observed.ts";
import { reachOf } from "./reach.ts";
import { type ServiceRow, servicesOf } from "./services.ts";
import { unmapped } from "./unmapped.ts";
import { manifestText } from "./write.ts";

/** An export becomes an estate: a manifest of its own, or the one that an earlier import made brought up to date. */

export interface ImportRequest {
  readonly format: SnapshotFormat;
  readonly files: readonly ExportFile[];
  /** What the document and, where the export names none, its environment are called. */
  readonly name: string;
  /** ISO 8601, UTC: when the export was taken if it does not say so itself. */
  readonly now: string;
  /** Our key → their column, of this format (policy, `map`). */
  readonly map?: ReadonlyMap<string, string>;
  readonly services?: { readonly file: string; readonly rows: readonly ServiceRow[] };
  /** The manifest as it is, where there is one. */
  readonly earlier?: string;
  /** An Estate, written by whomever, that gets what is new; a text without one gets a whole manifest behind what it has. */
  readonly into?: string;
}

export interface Imported {
  readonly text: string;
  readonly takenAt: string;
  readonly sections: Sections;
  readonly notes: readonly Note[];
  /** How many items an Estate got that it had not. */
  readonly added?: number;
  /** What became of the earlier manifest. */
  readonly merged?: Merged;
}

/** `problem` follows the name of the earlier manifest. */
export function importSnapshot(request: ImportRequest): Imported | { readonly problem: string } {
  const { format, files, name, earlier, map = new Map() } = request;
  const there = request.into ?? earlier;
  const root = there === undefined ? undefined : estateIn(parseYaml(there), () => true);
  const reader = { ...format, read: (options: ReadOptions) => format.read(files, options) };
  const observed = inItsHome(reader, name, { root, adds: request.into !== undefined });
  const services = servicesOf(observed, map, request.services);
  const sections = itemsOf(format.id, observed, services, map);
  const takenAt = observed.takenAt ?? request.now;
  const notes = [...observed.notes, ...services.notes, ...unmapped(observed, map)];
  // An Estate that is only added to is not dated by it.
  if (request.into === undefined || root === undefined) notes.push(...undated(observed, request));
  const coming = { format, sections, takenAt, reach: reachOf(observed) };
  const whole = () => manifestText({ name, takenAt, title: format.title }, sections);
  if (request.into !== undefined) {
    const added = addInto(request.into, coming, whole);
    return "problem" in added ? added : { ...added, takenAt, sections, notes };
  }
  if (earlier === undefined || earlier.trim() === "") {
    return { text: whole(), takenAt, sections, notes };
  }
  const merged = mergeInto(earlier, coming);
  return "problem" in merged ? merged : { text: merged.text, takenAt, sections, notes, merged };
}

function undated(observed: Observed, { files, now }: ImportRequest): readonly Note[] {
  const { takenAt, clusters, hosts, vms } = observed;
  if (takenAt !== undefined || clusters.length + hosts.length + vms.length === 0) return [];
  const message = `The export does not say when it was taken: ${now} is written as takenAt.`;
  return [{ file: files[0]?.path ?? "", message }];
}
