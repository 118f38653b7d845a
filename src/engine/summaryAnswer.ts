import { scoreInWords } from "../core/risk/inWords.ts";
import type { Looked } from "./answers.ts";
import type { SummaryReport } from "./languageReports.ts";

/** How large an estate is, its worst service, and how much is said about it. */
export function summaryOf({ analysis }: Looked): SummaryReport | undefined {
  if (analysis === undefined) return undefined;
  const { project, risk } = analysis.facts;
  const scored = project.services.flatMap((service) => {
    const found = risk().of(service);
    const words = found && scoreInWords(found);
    return found?.score === undefined || words === undefined
      ? []
      : [{ high: found.score.high, words: `${service.name}, ${words}` }];
  });
  const [worst] = scored.sort((a, b) => b.high - a.high);
  const count = (severity: "error" | "warning" | "info") =>
    analysis.findings.filter((finding) => finding.severity === severity).length;
  return {
    hosts: project.hosts.length,
    vms: project.vms.length,
    services: project.services.length,
    findings: { error: count("error"), warning: count("warning"), info: count("info") },
    worst: worst?.words ?? null,
  };
}
