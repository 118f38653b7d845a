import { formatDay } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Accepted, Comparison, Drift } from "../pairs/compare.ts";
import { sideName } from "../pairs/normal.ts";
import { driftId } from "../pairs/sync.ts";
import type { Vm } from "../project/project.ts";
import { inWords } from "../rules/drift.ts";
import { shortInWords } from "../rules/standby-capacity.ts";
import { basketName } from "../rules/wording.ts";
import type { Place } from "../text/span.ts";
import type { DifferenceKind } from "./differenceKinds.ts";

/** One difference between two environments, as a person reads it. */
export interface DifferenceView {
  readonly kind: DifferenceKind;
  /** What it is of: a service's name, else undefined. */
  readonly service: string | undefined;
  /** Without a full stop. */
  readonly title: string;
  /** More about it, a sentence. */
  readonly note: string | undefined;
  /** On the first and on the second side; the first that is there is where one goes. */
  readonly places: readonly Place[];
  /** Drift that a sync could take over: its id, and whether only the second side has it. */
  readonly sync: { readonly id: string; readonly field: string; readonly onlyThere: boolean } | undefined;
}

/** In the order of the kinds; drift by service as the estate has them. */
export function differencesOf(comparison: Comparison): readonly DifferenceView[] {
  const { drift, accepted } = comparison;
  return [
    ...drift.map((each) => driftView(comparison, each)),
    ...accepted.map((each) => acceptedView(comparison, each)),
    ...fateViews(comparison),
    ...capacityViews(comparison),
    ...ambiguousViews(comparison),
  ];
}

function driftView(comparison: Comparison, drift: Drift): DifferenceView {
  const { here, there, field } = drift;
  return {
    kind: "drift",
    service: (here ?? there)?.service?.name,
    title: titleOf(comparison, drift),
    note: undefined,
    places: placesOf(here, there),
    sync: { id: driftId(drift), field, onlyThere: here === undefined },
  };
}

function acceptedView(comparison: Comparison, accepted: Accepted): DifferenceView {
  const { here, there, reason, until } = accepted;
  const day = until === undefined ? "for good" : `until ${formatDay(until)}`;
  return {
    kind: "accepted",
    service: (here ?? there)?.service?.name,
    title: titleOf(comparison, accepted),
    note: `Accepted ${day}: ${reason}`,
    places: placesOf(here, there),
    sync: undefined,
  };
}

function titleOf({ sides }: Comparison, drift: Drift): string {
  const { here, there, field } = drift;
  if (field === "missing" && sides[0].name === sides[1].name)
    return here === undefined
      ? `${there?.name ?? ""} is on the second side only`
      : `${here.name} is on the first side only`;
  if (field === "missing")
    return here === undefined
      ? `${there?.name ?? ""} is missing in ${sideName(sides[0])}`
      : `${here.name} is missing in ${sideName(sides[1])}`;
  if (field === "replica")
    return `the replica of ${[here, there].flatMap((vm) => vm?.name ?? []).join(" or ")} is late`;
  return inWords(drift);
}

function placesOf(...vms: readonly (Vm | undefined)[]): readonly Place[] {
  return vms.flatMap((vm) => vm?.entry.name.at ?? []);
}

function fateViews({ fates, sides }: Comparison): readonly DifferenceView[] {
  return fates.map(({ kind, shared, here, there, pairDiffers }): DifferenceView => {
    const names = (domains: typeof shared) =>
      listed(
        domains.map(({ name }) => name),
        3,
      );
    const isShared = shared.length > 0;
    const should =
      pairDiffers === "yes" ? "A pair must differ in it" : "A pair should differ in it where it can";
    return {
      kind: isShared ? "shared fate" : "diversity",
      service: undefined,
      title: isShared ? listed(shared.map(basketName), 3) : `${kind}: ${names(here)} | ${names(there)}`,
      note: isShared
        ? `Under both ${sideName(sides[0])} and ${sideName(sides[1])}. ${should}.`
        : "Differs, as it should: a sync leaves it so.",
      places: (isShared ? shared : [...here, ...there]).slice(0, 4).map(({ at }) => at),
      sync: undefined,
    };
  });
}

function capacityViews({ capacity, sides }: Comparison): readonly DifferenceView[] {
  if (sides[0].name === sides[1].name) return [];
  return capacity.map((side, index): DifferenceView => {
    const missing = shortInWords(side);
    const other = sides[1 - index];
    const figures = side.has.cpu !== undefined || side.has.memory !== undefined;
    const name = sideName(side.environment);
    return {
      kind: "capacity",
      service: undefined,
      title:
        missing.length > 0
          ? `${name} alone lacks ${listed(missing)}`
          : figures
            ? `${name} can carry both`
            : `nobody knows whether ${name} can carry both`,
      note:
        other === undefined
          ? undefined
          : `What runs in ${sideName(other)} and belongs to a service, besides its own.`,
      places: [side.environment.at],
      sync: undefined,
    };
  });
}

function ambiguousViews({ matching, sides }: Comparison): readonly DifferenceView[] {
  const [one, other] = sides.map(sideName);
  return matching.ambiguous.map((each): DifferenceView => {
    if (each.kind === "taken")
      return {
        kind: "ambiguous",
        service: each.vm.service?.name,
        title: `the counterpart of ${each.vm.name} is the half of ${each.by.name} already`,
        note: undefined,
        places: placesOf(each.vm, each.by),
        sync: undefined,
      };
    return {
      kind: "ambiguous",
      service: each.service.name,
      title: `${counted(each.here.length, "VM")} in ${one ?? ""}, ${each.there.length} in ${other ?? ""}: halves are taken by position`,
      note: "Write `counterpart` where that is not meant.",
      places: placesOf(each.here[0], each.there[0]),
      sync: undefined,
    };
  });
}
