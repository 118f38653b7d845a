import { counted, quoted } from "../../model/words.ts";
import type { FactOf } from "../snapshot/observed.ts";
import { type DayOrder, dateIn, readDate } from "../tables/dates.ts";
import { flagFrom, wholeFrom } from "../tables/values.ts";
import type { NoteBook } from "./notes.ts";
import { nameOf, type Sheet } from "./sheets.ts";

/** A row of a sheet, its cells by the names of their columns: versions of RVTools differ in which there are and where. */
export interface Row {
  readonly label: string;
  /** 1-based, as people see it. */
  readonly place: number;
  /** The first of these columns that has something in it. */
  readonly text: (...columns: readonly string[]) => string | undefined;
  readonly whole: (...columns: readonly string[]) => number | undefined;
  readonly flag: (...columns: readonly string[]) => boolean | undefined;
  /** ISO 8601: a date, or date and time in UTC. */
  readonly date: (...columns: readonly string[]) => string | undefined;
  /** Any cell, also after all others were read. */
  readonly fact: FactOf;
}

/** How the rows of an export are read. */
export interface Reading {
  readonly notes: NoteBook;
  readonly order: DayOrder | undefined;
}

/** The rows of a sheet that are whole. */
export function* rowsOf(sheet: Sheet, reading: Reading): Generator<Row> {
  const { table, label } = sheet;
  const columns = indexOf(table.columns);
  const isWhole = wholeIn(sheet, columns);
  const message = (count: number) =>
    `${count === 1 ? "This row ends" : `This row and ${count - 1} more end`} too early to be one of the export: left out.`;
  for (let at = 0; at < table.count; at++) {
    const cells = table.cells(at);
    if (isWhole(at)) yield rowAt(sheet, at, cells, columns, reading);
    else reading.notes.count(label, table.place(at), message, "short");
  }
}

/** The vCenters that the rows of a sheet name. */
export function serversOf(sheet: Sheet): ReadonlySet<string> {
  const columns = indexOf(sheet.table.columns);
  const column = columns.get(SERVER);
  const found = new Set<string>();
  if (column === undefined) return found;
  const isWhole = wholeIn(sheet, columns);
  for (let at = 0; at < sheet.table.count; at++) {
    const name = cellIn(sheet, at, column);
    if (name !== "" && isWhole(at)) found.add(name);
  }
  return found;
}

const SERVER = "vi sdk server";

/**
 * Which rows of a sheet are whole. One that ends early may only leave away empty cells at its end; but the vCenter stands
 * there, in every row. The last one may be cut off with its file, even within the vCenter's name.
 */
function wholeIn(sheet: Sheet, columns: ReadonlyMap<string, number>): (row: number) => boolean {
  const { table } = sheet;
  const server = columns.get(SERVER);
  const served = server !== undefined && someFilled(sheet, server);
  return (at) => {
    const isOpen = table.open && at === table.count - 1;
    if (!table.short(at) && !isOpen) return true;
    if (isOpen && (table.short(at) || isPiece(sheet, at, server))) return false;
    if (served) return cellIn(sheet, at, server) !== "";
    return table.columns.length < 3 || table.cells(at).filter((cell) => cell.trim() !== "").length > 1;
  };
}

/** Whether a row has only the beginning of what the row before has there. */
function isPiece(sheet: Sheet, at: number, column: number | undefined): boolean {
  if (column === undefined || at === 0) return false;
  const own = cellIn(sheet, at, column);
  const before = cellIn(sheet, at - 1, column);
  return own !== before && before.startsWith(own);
}

function cellIn({ table }: Sheet, at: number, column: number): string {
  return (table.cells(at)[column] ?? "").trim();
}

function rowAt(
  sheet: Sheet,
  at: number,
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  { notes, order }: Reading,
): Row {
  const { table, label } = sheet;
  const place = table.place(at);
  const find = (names: readonly string[]): readonly [string, string] | undefined => {
    for (const name of names) {
      const column = columns.get(name);
      const text = column === undefined ? "" : (cells[column] ?? "").trim();
      if (text !== "") return [name, text];
    }
    return undefined;
  };
  const read = <T>(
    names: readonly string[],
    parse: (text: string) => T | undefined,
    what: string,
  ): T | undefined => {
    const found = find(names);
    if (found === undefined) return undefined;
    const [name, text] = found;
    const value = parse(text);
    if (value === undefined)
      notes.count(
        label,
        place,
        (count) => unread(title(table.columns, name), text, what, count),
        `${name}\0${what}`,
      );
    return value;
  };
  return {
    label,
    place,
    text: (...names) => find(names)?.[1],
    whole: (...names) => read(names, wholeFrom, "a whole number"),
    flag: (...names) => read(names, flagFrom, "yes or no"),
    date: (...names) => {
      const found = find(names);
      if (found === undefined || isNever(found[1])) return undefined;
      const date = readDate(found[1]);
      const iso = date && dateIn(date, order);
      const column = title(table.columns, found[0]);
      if (date === undefined)
        notes.count(label, place, (count) => unread(column, found[1], "a date", count), `${found[0]}\0date`);
      else if (iso === undefined)
        notes.count(label, place, (count) => undecided(column, found[1], count), `${found[0]}\0order`);
      else if (date.zoneless) notes.say("", undefined, ZONELESS);
      return iso;
    },
    fact: factsAt(sheet, at, columns),
  };
}

/** A function of its own: what is kept for later must not hold the cells of its row. */
function factsAt(sheet: Sheet, at: number, columns: ReadonlyMap<string, number>): FactOf {
  return (name) => {
    const column = columns.get(nameOf(name));
    const value = column === undefined ? "" : cellIn(sheet, at, column);
    return value === "" ? undefined : value;
  };
}

const ZONELESS =
  "RVTools writes times by the clock of the machine it ran on and does not say its time zone: they are read as UTC, and may be some hours off.";

/** What stands where there is no date. */
function isNever(text: string): boolean {
  return /^(?:never|n\/?a|none|unknown|not set|-|nie|jamais|nunca|mai|nooit|perpetual|unlimited)$/i.test(
    text,
  );
}

function unread(column: string, text: string, what: string, count: number): string {
  const more = count === 1 ? "" : ` The same goes for ${counted(count - 1, "more cell")} of this column.`;
  return `In the column ${quoted(column)}, ${quoted(shortened(text))} is not ${what} that can be read: left out.${more}`;
}

function undecided(column: string, text: string, count: number): string {
  const more = count === 1 ? "" : ` The same goes for ${counted(count - 1, "more date")} of this column.`;
  return `In the column ${quoted(column)}, ${quoted(text)} may have the day or the month first, and no other date of the export tells: left out.${more}`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

function title(columns: readonly string[], name: string): string {
  return columns.find((column) => nameOf(column) === name) ?? name;
}

/** Where each column stands; the first of one name. */
export function indexOf(columns: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const [at, column] of columns.entries()) {
    const name = nameOf(column);
    if (name !== "" && !index.has(name)) index.set(name, at);
  }
  return index;
}

/** Rows that are looked at to see whether a column is used. */
const SAMPLE = 50;

function someFilled(sheet: Sheet, column: number): boolean {
  for (let at = 0; at < Math.min(SAMPLE, sheet.table.count); at++)
    if (cellIn(sheet, at, column) !== "") return true;
  return false;
}
