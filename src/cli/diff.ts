import { statSync } from "node:fs";
import type { Call } from "../core/report/call.ts";
import { notThere } from "../core/report/call.ts";
import { diffReport } from "../core/report/diffReport.ts";
import { type DiffSide, diffOf } from "../core/report/diffSides.ts";
import { shownPatch } from "../core/report/patch.ts";
import { type Estate, look, type Problem, policyOf, readEstate } from "./estate.ts";
import type { Told } from "./files.ts";
import { filesAt } from "./git.ts";
import { complain, print, progress, refuse, screen } from "./screen.ts";

/** `baskets diff A B`: environments, files, or either at another revision (`east@HEAD~1`, `@v1`). */
export function diff(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const [one = "", other = "", ...paths] = call.operands;
  let estate: Estate | Problem | undefined;
  const here = () => {
    estate ??= readEstate(call, paths, told);
    return estate;
  };
  const [a, b] = [one, other].map((operand) => sideOf(operand, call, paths, here, told));
  progress("");
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  if (a === undefined || b === undefined) return 2;
  if ("problem" in a) return refuse(a.problem);
  if ("problem" in b) return refuse(b.problem);
  const found = diffOf(a, b);
  if ("problem" in found) return refuse(found.problem);
  const report = diffReport(found, { ...call, ...screen(call) });
  const terminal = call.patch && process.stdout.isTTY === true && typeof report === "string";
  print(terminal ? shownPatch(report) : report);
  return told.troubles.length > 0 ? 2 : 0;
}

function sideOf(
  operand: string,
  call: Call,
  paths: readonly string[],
  here: () => Estate | Problem,
  told: Told,
): DiffSide | Problem | undefined {
  if (statSync(operand, { throwIfNoEntry: false })?.isFile() === true) return ofPath(operand, call, told);
  const at = operand.lastIndexOf("@");
  if (at !== -1 && !names(here()).includes(operand))
    return ofRevision(operand.slice(0, at), operand.slice(at + 1), operand, call, paths, here, told);
  const estate = here();
  if ("problem" in estate) return estate;
  const { project } = estate.analysis.facts;
  if (names(estate).includes(operand)) return { label: operand, project, environment: operand };
  if (statSync(operand, { throwIfNoEntry: false })?.isDirectory() === true)
    return ofPath(operand, call, told);
  // What was not read may hold it: then nobody knows that it is not there.
  if (told.troubles.length > 0) return undefined;
  return { problem: notThere("environment, file or directory", operand, names(estate)) };
}

function names(estate: Estate | Problem): readonly string[] {
  return "problem" in estate ? [] : estate.analysis.facts.project.environments.map(({ name }) => name);
}

function ofPath(path: string, call: Call, told: Told): DiffSide | Problem {
  const estate = readEstate(call, [path], told);
  return "problem" in estate ? estate : { label: path, project: estate.analysis.facts.project };
}

/** `east@HEAD~1`; nothing before the sign is the whole estate, nothing behind it what is on disk. */
function ofRevision(
  environment: string,
  revision: string,
  label: string,
  call: Call,
  paths: readonly string[],
  here: () => Estate | Problem,
  told: Told,
): DiffSide | Problem {
  const named = environment === "" ? {} : { environment };
  if (revision === "") {
    const estate = here();
    return "problem" in estate ? estate : { label, project: estate.analysis.facts.project, ...named };
  }
  const policy = policyOf(call, told);
  if (policy !== undefined && "problem" in policy) return policy;
  const read = filesAt(revision, paths.length === 0 ? ["."] : paths);
  if ("problem" in read) return read;
  return { label, project: look(call, read.files, policy).facts.project, ...named };
}
