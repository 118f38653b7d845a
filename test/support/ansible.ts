import { type Analysis, analyze } from "../../src/core/analyze.ts";
import type { Finding } from "../../src/core/model/finding.ts";
import type { Play } from "../../src/core/model/play.ts";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

export function analyzed(files: Files, policy?: string): Analysis {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return analyze(sources, {
    asOf: Date.UTC(2026, 1, 1),
    ...(policy === undefined ? {} : { policy: { path: "policy", text: policy } }),
  });
}

/** The plays of a workspace that update hosts. */
export function playsIn(files: Files, policy?: string): readonly Play[] {
  return analyzed(files, policy).facts.project.plays;
}

export function findingsIn(files: Files, policy?: string): readonly Finding[] {
  return analyzed(files, policy).findings;
}
