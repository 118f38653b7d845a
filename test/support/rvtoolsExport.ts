import { strToU8, type Zippable, zipSync } from "fflate";
import type {
  ExportFile,
  HostSeen,
  Names,
  Observed,
  VmSeen,
} from "../../src/core/formats/snapshot/observed.ts";
import { parseSize } from "../../src/core/model/values.ts";

/** Writes an estate as RVTools would have exported it: what it cannot carry is left away. */
export interface ExportShape {
  readonly version: 3 | 4;
  readonly locale: keyof typeof LOCALES;
  readonly delimiter: "," | ";" | "\t";
  readonly encoding: "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "windows-1252";
  readonly newline: "\r\n" | "\n";
}

export const PLAIN: ExportShape = {
  version: 4,
  locale: "rvtools",
  delimiter: ",",
  encoding: "utf-8",
  newline: "\r\n",
};

export interface When {
  /** ISO 8601, UTC. */
  readonly date: string;
}
export type Cell = string | number | boolean | When | undefined;
export interface SheetWritten {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
export type SheetsWritten = Readonly<Record<string, SheetWritten>>;

interface Locale {
  readonly date: (at: Date) => string;
  readonly group: string;
  readonly flags: readonly [string, string];
}

const two = (number: number) => String(number).padStart(2, "0");
const clock = (at: Date) => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
const parts = (at: Date) => [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()] as const;

export const LOCALES = {
  rvtools: locale((y, m, d, at) => `${y}/${two(m)}/${two(d)} ${clock(at)}`, ",", "True", "False"),
  iso: locale((_y, _m, _d, at) => `${at.toISOString().slice(0, 19)}Z`, "", "TRUE", "FALSE"),
  german: locale((y, m, d, at) => `${two(d)}.${two(m)}.${y} ${clock(at)}`, ".", "Wahr", "Falsch"),
  american: locale((y, m, d, at) => `${m}/${d}/${y} ${american(at)}`, ",", "True", "False"),
  british: locale((y, m, d, at) => `${two(d)}/${two(m)}/${y} ${clock(at)}`, ",", "Yes", "No"),
  french: locale((y, m, d, at) => `${two(d)}/${two(m)}/${y} ${clock(at)}`, "\u202f", "Vrai", "Faux"),
  swedish: locale((y, m, d, at) => `${y}-${two(m)}-${two(d)} ${clock(at)}`, "\u00a0", "1", "0"),
  dutch: locale((y, m, d, at) => `${d}-${m}-${y} ${clock(at)}`, ".", "True", "False"),
  finnish: locale(
    (y, m, d, at) => `${d}.${m}.${y} ${clock(at).replaceAll(":", ".")}`,
    "\u00a0",
    "True",
    "False",
  ),
} satisfies Record<string, Locale>;

function locale(
  date: (year: number, month: number, day: number, at: Date) => string,
  group: string,
  yes: string,
  no: string,
): Locale {
  return { date: (at) => date(...parts(at), at), group, flags: [yes, no] };
}

function american(at: Date): string {
  const hour = at.getUTCHours();
  return `${hour % 12 === 0 ? 12 : hour % 12}:${clock(at).slice(3)} ${hour < 12 ? "AM" : "PM"}`;
}

export function sheetsOf(estate: Observed, { version }: Pick<ExportShape, "version">): SheetsWritten {
  const mib = version === 3 ? "MB" : "MiB";
  const server = (environment: string) => [environment, `${environment}-uuid`];
  const uuidOf = (source: string | undefined, prefix: string) => source ?? prefix;
  const vm = (each: VmSeen): readonly Cell[] => {
    const home = estate.hosts.find(
      ({ environment, name }) => environment === each.environment && name === each.host,
    );
    const rules = rulesOf(estate, each);
    const [first] = listOf(each.storage);
    return [
      each.name,
      { on: "poweredOn", off: "poweredOff", suspended: "suspended" }[each.power ?? "on"],
      false,
      ...(version === 3 ? [] : [false]),
      // Some date of which the order can be told.
      { date: "2026-01-31T15:45:00Z" },
      each.cpu,
      mebibytes(each.memory),
      version === 3 ? undefined : mebibytes(each.disk),
      ...Array.from({ length: 4 }, (_, at) => listOf(each.network)[at]),
      rules.map(() => "ClusterAntiAffinityRuleSpec").join(", "),
      rules.join(", "),
      first === undefined ? "" : `[${first}] ${each.name}/${each.name}.vmx`,
      `Owner of\n"${each.name}"`,
      datacenterOf(home) ?? datacenterOf(estate.clusters.find((cluster) => isHome(each, cluster))),
      each.cluster ?? home?.cluster,
      each.host,
      each.os,
      uuidOf(each.source, ""),
      ...server(each.environment),
    ];
  };
  const order = <T extends Cell>(cells: readonly T[], names: readonly string[]) =>
    pick(version, names, cells);
  const vmColumns = [
    "VM",
    "Powerstate",
    "Template",
    ...(version === 3 ? [] : ["SRM Placeholder"]),
    "Creation date",
    "CPUs",
    "Memory",
    `Total disk capacity ${mib}`,
    "Network #1",
    "Network #2",
    "Network #3",
    "Network #4",
    "Cluster rule(s)",
    "Cluster rule name(s)",
    "Path",
    "Annotation",
    "Datacenter",
    "Cluster",
    "Host",
    "OS according to the configuration file",
    "VM UUID",
    "VI SDK Server",
    "VI SDK UUID",
  ];
  const datastores = datastoresOf(estate);
  return {
    vInfo: {
      columns: order(vmColumns, vmColumns),
      rows: estate.vms.map((each) => order(vm(each), vmColumns)),
    },
    vDisk: {
      columns: [
        "VM",
        "Powerstate",
        "Disk",
        version === 3 ? "Path" : "Disk Path",
        `Capacity ${mib}`,
        "VM UUID",
        "VI SDK Server",
      ],
      rows: estate.vms.flatMap((each) =>
        listOf(each.storage).map((storage, at) => [
          each.name,
          "poweredOn",
          `Hard disk ${at + 1}`,
          `[${storage}] ${each.name}/${each.name}_${at}.vmdk`,
          // All of it on the first disk.
          at === 0 ? mebibytes(each.disk) : 0,
          each.source,
          each.environment,
        ]),
      ),
    },
    vHost: hostSheet(estate, server),
    vCluster: {
      columns: [
        "Name",
        "HA enabled",
        "Failover Level",
        "DRS enabled",
        "DRS default VM behavior",
        "Object ID",
        "VI SDK Server",
        "VI SDK UUID",
      ],
      rows: estate.clusters.map((each) => [
        each.name,
        each.tolerates === undefined ? undefined : each.tolerates > 0,
        each.tolerates,
        each.autoPlace,
        each.autoPlace === true ? "fullyAutomated" : "manual",
        each.source?.split("/")[1],
        ...server(each.environment),
      ]),
    },
    vDatastore: {
      columns: ["Name", "Accessible", "Type", `Capacity ${mib}`, "# Hosts", "Hosts", "URL", "VI SDK Server"],
      rows: datastores.map(({ environment, name, type, hosts }) => [
        name,
        true,
        type,
        1024,
        hosts.length,
        hosts.join(", "),
        `ds:///vmfs/volumes/${environment}-${name}/`,
        environment,
      ]),
    },
    vLicense: {
      columns: ["Name", "Key", "Cost Unit", "Expiration Date", "VI SDK Server"],
      rows: licencesOf(estate).map(({ environment, name, expires, evaluation }) => [
        name,
        evaluation
          ? "00000-00000-00000-00000-00000"
          : `AAAAA-BBBBB-CCCCC-DDDDD-${environment.slice(-5).padStart(5, "E")}`,
        "cpuPackage",
        expires === undefined ? "Never" : { date: expires },
        environment,
      ]),
    },
    ...(estate.takenAt === undefined
      ? {}
      : {
          vMetaData: {
            columns: ["RVTools major version", "RVTools version", "xlsx creation datetime", "Server"],
            rows: [[`${version}`, `${version}.4.1`, { date: estate.takenAt }, estate.environments[0]?.name]],
          },
        }),
  };
}

/** Version 3 has its columns in another order. */
function pick<T>(version: 3 | 4, names: readonly string[], cells: readonly T[]): readonly T[] {
  if (version === 4) return cells;
  const moved = names.map((_, at) => (at === 0 ? 0 : names.length - at));
  return moved.map((at) => cells[at] as T);
}

function hostSheet(estate: Observed, server: (environment: string) => readonly string[]): SheetWritten {
  const columns = [
    "Host",
    "Datacenter",
    "Cluster",
    "in Maintenance Mode",
    "vSAN Fault Domain Name",
    "CPU Model",
    "# Cores",
    "# Memory",
    "Assigned License(s)",
    "ESX Version",
    "Boot time",
    "NTP Server(s)",
    "Model",
    "BIOS Version",
    "Certificate Expiry Date",
    "UUID",
    "VI SDK Server",
    "VI SDK UUID",
  ];
  const rows = estate.hosts.map((each): readonly Cell[] => {
    const certificate = estate.domains.find(
      ({ kind, name }) => kind === "host" && name === `${each.environment}/${each.name}`,
    );
    const [version, build] = (each.build ?? "").split("-");
    return [
      each.name,
      datacenterOf(each),
      each.cluster,
      each.maintenance,
      each.rack,
      listOf(each.model)[1],
      each.cpu,
      mebibytes(each.memory),
      listOf(each.licence).join(", "),
      each.platform === undefined ? "" : `${each.platform} ${version} build-${build}`,
      when(each.booted),
      timesOf(each).join(", "),
      listOf(each.model)[0],
      each.firmware?.[0]?.version,
      when(certificate?.expires),
      each.source,
      ...server(each.environment),
    ];
  });
  return { columns, rows };
}

const when = (iso: string | undefined): Cell => (iso === undefined ? undefined : { date: iso });

function timesOf({ time }: HostSeen): readonly string[] {
  return typeof time === "object" && "anyOf" in time ? time.anyOf : listOf(time);
}

function datacenterOf(
  item: { readonly extra?: Readonly<Record<string, string>> } | undefined,
): string | undefined {
  return item?.extra?.["x-datacenter"];
}

function isHome(vm: VmSeen, cluster: { readonly environment: string; readonly name: string }): boolean {
  return cluster.environment === vm.environment && cluster.name === vm.cluster;
}

function listOf(names: Names | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === "string" ? [names] : names;
}

function mebibytes(size: string | undefined): number | undefined {
  const bytes = size === undefined ? undefined : parseSize(size);
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}

function rulesOf(estate: Observed, vm: VmSeen): readonly string[] {
  return estate.clusters
    .filter(({ environment }) => environment === vm.environment)
    .flatMap((cluster) =>
      (cluster.keepApart ?? []).flatMap((group, at) =>
        group.includes(vm.name) ? [`apart ${cluster.name} ${at}`] : [],
      ),
    );
}

/** Those of VMs, and those that only hosts see. */
function datastoresOf(estate: Observed) {
  const all = new Map<
    string,
    { environment: string; name: string; type: string; hosts: readonly string[] }
  >();
  const hostsOf = (environment: string, cluster?: string) =>
    estate.hosts.filter(
      (host) => host.environment === environment && (cluster ?? host.cluster) === host.cluster,
    );
  for (const vm of estate.vms)
    for (const name of listOf(vm.storage)) {
      const hosts = hostsOf(vm.environment).map((host) => host.name);
      // Seen by hosts that the export does not show, too: shared.
      all.set(`${vm.environment}/${name}`, {
        environment: vm.environment,
        name,
        type: "VMFS",
        hosts: [...hosts, "elsewhere"],
      });
    }
  for (const { kind, name, within, servedBy } of estate.domains) {
    if (kind !== "storage") continue;
    const [environment = "", place = ""] = (within?.host ?? servedBy?.cluster ?? "").split("/");
    const hosts = servedBy === undefined ? [place] : hostsOf(environment, place).map((host) => host.name);
    all.set(`${environment}/${name}`, {
      environment,
      name,
      type: servedBy === undefined ? "VMFS" : "vsan",
      hosts,
    });
  }
  return [...all.values()];
}

function licencesOf(estate: Observed) {
  const all = new Map<
    string,
    { environment: string; name: string; expires: string | undefined; evaluation: boolean }
  >();
  for (const host of estate.hosts)
    for (const name of listOf(host.licence)) {
      const domain = estate.domains.find((each) => each.kind === "licence" && each.name === name);
      const evaluation = domain?.reason === "evaluation";
      all.set(`${host.environment}/${name}`, {
        environment: host.environment,
        name,
        expires: domain?.expires,
        evaluation,
      });
    }
  return [...all.values()];
}

export function csvFiles(sheets: SheetsWritten, shape: ExportShape, folder = ""): readonly ExportFile[] {
  return Object.entries(sheets).map(([name, sheet]) => ({
    path: `${folder}RVTools_tab${name}.csv`,
    content: encoded(csvText(sheet, shape), shape.encoding),
  }));
}

export function csvText({ columns, rows }: SheetWritten, shape: ExportShape): string {
  const line = (cells: readonly Cell[]) =>
    cells.map((cell) => quoted(cellText(cell, shape), shape)).join(shape.delimiter);
  return [columns, ...rows].map((cells) => line(cells) + shape.newline).join("");
}

function quoted(text: string, { delimiter }: ExportShape): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(cell: Cell, shape: ExportShape): string {
  const { date, group, flags } = LOCALES[shape.locale];
  if (cell === undefined) return "";
  if (typeof cell === "boolean") return cell ? flags[0] : flags[1];
  if (typeof cell === "number") return String(cell).replace(/\B(?=(?:\d{3})+$)/g, group);
  return typeof cell === "string" ? cell : date(new Date(cell.date));
}

export function encoded(text: string, encoding: ExportShape["encoding"]): Uint8Array {
  if (encoding === "utf-8") return strToU8(text);
  if (encoding === "utf-8-bom") return strToU8(`\ufeff${text}`);
  if (encoding === "windows-1252") return Uint8Array.from(text, (character) => character.charCodeAt(0));
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  const little = encoding === "utf-16le";
  view.setUint16(0, 0xfeff, little);
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at + 2, text.charCodeAt(at), little);
  return bytes;
}

export interface BookShape {
  readonly from1904?: boolean;
  readonly texts?: "shared" | "inline";
  /** Cells without a reference stand one after the other. */
  readonly references?: boolean;
}

const BOOK_STYLES =
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\/mm\\/dd hh:mm:ss"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>';

/** A real workbook; dates are numbers with a style. */
export function workbook(sheets: SheetsWritten, shape: BookShape = {}): Uint8Array {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const names = Object.keys(sheets);
  const files: Zippable = {
    "[Content_Types].xml": strToU8("<Types/>"),
    "xl/workbook.xml": strToU8(
      `<?xml version="1.0" encoding="utf-8"?><x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="${shape.from1904 === true ? 1 : 0}"/><x:sheets>${names
        .map((name, at) => `<x:sheet name="${xml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
        .join("")}</x:sheets></x:workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      `<Relationships>${names
        .map(
          (_, at) =>
            `<Relationship Id="rId${at + 1}" Target="${at === 0 ? "/xl/" : ""}worksheets/sheet${at + 1}.xml"/>`,
        )
        .join("")}</Relationships>`,
    ),
    "xl/styles.xml": strToU8(BOOK_STYLES),
  };
  const share = (text: string) => {
    const position = known.get(text) ?? texts.push(text) - 1;
    known.set(text, position);
    return position;
  };
  for (const [at, name] of names.entries()) {
    const { columns, rows } = sheets[name] as SheetWritten;
    const lines = [columns, ...rows].map((cells, row) => bookRow(cells, row + 1, shape, share));
    files[`xl/worksheets/sheet${at + 1}.xml`] = strToU8(
      `<worksheet xmlns="m"><sheetData>${lines.join("")}</sheetData></worksheet>`,
    );
  }
  files["xl/sharedStrings.xml"] = strToU8(
    `<sst>${texts.map((text) => `<si><r><t xml:space="preserve">${xml(text.slice(0, 1))}</t></r><r><t xml:space="preserve">${xml(text.slice(1))}</t></r><rPh><t>reading</t></rPh></si>`).join("")}</sst>`,
  );
  return zipSync(files);
}

function bookRow(
  cells: readonly Cell[],
  row: number,
  shape: BookShape,
  share: (text: string) => number,
): string {
  const inner = cells.map((cell, column) => {
    const gap = cell === undefined || cell === "";
    if (gap && shape.references !== false) return "";
    const at = shape.references === false ? "" : ` r="${letters(column)}${row}"`;
    if (gap) return `<c${at}/>`;
    if (typeof cell === "number") return `<c${at}><f>1+1</f><v>${cell}</v></c>`;
    if (typeof cell === "boolean") return `<c${at} t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (typeof cell === "object")
      return `<c${at} s="1"><v>${serialOf(cell, shape.from1904 === true)}</v></c>`;
    if (shape.texts === "inline") return `<c${at} t="inlineStr"><is><t>${xml(cell)}</t></is></c>`;
    return `<c${at} t="s"><v>${share(cell)}</v></c>`;
  });
  return `<row r="${row}">${inner.join("")}</row>`;
}

function serialOf({ date }: When, from1904: boolean): number {
  return new Date(date).getTime() / 86_400_000 + 25_569 - (from1904 ? 1462 : 0);
}

function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest === 0 ? "" : letters(rest - 1)) + String.fromCharCode(65 + (column % 26));
}

function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "_x000D_");
}
