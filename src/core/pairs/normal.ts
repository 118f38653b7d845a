import { formatDay, formatSize } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Environment, Vm } from "../project/project.ts";
import type { Place } from "../text/span.ts";
import { type Accepted, type Comparison, type Drift, needNames } from "./compare.ts";
import type { Fate } from "./fate.ts";

/**
 * Two environments as two texts in which only real differences differ: items in one order, the names of the second side
 * told beside those of the first, what differs and should told the same on both sides. The texts are YAML to look at,
 * not manifests.
 */
export interface Normal {
  readonly here: NormalText;
  readonly there: NormalText;
}

export interface NormalText {
  readonly text: string;
  /** For each line where what it says is written in the manifests, if it is. */
  readonly places: readonly (Place | undefined)[];
}

interface Line {
  readonly here: string | undefined;
  readonly there: string | undefined;
  readonly hereAt?: Place | undefined;
  readonly thereAt?: Place | undefined;
}

export function normalOf(comparison: Comparison): Normal {
  const lines = [...headOf(comparison), ...servicesOf(comparison)];
  const side = (which: "here" | "there"): NormalText => {
    const kept = lines.filter((line) => line[which] !== undefined);
    return {
      text: kept.map((line) => `${oneLine(line[which] ?? "")}\n`).join(""),
      places: kept.map((line) => line[`${which}At`]),
    };
  };
  return { here: side("here"), there: side("there") };
}

/** A name with a line break in it must not move what stands below away from its place. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

function both(text: string, hereAt?: Place, thereAt?: Place): Line {
  return { here: text, there: text, hereAt, thereAt };
}

function headOf({ sides, fates, matching }: Comparison): readonly Line[] {
  const [one, other] = sides;
  const unlisted = [matching.onlyHere, matching.onlyThere].map(
    (vms) => vms.filter(({ service }) => service === undefined).length,
  );
  const alone =
    one.name === other.name || (unlisted[0] === 0 && unlisted[1] === 0)
      ? []
      : [
          both(
            `# Not compared: ${counted(unlisted[0] ?? 0, "VM")} of ${one.name} and ${unlisted[1] ?? 0} of ${other.name} that belong to no service.`,
          ),
        ];
  const stands = fates.length === 0 ? [] : [both("stands on:"), ...fates.map(fateLine)];
  return [
    { here: `# ${sideName(one)}`, there: `# ${sideName(other)}`, hereAt: one.at, thereAt: other.at },
    ...alone,
    ...stands,
  ];
}

function fateLine({ kind, shared, here, there, pairDiffers }: Fate): Line {
  const names = (domains: Fate["shared"]) =>
    listed(
      domains.map(({ name }) => name),
      3,
    );
  const [at, otherAt] = [here[0]?.at, there[0]?.at];
  if (shared.length === 0)
    return both(`  ${kind}: ${names(here)} | ${names(there)}   # differs, as it should`, at, otherAt);
  const should = pairDiffers === "yes" ? "must" : "should";
  return both(
    `  ${kind}: ${names(shared)}   # under both sides, and ${should} differ`,
    shared[0]?.at,
    shared[0]?.at,
  );
}

interface Item {
  readonly here: Vm | undefined;
  readonly there: Vm | undefined;
}

function servicesOf({ sides, matching, drift, accepted }: Comparison): readonly Line[] {
  const twice = sides[0].name === sides[1].name;
  const items: readonly Item[] = [
    ...matching.matched,
    ...matching.onlyHere.map((here) => ({ here, there: undefined })),
    ...matching.onlyThere.map((there) => ({ here: undefined, there })),
  ].filter(
    ({ here, there }) => twice || (here ?? there)?.service !== undefined || (here && there) !== undefined,
  );
  const byService = new Map<string, Item[]>();
  for (const item of items) {
    const name = (item.here?.service ?? item.there?.service)?.name ?? "";
    const known = byService.get(name);
    if (known === undefined) byService.set(name, [item]);
    else known.push(item);
  }
  const differing = indexed(drift);
  const meant = indexed(accepted);
  const order = [...byService].sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
  if (order.length === 0) return [];
  return [
    both("services:"),
    ...order.flatMap(([name, list]) => {
      const service = (list[0]?.here ?? list[0]?.there)?.service;
      return [
        both(`  ${name === "" ? "(none)" : name}:`, service?.entry.name.at, service?.entry.name.at),
        ...list.flatMap((item) => vmLines(item, differing, meant, twice)),
      ];
    }),
  ];
}

type Index<T extends Drift> = ReadonlyMap<Vm, ReadonlyMap<string, T>>;

function indexed<T extends Drift>(drifts: readonly T[]): Index<T> {
  const index = new Map<Vm, Map<string, T>>();
  for (const drift of drifts) {
    const vm = drift.here ?? drift.there;
    if (vm === undefined) continue;
    const known = index.get(vm) ?? new Map<string, T>();
    known.set(drift.field, drift);
    index.set(vm, known);
  }
  return index;
}

/** In the order in which manifests write them. */
const FIELDS = [
  "service",
  "cpu",
  "memory",
  "disk",
  "os",
  "storage",
  "network",
  "keepApart",
  "replica",
] as const;

function vmLines(
  { here, there }: Item,
  differing: Index<Drift>,
  meant: Index<Accepted>,
  twice: boolean,
): readonly Line[] {
  const vm = here ?? there;
  if (vm === undefined) return [];
  const accepted = meant.get(vm);
  const missing = accepted?.get("missing");
  const name =
    here !== undefined && there !== undefined && here.name !== there.name
      ? `${here.name} | ${there.name}`
      : vm.name;
  const note = missing === undefined ? "" : `   # on one side, accepted${why(missing)}`;
  const onBoth = missing !== undefined || (here !== undefined && there !== undefined);
  const line = (text: string, other = text, key = ""): Line => ({
    here: onBoth || here !== undefined ? text : undefined,
    there: onBoth || there !== undefined ? other : undefined,
    hereAt: placeIn(here, key),
    thereAt: placeIn(there, key),
  });
  const placed = twice
    ? [line(`      place: ${placeOf(here)}`, `      place: ${placeOf(there)}`, "host")]
    : [];
  return [
    line(`    ${name}:${note}`),
    ...placed,
    ...FIELDS.flatMap((field): readonly Line[] => {
      const drift = differing.get(vm)?.get(field);
      const allowed = accepted?.get(field);
      const [mine, theirs] = [shown(here, field), shown(there, field)];
      if (drift !== undefined) {
        const { values, wanted } = drift;
        const told = (value: string | undefined, should: string | undefined) =>
          value === undefined || value === ""
            ? undefined
            : `      ${field}: ${formatted(field, value)}${should === undefined ? "" : `   # should be ${should}`}`;
        const [a, b] = [told(values.here, wanted?.here), told(values.there, wanted?.there)];
        return [{ here: a, there: b, hereAt: placeIn(here, field), thereAt: placeIn(there, field) }];
      }
      if (field === "service" || field === "keepApart" || field === "replica") return [];
      if (mine === undefined && theirs === undefined) return [];
      const value =
        mine === theirs || theirs === undefined
          ? (mine ?? "")
          : mine === undefined
            ? theirs
            : `${mine} | ${theirs}`;
      const reason = allowed === undefined ? "" : `   # accepted${why(allowed)}`;
      return [line(`      ${field}: ${value}${reason}`, undefined, field)];
    }),
  ];
}

function why({ reason, until }: Accepted): string {
  const day = until === undefined ? "" : ` until ${formatDay(until)}`;
  return `${day}: ${reason.replace(/\s+/g, " ")}`;
}

function shown(vm: Vm | undefined, field: (typeof FIELDS)[number]): string | undefined {
  if (vm === undefined) return undefined;
  switch (field) {
    case "cpu":
      return vm.cpu === undefined ? undefined : String(vm.cpu);
    case "memory":
      return vm.memory === undefined ? undefined : formatSize(vm.memory);
    case "disk":
      return vm.entry.disk === undefined ? undefined : formatSize(vm.entry.disk.value);
    case "os":
      return vm.entry.os?.value;
    case "storage":
    case "network":
      return needNames(vm, field);
    default:
      return undefined;
  }
}

function formatted(field: string, value: string): string {
  return field === "memory" || field === "disk" ? formatSize(Number(value)) : value;
}

function placeOf(vm: Vm | undefined): string {
  return vm?.host?.name ?? vm?.cluster?.name ?? "nowhere";
}

/** Where a field is written, else the VM's name. */
function placeIn(vm: Vm | undefined, key: string): Place | undefined {
  if (vm === undefined) return undefined;
  const { entry } = vm;
  const entries = entry as unknown as { readonly [key: string]: { readonly at?: Place } | undefined };
  return entries[key]?.at ?? entry.name.at;
}

/** The name under which an environment is shown where it has none. */
export function sideName({ name }: Environment): string {
  return name === "" ? "the estate" : name;
}
