import { decodeText } from "../../text/decode.ts";
import { at, has, isObject, list } from "./fields.ts";
import { type Json, type JsonObject, type JsonProblem, readJson } from "./json.ts";
import type { ExportFile, Note } from "./observed.ts";

/** One object of an export, wherever in its JSON it stands. */
export interface Row {
  readonly value: JsonObject;
  readonly file: string;
  /** Its position among the objects of its file, from 1. */
  readonly row: number;
  /** What names and keys above it say: the file's path and, in a map by path, the key. */
  readonly where: string;
}

/** The objects of a file of JSON; none where it is something else. */
export function rowsOf(file: ExportFile): readonly Row[] {
  return readFile(file).rows;
}

/** What could not be read of files that are exports, for the person who imports. */
export function problemsOf(files: readonly ExportFile[]): readonly Note[] {
  return files.flatMap((file) =>
    readFile(file).problems.map(({ line, message }) => ({
      file: file.path,
      message: `${message} (line ${line})`.replace(/\.( \(line \d+\))$/, "$1."),
    })),
  );
}

export function noteAt({ file, row }: Row, message: string): Note {
  return { file, row, message };
}

interface FileRead {
  readonly rows: readonly Row[];
  readonly problems: readonly JsonProblem[];
}

/** A file is recognised by several formats before one reads it: its JSON is read once. */
const READ = new WeakMap<ExportFile, FileRead>();

function readFile(file: ExportFile): FileRead {
  const known = READ.get(file);
  if (known !== undefined) return known;
  const read = readRows(file);
  READ.set(file, read);
  return read;
}

function readRows({ path, content }: ExportFile): FileRead {
  const written = typeof content === "string" ? content.replace(/^\ufeff/, "") : decodeText(content).text;
  if (!/^\s*[[{]/.test(written.slice(0, 4096))) return { rows: [], problems: [] };
  const { documents, problems } = readJson(written);
  const rows: Row[] = [];
  const push = (value: JsonObject, where: string) =>
    rows.push({ value, where, file: path, row: rows.length + 1 });
  for (const document of documents) collect(document, path, push, 0);
  return { rows, problems };
}

/** Keys under which tools wrap a list of objects: Proxmox VE, NetBox, govc before and since version 0.31. */
const WRAPPERS = [
  "data",
  "results",
  "elements",
  "Elements",
  "virtualMachines",
  "hostSystems",
  "datastores",
  "VirtualMachines",
  "HostSystems",
  "Datastores",
];

const DEEPEST_WRAPPER = 8;

function collect(
  value: Json | undefined,
  where: string,
  push: (value: JsonObject, where: string) => void,
  depth: number,
): void {
  if (depth > DEEPEST_WRAPPER || value === undefined) return;
  if (Array.isArray(value) || has(value, "value", "Count")) {
    for (const item of list(value)) collect(item, where, push, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  const keys = Object.keys(value);
  const wrapped = keys.filter((key) => WRAPPERS.includes(key) && typeof at(value, key) === "object");
  // Answers by the path that was asked for, as a script may keep them: {"/nodes/pve1/status": {…}}.
  const byPath = keys.length > 0 && keys.every((key) => /^\/[\w/.-]+$/.test(key)) ? keys : [];
  const inside = isItem(value) ? [] : [...wrapped, ...byPath];
  if (inside.length === 0) push(value, where);
  for (const key of inside)
    collect(at(value, key), byPath.includes(key) ? `${where} ${key}` : where, push, depth + 1);
}

/** What has an id or a name is a thing itself, whatever it calls its parts. */
function isItem(value: JsonObject): boolean {
  return ["id", "name", "Name", "self", "Self"].some((key) => Object.hasOwn(value, key));
}
