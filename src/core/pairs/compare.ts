import type { Located } from "../model/shape.ts";
import type { Instant } from "../model/values.ts";
import type { Environment, Pair, Project, Vm } from "../project/project.ts";
import { roleOf } from "../project/roles.ts";
import { type Capacity, capacityOfSide } from "./capacity.ts";
import { type Fate, fatesOf } from "./fate.ts";
import { type Matching, matchVms } from "./match.ts";

/** What a VM should have in common with its other half (spec RISK.md, "Two environments"). */
export type DriftField =
  | "missing"
  | "service"
  | "cpu"
  | "memory"
  | "disk"
  | "os"
  | "network"
  | "storage"
  | "keepApart"
  | "replica";

/** Something that should be alike on both sides and is not. */
export interface Drift {
  readonly field: DriftField;
  readonly here: Vm | undefined;
  readonly there: Vm | undefined;
  /** As each side has it; sizes in bytes. */
  readonly values: Values;
  /** What one of them should be by the pair's roles, on the side where it is not that. */
  readonly wanted?: Values;
}

interface Values {
  readonly here: string | undefined;
  readonly there: string | undefined;
}

/** Drift that the pair declares as meant. */
export interface Accepted extends Drift {
  readonly reason: string;
  readonly until: Instant | undefined;
}

/** Two environments, item by item: each difference is of exactly one class. */
export interface Comparison {
  readonly sides: readonly [Environment, Environment];
  readonly matching: Matching;
  readonly drift: readonly Drift[];
  readonly accepted: readonly Accepted[];
  /** What both stand on, and where they differ and should. */
  readonly fates: readonly Fate[];
  /** Whether each side can carry the load alone. */
  readonly capacity: readonly [Capacity, Capacity];
}

/** `entry` is missing for two environments that nobody declared as a pair: then nothing is accepted. */
export function compare(
  project: Project,
  { sides, entry }: { readonly sides: Pair["sides"]; readonly entry?: Pair["entry"] },
): Comparison {
  const [here, there] = sides;
  const matching = matchVms(here, there);
  const all = here === there ? [] : driftOf(project, here, there, matching);
  const drift: Drift[] = [];
  const accepted: Accepted[] = [];
  for (const each of all) {
    const meant = (entry?.accepted ?? []).find(
      ({ field, services, until }) =>
        field.value === each.field &&
        (until === undefined || until.value > project.asOf) &&
        (services === undefined || concerns(services, each)),
    );
    if (meant === undefined) drift.push(each);
    else accepted.push({ ...each, reason: meant.reason.value, until: meant.until?.value });
  }
  return {
    sides,
    matching,
    drift,
    accepted,
    fates: here === there ? [] : fatesOf(project, here, there),
    capacity: [
      capacityOfSide(
        project,
        here,
        matching.onlyThere,
        matching.matched.map((each) => [each.here, each.there]),
      ),
      capacityOfSide(
        project,
        there,
        matching.onlyHere,
        matching.matched.map((each) => [each.there, each.here]),
      ),
    ],
  };
}

function concerns(services: readonly Located<string>[], { here, there }: Drift): boolean {
  return services.some(({ value }) => value === (here ?? there)?.service?.name);
}

function driftOf(
  project: Project,
  here: Environment,
  there: Environment,
  { matched, onlyHere, onlyThere }: Matching,
): readonly Drift[] {
  const missing = (vm: Vm, side: "here" | "there"): Drift => ({
    field: "missing",
    here: side === "here" ? vm : undefined,
    there: side === "there" ? vm : undefined,
    values: { here: side === "here" ? vm.name : undefined, there: side === "there" ? vm.name : undefined },
  });
  const halves = new Map(
    matched.flatMap((each) => [[each.here, each.there] as const, [each.there, each.here] as const]),
  );
  const rivals: Rivals = new Map([...rivalsIn(here), ...rivalsIn(there)]);
  return [
    ...onlyHere.filter(isShared).map((vm) => missing(vm, "here")),
    ...onlyThere.filter(isShared).map((vm) => missing(vm, "there")),
    ...matched.flatMap((each) => {
      const found = fieldsOf(project, here, there, each.here, each.there, halves, rivals);
      return found.map((difference): Drift => ({ ...difference, here: each.here, there: each.there }));
    }),
  ];
}

/** A VM without a service is nobody's: a test or a tool of its own side. */
function isShared({ service }: Vm): boolean {
  return service !== undefined;
}

type Difference = Pick<Drift, "field" | "values" | "wanted">;

function fieldsOf(
  project: Project,
  here: Environment,
  there: Environment,
  one: Vm,
  other: Vm,
  halves: ReadonlyMap<Vm, Vm>,
  rivals: Rivals,
): readonly Difference[] {
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  const differ = (
    field: DriftField,
    mine: string | undefined,
    theirs: string | undefined,
  ): readonly Difference[] => (mine === theirs ? [] : [{ field, values: { here: mine, there: theirs } }]);
  // What one side does not say is not known to differ.
  const known = (field: DriftField, mine: string | undefined, theirs: string | undefined) =>
    mine === undefined || theirs === undefined ? [] : differ(field, mine, theirs);
  return [
    ...differ("service", one.service?.name, other.service?.name),
    ...known("cpu", text(one.cpu), text(other.cpu)),
    ...known("memory", text(one.memory), text(other.memory)),
    ...known("disk", text(diskOf(one)), text(diskOf(other))),
    ...known("os", one.entry.os?.value, other.entry.os?.value),
    ...inRole(project, here, there, one, other, "network"),
    ...inRole(project, here, there, one, other, "storage"),
    ...differ(
      "keepApart",
      apartFrom(rivals.get(one), (vm) => halves.get(vm)?.name),
      // Only rivals that have a half here: one that is missing is told as missing, once.
      apartFrom(rivals.get(other), (vm) => (halves.has(vm) ? vm.name : undefined)),
    ),
    ...known("replica", replicaState(one, project.asOf), replicaState(other, project.asOf)),
  ];
}

/** Bytes of its own disk and of all further ones; undefined where a size is missing. */
function diskOf({ entry }: Vm): number | undefined {
  if (entry.disks === undefined) return entry.disk?.value;
  const sizes = entry.disks.map(({ size }) => size?.value);
  return sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    entry.disk?.value ?? 0,
  );
}

/** Only a name that has a role on the other side, seen from either, says what it should be called there. */
function inRole(
  project: Project,
  here: Environment,
  there: Environment,
  one: Vm,
  other: Vm,
  kind: "network" | "storage",
): readonly Difference[] {
  const nameOf = (vm: Vm) =>
    vm.needs
      .get(kind)
      ?.domains.map(({ name }) => name)
      .join(", ");
  const [mine, theirs] = [nameOf(one), nameOf(other)];
  if (mine === undefined || theirs === undefined) return [];
  const [wantedThere, wantedHere] = [
    roleOf(project, here, there, kind, mine),
    roleOf(project, there, here, kind, theirs),
  ];
  const wrong = {
    here: wantedHere === mine ? undefined : wantedHere,
    there: wantedThere === theirs ? undefined : wantedThere,
  };
  if (wrong.here === undefined && wrong.there === undefined) return [];
  return [{ field: kind, values: { here: mine, there: theirs }, wanted: wrong }];
}

/** Which VMs each is kept apart from. */
type Rivals = ReadonlyMap<Vm, readonly Vm[]>;

function rivalsIn({ clusters }: Environment): Rivals {
  const rivals = new Map<Vm, Vm[]>();
  for (const { vms } of clusters.flatMap((cluster) => cluster.keepApart)) {
    for (const { vm } of vms) {
      const others = vms.flatMap((member) => (member.vm === vm ? [] : member.vm));
      rivals.set(vm, [...(rivals.get(vm) ?? []), ...others]);
    }
  }
  return rivals;
}

/** By the names that they have on the other side; those without a half there do not count. */
function apartFrom(rivals: readonly Vm[] | undefined, nameOf: (vm: Vm) => string | undefined): string {
  return [...new Set((rivals ?? []).flatMap((vm) => nameOf(vm) ?? []))].sort().join(", ");
}

/** `late` where its last replication is older than its interval. */
function replicaState({ entry }: Vm, asOf: Instant): string | undefined {
  const { last, every } = entry.replica ?? {};
  if (last === undefined || every === undefined) return undefined;
  return asOf - last.value > every.value ? "late" : "in time";
}
