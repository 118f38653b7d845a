import { type Analysis, applyFix, newIn } from "./analyze.ts";
import { type Comparison, compare, type DriftField, pairingOf } from "./pairs/compare.ts";
import { type Direction, type SyncItem, syncItems } from "./pairs/sync.ts";
import { type RiskChange, riskChanges } from "./risk/changes.ts";
import { changeInWords } from "./risk/inWords.ts";
import { type LeftOut, syncEdits } from "./rules/syncEdits.ts";

/** One environment brought into line with another, as far as that makes nothing worse. */
export interface Sync {
  /** With everything that was brought over: its texts are what would be written. */
  readonly after: Analysis;
  readonly brought: readonly { readonly item: SyncItem; readonly title: string }[];
  /** Each with its reason, a clause. */
  readonly left: readonly LeftOut[];
  /** Services that this changes. */
  readonly risk: readonly RiskChange[];
}

/**
 * Takes over what differs and should not from one environment to another: all of it, or the items `chosen` by their ids.
 * What would raise a score, add a finding, make the two stand on one thing or find no room is left out, and so is
 * whatever no edit can mend. A second sync finds nothing to do. Undefined where an environment is not there.
 */
export function syncOf(
  analysis: Analysis,
  { from, to }: { readonly from: string; readonly to: string },
  chosen?: ReadonlySet<string>,
): Sync | undefined {
  const brought: { readonly item: SyncItem; readonly title: string }[] = [];
  let after = analysis;
  // What belongs to a VM that a pass makes is found in the next.
  const made = new Set<string>();
  const isWanted = ({ id, from: source }: SyncItem) =>
    chosen === undefined || chosen.has(id) || (source !== undefined && made.has(source.name));
  for (;;) {
    const look = lookAt(after, from, to);
    if (look === undefined) return undefined;
    const items = syncItems(look.comparison, look.direction).filter(isWanted);
    const pass = settle(after, { from, to }, items);
    brought.push(...pass.brought);
    if (pass.brought.length === 0) {
      const changes = riskChanges(analysis.facts, after.facts).filter(({ trend }) => trend !== "same");
      return { after, brought, left: pass.left, risk: changes };
    }
    after = pass.after;
    for (const { item } of pass.brought)
      if (item.to === undefined && item.from !== undefined) made.add(item.from.name);
  }
}

interface Names {
  readonly from: string;
  readonly to: string;
}

function lookAt(
  { facts: { project } }: Analysis,
  from: string,
  to: string,
): { readonly comparison: Comparison; readonly direction: Direction } | undefined {
  const pairing = pairingOf(project, from, to);
  if (pairing === undefined) return undefined;
  const [source, target] = pairing.sides;
  return { comparison: compare(project, pairing), direction: { from: source, to: target } };
}

interface Pass {
  readonly after: Analysis;
  readonly brought: Sync["brought"];
  readonly left: readonly LeftOut[];
}

/**
 * Tries items together and keeps what holds. Where they do not, those of services of which nothing is said are tried
 * first, then one service after the other, then the halves of one: a few bad ones among many cost a few analyses.
 */
function settle(before: Analysis, names: Names, items: readonly SyncItem[]): Pass {
  const tried = tryOut(before, names, items);
  const [problem] = tried.problems;
  if (problem === undefined) return tried;
  const [only, second] = tried.brought;
  const reasoned = (left: readonly SyncItem[]): Pass => ({
    after: before,
    brought: [],
    left: [...tried.left, ...left.map((item) => ({ item, reason: problem.reason }))],
  });
  if (only === undefined || second === undefined) return reasoned(tried.brought.map(({ item }) => item));
  const blamed = new Set(tried.problems.flatMap(({ service }) => service ?? []));
  const [guilty, innocent] = parted(items, (item) => servicesOf(item).some((name) => blamed.has(name)));
  if (guilty.length > 0 && innocent.length > 0) return inTurn(before, names, [innocent, guilty]);
  const services = [...new Set(items.map((item) => servicesOf(item)[0]))];
  if (services.length > 1)
    return inTurn(
      before,
      names,
      services.map((name) => items.filter((item) => servicesOf(item)[0] === name)),
    );
  // What one service as a whole loses by it, none of its VMs gains.
  if (tried.problems.every(({ raises, service }) => raises && service === services[0])) {
    const [bearing, sizes] = parted(items, ({ drift }) => BEARING.has(drift.field));
    if (bearing.length > 0 && sizes.length > 0) return inTurn(before, names, [sizes, bearing]);
    return reasoned(tried.brought.map(({ item }) => item));
  }
  const middle = Math.ceil(items.length / 2);
  return inTurn(before, names, [items.slice(0, middle), items.slice(middle)]);
}

/** What decides when a service is down. */
const BEARING: ReadonlySet<DriftField> = new Set(["missing", "service", "storage", "network"]);

/** Each group on what the ones before it have left. */
function inTurn(before: Analysis, names: Names, groups: readonly (readonly SyncItem[])[]): Pass {
  return groups.reduce<Pass>(
    (pass, group) => {
      const next = settle(pass.after, names, relocated(pass.after, names, group));
      return {
        after: next.after,
        brought: [...pass.brought, ...next.brought],
        left: [...pass.left, ...next.left],
      };
    },
    { after: before, brought: [], left: [] },
  );
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function servicesOf({ from, to }: SyncItem): readonly string[] {
  return [...new Set([from, to].flatMap((vm) => vm?.service?.name ?? []))];
}

/** The same items in a text that has changed since: an item is found again by its id. */
function relocated(after: Analysis, { from, to }: Names, items: readonly SyncItem[]): readonly SyncItem[] {
  const look = lookAt(after, from, to);
  if (look === undefined) return [];
  const wanted = new Set(items.map(({ id }) => id));
  return syncItems(look.comparison, look.direction).filter(({ id }) => wanted.has(id));
}

interface Tried extends Pass {
  readonly problems: readonly Problem[];
}

interface Problem {
  /** A clause. */
  readonly reason: string;
  /** The one service that it is about. */
  readonly service: string | undefined;
  /** Whether the service would be down for longer. */
  readonly raises?: true;
}

function tryOut(before: Analysis, { from, to }: Names, items: readonly SyncItem[]): Tried {
  const nothing = { after: before, brought: [], left: [], problems: [] };
  const look = items.length === 0 ? undefined : lookAt(before, from, to);
  if (look === undefined) return nothing;
  const { edits, brought, left } = syncEdits(before.facts, look.comparison, look.direction, items);
  const after = brought.length === 0 ? before : applyFix(before, { title: "", edits });
  if (after === undefined)
    return {
      ...nothing,
      brought,
      left,
      problems: [{ reason: "its edits do not go together with others", service: undefined }],
    };
  const problems =
    brought.length === 0
      ? []
      : [
          ...unmended(look.comparison, lookAt(after, from, to)?.comparison, brought.length),
          ...problemsOf(before, after, look.direction),
        ];
  return { after, brought, left, problems };
}

/** Whatever is brought over mends at least as much as it is: so a sync comes to an end. */
function unmended(before: Comparison, after: Comparison | undefined, brought: number): readonly Problem[] {
  const mended = before.drift.length - (after?.drift.length ?? 0);
  return mended >= brought ? [] : [{ reason: "the two would differ as much as before", service: undefined }];
}

function problemsOf(before: Analysis, after: Analysis, { from, to }: Direction): readonly Problem[] {
  const changes = riskChanges(before.facts, after.facts);
  const worse = new Set(changes.flatMap(({ name, trend }) => (trend === "worse" ? [name] : [])));
  const raised = changes
    .filter(
      ({ name, service }) =>
        worse.has(name) && !service.dependsOn.some((each) => worse.has(each.service.name)),
    )
    .map(({ name, before: was, after: is }): Problem => {
      const change = was && is && changeInWords(was, is);
      return {
        reason: `it would raise the outage of “${name}”${change === undefined ? "" : `: ${change}`}`,
        service: name,
        raises: true,
      };
    });
  const found = newIn(before, after).map(
    ({ message, subject }): Problem => ({
      reason: `it would add a finding: ${message}`,
      service: subject?.kind === "service" ? subject.name : undefined,
    }),
  );
  return [...raised, ...equalised(before, after, { from, to }), ...found];
}

/** Kinds of basket in which the two differed and no longer would. */
function equalised(before: Analysis, after: Analysis, { from, to }: Direction): readonly Problem[] {
  const shared = (analysis: Analysis) => {
    const look = lookAt(analysis, from.name, to.name);
    return new Map(look?.comparison.fates.map((fate) => [fate.kind, fate.shared]));
  };
  const then = shared(before);
  return [...shared(after)].flatMap(([kind, domains]): Problem[] => {
    const [first] = domains;
    if (first === undefined || then.get(kind)?.length !== 0) return [];
    return [
      {
        reason: `it would put ${from.name} and ${to.name} on one ${kind}, ${first.name}`,
        service: undefined,
      },
    ];
  });
}
