import { decodeText } from "../../text/decode.ts";
import type { ExportFile } from "../snapshot/observed.ts";
import { readCsv } from "../tables/csv.ts";
import type { Table } from "../tables/table.ts";
import { looksLikeZip, openWorkbook, type Workbook } from "../tables/xlsx.ts";
import type { NoteBook } from "./notes.ts";

/** The sheets of RVTools that something is read from. */
export type SheetKind =
  | "vInfo"
  | "vDisk"
  | "vHost"
  | "vCluster"
  | "vDatastore"
  | "vLicense"
  | "vSource"
  | "vMetaData";

export interface Sheet {
  readonly kind: SheetKind;
  /** For messages: the file, and of a workbook the sheet. */
  readonly label: string;
  readonly table: Table;
}

/** What was exported at once: a workbook, or the files of a folder. */
export interface Export {
  /** For messages. */
  readonly label: string;
  /** The paths, for a date in their names. */
  readonly paths: readonly string[];
  readonly sheets: readonly Sheet[];
}

/**
 * By which columns a sheet is told when its name does not (a file that people named themselves): all of the first, one of
 * the second. Other sheets about VMs begin with the same columns.
 */
const SIGNS: readonly (readonly [SheetKind, readonly string[], readonly string[]])[] = [
  [
    "vInfo",
    ["vm", "powerstate", "cpus", "memory"],
    ["path", "config status", "connection state", "guest state"],
  ],
  ["vDisk", ["vm", "powerstate", "disk"], ["disk mode", "raw"]],
  ["vHost", ["host", "esx version"], ["# cpu", "# cores", "# memory"]],
  ["vCluster", ["name"], ["drs default vm behavior", "failover level"]],
  ["vDatastore", ["name", "type", "accessible"], ["capacity mib", "capacity mb"]],
  ["vLicense", ["name", "expiration date"], ["cost unit", "key"]],
  ["vSource", ["name", "api type"], ["fullname"]],
  ["vMetaData", ["rvtools version"], ["xlsx creation datetime"]],
];

const KINDS = SIGNS.map(([kind]) => kind);

/** Sheets whose every column may be asked for by name; of the others only these columns are kept. */
const COLUMNS: { readonly [kind in SheetKind]?: ReadonlySet<string> } = {
  vDisk: new Set([
    "vm",
    "vm id",
    "vm uuid",
    "vi sdk server",
    "path",
    "disk path",
    "capacity mib",
    "capacity mb",
  ]),
};

/** `RVTools_tabvInfo.csv`, `vInfo`, `east_RVTools_tabvHost.csv` → the sheet. */
function kindNamed(name: string): SheetKind | undefined {
  const stem = name
    .replace(/^.*[\\/]/, "")
    .replace(/\.(?:csv|txt|tsv)$/i, "")
    .toLowerCase();
  return KINDS.find((kind) => stem === kind.toLowerCase() || stem.endsWith(`tab${kind.toLowerCase()}`));
}

function kindWith(columns: readonly string[]): SheetKind | undefined {
  const there = new Set(columns.map((column) => column.toLowerCase()));
  return SIGNS.find(
    ([, all, some]) => all.every((each) => there.has(each)) && some.some((each) => there.has(each)),
  )?.[0];
}

/** Bytes of a text file that are looked at to recognise it. */
const SAMPLE = 1 << 14;

export function isRvtools({ path, content }: ExportFile): boolean {
  if (typeof content !== "string" && looksLikeZip(content)) {
    const book = openWorkbook(content);
    return "sheets" in book && book.sheets.some((name) => isCertain(kindNamed(name)));
  }
  const text =
    typeof content === "string" ? content.slice(0, SAMPLE) : decodeText(content.subarray(0, SAMPLE)).text;
  if (/rvtools_?tab/i.test(path) && kindNamed(path) !== undefined) return true;
  return isCertain(kindWith(readCsv(firstLines(text)).columns));
}

/** A workbook of another program may well have a sheet of this name, but not of the others. */
function isCertain(kind: SheetKind | undefined): boolean {
  return kind === "vInfo" || kind === "vHost" || kind === "vCluster" || kind === "vDatastore";
}

function firstLines(text: string): string {
  return text.split(/\r\n|\n|\r/, 3).join("\n");
}

/** The exports among files, in the order of their paths. */
export function exportsIn(files: readonly ExportFile[], notes: NoteBook): readonly Export[] {
  const folders = new Map<string, { label: string; paths: string[]; sheets: Sheet[] }>();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of sorted) {
    const isBook = typeof file.content !== "string" && looksLikeZip(file.content);
    const home = isBook ? file.path : folderOf(file.path);
    const sheets = isBook ? sheetsOf(file, notes) : textSheet(file, notes);
    if (sheets.length === 0) continue;
    const known = folders.get(home);
    if (known === undefined) folders.set(home, { label: file.path, paths: [file.path], sheets: [...sheets] });
    else {
      known.paths.push(file.path);
      known.sheets.push(...sheets);
    }
  }
  return [...folders.values()];
}

function folderOf(path: string): string {
  return path.replace(/[^\\/]*$/, "");
}

function sheetsOf(file: ExportFile, notes: NoteBook): readonly Sheet[] {
  const book = typeof file.content === "string" ? { problem: "is no workbook" } : openWorkbook(file.content);
  if ("problem" in book) {
    notes.say(file.path, undefined, `This file ${book.problem}.`);
    return [];
  }
  const sheets = book.sheets.flatMap((name): Sheet[] => {
    const kind = kindNamed(name);
    return kind === undefined ? [] : [sheetFrom(book, file.path, name, kind)];
  });
  if (sheets.length === 0)
    notes.say(file.path, undefined, "This workbook has none of the sheets of RVTools: left out.");
  for (const sheet of sheets) sayAll(sheet, notes);
  return sheets;
}

function sheetFrom(book: Workbook, path: string, name: string, kind: SheetKind): Sheet {
  return { kind, label: `${path}, ${name}`, table: book.read(name, wantedIn(kind)) };
}

function textSheet(file: ExportFile, notes: NoteBook): readonly Sheet[] {
  const { path } = file;
  const decoded = typeof file.content === "string" ? undefined : decodeText(file.content);
  const text = decoded?.text ?? (file.content as string);
  const kind = kindNamed(path) ?? kindWith(readCsv(firstLines(text.slice(0, SAMPLE))).columns);
  // The other sheets of an export lie beside those that are read.
  if (kind === undefined) return [];
  if (decoded !== undefined && decoded.broken > 0)
    notes.say(path, undefined, "Some characters of this file cannot be read: they are shown as �.");
  const sheet: Sheet = { kind, label: path, table: readCsv(text, wantedIn(kind)) };
  sayAll(sheet, notes);
  return [sheet];
}

function wantedIn(kind: SheetKind): ((column: string) => boolean) | undefined {
  const columns = COLUMNS[kind];
  return columns === undefined ? undefined : (column) => columns.has(nameOf(column));
}

/** As columns are compared: whatever their case and the space in them. */
export function nameOf(column: string): string {
  return column.trim().replace(/\s+/g, " ").toLowerCase();
}

function sayAll({ label, table }: Sheet, notes: NoteBook): void {
  for (const { row, message } of table.notes) notes.say(label, row, message);
  if (table.columns.length === 0) notes.say(label, undefined, "Nothing stands in this sheet.");
}
