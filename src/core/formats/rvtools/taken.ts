import { type DayOrder, dateIn, orderSought, readDate } from "../tables/dates.ts";
import { indexOf } from "./rows.ts";
import type { Export, Sheet, SheetKind } from "./sheets.ts";

/** When an export was taken, and how its dates are written. */

/** The columns of dates that something is read from. */
const READ: readonly (readonly [SheetKind, string])[] = [
  ["vMetaData", "xlsx creation datetime"],
  ["vHost", "boot time"],
  ["vHost", "certificate expiry date"],
  ["vLicense", "expiration date"],
];

/** Columns that only tell in which order days and months are written. */
const TELLING: readonly (readonly [SheetKind, string])[] = [
  ["vHost", "certificate start date"],
  ["vInfo", "poweron"],
  ["vInfo", "creation date"],
  ["vInfo", "suspend time"],
];

/** The order in which all dates of an export are written, by those that can be read in one order only. */
export function orderIn({ sheets }: Export): DayOrder | undefined {
  const sought = orderSought();
  let asked = false;
  for (const text of datesIn(sheets, READ)) {
    const read = readDate(text);
    asked ||= read !== undefined && read.dayFirst !== read.monthFirst;
    sought.see(text);
  }
  // Nobody needs the dates of all VMs where nothing depends on them.
  if (asked) for (const text of datesIn(sheets, TELLING)) sought.see(text);
  return sought.order();
}

/** ISO 8601 in UTC; what the export says itself, else a date in the name of its file or folder. */
export function takenAtOf({ sheets, paths }: Export, order: DayOrder | undefined): string | undefined {
  for (const sheet of sheets) {
    if (sheet.kind !== "vMetaData") continue;
    for (const text of createdIn(sheet)) {
      const read = readDate(text);
      const iso = read && dateIn(read, order);
      if (iso !== undefined) return iso;
    }
  }
  for (const path of paths) {
    const iso = dateInName(path);
    if (iso !== undefined) return iso;
  }
  return undefined;
}

/** A column of its own, or in old versions a row of properties and values. */
function* createdIn(sheet: Sheet): Generator<string> {
  yield* datesIn([sheet], [["vMetaData", "xlsx creation datetime"]]);
  const { table } = sheet;
  for (let at = 0; at < table.count; at++) {
    const [name = "", value = ""] = table.cells(at);
    if (/creation datetime|exported timestamp/i.test(name)) yield value;
  }
}

function* datesIn(
  sheets: readonly Sheet[],
  columns: readonly (readonly [SheetKind, string])[],
): Generator<string> {
  for (const { kind, table } of sheets) {
    const index = indexOf(table.columns);
    const wanted = columns.flatMap(([of, name]) => (of === kind ? (index.get(name) ?? []) : []));
    if (wanted.length === 0) continue;
    for (let at = 0; at < table.count; at++) for (const column of wanted) yield table.cells(at)[column] ?? "";
  }
}

/** `RVTools_export_all_2026-01-31_15.45.12.xlsx`, `20260131/RVTools_tabvInfo.csv`; the nearest to the name wins. */
function dateInName(path: string): string | undefined {
  for (const part of path.split(/[\\/]/).reverse()) {
    const match = /(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?:[-_T ]+(\d\d)[-_.:]?(\d\d)(?:[-_.:]?\d\d)?)?(?!\d)/.exec(
      part,
    );
    if (match === null) continue;
    const [, year, , month, day, hour, minute] = match;
    const time = hour === undefined ? "" : ` ${hour}:${minute}`;
    const read = readDate(`${year}-${month}-${day}${time}`) ?? readDate(`${year}-${month}-${day}`);
    if (read?.dayFirst !== undefined) return read.dayFirst;
  }
  return undefined;
}
