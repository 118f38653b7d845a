import type { Call } from "../core/report/call.ts";
import { reaches } from "../core/report/reported.ts";
import { reviewReport } from "../core/report/reviewReport.ts";
import { reviewOf } from "../core/review.ts";
import { look, readEstate } from "./estate.ts";
import type { Told } from "./files.ts";
import { filesAt } from "./git.ts";
import { complain, print, progress, refuse, screen } from "./screen.ts";

/** `baskets review --base REV`: what the files on disk change against a revision. */
export function review(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const base = call.base ?? "";
  const estate = readEstate(call, call.operands, told);
  if ("problem" in estate) return refuse(estate.problem);
  const then = filesAt(base, call.operands.length === 0 ? ["."] : call.operands);
  if ("problem" in then) return refuse(then.problem);
  const found = reviewOf(look(call, then.files, estate.policy), estate.analysis);
  progress("");
  const texts = { before: then.files, after: estate.files };
  const { asOf } = estate.analysis;
  print(reviewReport(found, texts, { ...call, ...screen(call), base, asOf }));
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  if (told.troubles.length > 0) return 2;
  // What was there and is known now does not fail whoever wrote it down.
  return reaches(found.worse, call.failOn) ? 1 : 0;
}
