import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { exportsAmong, SNAPSHOT_FORMATS } from "../core/formats/snapshot/formats.ts";
import { importSnapshot } from "../core/formats/snapshot/import.ts";
import { readServiceList } from "../core/formats/snapshot/list.ts";
import { mapIn } from "../core/formats/snapshot/map.ts";
import type { ExportFile, SnapshotFormat } from "../core/formats/snapshot/observed.ts";
import { notesOf, summaryOf } from "../core/formats/snapshot/said.ts";
import { formatMinute, MINUTE } from "../core/model/values.ts";
import { type Call, notThere } from "../core/report/call.ts";
import { policyOf } from "./estate.ts";
import { readText, reason, shown, type Told, writeText } from "./files.ts";
import { complain, print, progress, refuse } from "./screen.ts";

/** `baskets import FORMAT FILE…`: an export of another tool as an estate. */
export function importExport(call: Call): number {
  const [id = "", ...paths] = call.operands;
  const files = exportFiles(paths);
  if ("problem" in files) return refuse(files.problem);
  const format = formatOf(id, files);
  if ("problem" in format) return refuse(format.problem);
  const map = mapFor(format.id, call);
  if ("problem" in map) return refuse(map.problem);
  const services = serviceList(call);
  if (services !== undefined && "problem" in services) return refuse(services.problem);
  const earlier = call.output === undefined ? undefined : earlierText(call.output);
  if (earlier !== undefined && typeof earlier !== "string") return refuse(earlier.problem);

  progress("Reading the export", true);
  const made = importSnapshot({
    format,
    files,
    name: nameOf(call.output ?? paths[0] ?? "estate"),
    now: formatMinute(call.asOf ?? Date.now() - (Date.now() % MINUTE)),
    map: map.keys,
    ...(services === undefined ? {} : { services }),
    ...(earlier === undefined ? {} : { earlier }),
  });
  progress("");
  if ("problem" in made) return refuse(`${call.output ?? ""} is left as it is: ${made.problem}`);
  for (const note of notesOf(made)) complain(sentence(note));
  const { clusters, hosts, vms } = made.sections;
  if (clusters.length + hosts.length + vms.length === 0)
    return refuse(
      `there is no cluster, host or VM of ${format.title} in ${paths.join(", ")}${another(format, files)}`,
    );
  complain(sentence(summaryOf(made)));
  if (call.output === undefined) return print(made.text);
  return writeText(call.output, made.text) ? 0 : 2;
}

function another(format: SnapshotFormat, files: readonly ExportFile[]): string {
  const found = exportsAmong(files)[0]?.format;
  return found === undefined || found === format ? "" : `: it is an export of ${found.title}`;
}

/** What is complained of gets its full stop there. */
function sentence(text: string): string {
  return text.replace(/\.$/, "");
}

type Problem = { readonly problem: string };

/** The files, and those that lie directly in the folders: an export in CSV is a folder of them. */
function exportFiles(paths: readonly string[]): readonly ExportFile[] | Problem {
  const files: ExportFile[] = [];
  for (const given of paths) {
    try {
      const inside = statSync(given).isDirectory()
        ? readdirSync(given)
            .sort()
            .map((name) => path.join(given, name))
            .filter((file) => statSync(file).isFile())
        : [given];
      // Somebody who names the folder above the export's would else read that Baskets does not know the format.
      if (inside.length === 0)
        return { problem: `there is no file in ${shown(given)} (folders in it are not looked into)` };
      for (const file of inside) files.push({ path: shown(file), content: readFileSync(file) });
    } catch (error) {
      return { problem: `${shown(given)} cannot be read: ${reason(error)}` };
    }
  }
  return files;
}

function formatOf(id: string, files: readonly ExportFile[]): SnapshotFormat | Problem {
  const known = SNAPSHOT_FORMATS.map((format) => format.id);
  const are = `the formats are ${known.join(", ")}, or auto`;
  const named = SNAPSHOT_FORMATS.find((format) => format.id === id);
  if (named !== undefined) return named;
  if (id !== "auto") return { problem: `${notThere("format", id, [...known, "auto"])}; ${are}` };
  const [first, second] = exportsAmong(files);
  if (first === undefined) return { problem: `none of these files is an export that Baskets knows; ${are}` };
  if (second !== undefined)
    return {
      problem: `these files are exports of ${first.format.title} and of ${second.format.title}: import one after the other`,
    };
  return first.format;
}

/** What the team calls our keys there: in the policy of `--policy`, else in the one that lies here. */
function mapFor(format: string, call: Call): { readonly keys: ReadonlyMap<string, string> } | Problem {
  const told: Told = { troubles: [], notes: [] };
  const here = ["baskets.policy.yaml", "baskets.policy.yml"].find((name) => existsSync(name));
  const given = policyOf(call, told);
  if (given !== undefined && "problem" in given) return given;
  const read = here === undefined ? undefined : readText({ path: here, named: true }, told);
  const files = read !== undefined && "text" in read ? [read] : [];
  return { keys: mapIn(files, given, format) };
}

function serviceList(call: Call) {
  if (call.services === undefined) return undefined;
  try {
    const file = shown(call.services);
    const list = readServiceList(file, readFileSync(call.services));
    return "problem" in list ? { problem: `--services: ${list.problem}` } : { file, rows: list.rows };
  } catch (error) {
    return { problem: `--services: ${shown(call.services)} cannot be read: ${reason(error)}` };
  }
}

function earlierText(output: string): string | Problem | undefined {
  if (!existsSync(output)) return undefined;
  const told: Told = { troubles: [], notes: [] };
  const read = readText({ path: shown(output), named: true }, told);
  if (read !== undefined && "text" in read) return read.text;
  return { problem: told.troubles[0] ?? `${shown(output)} is not UTF-8 text` };
}

/** `exports/vc-east.estate.yaml` → `vc-east`. */
function nameOf(file: string): string {
  return path.basename(file).replace(/(?:\.estate)?\.[^.]+$/, "") || "estate";
}
