import { exportsAmong, SNAPSHOT_FORMATS } from "../core/formats/snapshot/formats.ts";
import { importSnapshot } from "../core/formats/snapshot/import.ts";
import { mapIn } from "../core/formats/snapshot/map.ts";
import type { ExportFile } from "../core/formats/snapshot/observed.ts";
import { notesOf, summaryOf } from "../core/formats/snapshot/said.ts";
import { editsBetween } from "../core/report/patch.ts";
import type { Edit } from "../core/text/edit.ts";
import type { SourceFile } from "../core/text/span.ts";

/**
 * What the extension asks of the worker that reads exports: a worker of its own, started for an import and ended after it,
 * since its readers and what they hold are needed at no other time.
 */
export interface ImportAsk {
  readonly files: readonly ExportFile[];
  /** What the document is called, and its environment where the export names none. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Policy files of the workspace, and its setting as JSON. */
  readonly policies: readonly SourceFile[];
  readonly setting?: string;
  /** The manifest to bring up to date. */
  readonly earlier?: string;
  /** The manifest that gets what is new. */
  readonly into?: string;
}

export type ImportAnswer =
  | {
      readonly text: string;
      /** From the manifest that is there to the text, in its offsets; empty without one. */
      readonly edits: readonly Edit[];
      /** The format as people call it. */
      readonly title: string;
      readonly summary: string;
      readonly notes: readonly string[];
    }
  /** `unknown`: none of the formats that there are. */
  | { readonly refused: "unknown"; readonly formats: readonly string[] }
  | { readonly refused: "several"; readonly formats: readonly string[] }
  /** A clause; for `empty` the format as people call it. */
  | { readonly refused: "earlier" | "empty" | "failed"; readonly why: string };

export function answerImport(ask: ImportAsk): ImportAnswer {
  const { files, name, now, earlier, into } = ask;
  const [found, ...others] = exportsAmong(files);
  if (found === undefined) return { refused: "unknown", formats: SNAPSHOT_FORMATS.map(({ title }) => title) };
  if (others.length > 0)
    return { refused: "several", formats: [found, ...others].map(({ format }) => format.title) };
  const setting = ask.setting === undefined ? undefined : { path: "settings.json", text: ask.setting };
  const map = mapIn(ask.policies, setting, found.format.id);
  const made = importSnapshot({
    format: found.format,
    files,
    name,
    now,
    map,
    ...(earlier === undefined ? {} : { earlier }),
    ...(into === undefined ? {} : { into }),
  });
  if ("problem" in made) return { refused: "earlier", why: made.problem };
  const { clusters, hosts, vms } = made.sections;
  if (clusters.length + hosts.length + vms.length === 0) return { refused: "empty", why: found.format.title };
  const { text } = made;
  const before = earlier ?? into;
  const edits = before === undefined ? [] : editsBetween(before, text);
  return { text, edits, title: found.format.title, summary: summaryOf(made), notes: notesOf(made) };
}
