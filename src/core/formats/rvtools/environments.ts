import { quoted } from "../../model/words.ts";
import type { DayOrder } from "../tables/dates.ts";
import type { NoteBook } from "./notes.ts";
import { type Row, rowsOf, serversOf } from "./rows.ts";
import type { Export, Sheet, SheetKind } from "./sheets.ts";

/** An export with what is known of its dates. */
export interface Dated extends Export {
  readonly order: DayOrder | undefined;
  readonly takenAt: string | undefined;
}

/** A row and the environment it belongs to. */
export interface Placed {
  readonly row: Row;
  readonly environment: string;
}

/** Every vCenter is an environment; in which of several exports it is told newest. */
export interface Environments {
  /** In the order in which they were met. */
  readonly names: () => readonly string[];
  /** Whether a vCenter of that name is there, or the environment was named by whoever imports. */
  readonly isServer: (environment: string) => boolean;
  readonly rows: (kind: SheetKind) => Generator<Placed>;
}

/** @param fallback the environment of rows that do not say their vCenter */
export function environmentsIn(exports: readonly Dated[], fallback: string, notes: NoteBook): Environments {
  const spelled = new Map<string, string>();
  const used = new Set<string>();
  const servers = new Map<Sheet, ReadonlySet<string>>();
  for (const { sheets } of exports)
    for (const sheet of sheets) {
      const named = serversOf(sheet);
      servers.set(sheet, named);
      for (const name of named) if (!spelled.has(name.toLowerCase())) spelled.set(name.toLowerCase(), name);
    }
  const [only] = spelled.size === 1 ? spelled.values() : [];
  const environmentOf = (server: string | undefined) =>
    server === undefined ? (only ?? fallback) : (spelled.get(server.toLowerCase()) ?? server);

  /** Of each environment the newest export that tells this kind of it: exports come oldest first. */
  const newest = (kind: SheetKind) => {
    const chosen = new Map<string, Dated>();
    for (const each of exports)
      for (const sheet of each.sheets) {
        if (sheet.kind !== kind || sheet.table.count === 0) continue;
        const named = [...(servers.get(sheet) ?? [])].map(environmentOf);
        for (const name of named.length === 0 ? [environmentOf(undefined)] : named) chosen.set(name, each);
      }
    return chosen;
  };

  return {
    names: () => [...used],
    isServer: (environment) => spelled.has(environment.toLowerCase()),
    rows: function* (kind) {
      const chosen = exports.length > 1 ? newest(kind) : undefined;
      for (const each of exports)
        for (const sheet of each.sheets) {
          if (sheet.kind !== kind) continue;
          for (const row of rowsOf(sheet, { notes, order: each.order })) {
            const environment = environmentOf(row.text("vi sdk server"));
            const newer = chosen?.get(environment);
            if (newer !== undefined && newer !== each) {
              notes.say(sheet.label, undefined, olderThan(newer, environment));
              continue;
            }
            used.add(environment);
            yield { row, environment };
          }
        }
    },
  };
}

function olderThan(newer: Dated, environment: string): string {
  const when = newer.takenAt === undefined ? "" : ` of ${newer.takenAt.slice(0, "2026-01-31".length)}`;
  return `${quoted(environment)} is in several exports: the last one${when} (${newer.label}) counts, what this one says of it is left out.`;
}
