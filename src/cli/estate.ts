import { type Analysis, analyze } from "../core/analyze.ts";
import { exportsAmong } from "../core/formats/snapshot/formats.ts";
import { startOfDay } from "../core/model/values.ts";
import { counted } from "../core/model/words.ts";
import type { Call } from "../core/report/call.ts";
import { withFindings } from "../core/report/reported.ts";
import { unrecognised } from "../core/report/select.ts";
import type { SourceFile } from "../core/text/span.ts";
import { readText, readUnder, shown, type Told } from "./files.ts";
import { progress } from "./screen.ts";

/** An estate that was read from files and looked at. */
export interface Estate {
  readonly analysis: Analysis;
  /** With findings about files that are no text; fixes are tried on the analysis itself. */
  readonly whole: Analysis;
  readonly files: readonly SourceFile[];
  readonly policy: SourceFile | undefined;
}

/** `problem` is a sentence without its full stop. */
export type Problem = { readonly problem: string };

/** Reads what is under these paths, by default here, and looks at it. */
export function readEstate(call: Call, paths: readonly string[], told: Told): Estate | Problem {
  const policy = policyOf(call, told);
  if (policy !== undefined && "problem" in policy) return policy;
  const given = paths.length === 0 ? ["."] : paths;
  const { found, files, findings } = readUnder(given, told, policy?.path);
  const analysis = look(call, files, policy);
  const whole = withFindings(analysis, findings);
  told.troubles.push(...unrecognised(found, given, whole, told.troubles.length > 0, exportIn(files)));
  return { analysis, whole, files, policy };
}

/** What a file is an export of: nobody has to know that exports are imported. */
function exportIn(files: readonly SourceFile[]): (path: string) => string | undefined {
  return (path) => {
    const text = files.find((file) => file.path === path)?.text;
    return text === undefined ? undefined : exportsAmong([{ path, content: text }])[0]?.format.title;
  };
}

/** The file of `--policy`, which wins over what stands in the paths. */
export function policyOf(call: Call, told: Told): SourceFile | Problem | undefined {
  if (call.policy === undefined) return undefined;
  const read = readText({ path: shown(call.policy), named: true }, told);
  if (read !== undefined && "text" in read) return read;
  return { problem: `--policy: ${told.troubles[0] ?? `${call.policy} is not UTF-8 text`}` };
}

export function look(call: Call, files: readonly SourceFile[], policy: SourceFile | undefined): Analysis {
  // The analysis is one step that cannot speak in between: a large one says so before.
  progress(
    `Checking ${counted(files.length, "file")}`,
    files.reduce((sum, file) => sum + file.text.length, 0) > 200_000,
  );
  const asOf = call.asOf ?? startOfDay(Date.now());
  return analyze(files, policy === undefined ? { asOf } : { asOf, policy });
}
