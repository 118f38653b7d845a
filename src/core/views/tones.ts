import type { Finding } from "../model/finding.ts";
import { contains, type Place } from "../text/span.ts";

/** Whether something is wrong that a person should see. */
export type Tone = "error" | "warning" | "none";

/** The worst that is found on an item: within what is written of it, or about it by its kind and name. */
export type ToneOf = (written: Place | undefined, kind: string, name: string) => Tone;

export function tonesOf(findings: readonly Finding[]): ToneOf {
  const inFile = new Map<string, Finding[]>();
  const about = new Map<string, Tone>();
  const telling = findings.filter(({ severity }) => severity !== "info");
  for (const finding of [...telling].sort((a, b) => a.at.start - b.at.start)) {
    const known = inFile.get(finding.at.file);
    if (known === undefined) inFile.set(finding.at.file, [finding]);
    else known.push(finding);
    const { subject } = finding;
    if (subject === undefined) continue;
    const key = `${subject.kind} ${subject.name}`;
    about.set(key, worse(about.get(key) ?? "none", toneOf(finding)));
  }
  return (written, kind, name) => {
    let tone = about.get(`${kind} ${name}`) ?? "none";
    const here = (written && inFile.get(written.file)) ?? [];
    if (written === undefined) return tone;
    for (let index = firstFrom(here, written.start); index < here.length; index++) {
      const finding = here[index];
      if (finding === undefined || finding.at.start > written.end) break;
      if (contains(written, finding.at)) tone = worse(tone, toneOf(finding));
    }
    return tone;
  };
}

export function worse(a: Tone, b: Tone): Tone {
  if (a === "error" || b === "error") return "error";
  return a === "warning" || b === "warning" ? "warning" : "none";
}

function toneOf({ severity }: Finding): Tone {
  return severity === "info" ? "none" : severity;
}

/** The first finding that begins there or later. */
function firstFrom(findings: readonly Finding[], start: number): number {
  let [low, high] = [0, findings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((findings[middle]?.at.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
