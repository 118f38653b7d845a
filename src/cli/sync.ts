import { type Call, notThere } from "../core/report/call.ts";
import { patchOf, shownPatch } from "../core/report/patch.ts";
import { changesTo } from "../core/report/stageReport.ts";
import { syncJson, syncSays } from "../core/report/syncReport.ts";
import { syncOf } from "../core/sync.ts";
import { readEstate } from "./estate.ts";
import { type Told, writeText } from "./files.ts";
import { complain, print, progress, refuse } from "./screen.ts";

/** `baskets sync FROM TO`: what would bring one environment into line with another, as a patch or written. */
export function sync(call: Call): number {
  const told: Told = { troubles: [], notes: [] };
  const [from = "", to = "", ...paths] = call.operands;
  const estate = readEstate(call, paths, told);
  if ("problem" in estate) return refuse(estate.problem);
  progress("Trying what could be taken over");
  const { analysis, files } = estate;
  const found = from === to ? undefined : syncOf(analysis, { from, to });
  progress("");
  for (const line of [...told.notes, ...told.troubles]) complain(line);
  if (found === undefined) {
    const names = analysis.facts.project.environments.map(({ name }) => name);
    if (from === to) return refuse(`${from} is the same environment twice`);
    // What was not read may hold it: then nobody knows that it is not there.
    if (told.troubles.length > 0) return 2;
    return refuse(notThere("environment", names.includes(from) ? to : from, names));
  }
  const changed = changesTo(files, found.after);
  if (call.format === "json") print(syncJson(found, { from, to }, files));
  else for (const line of syncSays(found, { from, to })) complain(line);
  for (const { file, before, after } of changed) {
    if (call.write && !writeText(file, after)) return 2;
    const patch = call.write || call.format === "json" ? "" : patchOf(file, before, after);
    print(process.stdout.isTTY === true ? shownPatch(patch) : patch);
  }
  return told.troubles.length > 0 ? 2 : 0;
}
