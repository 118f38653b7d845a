import type { Finding, Fix } from "../model/finding.ts";
import { formatSize } from "../model/values.ts";
import type { Drift, DriftField } from "../pairs/compare.ts";
import { syncItems } from "../pairs/sync.ts";
import type { Vm } from "../project/project.ts";
import { entryOf } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";
import { placeIn } from "../text/stretch.ts";
import type { Compared, Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { syncEdits } from "./syncEdits.ts";
import { counted, listed } from "./wording.ts";

const withMemory = (memory: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: east
  - name: west
    licence: west
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
services:
  - name: erp
    tier: 2
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-e1
    memory: 16GiB
  - name: erp-1
    service: erp
    host: esx-w1
    memory: ${memory}
`;

export const drift: Rule = {
  id: "drift",
  group: "pair",
  severity: "info",
  severityBy:
    "warning where the recovery side has less (cpu, memory, disk), belongs to another service or is not on the network or storage that its role says; else information",
  title: "Something that should be alike on both sides of a pair and is not",
  why: "Each side is changed by itself, in a hurry, and the other half is forgotten. The service then starts on the other side with half of its memory, or in the wrong network, on the one day on which nobody has time for it.",
  remedy:
    "Bring one side into line with the other: the quick fixes do it in either direction. What is meant is accepted in the pair, with a reason and a day (`{field: memory, services: [erp], reason: …, until: …}`).",
  silentWhen:
    "What a side does not say is not known to differ. VMs without a service are their side's own. A missing VM is the matter of `missing-counterpart`, a late replica of `stale-replica`.",
  bad: withMemory("8GiB"),
  good: withMemory("16GiB"),
  fixed: withMemory("16GiB"),
  *check(facts) {
    for (const compared of facts.comparisons()) {
      for (const alike of grouped(compared.comparison.drift)) yield findingOf(facts, compared, alike);
    }
  },
};

/** All VMs of a service that differ in one field in the same way: one cause. */
function grouped(drifts: readonly Drift[]): readonly (readonly [Drift, ...Drift[]])[] {
  const groups = new Map<string, [Drift, ...Drift[]]>();
  for (const each of drifts) {
    const { field, here, there, values } = each;
    const service = (here?.service ?? there?.service)?.name;
    if (field === "missing" || field === "replica" || service === undefined) continue;
    const how = field === "keepApart" ? "" : [values.here, values.there, each.wanted];
    const key = JSON.stringify([service, field, how]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return [...groups.values()];
}

function findingOf(facts: Facts, compared: Compared, drifts: readonly [Drift, ...Drift[]]): Finding {
  const [first, ...others] = drifts;
  const { field, here, there } = first;
  const service = (here?.service ?? there?.service)?.name ?? "";
  const [one, other] = compared.pair.sides;
  const more =
    others.length === 0
      ? ""
      : ` The same goes for ${listed(
          others.flatMap(({ there: vm }) => vm?.name ?? []),
          3,
        )}.`;
  return finding({
    rule: "drift",
    severity: isLess(first) ? "warning" : "info",
    message: `“${service}” differs between ${one.name} and ${other.name}: ${inWords(first)}.${more}`,
    at: placeOf(there ?? here, field) ?? compared.pair.at,
    subject: { kind: "service", name: service },
    related: drifts.flatMap((each, index) => [
      ...placed(each.here, field, `${each.here?.name ?? ""} in ${one.name} is its other half.`),
      ...(index === 0 ? [] : placed(each.there, field, `${each.there?.name ?? ""} differs in the same way.`)),
    ]),
    fixes: () => inLine(facts, compared, drifts),
  });
}

function placed(vm: Vm | undefined, field: DriftField, message: string) {
  const at = placeOf(vm, field);
  return at === undefined ? [] : [{ at, message }];
}

/** Where the field is written, else where its VM is. */
function placeOf(vm: Vm | undefined, field: DriftField): Place | undefined {
  if (vm === undefined) return undefined;
  const { name, node } = vm.entry;
  const written = [field, `${field}s`].flatMap((key) => entryOf(node, key)?.value ?? [])[0];
  return written === undefined ? name.at : placeIn(name.at.file, written);
}

/** Whether the recovery side could not do what the protected one does. */
function isLess({ field, values, wanted }: Drift): boolean {
  if (field === "cpu" || field === "memory" || field === "disk")
    return Number(values.there) < Number(values.here);
  return field === "service" || (wanted !== undefined && wanted.there !== undefined);
}

const FIELD_WORDS: { readonly [K in DriftField]?: string } = {
  cpu: "vCPU",
  memory: "of memory",
  disk: "of disk",
};

/** `erp-1 has 16 GiB of memory, erp-w1 8 GiB` */
export function inWords({ field, here, there, values, wanted }: Drift): string {
  // One name on both sides says nothing by itself.
  const same = here?.name === there?.name;
  const [environment, counter] = [here?.environment.name ?? "", there?.environment.name ?? ""];
  // Of one environment at two times or places not even the environment tells them apart.
  const isOne = environment === counter;
  const one = `${here?.name ?? ""}${same ? (isOne ? " on the first side" : ` in ${environment}`) : ""}`;
  const other = same ? `that ${isOne ? "on the second" : `in ${counter}`}` : (there?.name ?? "");
  const shown = (value: string | undefined) =>
    field === "memory" || field === "disk" ? formatSize(Number(value)) : (value ?? "");
  switch (field) {
    case "service":
      return `${one} belongs to ${named(values.here)}, ${other} to ${named(values.there)}`;
    case "network":
    case "storage": {
      const [told, should, what] =
        wanted?.there === undefined ? [values.here, wanted?.here, one] : [values.there, wanted.there, other];
      return `${what} is on ${field} ${told ?? ""}, and by the pair's roles it belongs on ${should ?? ""}`;
    }
    case "keepApart": {
      const [wanted, now] = [values.here, values.there].map((names) => (names ?? "").split(", "));
      const lacks = (wanted ?? []).filter((name) => name !== "" && now?.includes(name) !== true);
      return lacks.length > 0
        ? `${other} is not kept apart from ${listed(lacks)}, as their other halves are`
        : `${other} is kept apart from ${values.there ?? ""}, which their other halves are not`;
    }
    case "os":
      return `${one} runs ${shown(values.here)}, ${other} ${shown(values.there)}`;
    default: {
      const unit = FIELD_WORDS[field] ?? "";
      return `${one} has ${shown(values.here)} ${unit}, ${other} ${shown(values.there)}`;
    }
  }
}

function named(service: string | undefined): string {
  return service === undefined ? "no service" : `“${service}”`;
}

/** The recovery side as the protected one first; the other way round where that is possible too. */
function inLine(
  facts: Facts,
  { comparison }: Compared,
  drifts: readonly [Drift, ...Drift[]],
): readonly Fix[] {
  const [{ field }] = drifts;
  const [one, other] = comparison.sides;
  return [
    { from: one, to: other },
    { from: other, to: one },
  ].flatMap((direction, index) => {
    const items = syncItems({ sides: comparison.sides, drift: drifts }, direction);
    const { edits, brought } = syncEdits(facts, comparison, direction, items);
    const [only] = brought;
    if (only === undefined || brought.length < items.length) return [];
    const more = field === "keepApart" ? 0 : items.length - 1;
    const title = more === 0 ? only.title : `${only.title}, and ${counted(more, "more VM")} likewise`;
    return fixOf(facts.project, title, [edits], index === 0);
  });
}
