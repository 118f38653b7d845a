import type { Position } from "../core/text/lines.ts";
import type { Choice } from "../core/views/completion.ts";
import type { TreeKind } from "../core/views/estateNodes.ts";
import type { OutlineKind } from "../core/views/outline.ts";
import type { NameToken } from "../core/views/tokens.ts";
import type { PlaceReport } from "./pairReports.ts";
import type { Range } from "./protocol.ts";

/** What crosses about the words of a manifest: plain data, places as files and ranges. */

export interface OccurrencesReport {
  /** The word that was asked about. */
  readonly range: Range;
  readonly definition: PlaceReport;
  readonly all: readonly (PlaceReport & { readonly isDefinition: boolean })[];
}

/** `problem` is a sentence. */
export type RenamableReport = { readonly range: Range; readonly name: string } | { readonly problem: string };

export type RenameReport =
  | { readonly edits: readonly (PlaceReport & { readonly text: string })[] }
  | { readonly problem: string };

export interface OutlineReport {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: Range;
  readonly nameRange: Range;
  readonly children: readonly OutlineReport[];
}

export interface SymbolReport extends PlaceReport {
  readonly name: string;
  readonly kind: OutlineKind;
  readonly container: string;
}

export interface CompletionReport {
  readonly range: Range;
  readonly choices: readonly Choice[];
}

/** Line by line: never over a line end. */
export interface TokenReport {
  readonly start: Position;
  readonly length: number;
  readonly kind: NameToken["kind"];
  readonly isDefinition: boolean;
}

/** One row of the estate's tree. */
export interface TreeNodeReport {
  /** Tells it apart from those beside it. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly kind: TreeKind;
  readonly tone: "error" | "warning" | "none";
  readonly place: PlaceReport | null;
  readonly hasChildren: boolean;
}

/** What the estate comes to, for a line of status. */
export interface SummaryReport {
  readonly hosts: number;
  readonly vms: number;
  readonly services: number;
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
  /** `erp, Risk 62`; null without any score. */
  readonly worst: string | null;
}

export interface LinkReport {
  readonly range: Range;
  readonly rule: string;
}
