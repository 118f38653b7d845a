import type { Instant } from "../model/values.ts";
import type { Environment, Host, Pair, Project, Vm } from "../project/project.ts";
import { roleOf } from "../project/roles.ts";
import { acceptedIn } from "./accepted.ts";
import { type Capacity, capacityOfSide } from "./capacity.ts";
import { type Fate, fatesOf } from "./fate.ts";
import { type Matched, type Matching, matchVms } from "./match.ts";

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

/** What is compared; `entry` is missing where nobody declared a pair: then nothing is accepted. */
export interface Pairing {
  readonly sides: Pair["sides"];
  readonly entry?: Pair["entry"];
}

/** Two environments by name, with the pair that declares them, whichever comes first there. */
export function pairingOf({ environments, pairs }: Project, one: string, other: string): Pairing | undefined {
  const [here, there] = [one, other].map((name) => environments.find((each) => each.name === name));
  if (here === undefined || there === undefined) return undefined;
  const pair = pairs.find(({ sides }) => sides.includes(here) && sides.includes(there));
  return pair === undefined ? { sides: [here, there] } : { sides: [here, there], entry: pair.entry };
}

/**
 * Two environments of one project, or one environment as two projects have it (another revision, a
 * snapshot): then nothing is translated, and what both stand on is nobody's news.
 */
export function compare(project: Project, { sides, entry }: Pairing): Comparison {
  const [here, there] = sides;
  const twice = here.name === there.name;
  const matching = matchVms(here, there);
  const all = here === there ? [] : driftOf(twice ? undefined : project, project.asOf, sides, matching);
  const drift: Drift[] = [];
  const accepted: Accepted[] = [];
  for (const each of all) {
    const meant = acceptedIn(entry, project.asOf, each.field, (each.here ?? each.there)?.service?.name);
    if (meant === undefined) drift.push(each);
    else accepted.push({ ...each, reason: meant.reason.value, until: meant.until?.value });
  }
  return {
    sides,
    matching,
    drift,
    accepted,
    fates: twice ? [] : fatesOf(here, there),
    capacity: standbyOf(project, sides, matching),
  };
}

/** What each side could carry alone, now or while some hosts are out. */
export function standbyOf(
  project: Project,
  [here, there]: Pair["sides"],
  { matched, onlyHere, onlyThere }: Matching,
  out?: ReadonlySet<Host>,
): readonly [Capacity, Capacity] {
  const halves = matched.map((each) => [each.here, each.there] as const);
  const turned = matched.map((each) => [each.there, each.here] as const);
  return [
    capacityOfSide(project, here, onlyThere, halves, out),
    capacityOfSide(project, there, onlyHere, turned, out),
  ];
}

/** Without a project nothing is translated: both sides are one environment. */
function driftOf(
  project: Project | undefined,
  asOf: Instant,
  [here, there]: Pair["sides"],
  { matched, onlyHere, onlyThere }: Matching,
): readonly Drift[] {
  const missing = (vm: Vm, side: "here" | "there"): Drift => ({
    field: "missing",
    here: side === "here" ? vm : undefined,
    there: side === "there" ? vm : undefined,
    values: { here: side === "here" ? vm.name : undefined, there: side === "there" ? vm.name : undefined },
  });
  // A VM without a service is nobody's: a test or a tool of its own side.
  const isShared = ({ service }: Vm) => service !== undefined || project === undefined;
  const halves = new Map(
    matched.flatMap((each) => [[each.here, each.there] as const, [each.there, each.here] as const]),
  );
  const rivals = new Map([...rivalsIn(here), ...rivalsIn(there)]);
  const rolesOf = (kind: string, mine: string, theirs: string) =>
    project && {
      here: roleOf(project, there, here, kind, theirs),
      there: roleOf(project, here, there, kind, mine),
    };
  return [
    ...onlyHere.filter(isShared).map((vm) => missing(vm, "here")),
    ...onlyThere.filter(isShared).map((vm) => missing(vm, "there")),
    ...matched.flatMap((each) =>
      fieldsOf(each, { asOf, halves, rivals, rolesOf }).map(
        (difference): Drift => ({ ...difference, here: each.here, there: each.there }),
      ),
    ),
  ];
}

type Difference = Pick<Drift, "field" | "values" | "wanted">;

interface Look {
  readonly asOf: Instant;
  readonly halves: ReadonlyMap<Vm, Vm>;
  /** Which VMs each is kept apart from. */
  readonly rivals: ReadonlyMap<Vm, readonly Vm[]>;
  /** What the name on the other side makes the name of each side, where a role says it; undefined within one environment. */
  readonly rolesOf: (kind: string, mine: string, theirs: string) => Values | undefined;
}

function fieldsOf({ here: one, there: other }: Matched, look: Look): readonly Difference[] {
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
    ...inRole(one, other, "network", look),
    ...inRole(one, other, "storage", look),
    ...differ("keepApart", apartFrom(one, look, true), apartFrom(other, look, false)),
    ...replicas(one, other, look.asOf),
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
function inRole(one: Vm, other: Vm, kind: "network" | "storage", { rolesOf }: Look): readonly Difference[] {
  const [mine, theirs] = [needNames(one, kind), needNames(other, kind)];
  if (mine === undefined || theirs === undefined) return [];
  const roles = rolesOf(kind, mine, theirs);
  if (roles === undefined)
    return mine === theirs ? [] : [{ field: kind, values: { here: mine, there: theirs } }];
  const wrong = {
    here: roles.here === mine ? undefined : roles.here,
    there: roles.there === theirs ? undefined : roles.there,
  };
  if (wrong.here === undefined && wrong.there === undefined) return [];
  return [{ field: kind, values: { here: mine, there: theirs }, wanted: wrong }];
}

/** What a VM stands on of one kind: `san-east`. */
export function needNames(vm: Vm, kind: string): string | undefined {
  return vm.needs
    .get(kind)
    ?.domains.map(({ name }) => name)
    .join(", ");
}

function rivalsIn({ clusters }: Environment): ReadonlyMap<Vm, readonly Vm[]> {
  const rivals = new Map<Vm, Vm[]>();
  for (const { vms } of clusters.flatMap((cluster) => cluster.keepApart)) {
    for (const { vm } of vms) {
      const others = vms.flatMap((member) => (member.vm === vm ? [] : member.vm));
      rivals.set(vm, [...(rivals.get(vm) ?? []), ...others]);
    }
  }
  return rivals;
}

/**
 * Whom a VM is kept apart from, by the names on the second side. A rival without a half is told as missing, once;
 * two whose halves stand in two clusters share no host there, whatever is declared.
 */
function apartFrom(vm: Vm, { rivals, halves }: Look, isFirst: boolean): string {
  const half = halves.get(vm);
  const names = (rivals.get(vm) ?? []).flatMap((rival) => {
    const other = halves.get(rival);
    if (other === undefined || half === undefined) return [];
    if (other.cluster !== half.cluster || rival.cluster !== vm.cluster) return [];
    return isFirst ? other.name : rival.name;
  });
  return [...new Set(names)].sort().join(", ");
}

/** A replica that is older than its interval is drift by itself, whatever the other half has. */
function replicas(one: Vm, other: Vm, asOf: Instant): readonly Difference[] {
  const state = (vm: Vm) =>
    vm.entry.replica === undefined ? undefined : isReplicaLate(vm, asOf) ? "late" : "in time";
  const values = { here: state(one), there: state(other) };
  return values.here === "late" || values.there === "late" ? [{ field: "replica", values }] : [];
}

/** Whether the last replication lies further back than its interval; a figure that is missing says nothing. */
export function isReplicaLate({ entry }: Vm, asOf: Instant): boolean {
  const { last, every } = entry.replica ?? {};
  return last !== undefined && every !== undefined && asOf - last.value > every.value;
}
