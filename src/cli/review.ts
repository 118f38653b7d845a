import { stateBefore } from "../core/formats/terraform/planBefore.ts";
import type { Call } from "../core/report/call.ts";
import { reaches } from "../core/report/reported.ts";
import { reviewReport } from "../core/report/reviewReport.ts";
import { reviewOf } from "../core/review.ts";
import type { SourceFile } from "../core/text/span.ts";
import { look, readEstate } from "./estate.ts";
import { shown, type Told } from "./files.ts";
import { filesAt } from "./git.ts";
import { complain, print, progress, refuse, screen } from "./screen.ts";

/** `baskets review`: what the files on disk change against a revision, or what a plan of Terraform does. */
export function review(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const given = call.operands.length === 0 ? ["."] : call.operands;
  const estate = readEstate(call, call.plan === undefined ? given : [...given, call.plan], told);
  if ("problem" in estate) return refuse(estate.problem);
  const then =
    call.plan === undefined ? filesAt(call.base ?? "", given) : beforePlan(call.plan, estate.files);
  if ("problem" in then) return refuse(then.problem);
  const found = reviewOf(look(call, then.files, estate.policy), estate.analysis);
  progress("");
  const texts = { before: then.files, after: estate.files };
  const { asOf } = estate.analysis;
  const base = call.plan === undefined ? (call.base ?? "") : `what was there before ${shown(call.plan)}`;
  print(reviewReport(found, texts, { ...call, ...screen(call), base, asOf }));
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  if (told.troubles.length > 0) return 2;
  // What was there and is known now does not fail whoever wrote it down.
  return reaches(found.worse, call.failOn) ? 1 : 0;
}

/** The same files, with the state that the plan starts from in its place. */
function beforePlan(
  plan: string,
  files: readonly SourceFile[],
): { readonly files: readonly SourceFile[] } | { readonly problem: string } {
  const path = shown(plan);
  const text = files.find((file) => file.path === path)?.text;
  const before = text === undefined ? undefined : stateBefore(text);
  if (before === undefined)
    return { problem: `--plan: ${path} is no plan as “terraform show -json” prints one` };
  return { files: files.map((file) => (file.path === path ? { path, text: before } : file)) };
}
