import type { Finding } from "../model/finding.ts";
import { formatDay, formatInstant, formatShare, type Instant } from "../model/values.ts";
import { listed } from "../model/words.ts";
import type { Domain } from "../project/project.ts";
import { figures, minutesInWords } from "../risk/inWords.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import {
  type PairReview,
  pointsInWords,
  type Review,
  type RolloutReview,
  type ServiceReview,
  summaryOf,
} from "../rules/reviewed.ts";
import type { Waved } from "../rules/waved.ts";
import { basketName } from "../rules/wording.ts";
import type { SourceFile } from "../text/span.ts";
import { jsonPieces } from "./jsonText.ts";
import { escaped } from "./markdown.ts";
import { rangeJson, type Sources, sourcesOf } from "./sources.ts";
import { type Style, styleOf, wrap } from "./style.ts";
import { changeJson } from "./syncReport.ts";
import { tableLines } from "./table.ts";
import type { TextOptions } from "./text.ts";
import { visible } from "./visible.ts";

/** What a change is compared with, in words: `HEAD`. */
export interface ReviewOptions extends TextOptions {
  readonly format: string;
  readonly base: string;
  readonly asOf: Instant;
}

/** Texts before and after, for the places of what was and what is. */
export interface ReviewTexts {
  readonly before: readonly SourceFile[];
  readonly after: readonly SourceFile[];
}

/** What `baskets review` prints (spec CLI.md). */
export function reviewReport(
  review: Review,
  texts: ReviewTexts,
  options: ReviewOptions,
): string | Iterable<string> {
  const sources = { before: sourcesOf(texts.before), after: sourcesOf(texts.after) };
  if (options.format === "json") return reviewJson(review, sources, options);
  const sections = sectionsOf(review, sources);
  const ends = `Against ${options.base}: ${summaryOf(review)}; as of ${formatDay(options.asOf)}`;
  if (options.format === "markdown") return inMarkdown(sections, ends);
  return inText(sections, ends, options);
}

interface BothSources {
  readonly before: Sources;
  readonly after: Sources;
}

/** Findings as sentences, everything else as a table. */
interface Section {
  readonly title: string;
  readonly findings?: readonly { readonly head: string; readonly message: string }[];
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

function sectionsOf(
  { worse, known, mended, services, rollouts, pairs, waved, declared }: Review,
  { before, after }: BothSources,
): readonly Section[] {
  const told = (findings: readonly Finding[], sources: Sources) =>
    [...findings]
      .sort((a, b) => RANK[a.severity] - RANK[b.severity])
      .map((finding) => ({
        head: `${finding.severity} ${finding.rule} ${where(finding.at, sources)}`,
        message: finding.message,
      }));
  const learnt = services.some(
    (each) => each.known !== undefined && minutes(each.known) !== minutes(each.before),
  );
  const gains = services.some(({ gained }) => gained.length > 0);
  const sheds = services.some(({ shed }) => shed.length > 0);
  const sections: readonly Section[] = [
    { title: "made worse", findings: told(worse, after) },
    { title: "known only now", findings: told(known, after) },
    { title: "mended", findings: told(mended, before) },
    {
      title: "declared otherwise",
      findings: declared.map(({ what, message, at }) => ({ head: `${what} ${where(at, after)}`, message })),
    },
    {
      title: "services",
      columns: [
        "service",
        "tier",
        "before",
        ...(learnt ? ["known now"] : []),
        "after",
        "score",
        ...(gains ? ["now falls with"] : []),
        ...(sheds ? ["no longer"] : []),
      ],
      rows: services.map((each) => [
        ...serviceRow(each, learnt),
        ...(gains ? [listed(each.gained.map(basketName), 3)] : []),
        ...(sheds ? [listed(each.shed.map(basketName), 3)] : []),
      ]),
    },
    {
      title: "rollouts",
      columns: ["rollout", "exposure before", "after"],
      rows: rollouts.map(({ name, before: was, after: is }) => [
        name,
        was === undefined ? "" : formatShare(was.mixed),
        is === undefined ? "" : formatShare(is.mixed),
      ]),
    },
    {
      title: "pairs",
      columns: ["pair", "drift before", "after", "now on one", "no longer on one"],
      rows: pairs.map(({ between, drift, lost, won }) => [
        between.join("–"),
        String(drift[0]),
        String(drift[1]),
        listed(lost.map(basketName), 4),
        listed(won.map(basketName), 4),
      ]),
    },
    {
      title: "waved through",
      findings: waved.map((each) => ({
        head: `${each.what} ${where(each.at, after)}`,
        message: [
          `Reason: ${each.reason === "" ? "none given" : each.reason}`,
          each.until === undefined ? "For good" : `Until ${formatDay(each.until)}`,
          `Owner: ${each.owner ?? "nobody"}`,
          `${each.by === "pair" ? "For" : "Holds back"}: ${heldBack(each)}`,
        ]
          .map((part) => (part.endsWith(".") ? part : `${part}.`))
          .join(" "),
      })),
    },
  ];
  return sections.filter(({ findings, rows }) => (findings ?? rows ?? []).length > 0);
}

/** `erp: memory`, or what a comment on a line holds back. */
function heldBack({ by, about, holds }: Waved): string {
  if (about !== "") return about;
  return by === "comment" ? (holds[0] ?? "nothing that is found") : "everything";
}

function where(at: Finding["at"], sources: Sources): string {
  const { file, start } = rangeJson(at, sources);
  return `${file}:${start.line}:${start.column}`;
}

function minutes(risk: ServiceRisk | undefined): string {
  return risk === undefined ? "" : figures(risk.minutes);
}

function serviceRow(
  { name, service, before, known, after, points }: ServiceReview,
  learnt: boolean,
): readonly string[] {
  const told = (risk: ServiceRisk | undefined) => (risk === undefined ? "" : minutesInWords(risk.minutes));
  const score = after?.score === undefined ? "" : `${figures(after.score)}${pointsInWords(points)}`;
  return [
    name,
    service.tier === undefined ? "" : String(service.tier),
    told(before),
    ...(learnt ? [told(known)] : []),
    told(after),
    score,
  ];
}

function inText(sections: readonly Section[], ends: string, options: ReviewOptions): string {
  const style: Style = styleOf(options.colour);
  const width = Math.max(options.width, 60);
  const blocks = sections.map(({ title, findings, columns, rows }) => {
    const told = (findings ?? []).flatMap(({ head, message }) => [
      `  ${visible(head)}`,
      ...wrap(visible(message), width - 4, 0, 0).map((line) => `    ${line}`),
    ]);
    const table =
      columns === undefined
        ? []
        : tableLines(
            columns.map((name) => ({ title: name, right: false })),
            rows ?? [],
            style,
            width - 2,
          ).map((line) => `  ${line}`);
    return [style.strong(title), ...told, ...table].join("\n");
  });
  return `${[...blocks, wrap(visible(ends), width, 0, 0).join("\n")].join("\n\n")}\n`;
}

/** As a comment on a pull request: the summary first. */
function inMarkdown(sections: readonly Section[], ends: string): string {
  const blocks = sections.map(({ title, findings, columns, rows }) =>
    [
      `### ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      "",
      ...(findings ?? []).map(({ head, message }) => `- **${escaped(head)}**: ${escaped(message)}`),
      ...(columns === undefined
        ? []
        : [
            `| ${columns.map(escaped).join(" | ")} |`,
            `| ${columns.map(() => "---").join(" | ")} |`,
            ...(rows ?? []).map((row) => `| ${row.map(escaped).join(" | ")} |`),
          ]),
    ].join("\n"),
  );
  return `${[`**${escaped(ends)}**`, ...blocks].join("\n\n")}\n`;
}

function reviewJson(
  review: Review,
  { before, after }: BothSources,
  options: ReviewOptions,
): Iterable<string> {
  const findings = (list: readonly Finding[], sources: Sources) =>
    list.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      ...rangeJson(finding.at, sources),
      subject: finding.subject ?? null,
    }));
  return jsonPieces({
    version: 1,
    asOf: formatInstant(options.asOf),
    base: options.base,
    worse: findings(review.worse, after),
    known: findings(review.known, after),
    mended: findings(review.mended, before),
    services: review.services.map(serviceJson),
    rollouts: review.rollouts.map(({ name, before: was, after: is }: RolloutReview) => ({
      name,
      exposure: { before: was ?? null, after: is ?? null },
    })),
    pairs: review.pairs.map(({ between, drift, lost, won }: PairReview) => ({
      between,
      drift: { before: drift[0], after: drift[1] },
      lost: lost.map(({ kind, name }) => ({ kind, name })),
      won: won.map(({ kind, name }) => ({ kind, name })),
    })),
    declared: review.declared.map(({ what, name, message, weaker, at }) => ({
      what,
      name,
      message,
      weaker,
      ...rangeJson(at, after),
    })),
    waved: review.waved.map((each: Waved) => ({
      by: each.by,
      what: each.what,
      about: each.about === "" ? null : each.about,
      reason: each.reason,
      until: each.until === undefined ? null : formatInstant(each.until),
      owner: each.owner ?? null,
      ...rangeJson(each.at, after),
      holds: each.holds,
    })),
  });
}

function serviceJson(each: ServiceReview) {
  const { before, after } = changeJson(each);
  const { before: known } = changeJson({ ...each, before: each.known });
  const named = (domains: readonly Domain[]) => domains.map(({ kind, name }) => ({ kind, name }));
  const oneFailure = { gained: named(each.gained), shed: named(each.shed) };
  return { name: each.name, before, known, after, points: each.points ?? null, oneFailure };
}
