import { formatInstant, type Instant } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { SyncItem } from "../pairs/sync.ts";
import type { RiskChange } from "../risk/changes.ts";
import { changeInWords } from "../risk/inWords.ts";
import type { LeftOut } from "../rules/syncEdits.ts";
import type { SourceFile } from "../text/span.ts";
import { jsonPieces } from "./jsonText.ts";
import { editsBetween } from "./patch.ts";
import { rangeJson, sourcesOf } from "./sources.ts";
import { changesTo } from "./stageReport.ts";

/** A sync as it came out: what was brought over, what was left, and the estate after it. */
export interface Synced {
  readonly brought: readonly { readonly item: SyncItem; readonly title: string }[];
  readonly left: readonly LeftOut[];
  readonly risk: readonly RiskChange[];
  readonly after: { readonly parts: readonly SourceFile[]; readonly asOf: Instant };
}

interface Names {
  readonly from: string;
  readonly to: string;
}

/** What a sync brings over and what not, as lines without their full stop: what is alike is said once. */
export function syncSays({ brought, left, risk }: Synced, { from, to }: Names): readonly string[] {
  const changes = outages(risk).map(({ service, change }) => `${service} ${change}`);
  const head =
    brought.length === 0
      ? `nothing to take over from ${from} to ${to}`
      : `${counted(brought.length, "item")} to take over from ${from} to ${to}`;
  return [
    head,
    ...brought.map(({ title }) => title),
    ...(changes.length === 0 ? [] : [`outage: ${listed(changes, 4)}`]),
    ...reasons(left).map(({ reason, items }) => `left as it is, ${reason}: ${listed(items, 5)}`),
  ];
}

/** `50 → 6.1 min/year`, for each service of which a digit changes. */
export function outages(
  risk: readonly RiskChange[],
): readonly { readonly service: string; readonly change: string }[] {
  return risk.flatMap(({ name, before, after }) => {
    const change = before && after && changeInWords(before, after);
    return change === undefined ? [] : [{ service: name, change }];
  });
}

/** By reason, in the order of the items. */
function reasons(
  left: readonly LeftOut[],
): readonly { readonly reason: string; readonly items: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { item, reason } of left) {
    const known = groups.get(reason) ?? [];
    known.push(nameOf(item));
    groups.set(reason, known);
  }
  return [...groups].map(([reason, items]) => ({ reason, items }));
}

/** `erp-1`, `memory of erp-w1` */
function nameOf({ drift: { field }, from, to }: LeftOut["item"]): string {
  const name = (to ?? from)?.name ?? "";
  return field === "missing" ? name : `${field} of ${name}`;
}

/** Places of edits are 1-based, in the files as they are. */
export function syncJson(sync: Synced, names: Names, files: readonly SourceFile[]): Iterable<string> {
  const sources = sourcesOf(files);
  const item = ({ id, drift, from, to }: LeftOut["item"]) => ({
    id,
    field: drift.field,
    service: (from ?? to)?.service?.name ?? null,
    from: from?.name ?? null,
    to: to?.name ?? null,
  });
  return jsonPieces({
    version: 1,
    asOf: formatInstant(sync.after.asOf),
    ...names,
    brought: sync.brought.map((each) => ({ ...item(each.item), title: each.title })),
    left: sync.left.map((each) => ({ ...item(each.item), reason: each.reason })),
    services: sync.risk.map(changeJson),
    edits: changesTo(files, sync.after).flatMap(({ file, before, after }) =>
      editsBetween(before, after).map((edit) => ({
        ...rangeJson({ ...edit, file }, sources),
        text: edit.text,
      })),
    ),
  });
}

/** Minutes a year and scores before and after; null where there are none. */
export function changeJson({ name, before, after }: RiskChange) {
  const of = (risk: RiskChange["before"]) =>
    risk === undefined
      ? null
      : {
          minutesPerYear: risk.exact ? risk.minutes.low : [risk.minutes.low, risk.minutes.high],
          score:
            risk.score === undefined ? null : risk.exact ? risk.score.low : [risk.score.low, risk.score.high],
        };
  return { name, before: of(before), after: of(after) };
}
