import { formatDay } from "../model/values.ts";
import type { Service } from "../project/project.ts";
import type { ReceiptLine } from "../rules/receipt.ts";
import type { Reported } from "./reported.ts";
import { figuresNote, rowOf, type ScoreDetail, type ScoreRow, scoreCounts, worstFirst } from "./scores.ts";
import { type Style, styleOf, wrap } from "./style.ts";
import { tableLines } from "./table.ts";
import type { TextOptions } from "./text.ts";
import { visible } from "./visible.ts";

/** Single causes that are listed, and sets of several; the others are counted. */
const SHOWN = 8;
const SETS_SHOWN = 4;

/** A table of all services, the worst first, then those looked at closely; ends in one line of counts. */
export function scoreText(
  reported: Reported,
  services: readonly Service[],
  details: readonly ScoreDetail[],
  options: TextOptions,
): string {
  const { facts } = reported;
  const style = styleOf(options.colour);
  const width = Math.max(options.width, 40);
  const rows = worstFirst(services, facts).map((service) => rowOf(service, facts));
  const blocks = [
    rows.length === 0
      ? ""
      : tableLines(
          COLUMNS,
          rows.map((row) => COLUMNS.map(({ key }) => row[key])),
          style,
          width,
        ).join("\n"),
    ...details.map((detail) => detailLines(detail, style, width).join("\n")),
    ...(rows.length === 0 ? [] : [wrapped(figuresNote(facts), "", width).map(style.faint).join("\n")]),
    scoreCounts(reported, services, formatDay(reported.asOf)),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

const COLUMNS = [
  { key: "service", title: "service", right: false },
  { key: "tier", title: "tier", right: true },
  { key: "risk", title: "risk", right: false },
  { key: "minutes", title: "min/year", right: true },
  { key: "target", title: "target", right: true },
  { key: "known", title: "known", right: true },
  { key: "cause", title: "one failure", right: false },
] as const satisfies readonly {
  readonly key: keyof ScoreRow;
  readonly title: string;
  readonly right: boolean;
}[];

function detailLines(
  { service, row, receipt, triples, help }: ScoreDetail,
  style: Style,
  width: number,
): readonly string[] {
  const about = [
    row.tier === "" ? "no tier" : `tier ${row.tier}`,
    /^\d/.test(row.risk) ? `risk ${row.risk}` : row.risk,
    `~${row.minutes} min/year${row.target === "" ? "" : `, target ${row.target}`}`,
    `${row.known} kinds of basket known`,
  ];
  return [
    `${style.strong(visible(service.name))}  ${about.join(" · ")}`,
    ...causes("one failure is enough:", receipt.singles, SHOWN, width),
    ...causes("two together:", receipt.pairs, SETS_SHOWN, width),
    ...(triples === undefined ? [] : listLines("three together:", triples, SETS_SHOWN, width)),
    ...(receipt.others === undefined || triples !== undefined
      ? []
      : [`  ${receipt.others} from three or more together`]),
    ...(receipt.complete ? [] : ["  there are more combinations than were looked at"]),
    ...(help.length === 0 ? [] : ["  would help most:"]),
    ...help.flatMap(({ title }) => wrapped(visible(title), "    ", width).map(style.fix)),
  ];
}

function causes(
  title: string,
  lines: readonly ReceiptLine[],
  most: number,
  width: number,
): readonly string[] {
  return listLines(
    title,
    lines.map(
      ({ names, share }) =>
        `${(share ?? "").padStart(share === undefined ? 0 : 9)}${share === undefined ? "" : "  "}${names}`,
    ),
    most,
    width,
  );
}

function listLines(title: string, items: readonly string[], most: number, width: number): readonly string[] {
  if (items.length === 0) return [];
  const left = items.length - most;
  return [
    `  ${title}`,
    ...items.slice(0, most).map((item) => {
      const line = `    ${visible(item)}`;
      return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
    }),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

function wrapped(text: string, indent: string, width: number): readonly string[] {
  return wrap(text, width, indent.length, indent.length).map((line) => `${indent}${line}`);
}
