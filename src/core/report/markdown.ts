import type { Finding } from "../model/finding.ts";
import type { SourceFile } from "../text/span.ts";
import { countsLine } from "./counts.ts";
import type { Reported } from "./reported.ts";
import { type Sources, sourcesOf } from "./sources.ts";
import { visible } from "./visible.ts";

/** The findings as a GitHub-flavoured Markdown table under one line of counts, for a comment on a change. */
export function markdownReport(analysis: Reported, files: readonly SourceFile[]): string {
  const sources = sourcesOf(files);
  const rows = analysis.findings.map((finding) => rowOf(finding, sources));
  const table = ["| severity | place | rule | finding |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `${escaped(countsLine(analysis))}\n${rows.length === 0 ? "" : `\n${table}\n`}`;
}

function rowOf(finding: Finding, sources: Sources): string {
  const { file, start } = sources.locate(finding.at);
  const cells = [
    finding.severity,
    escaped(`${file}:${start.line}:${start.column}`),
    escaped(finding.rule),
    escaped(finding.message),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Names from files stay words: nothing in them becomes a link, a mention, HTML or a cell. */
export function escaped(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>|#~@!&]/g, "\\$&");
}
