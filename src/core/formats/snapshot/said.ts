import { counted, listed } from "../../model/words.ts";
import type { Imported } from "./import.ts";
import type { Section } from "./items.ts";
import type { Note } from "./observed.ts";

/** What an import did, in sentences for the person who asked for it. */

/** How much there is, and what became of the manifest that was there. */
export function summaryOf({ sections, merged, added: into }: Imported): string {
  const { environments, clusters, hosts, vms, services } = sections;
  const parts = [
    counted(environments.length, "environment"),
    counted(clusters.length, "cluster"),
    counted(hosts.length, "host"),
    counted(vms.length, "VM"),
    ...(services.length === 0 ? [] : [counted(services.length, "service")]),
  ];
  const seen = `${listed(parts)}.`;
  if (into !== undefined)
    return into === 0 ? `${seen} All of it is there already.` : `${seen} Added: ${into}.`;
  if (merged === undefined) return seen;
  const { added, changed, gone } = merged;
  if (added + changed + gone === 0) return `${seen} Nothing has changed since the last import.`;
  const news = [
    ...(added === 0 ? [] : [`${added} new`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    ...(gone === 0 ? [] : [`${gone} not there any more (marked with x-gone)`]),
  ];
  return `${seen} Since the last import: ${listed(news)}.`;
}

/** What was left out, assumed or kept, one line each: the same sentence about many rows is said once. */
export function notesOf({ notes, merged }: Imported): readonly string[] {
  const byMessage = new Map<string, Note[]>();
  for (const note of notes) {
    const key = `${note.file}\0${note.message}`;
    const same = byMessage.get(key);
    if (same === undefined) byMessage.set(key, [note]);
    else same.push(note);
  }
  return [
    ...[...byMessage.values()].map(noteLine),
    ...namesLine("The export sees it otherwise, what people wrote stays", merged?.kept ?? []),
    ...namesLine("Another format told it otherwise, and its word stays", merged?.theirs ?? []),
    ...namesLine("Not told any more, and taken out", merged?.lost ?? []),
    ...(merged?.unlisted ?? []).map(
      (section) => `The export lists no ${OF[section]}: those of the manifest stay as they are.`,
    ),
    ...namesLine("Their lines could not be changed safely and were left as they are", merged?.left ?? []),
  ];
}

const OF: { readonly [section in Section]?: string } = { clusters: "clusters", hosts: "hosts", vms: "VMs" };

function noteLine(same: readonly Note[]): string {
  const [first] = same;
  if (first === undefined) return "";
  const place = [first.file, ...(first.row === undefined ? [] : [`row ${first.row}`])].filter(
    (part) => part !== "",
  );
  const more = same.length > 1 ? ` (and ${same.length - 1} more)` : "";
  return `${place.length === 0 ? "" : `${place.join(", ")}${more}: `}${first.message}`;
}

/** How many names a line tells. */
const NAMED = 5;

function namesLine(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${listed(names, NAMED)}.`];
}
