import type { DifferenceKind } from "../core/views/differenceKinds.ts";
import type { Range } from "./protocol.ts";

/** What crosses about two environments and about a change: plain data, places as files and ranges. */

export interface PlaceReport {
  readonly path: string;
  readonly range: Range;
}

export interface EnvironmentsReport {
  readonly environments: readonly string[];
  /** Declared pairs, protected side first. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** Which two environments. */
export interface CompareAsk {
  readonly here: string;
  readonly there: string;
  /** The first is that of the base that was told for comparing: the estate as it was elsewhere or before. */
  readonly hereInBase: boolean;
}

export interface CompareReport {
  readonly here: SideReport;
  readonly there: SideReport;
  readonly differences: readonly DifferenceReport[];
}

/** One side in the form in which only real differences differ. */
export interface SideReport {
  readonly text: string;
  /** For each line where that is written; null where nowhere, or in texts that are not at hand. */
  readonly places: readonly (PlaceReport | null)[];
}

export interface DifferenceReport {
  readonly kind: DifferenceKind;
  readonly service: string | null;
  readonly title: string;
  readonly note: string | null;
  readonly places: readonly PlaceReport[];
  readonly sync: { readonly id: string; readonly field: string; readonly onlyThere: boolean } | null;
}

export interface SyncAsk {
  readonly from: string;
  readonly to: string;
  /** Only these items; default all. */
  readonly items?: readonly string[];
}

export interface SyncReport {
  readonly brought: readonly {
    readonly id: string;
    readonly service: string | null;
    readonly title: string;
  }[];
  readonly left: readonly { readonly id: string; readonly name: string; readonly reason: string }[];
  /** `50 → 6.1 min/year`, for each service of which a digit changes. */
  readonly outages: readonly { readonly service: string; readonly change: string }[];
  readonly edits: readonly (PlaceReport & { readonly text: string })[];
}

export interface AcceptAsk {
  readonly here: string;
  readonly there: string;
  readonly field: string;
  readonly service: string | null;
  readonly reason: string;
  /** Milliseconds since 1970 UTC, exclusive; null for good. */
  readonly until: number | null;
}

/** Texts that were otherwise in a base; null: not there. All others were as they are when that is told. */
export type BaseTexts = readonly { readonly path: string; readonly text: string | null }[];

export interface ReviewReport {
  /** One line without its full stop. */
  readonly summary: string;
  readonly groups: readonly ReviewGroup[];
  /** Files whose text differs, with what they were; `was` is null for new ones and `is` for those that are gone. */
  readonly files: readonly { readonly path: string; readonly was: string | null; readonly gone: boolean }[];
}

export interface ReviewGroup {
  readonly title: string;
  readonly items: readonly ReviewItem[];
}

export interface ReviewItem {
  readonly title: string;
  /** What is said beside the title, and what below it, one by one. */
  readonly note: string | null;
  readonly details: readonly string[];
  readonly tone: "error" | "warning" | "info" | "worse" | "better" | "plain";
  readonly place: (PlaceReport & { readonly inBase: boolean }) | null;
}
