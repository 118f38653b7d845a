import { utf8Pieces } from "../../text/decode.ts";
import { dateFormats, sharedTexts, unescaped } from "./parts.ts";
import { serialDate } from "./serial.ts";
import { MOST_COLUMNS, type Table, type TableNote, tableBuilder } from "./table.ts";
import { type XmlEvents, xmlReader } from "./xml.ts";
import { openZip, type Problem, unpack, type ZipEntry } from "./zip.ts";

/** A workbook of Excel (ECMA-376, `.xlsx`), opened: what its sheets are called. Nothing of them is read yet. */
export interface Workbook {
  readonly sheets: readonly string[];
  /**
   * A sheet as a table: what a formula came to when the file was saved, dates as ISO 8601 without a zone, `True` and
   * `False`. Total; what cannot be read is in its notes.
   * @param wanted which columns are kept; all where it is missing
   */
  readonly read: (sheet: string, wanted?: (column: string) => boolean) => Table;
}

/** Whether bytes can be a workbook at all: the first ones of a zip archive. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** `problem` is a clause that follows the file's name. */
export function openWorkbook(bytes: Uint8Array): Workbook | Problem {
  const entries = openZip(bytes);
  if ("problem" in entries) return entries;
  const book = bookOf(entries);
  if ("problem" in book) return book;
  let shared: Shared | undefined;
  return {
    sheets: [...book.parts.keys()],
    read: (sheet, wanted) => {
      shared ??= sharedOf(entries);
      return readSheet(entries.get(book.parts.get(sheet) ?? ""), { ...book, ...shared }, wanted);
    },
  };
}

interface Book {
  /** Sheet → the file that has it. */
  readonly parts: ReadonlyMap<string, string>;
  /** Days count from 1904. */
  readonly from1904: boolean;
}

interface Shared {
  readonly texts: readonly string[];
  /** By style: whether a number is a date. */
  readonly dates: readonly boolean[];
  readonly notes: readonly TableNote[];
}

type Entries = ReadonlyMap<string, ZipEntry>;

function bookOf(entries: Entries): Book | Problem {
  const names = new Map<string, string>();
  const targets = new Map<string, string>();
  let from1904 = false;
  const workbook = entries.get("xl/workbook.xml");
  if (workbook === undefined) return { problem: "is a zip archive, but no workbook of Excel" };
  const problem =
    readXml(workbook, {
      ...QUIET,
      open: (name, attributes) => {
        if (name === "sheet") names.set(attributes.name ?? "", attributes["r:id"] ?? relation(attributes));
        if (name === "workbookPr") from1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
      },
    }) ??
    readXml(entries.get("xl/_rels/workbook.xml.rels"), {
      ...QUIET,
      open: (name, { Id, Target }) => {
        if (name === "Relationship" && Id !== undefined && Target !== undefined) targets.set(Id, Target);
      },
    });
  if (problem !== undefined) return { problem };
  const parts = [...names].map(([name, id]): [string, string] => [name, pathOf(targets.get(id) ?? "")]);
  return { parts: new Map(parts), from1904 };
}

/** The relation's id under whatever prefix. */
function relation(attributes: { readonly [name: string]: string }): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(":id"))?.[1] ?? "";
}

function pathOf(target: string): string {
  return target.startsWith("/") ? target.slice(1) : `xl/${target.replace(/^(?:\.\/)+/, "")}`;
}

function sharedOf(entries: Entries): Shared {
  const texts = sharedTexts();
  const formats = dateFormats();
  const notes: TableNote[] = [];
  for (const [file, events] of [
    ["xl/sharedStrings.xml", texts.events],
    ["xl/styles.xml", formats.events],
  ] as const) {
    const problem = entries.has(file) ? readXml(entries.get(file), events) : undefined;
    if (problem !== undefined) notes.push({ message: `The workbook ${problem}.` });
  }
  return { texts: texts.all, dates: formats.isDate(), notes };
}

const QUIET: XmlEvents = { open: () => {}, text: () => {}, close: () => {} };

/** A clause on what is wrong; undefined when all was read. */
function readXml(entry: ZipEntry | undefined, events: XmlEvents): string | undefined {
  if (entry === undefined) return "lacks a part that every workbook has";
  const decode = utf8Pieces();
  const reader = xmlReader(events);
  const failed = unpack(entry, (piece, last) => reader.write(decode(piece, last), last));
  const problem = reader.problem();
  return problem === undefined ? failed?.problem : `holds “${entry.name}”, which ${problem}`;
}

function readSheet(
  entry: ZipEntry | undefined,
  book: Book & Shared,
  wanted: ((column: string) => boolean) | undefined,
): Table {
  const builder = tableBuilder(wanted);
  const state = { row: 0, beyond: 0 };
  const problem = readXml(entry, sheetEvents(book, builder.add, state));
  const notes: TableNote[] = [...book.notes];
  if (problem !== undefined)
    notes.push({ row: state.row, message: `The workbook ${problem}; rows from here on are missing.` });
  if (state.beyond > 0)
    notes.push({
      row: state.beyond,
      message: "Cells beyond the last column that Excel knows (XFD) are left out.",
    });
  return builder.table(notes);
}

function sheetEvents(
  book: Book & Shared,
  add: (cells: readonly string[], place: number) => void,
  state: { row: number; beyond: number },
): XmlEvents {
  let cells: string[] = [];
  let column = -1;
  let type = "";
  let style = 0;
  let value = "";
  let taking = false;
  let phonetic = false;
  return {
    open: (name, attributes) => {
      if (name === "row") {
        cells = [];
        column = -1;
        const written = Number(attributes.r);
        state.row = Number.isInteger(written) && written > 0 ? written : state.row + 1;
      } else if (name === "c") {
        const { r, t, s } = attributes;
        column = r === undefined ? column + 1 : columnOf(r);
        type = t ?? "n";
        style = s === undefined ? 0 : Number(s);
        value = "";
      } else if (name === "rPh") phonetic = true;
      else if (name === "v" || name === "t") taking = !phonetic;
    },
    text: (text) => {
      if (taking) value += text;
    },
    close: (name) => {
      if (name === "v" || name === "t") taking = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "c") {
        if (column < 0 || column >= MOST_COLUMNS) state.beyond ||= state.row;
        else if (value !== "") {
          while (cells.length < column) cells.push("");
          cells[column] = cellText(value, type, style, book);
        }
      } else if (name === "row") add(cells, state.row);
    },
  };
}

/** ECMA-376 part 1, 18.18.11: what the value of a cell of each type means. */
function cellText(
  value: string,
  type: string,
  style: number,
  { texts, dates, from1904 }: Book & Shared,
): string {
  if (type === "s") return texts[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "True" : "False";
  if (type === "e") return "";
  if (type !== "n") return unescaped(value);
  const number = Number(value);
  if (!Number.isFinite(number)) return "";
  // A number is written as JavaScript writes it: 1.6384E4 is 16384.
  return (dates[style] === true ? serialDate(number, from1904) : undefined) ?? String(number);
}

/** `AB12` → 27; -1 for what is no reference. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) return at === 0 || at > 3 ? -1 : column - 1;
    column = column * 26 + code - 64;
  }
  return -1;
}
