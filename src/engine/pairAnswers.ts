import { compare, type Pairing, pairingOf } from "../core/pairs/compare.ts";
import { type NormalText, normalOf } from "../core/pairs/normal.ts";
import type { Project } from "../core/project/project.ts";
import { editsBetween } from "../core/report/patch.ts";
import { changesTo } from "../core/report/stageReport.ts";
import { outages } from "../core/report/syncReport.ts";
import { acceptFix } from "../core/rules/acceptEdits.ts";
import { syncOf } from "../core/sync.ts";
import type { Place } from "../core/text/span.ts";
import { differencesOf } from "../core/views/differences.ts";
import { fixReport, type Looked } from "./answers.ts";
import { type Base, wasIn } from "./bases.ts";
import type {
  AcceptAsk,
  CompareAsk,
  CompareReport,
  EnvironmentsReport,
  PlaceReport,
  SideReport,
  SyncAsk,
  SyncReport,
} from "./pairReports.ts";
import type { FixReport } from "./protocol.ts";

/** Answers about two environments, from what was last looked at. */

export function environmentsOf({ analysis }: Looked): EnvironmentsReport {
  const project = analysis?.facts.project;
  return {
    environments: project?.environments.map(({ name }) => name) ?? [],
    pairs: project?.pairs.map(({ sides }) => [sides[0].name, sides[1].name] as const) ?? [],
  };
}

/** `base`: the estate as it was elsewhere or before, if one was told for comparing. */
export function compareOf(
  estate: Looked,
  base: Base | undefined,
  ask: CompareAsk,
): CompareReport | undefined {
  const { analysis } = estate;
  if (analysis === undefined || (ask.hereInBase && base === undefined)) return undefined;
  const { project } = analysis.facts;
  const then = ask.hereInBase && base !== undefined ? wasIn(base, analysis).facts.project : project;
  const pairing = pairingIn(then, project, ask);
  if (pairing === undefined) return undefined;
  const comparison = compare(project, pairing);
  const normal = normalOf(comparison);
  // What was written elsewhere or before has no place in the texts at hand.
  const hereAt = then === project ? (place: Place) => placeReport(estate, place) : () => null;
  return {
    here: sideReport(normal.here, hereAt),
    there: sideReport(normal.there, (place) => placeReport(estate, place)),
    differences: differencesOf(comparison).map(({ kind, service, title, note, places, sync }) => ({
      kind,
      service: service ?? null,
      title,
      note: note ?? null,
      places: places.flatMap((place) => placeReport(estate, place) ?? []),
      sync: sync ?? null,
    })),
  };
}

/** One of the same project, or the first from another one. */
function pairingIn(then: Project, now: Project, { here, there }: CompareAsk): Pairing | undefined {
  if (then === now && here !== there) return pairingOf(now, here, there);
  const one = then.environments.find(({ name }) => name === here);
  const other = now.environments.find(({ name }) => name === there);
  return one && other && { sides: [one, other] };
}

function placeReport({ texts }: Looked, place: Place): PlaceReport | null {
  const range = texts.rangeOf(place);
  return range === undefined ? null : { path: place.file, range };
}

function sideReport({ text, places }: NormalText, at: (place: Place) => PlaceReport | null): SideReport {
  return { text, places: places.map((place) => (place === undefined ? null : at(place))) };
}

export function syncReportOf(estate: Looked, { from, to, items }: SyncAsk): SyncReport | undefined {
  const { analysis } = estate;
  const sync = analysis && syncOf(analysis, { from, to }, items && new Set(items));
  if (analysis === undefined || sync === undefined) return undefined;
  const changes = changesTo(analysis.parts, sync.after);
  return {
    brought: sync.brought.map(({ item, title }) => ({
      id: item.id,
      service: (item.from ?? item.to)?.service?.name ?? null,
      title,
    })),
    left: sync.left.map(({ item, reason }) => ({
      id: item.id,
      name: (item.to ?? item.from)?.name ?? "",
      reason,
    })),
    outages: outages(sync.risk),
    edits: changes.flatMap(({ file, before, after }) =>
      editsBetween(before, after).flatMap((edit) => {
        const place = placeReport(estate, { ...edit, file });
        return place === null ? [] : [{ ...place, text: edit.text }];
      }),
    ),
  };
}

export function acceptOf(estate: Looked, ask: AcceptAsk): FixReport | undefined {
  const project = estate.analysis?.facts.project;
  const pair = project?.pairs.find(({ sides }) => {
    const names = sides.map(({ name }) => name);
    return names.includes(ask.here) && names.includes(ask.there);
  });
  if (project === undefined || pair === undefined) return undefined;
  const { field, service, reason, until } = ask;
  const fix = acceptFix(project, pair, {
    field,
    service: service ?? undefined,
    reason,
    until: until ?? undefined,
  });
  return fix && fixReport(estate.texts, fix);
}
