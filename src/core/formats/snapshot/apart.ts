import { quoted } from "../../model/words.ts";
import type { Note } from "./observed.ts";
import { noteAt, type Row } from "./rows.ts";

/** A thing that an export names, before its name is known to be the only one. */
export interface Named {
  readonly name: string;
  /** What the export tells it apart by; the same id is the same thing seen again. */
  readonly id: string;
  readonly row: Row;
}

/**
 * By id the name in the manifest, where every item of a kind needs one of its own: what several share gets the id behind
 * it, on all of them, so that the order of the export does not matter.
 * @param plural what such things are called, for the note
 */
export function toldApart(
  items: readonly Named[],
  plural: string,
  notes: Note[],
): ReadonlyMap<string, string> {
  const idsByName = new Map<string, Set<string>>();
  for (const { name, id } of items) {
    const ids = idsByName.get(name);
    if (ids === undefined) idsByName.set(name, new Set([id]));
    else ids.add(id);
  }
  const named = new Map<string, string>();
  const told = new Set<string>();
  for (const { name, id, row } of items) {
    const isShared = (idsByName.get(name)?.size ?? 0) > 1;
    named.set(id, isShared ? `${name} (${id})` : name);
    if (!isShared || told.has(name)) continue;
    told.add(name);
    notes.push(noteAt(row, `Several ${plural} are called ${quoted(name)}: each has its id behind its name.`));
  }
  return named;
}
