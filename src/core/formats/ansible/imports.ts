import type { Place } from "../../text/span.ts";
import { folderOf, joined } from "../paths.ts";
import type { Playbook } from "./playbook.ts";
import type { Literal, Variables } from "./template.ts";

/** One way in which a playbook is run. */
export interface Run {
  /** Variables given where it is imported: they win over the play's own. */
  readonly variables: Variables;
  /** Where it is imported, the nearest place first; empty where it is run by itself. */
  readonly by: readonly Place[];
}

/**
 * How each playbook is run, by file: as imported where another playbook imports it (`import_playbook` with a
 * name that is no template), else by itself. What a playbook further out gives wins over what one further in
 * gives. Files that are not there, and circles, which Ansible refuses, import nothing.
 * Source: Ansible's `PlaybookInclude`; compared with ansible-core 2.14.
 */
export function runsOf(playbooks: readonly Playbook[]): ReadonlyMap<string, readonly Run[]> {
  const importers = new Map<string, Importer[]>();
  for (const playbook of playbooks) {
    for (const { path, variables, at } of playbook.imports) {
      const target = joined(folderOf(playbook.file), path);
      if (target === undefined || target === playbook.file) continue;
      importers.set(target, [...(importers.get(target) ?? []), { file: playbook.file, variables, at }]);
    }
  }
  const known = new Map<string, readonly Run[]>();
  for (const { file } of playbooks) runsOfOne(file, importers, known, 0);
  return known;
}

interface Importer {
  readonly file: string;
  readonly variables: Variables;
  readonly at: Place;
}

/** Nobody imports a playbook in more ways, or through more playbooks: so all this ends soon. */
const MOST_RUNS = 20;
const DEEPEST = 100;

const BY_ITSELF: readonly Run[] = [{ variables: new Map(), by: [] }];

function runsOfOne(
  file: string,
  importers: ReadonlyMap<string, readonly Importer[]>,
  known: Map<string, readonly Run[]>,
  depth: number,
): readonly Run[] {
  const found = known.get(file);
  if (found !== undefined) return found;
  if (depth > DEEPEST) return BY_ITSELF;
  // Who comes back here while this is open has gone in a circle.
  known.set(file, []);
  const runs: Run[] = [];
  for (const importer of importers.get(file) ?? []) {
    for (const outer of runsOfOne(importer.file, importers, known, depth + 1)) {
      runs.push({
        variables: new Map<string, Literal | undefined>([...importer.variables, ...outer.variables]),
        by: [importer.at, ...outer.by],
      });
    }
    if (runs.length >= MOST_RUNS) break;
  }
  const all = runs.length > 0 ? runs.slice(0, MOST_RUNS) : BY_ITSELF;
  known.set(file, all);
  return all;
}
