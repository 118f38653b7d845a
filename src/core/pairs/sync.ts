import type { Environment, Vm } from "../project/project.ts";
import type { Comparison, Drift } from "./compare.ts";

/** Two environments of which one is brought into line with the other. */
export interface Direction {
  readonly from: Environment;
  readonly to: Environment;
}

/** One difference to be taken over from one side to the other. */
export interface SyncItem {
  readonly id: string;
  readonly drift: Drift;
  /** The VM that is followed, and the one that is changed; missing where a side has none. */
  readonly from: Vm | undefined;
  readonly to: Vm | undefined;
}

/**
 * The drift of a comparison as it looks to the side that is brought into line, the most critical services first, since
 * room may not suffice for all; accepted differences stay.
 */
export function syncItems(
  { sides, drift }: Pick<Comparison, "sides" | "drift">,
  { from }: Direction,
): readonly SyncItem[] {
  const isHere = sides[0] === from;
  const tierOf = ({ from, to }: SyncItem) => (from ?? to)?.service?.tier ?? UNKNOWN_TIER;
  const items = drift.map((each): SyncItem => {
    const [source, target] = isHere ? [each.here, each.there] : [each.there, each.here];
    return {
      id: driftId(each),
      drift: each,
      from: source,
      to: target,
    };
  });
  return items.sort((a, b) => tierOf(a) - tierOf(b));
}

/** Stays the same as long as the difference is there: `missing erp-1`, `memory erp-1 erp-w1`. */
export function driftId({ field, here, there }: Drift): string {
  return [field, here?.name, there?.name].filter((word) => word !== undefined).join(" ");
}

/** Weighs as 3 where its tier is not written (spec MANIFESTS.md), and comes after those where it is. */
const UNKNOWN_TIER = 3.5;

/** What the changed side should be called by the pair's roles; undefined where it is the other side that is wrong. */
export function wantedOf({ drift, to }: SyncItem): string | undefined {
  return to === drift.here ? drift.wanted?.here : drift.wanted?.there;
}

/** Why an item is left as it is before anything is tried: no edit can mend it. A clause. */
export function whyLeft({ drift, from, to }: SyncItem, direction: Direction): string | undefined {
  if (drift.field === "replica") return "only the next replication brings it up to date";
  if (from === undefined)
    return `it stands in ${direction.to.name} alone, and nothing is taken away by a sync`;
  if (drift.field === "missing" && from.host === undefined && from.cluster === undefined)
    return `nobody knows where it stands in ${direction.from.name}`;
  if (drift.field === "disk" && sizeOn(drift, to) > sizeOn(drift, from)) return "no disk is made smaller";
  if ((drift.field === "network" || drift.field === "storage") && to !== undefined) {
    const value = from === drift.here ? drift.values.here : drift.values.there;
    const wanted = to === drift.here ? drift.wanted?.here : drift.wanted?.there;
    if (wanted === undefined)
      return `no role says what ${drift.field} ${value ?? ""} is called in ${direction.to.name}`;
  }
  return undefined;
}

function sizeOn({ here, values }: Drift, vm: Vm | undefined): number {
  return Number(vm === here ? values.here : values.there);
}
