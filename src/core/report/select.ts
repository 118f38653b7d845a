import { looksNative } from "../formats/candidates.ts";
import type { Reported } from "./reported.ts";

/** Whether a file that is not readable text was meant to be one of ours: by its name, or by what its bytes still show. */
export function wasMeantForUs(path: string, bytesAsLatin1: string): boolean {
  return looksNative(path, bytesAsLatin1.replaceAll("\u0000", "").replace(/^[^\w{"']+/, ""));
}

/** A file that a check was given or found. */
export interface FoundFile {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  /** Given by name, not found in a directory. */
  readonly named: boolean;
}

/**
 * What a check says when there was nothing to check: for each file that was given by name and is
 * nothing that Baskets reads, or once when nothing at all was (unless other troubles tell why).
 * @param exportOf which tool a file is an export of, as people call it
 */
export function unrecognised(
  files: readonly FoundFile[],
  given: readonly string[],
  analysis: Pick<Reported, "recognised" | "findings">,
  troubled: boolean,
  exportOf: (path: string) => string | undefined = () => undefined,
): readonly string[] {
  const said = new Set(analysis.findings.map((finding) => finding.at.file));
  const isOurs = (path: string) =>
    said.has(path) || (analysis.recognised.get(path) ?? "nothing") !== "nothing";
  const foreign = files.filter(({ path, named }) => named && analysis.recognised.has(path) && !isOurs(path));
  if (foreign.length > 0)
    return foreign.map(({ path }) => {
      const title = exportOf(path);
      return title === undefined
        ? `${path} is ${NOTHING_OURS}`
        : `${path} is an export of ${title}: “baskets import” makes an estate of it`;
    });
  if (troubled || said.size > 0 || files.some(({ path }) => isOurs(path))) return [];
  return [`in ${given.join(", ")} there is ${NOTHING_OURS}`];
}

const NOTHING_OURS =
  "nothing that Baskets reads: no manifest (apiVersion: baskets/v1) and no file of Ansible, Kubernetes or another tool that it knows";
