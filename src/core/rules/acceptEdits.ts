import type { Fix } from "../model/finding.ts";
import { formatDay, type Instant } from "../model/values.ts";
import type { Pair, Project } from "../project/project.ts";
import { insertItem } from "../syntax/edit.ts";
import { entryOf } from "../syntax/tree.ts";
import { fixOf, named, setIn } from "./mending.ts";

/** A difference of a pair that is meant. */
export interface Acceptance {
  /** A field of a VM, a kind of failure domain or `capacity`. */
  readonly field: string;
  /** Only for this service; default all. */
  readonly service: string | undefined;
  readonly reason: string;
  readonly until: Instant | undefined;
}

/** Writes it into the pair; nothing where the pair cannot be edited safely. */
export function acceptFix(project: Project, pair: Pair, acceptance: Acceptance): Fix | undefined {
  const { field, service, reason, until } = acceptance;
  const entry = {
    field,
    ...(service === undefined ? {} : { services: [service] }),
    reason,
    ...(until === undefined ? {} : { until: formatDay(until) }),
  };
  const file = project.files.get(pair.entry.at.file);
  const list = entryOf(pair.entry.node, "accepted")?.value;
  const edits =
    file !== undefined && list?.kind === "list" && list.items.length > 0
      ? named(pair.entry.at.file, insertItem(file, list, list.items.length, entry))
      : setIn(project, pair.entry, "accepted", [entry], ["between", "roles"]);
  const what = field === "missing" ? "one side lacks it" : `${field} differs`;
  const [fix] = fixOf(project, `Accept that ${what}`, [edits]);
  return fix;
}
