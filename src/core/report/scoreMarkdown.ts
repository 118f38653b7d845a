import { formatDay } from "../model/values.ts";
import type { Service } from "../project/project.ts";
import { escaped } from "./markdown.ts";
import type { Reported } from "./reported.ts";
import { figuresNote, rowOf, type ScoreDetail, scoreCounts, worstFirst } from "./scores.ts";

/** The scores as a GitHub-flavoured Markdown table under one line of counts, then those looked at closely. */
export function scoreMarkdown(
  reported: Reported,
  services: readonly Service[],
  details: readonly ScoreDetail[],
): string {
  const { facts, asOf } = reported;
  const counts = escaped(scoreCounts(reported, services, formatDay(asOf)));
  if (services.length === 0) return `${counts}\n`;
  const rows = worstFirst(services, facts)
    .map((service) => rowOf(service, facts))
    .map(({ service, tier, risk, minutes, target, known, cause }) =>
      [service, tier, risk, minutes, target, known, cause].map(escaped).join(" | "),
    );
  const table = [
    "| service | tier | risk | min/year | target | known | one failure |",
    "| --- | ---: | --- | ---: | ---: | ---: | --- |",
    ...rows.map((row) => `| ${row} |`),
  ];
  return `${[counts, table.join("\n"), ...details.map(section), figuresNote(facts)].join("\n\n")}\n`;
}

function section({ service, receipt, triples, help }: ScoreDetail): string {
  const list = (title: string, items: readonly string[], most = 8) =>
    items.length === 0
      ? []
      : [
          "",
          title,
          "",
          ...items.slice(0, most).map((item) => `- ${escaped(item)}`),
          ...more(items.length - most),
        ];
  const told = ({ names, share }: { readonly names: string; readonly share: string | undefined }) =>
    share === undefined ? names : `${share} ${names}`;
  return [
    `### ${escaped(service.name)}`,
    ...list("One failure is enough, with its share of the outage:", receipt.singles.map(told)),
    ...list("Two together:", receipt.pairs.map(told), 4),
    ...list("Three together:", triples ?? [], 4),
    ...list(
      "What would help most:",
      help.map(({ title }) => title),
    ),
  ].join("\n");
}

function more(count: number): readonly string[] {
  return count > 0 ? [`- and ${count} more`] : [];
}
