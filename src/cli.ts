import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { version } from "../package.json";
import { diff } from "./cli/diff.ts";
import { readEstate } from "./cli/estate.ts";
import { shown, type Told, writeText } from "./cli/files.ts";
import { importExport } from "./cli/import.ts";
import { review } from "./cli/review.ts";
import { complain, print, progress, refuse, screen } from "./cli/screen.ts";
import { sync } from "./cli/sync.ts";
import { type Analysis, applyFix, validFixes } from "./core/analyze.ts";
import type { Finding } from "./core/model/finding.ts";
import { type Call, notThere, readCall } from "./core/report/call.ts";
import { ruleMarkdown, rulesJson, rulesText, ruleText } from "./core/report/explain.ts";
import { jsonReport } from "./core/report/json.ts";
import { markdownReport } from "./core/report/markdown.ts";
import { namedReport } from "./core/report/namedReport.ts";
import { patchOf, shownPatch } from "./core/report/patch.ts";
import { reaches } from "./core/report/reported.ts";
import { sarifReport } from "./core/report/sarif.ts";
import { scoreReport } from "./core/report/scoreReport.ts";
import { changesTo, suggestionFor, suggestionJson } from "./core/report/stageReport.ts";
import { textReport } from "./core/report/text.ts";
import { helpText, OPTIONS } from "./core/report/usage.ts";
import type { RolloutPlan } from "./core/rollout/plan.ts";
import { RULES } from "./core/rules/index.ts";
import type { SourceFile } from "./core/text/span.ts";

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
  if ("asks" in call) return print(call.asks === "help" ? helpText(call.about) : `${version}\n`);
  if (call.command === "rules")
    return print(call.format === "json" ? rulesJson(RULES) : rulesText(RULES, screen(call)));
  if (call.command === "explain") return explain(call);
  if (call.command === "diff") return diff(call);
  if (call.command === "sync") return sync(call);
  if (call.command === "import") return importExport(call);
  return call.command === "review" ? review(call) : aboutEstate(call);
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

/** Every command about one estate: files in, a report out. */
function aboutEstate(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const ofRollout = call.command === "simulate" || call.command === "stage";
  const estate = readEstate(call, call.operands.slice(ofRollout ? 1 : 0), told);
  if ("problem" in estate) return refuse(estate.problem);
  const { analysis, whole, files, policy } = estate;
  if (call.service !== undefined) {
    const names = whole.facts.project.services.map(({ name }) => name);
    // What was not read may hold it: then nobody knows that it is not there.
    if (!names.includes(call.service) && told.troubles.length > 0) {
      progress("");
      for (const line of [...told.notes, ...told.troubles]) complain(line);
      return 2;
    }
    if (!names.includes(call.service))
      return refuse(`--service: ${notThere("service", call.service, names)}`);
  }
  if (ofRollout) return named(call, analysis, files, told);
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

/** `simulate` and `stage`: about a rollout that is named. */
function named(call: Call, analysis: Analysis, files: readonly SourceFile[], told: Told): number {
  progress("");
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  const found = namedReport(analysis.facts, call, shown(call.operands[0] ?? ""), screen(call));
  if ("problem" in found) return told.troubles.length > 0 ? 2 : refuse(found.problem);
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
