import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { getSystemErrorMap, parseArgs } from "node:util";
import { version } from "../package.json";
import { type Analysis, analyze, applyFix, validFixes } from "./core/analyze.ts";
import {
  isCandidate,
  LARGEST_FILE,
  SKIPPED_FOLDERS,
  VIRTUAL_ENVIRONMENT_MARK,
} from "./core/formats/candidates.ts";
import type { Finding } from "./core/model/finding.ts";
import { startOfDay } from "./core/model/values.ts";
import { counted } from "./core/model/words.ts";
import { type Call, notThere, readCall } from "./core/report/call.ts";
import { ruleMarkdown, rulesJson, rulesText, ruleText } from "./core/report/explain.ts";
import { jsonReport } from "./core/report/json.ts";
import { markdownReport } from "./core/report/markdown.ts";
import { namedReport } from "./core/report/namedReport.ts";
import { patchOf, shownPatch } from "./core/report/patch.ts";
import { notText, reaches, withFindings } from "./core/report/reported.ts";
import { sarifReport } from "./core/report/sarif.ts";
import { scoreReport } from "./core/report/scoreReport.ts";
import { type FoundFile, unrecognised, wasMeantForUs } from "./core/report/select.ts";
import { changesTo, suggestionFor, suggestionJson } from "./core/report/stageReport.ts";
import { textReport } from "./core/report/text.ts";
import { helpText, OPTIONS } from "./core/report/usage.ts";
import { visible } from "./core/report/visible.ts";
import type { RolloutPlan } from "./core/rollout/plan.ts";
import { RULES } from "./core/rules/index.ts";
import type { SourceFile } from "./core/text/span.ts";

const started = Date.now();
for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`| head`) is no fault.
  stream.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? process.exitCode : 2),
  );
}
const argv = process.argv.slice(2);
try {
  process.exitCode = run(argv);
} catch (error) {
  process.exitCode = 2;
  const fault = error instanceof Error ? error : new Error(String(error));
  complain(`a fault in the program: ${fault.message}`);
  if (argv.includes("--debug")) process.stderr.write(`${fault.stack}\n`);
}

/** Does what the command line asks for and gives the exit status (spec CLI.md). */
function run(args: string[]): number {
  const options = Object.fromEntries(
    OPTIONS.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ("boolean" as const) : ("string" as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const call = readCall(tokens);
  if ("problem" in call) return refuse(call.problem);
  if ("asks" in call) return print(call.asks === "help" ? helpText() : `${version}\n`);
  if (call.command === "rules")
    return print(call.format === "json" ? rulesJson(RULES) : rulesText(RULES, screen(call)));
  return call.command === "explain" ? explain(call) : review(call);
}

function explain(call: Call): number {
  const [id = ""] = call.operands;
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    return refuse(
      `${notThere(
        "rule",
        id,
        RULES.map((known) => known.id),
      )}; “baskets rules” lists them`,
    );
  }
  return print(call.format === "markdown" ? ruleMarkdown(rule, 1) : ruleText(rule, screen(call).width));
}

/** What is told on standard error when the report is out. */
interface Told {
  /** What was asked for and could not be done: exit status 2. */
  readonly troubles: string[];
  readonly notes: string[];
}

/** Every command about an estate: files in, a report out. */
function review(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const setting =
    call.policy === undefined ? undefined : readText({ path: shown(call.policy), named: true }, told);
  const policy = setting !== undefined && "text" in setting ? setting : undefined;
  if (call.policy !== undefined && policy === undefined) {
    return refuse(`--policy: ${told.troubles[0] ?? `${call.policy} is not UTF-8 text`}`);
  }
  const ofRollout = call.command === "simulate" || call.command === "stage";
  const paths = call.operands.slice(ofRollout ? 1 : call.command === "diff" ? 2 : 0);
  const given = paths.length === 0 ? ["."] : paths;
  const found = filesUnder(given, told);
  const files: SourceFile[] = [];
  const findings: Finding[] = [];
  for (const [index, file] of found.entries()) {
    progress(`Reading ${index + 1} of ${found.length} files`);
    const read = file.path === policy?.path ? undefined : readText(file, told);
    if (read !== undefined && "text" in read) files.push(read);
    else if (read !== undefined) findings.push(read);
  }
  // The analysis is one step that cannot speak in between: a large one says so before.
  progress(
    `Checking ${counted(files.length, "file")}`,
    files.reduce((sum, file) => sum + file.text.length, 0) > 200_000,
  );
  const asOf = call.asOf ?? startOfDay(started);
  const analysis = analyze(files, policy === undefined ? { asOf } : { asOf, policy });
  const whole = withFindings(analysis, findings);
  told.troubles.push(...unrecognised(found, given, whole, told.troubles.length > 0));
  if (call.service !== undefined) {
    const names = whole.facts.project.services.map(({ name }) => name);
    if (!names.includes(call.service))
      return refuse(`--service: ${notThere("service", call.service, names)}`);
  }
  if (ofRollout || call.command === "diff") return named(call, analysis, files, told);
  const anything =
    whole.findings.length > 0 || [...whole.recognised.values()].some((kind) => kind !== "nothing");
  const texts = policy === undefined ? files : [...files, policy];
  // A program that reads JSON or SARIF gets a whole document even where there was nothing to check.
  const report =
    anything || call.format === "json" || call.format === "sarif"
      ? reportOf(call, analysis, whole, texts, told.troubles.length === 0)
      : "";
  progress("");
  print(report);
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  if (told.troubles.length > 0) return 2;
  return reaches(whole.findings, call.failOn) ? 1 : 0;
}

/** `diff`, `simulate` and `stage`: about two environments or a rollout that are named. */
function named(call: Call, analysis: Analysis, files: readonly SourceFile[], told: Told): number {
  progress("");
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  const found = namedReport(analysis.facts, call, shown(call.operands[0] ?? ""), screen(call));
  if ("problem" in found) return refuse(found.problem);
  const done = "plan" in found ? stage(call, analysis, found.plan, files) : print(found.report);
  return told.troubles.length > 0 ? 2 : done;
}

/** The suggested staging as a diff, or written. */
function stage(call: Call, analysis: Analysis, plan: RolloutPlan, files: readonly SourceFile[]): number {
  const suggestion = suggestionFor(analysis.facts, plan);
  const after = suggestion.fix && applyFix(analysis, suggestion.fix);
  const changed = after === undefined ? [] : changesTo(files, after);
  if (call.format === "json") print(suggestionJson(analysis, plan, suggestion, files));
  else for (const line of suggestion.says) complain(line);
  for (const { file, before, after: now } of changed) {
    if (call.write && !writeText(file, now)) return 2;
    const patch = call.write || call.format === "json" ? "" : patchOf(file, before, now);
    print(process.stdout.isTTY === true ? shownPatch(patch) : patch);
  }
  return suggestion.failed ? 1 : 0;
}

/** As it was read: with the byte order mark if there was one. */
function writeText(file: string, text: string): boolean {
  try {
    const mark = readFileSync(file, "utf8").startsWith("\uFEFF") ? "\uFEFF" : "";
    writeFileSync(file, `${mark}${text}`);
    complain(`wrote ${file}`);
    return true;
  } catch (error) {
    complain(`${file} cannot be written: ${reason(error)}`);
    return false;
  }
}

/** `whole` is the analysis with what could not be read; fixes are tried on the analysis itself. */
function reportOf(
  call: Call,
  analysis: Analysis,
  whole: Analysis,
  texts: readonly SourceFile[],
  complete: boolean,
): string | Iterable<string> {
  let tried = 0;
  const fixesOf = (finding: Finding) => {
    progress(`Trying the fixes of ${++tried} of ${whole.findings.length} findings`);
    return validFixes(analysis, finding);
  };
  if (call.command === "score") return scoreReport(whole, { ...call, ...screen(call) });
  if (call.format === "json") return jsonReport(whole, texts, fixesOf);
  if (call.format === "markdown") return markdownReport(whole, texts);
  if (call.format !== "sarif") return textReport(whole, texts, screen(call), fixesOf);
  const directory = pathToFileURL(`${process.cwd()}${path.sep}`).href;
  return sarifReport(whole, texts, { version, rules: RULES, fixesOf, directory, complete });
}

/** The files to read, each once and in order of path, however many links or arguments lead to it. */
function filesUnder(given: readonly string[], told: Told): readonly FoundFile[] {
  const byRealPath = new Map<string, FoundFile>();
  const entered = new Set<string>();
  /** Followed last, so that what a link leads to is told by its own path where it is found by it. */
  const links: string[] = [];
  const add = (file: string, named: boolean) => {
    const real = realpathSync(file);
    const known = byRealPath.get(real);
    const better = known === undefined || (named && !known.named) || (real === file && named === known.named);
    if (better) byRealPath.set(real, { path: shown(file), named });
  };
  const visit = (item: string, named: boolean) => {
    try {
      const stats = statSync(item);
      if (stats.isDirectory()) enter(item, named);
      else if (named || stats.isFile()) add(item, named);
    } catch (error) {
      told.troubles.push(`${shown(item)} cannot be read: ${reason(error)}`);
    }
  };
  const enter = (directory: string, named: boolean) => {
    const real = realpathSync(directory);
    if (entered.has(real)) return;
    entered.add(real);
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    if (!named && entries.some(({ name }) => name === VIRTUAL_ENVIRONMENT_MARK)) return;
    for (const entry of entries) {
      const below = path.join(directory, entry.name);
      const isDirectory = entry.isDirectory() || (entry.isSymbolicLink() && leadsToDirectory(below));
      const wanted = isDirectory ? !SKIPPED_FOLDERS.includes(entry.name) : isCandidate(shown(below));
      if (wanted && entry.isSymbolicLink()) links.push(below);
      else if (wanted) visit(below, false);
    }
  };
  for (const item of given) visit(path.resolve(item), true);
  for (const link of links) visit(link, false); // more may be found on the way
  return [...byRealPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function leadsToDirectory(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false; // told when the link has the name of a file that is read
  }
}

/** The text; a finding where a file of ours is not text; nothing, and a word about it, where there is nothing to check. */
function readText({ path: file, named }: FoundFile, told: Told): SourceFile | Finding | undefined {
  try {
    if (statSync(file).size > LARGEST_FILE) {
      const list = named || wasMeantForUs(file, "") ? told.troubles : told.notes;
      list.push(`${file} is larger than ${LARGEST_FILE / 1024 / 1024} MiB and was not read`);
      return undefined;
    }
    const bytes = readFileSync(file);
    const text = textOf(bytes);
    if (text !== undefined) return { path: file, text };
    const ours = named || wasMeantForUs(file, bytes.toString("latin1"));
    if (ours) return notText(file, bytes.includes(0) ? "it looks like UTF-16 or binary data" : "");
    told.notes.push(`${file} is not UTF-8 text and was not read`);
  } catch (error) {
    told.troubles.push(`${file} cannot be read: ${reason(error)}`);
  }
  return undefined;
}

/** UTF-8 without its byte order mark; undefined for bytes that are something else. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}

/** Relative to the working directory, with `/`. */
function shown(file: string): string {
  return path.relative(process.cwd(), path.resolve(file)).split(path.sep).join("/");
}

function screen(call: Call): { readonly width: number; readonly colour: boolean } {
  const { stdout, env } = process;
  const colour = call.color && stdout.isTTY === true && stdout.hasColors() && (env.NO_COLOR ?? "") === "";
  return { width: Math.min(stdout.columns || 100, 100), colour };
}

/** One line that is written over, on a terminal and after a second; empty takes it away. */
function progress(text: string, expectLong = false): void {
  const wanted = process.stderr.isTTY === true && (expectLong || Date.now() - started > 1000);
  if (wanted) process.stderr.write(`\r\u001b[2K${text}`);
}

function print(text: string | Iterable<string>): number {
  for (const piece of typeof text === "string" ? [text] : text) process.stdout.write(piece);
  return 0;
}

function complain(line: string): void {
  process.stderr.write(`baskets: ${visible(line)}.\n`);
}

function refuse(problem: string): number {
  complain(problem);
  return 2;
}
