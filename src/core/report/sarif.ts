import type { Finding, Fix, Severity } from "../model/finding.ts";
import { isCovered, silencesIn } from "../model/silence.ts";
import { formatDay } from "../model/values.ts";
import type { Rule } from "../rules/rule.ts";
import type { Silenced } from "../rules/silencing.ts";
import type { Place, SourceFile } from "../text/span.ts";
import { ruleMarkdown, ruleText } from "./explain.ts";
import type { FixesOf, Reported } from "./reported.ts";
import { type Sources, sourcesOf } from "./sources.ts";
import { artifactUri } from "./uri.ts";

export interface SarifOptions {
  /** The program's own version. */
  readonly version: string;
  /** All rules, in the order in which SARIF is to list them. */
  readonly rules: readonly Rule[];
  readonly fixesOf: FixesOf;
  /** The working directory as a `file:` URI that ends in `/`: what paths that leave it are resolved by. */
  readonly directory: string;
  /** Whether all that was given could be read. */
  readonly complete: boolean;
}

/** The analysis as a SARIF 2.1.0 log (OASIS, errata 01), for code scanning services and editors. */
export function sarifReport(analysis: Reported, files: readonly SourceFile[], options: SarifOptions): string {
  const page: Page = {
    sources: sourcesOf(files),
    directory: options.directory,
    ruleIndex: new Map(options.rules.map((rule, index) => [rule.id, index])),
  };
  const spoken = analysis.findings.map((finding) => ({
    ...resultOf(finding, options.fixesOf(finding), page),
    suppressions: [],
  }));
  const silenced = analysis.silenced.map((item) => ({
    ...resultOf(item.finding, [], page),
    suppressions: [suppressionOf(item, analysis)],
  }));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Baskets",
            semanticVersion: options.version,
            rules: options.rules.map(descriptorOf),
          },
        },
        invocations: [{ executionSuccessful: options.complete }],
        columnKind: "utf16CodeUnits",
        results: [...spoken, ...silenced],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

interface Page {
  readonly sources: Sources;
  readonly directory: string;
  readonly ruleIndex: ReadonlyMap<string, number>;
}

function descriptorOf(rule: Rule) {
  const defaults =
    rule.severity === "off"
      ? { enabled: false, level: "note" }
      : { enabled: true, level: levelOf(rule.severity) };
  return {
    id: rule.id,
    shortDescription: { text: `${rule.title}.` },
    fullDescription: { text: rule.why },
    help: { text: ruleText(rule, 100), markdown: ruleMarkdown(rule) },
    defaultConfiguration: defaults,
    properties: { tags: [rule.group] },
  };
}

function levelOf(severity: Severity): "error" | "warning" | "note" {
  return severity === "info" ? "note" : severity;
}

function resultOf(finding: Finding, fixes: readonly Fix[], page: Page) {
  const ruleIndex = page.ruleIndex.get(finding.rule);
  const related = finding.related ?? [];
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(finding.severity),
    message: { text: plain(finding.message) },
    locations: [locationOf(finding.at, page)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((item, index) => ({
            id: index,
            ...locationOf(item.at, page),
            message: { text: plain(item.message) },
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, page)) }),
  };
}

/** Names come from files: what looks like a link in them stays text (SARIF 3.11.6). */
function plain(message: string): string {
  return message.replace(/\[(?=[^[\]]*\]\()/g, "\\[");
}

function locationOf(place: Place, page: Page) {
  return {
    physicalLocation: { artifactLocation: artifact(place.file, page), region: regionOf(place, page.sources) },
  };
}

function artifact(file: string, page: Page) {
  return { uri: artifactUri(file, page.directory) };
}

function regionOf(place: Place, sources: Sources) {
  const { start, end, from, to } = sources.locate(place);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: from,
    charLength: to - from,
  };
}

function fixOf(fix: Fix, page: Page) {
  const files = [...new Set(fix.edits.map((edit) => edit.file))];
  return {
    description: { text: plain(fix.title) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file, page),
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: regionOf(edit, page.sources),
          insertedContent: { text: edit.text },
        })),
    })),
  };
}

function suppressionOf({ finding, reason, until }: Silenced, analysis: Reported) {
  return {
    kind: silencedInSource(finding, analysis) ? "inSource" : "external",
    status: "accepted",
    justification: until === null ? reason : `${reason} (until ${formatDay(until)})`,
  };
}

function silencedInSource(finding: Finding, analysis: Reported): boolean {
  const file = analysis.facts.project.files.get(finding.at.file);
  if (file === undefined) return false;
  return silencesIn(finding.at.file, file).some(
    (comment) => comment.rule === finding.rule && isCovered(comment, finding.at) && comment.reason !== "",
  );
}
