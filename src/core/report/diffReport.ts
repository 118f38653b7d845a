import { formatDay, formatInstant, formatSize, type Instant } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Capacity } from "../pairs/capacity.ts";
import { type Comparison, compare, type Drift } from "../pairs/compare.ts";
import { normalOf, sideName } from "../pairs/normal.ts";
import type { Diff } from "./diffSides.ts";
import { jsonPieces } from "./jsonText.ts";
import { escaped } from "./markdown.ts";
import { capacityJson } from "./pairsJson.ts";
import { patchBetween } from "./patch.ts";
import { type Style, styleOf, wrap } from "./style.ts";
import { tableLines } from "./table.ts";
import type { TextOptions } from "./text.ts";
import { visible } from "./visible.ts";

interface Told extends Comparison {
  readonly labels: readonly [string, string];
}

export interface DiffOptions extends TextOptions {
  readonly format: string;
  /** As a unified diff of both sides in one form. */
  readonly patch: boolean;
}

/** What `baskets diff` prints: environments in twos, item by item (spec CLI.md). */
export function diffReport({ pairings, only }: Diff, options: DiffOptions): string | Iterable<string> {
  const compared = pairings.map(
    ({ project, pairing, labels }): Told => ({
      ...compare(project, pairing),
      labels,
    }),
  );
  const asOf = pairings[0]?.project.asOf ?? 0;
  if (options.format === "json") {
    const [first, second] = compared;
    if (first !== undefined && second === undefined && only.length === 0)
      return jsonPieces({ version: 1, asOf: formatInstant(asOf), ...diffJson(first) });
    return jsonPieces({ version: 1, asOf: formatInstant(asOf), environments: compared.map(diffJson), only });
  }
  if (options.patch) return compared.map(patchText).join("");
  const alone = only.map(({ side, environments }) => `Only in ${side}: ${listed(environments)}`);
  const texts = compared.map((each) =>
    options.format === "markdown" ? diffMarkdown(each) : diffText(each, options),
  );
  return [
    ...texts,
    ...alone.map((line) => `${options.format === "markdown" ? escaped(line) : visible(line)}\n`),
  ].join("\n");
}

function patchText(comparison: Told): string {
  const { here, there } = normalOf(comparison);
  return patchBetween(...comparison.labels, here.text, there.text);
}

interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One table for each class of difference; those without a row are left out. */
function sectionsOf({ drift, accepted, fates, capacity, matching, sides, labels }: Told): readonly Section[] {
  const [a, b] = labels;
  const shared = fates.filter((fate) => fate.shared.length > 0);
  const apart = fates.filter((fate) => fate.shared.length === 0);
  const names = (domains: readonly { readonly name: string }[]) =>
    listed(
      domains.map(({ name }) => name),
      4,
    );
  const sections: readonly Section[] = [
    { title: "drift", columns: ["service", "field", a, b, `in ${a}`, `in ${b}`], rows: driftRows(drift) },
    {
      title: "accepted",
      columns: ["service", "field", a, b, `in ${a}`, `in ${b}`, "reason", "until"],
      rows: driftRows(accepted, ({ reason, until }) => [reason, day(until)]),
    },
    {
      title: "shared fate",
      columns: ["kind", "under both", "a pair"],
      rows: shared.map((fate) => [
        fate.kind,
        names(fate.shared),
        fate.pairDiffers === "yes" ? "must differ" : "should differ",
      ]),
    },
    {
      title: "diversity",
      columns: ["kind", a, b],
      rows: apart.map((fate) => [fate.kind, names(fate.here), names(fate.there)]),
    },
    {
      title: "capacity",
      columns: ["alone", "resource", "needs", "has", "short"],
      // Of one environment at two times each is asked for itself elsewhere.
      rows: sides[0].name === sides[1].name ? [] : capacity.flatMap(capacityRows),
    },
    {
      title: "ambiguous",
      columns: ["what", "why"],
      rows: matching.ambiguous.map((each) =>
        each.kind === "taken"
          ? [each.vm.name, `its counterpart is the half of ${each.by.name} already`]
          : [
              each.service.name,
              `${counted(each.here.length, "VM")} without a name in common in ${a}, ${each.there.length} in ${b}: taken by position`,
            ],
      ),
    },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

/** One row for all VMs of a service that differ in the same way. */
function driftRows<T extends Drift>(
  items: readonly T[],
  more: (item: T) => readonly string[] = () => [],
): readonly (readonly string[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { field, here, there, values } = item;
    const how = field === "missing" ? [here === undefined] : [values.here, values.there, item.wanted];
    const key = JSON.stringify([(here ?? there)?.service?.name, field, how, more(item)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [T, ...T[]];
    const { field, here, there } = first;
    const service = (here ?? there)?.service?.name ?? "";
    const vms = (side: "here" | "there") =>
      listed(
        group.flatMap((each) => each[side]?.name ?? []),
        3,
      );
    const told =
      field === "missing"
        ? [here === undefined ? "missing" : "", there === undefined ? "missing" : ""]
        : [
            valueInWords(field, first.values.here, first.wanted?.here),
            valueInWords(field, first.values.there, first.wanted?.there),
          ];
    return [service, field === "missing" ? "VM" : field, vms("here"), vms("there"), ...told, ...more(first)];
  });
}

/** `16 GiB`; `vlan-10, not vlan-110` where the pair's roles would have it otherwise. */
function valueInWords(field: Drift["field"], value: string | undefined, wanted: string | undefined): string {
  if (value === undefined) return "";
  if (wanted !== undefined) return `${value}, not ${wanted}`;
  return field === "memory" || field === "disk" ? formatSize(Number(value)) : value === "" ? "none" : value;
}

function day(instant: Instant | undefined): string {
  return instant === undefined ? "" : formatDay(instant);
}

function capacityRows({ environment, has, needs, short }: Capacity): readonly (readonly string[])[] {
  return (["cpu", "memory"] as const).flatMap((resource) => {
    const [wanted, there, missing] = [needs[resource], has[resource], short[resource]];
    if (wanted === undefined || there === undefined) return [];
    const shown = (amount: number) => (resource === "memory" ? formatSize(amount) : String(amount));
    return [
      [
        sideName(environment),
        resource,
        shown(wanted),
        shown(there),
        missing === undefined ? "" : shown(missing),
      ],
    ];
  });
}

function summary({ labels, matching, drift, accepted, fates }: Told): string {
  const shared = fates.reduce((sum, fate) => sum + fate.shared.length, 0);
  const parts = [
    `${counted(matching.matched.length, "VM")} on both sides`,
    counted(drift.length, "drift", "drifts"),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    `${counted(shared, "shared basket")}`,
  ];
  return `${labels[0]} and ${labels[1]}: ${parts.join(", ")}`;
}

function diffText(comparison: Told, options: TextOptions): string {
  const style: Style = styleOf(options.colour);
  const width = Math.max(options.width, 60);
  const blocks = sectionsOf(comparison).map(({ title, columns, rows }) =>
    [
      style.strong(title),
      ...tableLines(
        columns.map((name) => ({ title: visible(name), right: false })),
        rows,
        style,
        width - 2,
      ).map((line) => `  ${line}`),
    ].join("\n"),
  );
  return `${[...blocks, wrap(visible(summary(comparison)), width, 0, 0).join("\n")].join("\n\n")}\n`;
}

function diffMarkdown(comparison: Told): string {
  const tables = sectionsOf(comparison).map(({ title, columns, rows }) =>
    [
      `### ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      "",
      `| ${columns.map(escaped).join(" | ")} |`,
      `| ${columns.map(() => "---").join(" | ")} |`,
      ...rows.map((row) => `| ${row.map(escaped).join(" | ")} |`),
    ].join("\n"),
  );
  return `${[escaped(summary(comparison)), ...tables].join("\n\n")}\n`;
}

/** Sizes in bytes; what a side does not have is null. */
function diffJson(comparison: Told) {
  const { sides, matching, drift, accepted, fates, capacity } = comparison;
  const item = ({ field, here, there, values, wanted }: Drift) => ({
    field,
    service: (here ?? there)?.service?.name ?? null,
    vms: [here?.name ?? null, there?.name ?? null],
    values: [values.here ?? null, values.there ?? null],
    ...(wanted === undefined ? {} : { wanted: [wanted.here ?? null, wanted.there ?? null] }),
  });
  return {
    between: sides.map(({ name }) => name),
    matched: matching.matched.map(({ here, there, by }) => ({ vms: [here.name, there.name], by })),
    ambiguous: matching.ambiguous.map((each) =>
      each.kind === "taken"
        ? { why: each.kind, vm: each.vm.name, environment: each.vm.environment.name, by: each.by.name }
        : {
            why: each.kind,
            service: each.service.name,
            vms: [each.here.map(({ name }) => name), each.there.map(({ name }) => name)],
          },
    ),
    drift: drift.map(item),
    accepted: accepted.map((each) => ({
      ...item(each),
      reason: each.reason,
      until: each.until === undefined ? null : formatInstant(each.until),
    })),
    sharedFate: fates.flatMap(({ shared, pairDiffers }) =>
      shared.map(({ kind, name }) => ({ kind, name, pairDiffers })),
    ),
    diversity: fates.flatMap(({ kind, shared, here, there }) =>
      shared.length > 0
        ? []
        : [{ kind, names: [here.map(({ name }) => name), there.map(({ name }) => name)] }],
    ),
    capacity: Object.fromEntries(capacity.map((side) => [side.environment.name, capacityJson(side)])),
  };
}
