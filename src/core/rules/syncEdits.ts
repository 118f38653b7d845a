import { formatSize } from "../model/values.ts";
import { type Comparison, needNames } from "../pairs/compare.ts";
import { type Direction, type SyncItem, wantedOf, whyLeft } from "../pairs/sync.ts";
import type { Cluster, Project, Vm } from "../project/project.ts";
import type { Spot } from "../risk/spots.ts";
import { entryOf } from "../syntax/tree.ts";
import type { FileEdit } from "../text/edit.ts";
import type { Facts } from "./facts.ts";
import {
  type ApartGroup,
  type Edits,
  fixOf,
  joined,
  keepApartEdits,
  removeFrom,
  setIn,
  spotName,
} from "./mending.ts";
import { namesThere } from "./namesThere.ts";
import { roomThere } from "./roomThere.ts";
import { listsOf, plainOf, twinEdits } from "./twins.ts";
import { listed } from "./wording.ts";

/** What a sync would write, not yet tried. */
export interface SyncEdits {
  readonly edits: readonly FileEdit[];
  /** What is brought over, each with a title in the imperative: `Add erp-w1 on host esx-w-02 in west`. */
  readonly brought: readonly { readonly item: SyncItem; readonly title: string }[];
  /** What no edit can mend, each with the reason, a clause. */
  readonly left: readonly LeftOut[];
  /** VMs that it makes. */
  readonly added: readonly NewVm[];
}

export interface LeftOut {
  readonly item: SyncItem;
  readonly reason: string;
}

/** The edits that bring one side into line with the other in these items, all at once. */
export function syncEdits(
  facts: Facts,
  comparison: Comparison,
  direction: Direction,
  items: readonly SyncItem[],
): SyncEdits {
  const { project } = facts;
  let making: Maker | undefined;
  const make: Maker = (vm, created) => {
    making ??= makerFor(facts, comparison, direction);
    return making(vm, created);
  };
  const halves = halvesIn(comparison);
  const apart = new Map<Cluster, Group[]>();
  const edits: FileEdit[] = [];
  const brought: { readonly item: SyncItem; readonly title: string }[] = [];
  const left: LeftOut[] = [];
  const created: Created = new Map();
  // New VMs first: whom others are kept apart from may be among them.
  const ordered = [
    ...items.filter(({ drift }) => drift.field === "missing"),
    ...items.filter(({ drift }) => drift.field !== "missing"),
  ];
  for (const item of ordered) {
    const reason = whyLeft(item, direction);
    const made = reason === undefined ? bring(project, item, halves, make, created) : { reason };
    if ("reason" in made) {
      left.push({ item, reason: made.reason });
      continue;
    }
    const [fix] = fixOf(project, made.title, [made.edits]);
    if (fix === undefined && made.apart === undefined) {
      left.push({ item, reason: cannotWrite(item, direction) });
      continue;
    }
    edits.push(...(fix?.edits ?? []));
    brought.push({ item, title: made.title });
    for (const group of made.apart ?? []) addGroup(apart, group);
  }
  for (const { vm, spot } of created.values())
    for (const group of groupsOf(vm, halves, created, spot.cluster)) addGroup(apart, group);
  const written = new Set<Group>();
  for (const [cluster, groups] of apart) {
    const [fix] = fixOf(project, "Keep apart", [keepApartEdits(project, cluster, groups)]);
    edits.push(...(fix?.edits ?? []));
    if (fix !== undefined) for (const group of groups) written.add(group);
  }
  const told = brought.map(({ item, title }) => {
    const made = item.to === undefined && item.from !== undefined ? created.get(item.from) : undefined;
    return { item, title: made === undefined ? title : `${title}${alsoWritten(made, written, direction)}` };
  });
  return { edits, brought: told, left, added: [...created.values()] };
}

/** What is written beside a new VM: whom its cluster keeps it apart from, and how many its service needs. */
function alsoWritten({ vm, name }: NewVm, written: ReadonlySet<Group>, direction: Direction): string {
  const mates = [...written]
    .filter(({ added }) => added.includes(name))
    .flatMap(({ vms, added }) => [...vms.map((mate) => mate.name), ...added]);
  const others = [...new Set(mates)].filter((mate) => mate !== name);
  const needs = needsToWrite(vm, direction);
  const more = [
    ...(others.length === 0 ? [] : [`keep it apart from ${listed(others)}`]),
    ...(needs === undefined ? [] : [`write needs: ${needs} for “${vm.service?.name ?? ""}”`]),
  ];
  return more.length === 2 ? `, ${more.join(" and ")}` : more.map((each) => ` and ${each}`).join("");
}

function cannotWrite({ to }: SyncItem, { to: side }: Direction): string {
  return to === undefined
    ? `what stands there in ${side.name} cannot be written: no role translates what it names, or the file says what was observed`
    : `${to.name} cannot be edited safely where it stands, or its file says what was observed`;
}

/** The half of a VM that had none. */
export interface NewVm {
  readonly vm: Vm;
  readonly name: string;
  readonly spot: Spot;
}

type Created = Map<Vm, NewVm>;

interface Group extends ApartGroup {
  readonly cluster: Cluster;
  readonly added: readonly string[];
}

/** The same VMs are kept apart once, however many of them ask for it. */
function addGroup(apart: Map<Cluster, Group[]>, group: Group): void {
  const known = apart.get(group.cluster) ?? [];
  const key = ({ vms, added }: Group) => [...vms.map(({ name }) => name), ...added].sort().join(" ");
  if (known.some((other) => key(other) === key(group))) return;
  apart.set(group.cluster, [...known, group]);
}

/** The other half of each VM that has one. */
type Halves = ReadonlyMap<Vm, Vm>;

function halvesIn({ matching: { matched } }: Comparison): Halves {
  return new Map(matched.flatMap(({ here, there }) => [[here, there] as const, [there, here] as const]));
}

type Made =
  | { readonly reason: string }
  | { readonly title: string; readonly edits: Edits; readonly apart?: readonly Group[] };

type Maker = (vm: Vm, created: Created) => Made;

function bring(project: Project, item: SyncItem, halves: Halves, make: Maker, created: Created): Made {
  const { drift, from, to } = item;
  if (from === undefined) return { reason: "" };
  if (to === undefined) return make(from, created);
  const copied = (title: string, key: string): Made => {
    const node = entryOf(from.entry.node, key)?.value;
    const plain = node && plainOf(node);
    return {
      title,
      edits: plain === undefined ? undefined : setIn(project, to.entry, key, plain, ORDER),
    };
  };
  const [whose, as] =
    from.name === to.name
      ? [`${to.name} in ${to.environment.name}`, `as that in ${from.environment.name}`]
      : [to.name, `as ${from.name}`];
  switch (drift.field) {
    case "cpu":
      return copied(`Give ${whose} ${from.cpu ?? 0} vCPU, ${as} has`, "cpu");
    case "memory":
      return copied(`Give ${whose} ${formatSize(from.memory ?? 0)} of memory, ${as} has`, "memory");
    case "disk": {
      const size = formatSize(Number(from === drift.here ? drift.values.here : drift.values.there));
      const key = from.entry.disks === undefined ? "disk" : "disks";
      return copied(`Give ${whose} ${size} of disk, ${as} has`, key);
    }
    case "os":
      return copied(`Let ${whose} run ${from.entry.os?.value ?? ""}, ${as} does`, "os");
    case "service":
      return from.service === undefined
        ? {
            title: `Take ${whose} out of “${to.service?.name ?? ""}”`,
            edits: removeFrom(project, to.entry, "service"),
          }
        : copied(`Let ${whose} belong to “${from.service.name}”, ${as} does`, "service");
    case "network":
    case "storage":
      return inRole(project, to, drift.field, wantedOf(item) ?? "");
    case "keepApart":
      return keptApart(item, to, from, halves, created);
    default:
      return { reason: "" };
  }
}

const ORDER = ["name", "service", "host", "cluster", "storage", "network", "cpu", "memory", "disk", "disks"];

/** Its own side's name for it: what its place has is not repeated. */
function inRole(project: Project, to: Vm, kind: "network" | "storage", wanted: string): Made {
  const inherited = (to.host ?? to.cluster)?.needs.get(kind)?.domains.map(({ name }) => name);
  const given = inherited?.length === 1 && inherited[0] === wanted;
  return {
    title: `Put ${to.name} on ${kind} ${wanted} instead of ${needNames(to, kind) ?? ""}`,
    edits: given
      ? removeFrom(project, to.entry, kind)
      : setIn(project, to.entry, kind, wanted, ["name", "service", "host", "cluster"]),
  };
}

function keptApart(item: SyncItem, to: Vm, from: Vm, halves: Halves, created: Created): Made {
  const { drift } = item;
  const [wanted, now] =
    from === drift.here ? [drift.values.here, drift.values.there] : [drift.values.there, drift.values.here];
  const known = new Set(now?.split(", "));
  const lacks = (wanted ?? "").split(", ").some((name) => name !== "" && !known.has(name));
  if (!lacks)
    return { reason: `${to.name} is kept apart from more VMs than ${from.name}, and a sync weakens nothing` };
  const groups = groupsOf(from, halves, created, to.cluster);
  if (groups.length === 0) return { reason: "their other halves do not stand in one cluster" };
  const others = new Set(
    groups.flatMap(({ vms, added }) => [...vms.flatMap((vm) => (vm === to ? [] : vm.name)), ...added]),
  );
  return { title: `Keep ${to.name} apart from ${listed([...others])}`, edits: [], apart: groups };
}

/** Makes the half of a VM that has none. */
function makerFor(facts: Facts, { sides, matching }: Comparison, direction: Direction): Maker {
  const { project } = facts;
  const isHere = sides[0] === direction.from;
  const matched = isHere
    ? matching.matched
    : matching.matched.map(({ here, there }) => ({ here: there, there: here }));
  const nameOf = namesThere(matched, direction.to);
  const placeOf = roomThere(facts.places(), matched, direction.to);
  const behindOf = behindWhich(project, direction);
  const taken = new Set<string>();
  return (vm, created) => {
    const spot = placeOf(vm);
    if (spot === undefined) return { reason: `no place in ${direction.to.name} has room for it` };
    const name = nameOf(vm, taken);
    const edits = joined([
      twinEdits(project, vm, spot, {
        name,
        behind: behindOf(vm),
        ...(name === vm.name ? {} : { counterpart: vm.name }),
      }),
      needsWritten(project, vm, direction),
    ]);
    if (edits !== undefined) {
      taken.add(name);
      created.set(vm, { vm, name, spot });
    }
    return { title: `Add ${name} on ${spotName(spot, vm)}`, edits };
  };
}

/**
 * Behind the last VM of its service on that side, where that is written together; in a list that holds both sides,
 * behind the service's last of either; else where that side's VMs are written.
 */
function behindWhich(project: Project, { to }: Direction): (vm: Vm) => Vm {
  const lists = listsOf(project);
  const listOf = ({ entry }: Vm) => lists.get(entry.node);
  const open = to.vms.filter(
    ({ entry }) =>
      !project.snapshots.some(
        ({ at }) => at.file === entry.at.file && at.start <= entry.at.start && entry.at.end <= at.end,
      ),
  );
  const mixed = new Set(open.map(listOf));
  const lastKin = new Map(open.map((vm) => [vm.service, vm]));
  return (vm) => {
    const list = listOf(vm);
    const together = () => vm.service?.vms.findLast((other) => listOf(other) === list);
    return lastKin.get(vm.service) ?? (mixed.has(list) ? together() : open.at(-1)) ?? vm;
  };
}

/** Of a service that says nothing, what runs today is enough: without that the new half would be needed as well. */
function needsToWrite(vm: Vm, { from, to }: Direction): number | undefined {
  const { service } = vm;
  if (service === undefined || service.needsWritten || service.entry.needs !== undefined) return undefined;
  if (!service.placed.every(({ environment }) => environment === from)) return undefined;
  const isFirst = service.placed[0] === vm;
  return service.placed.some(({ environment }) => environment === to) || !isFirst
    ? undefined
    : service.placed.length;
}

function needsWritten(project: Project, vm: Vm, direction: Direction): Edits {
  const needs = needsToWrite(vm, direction);
  return vm.service === undefined || needs === undefined
    ? []
    : setIn(project, vm.service.entry, "needs", needs, ["name", "tier", "owner"]);
}

/** What a VM is kept apart from, in one cluster of the other side. */
function groupsOf(vm: Vm, halves: Halves, created: Created, cluster: Cluster | undefined): readonly Group[] {
  if (cluster === undefined || vm.cluster === undefined) return [];
  return vm.cluster.keepApart
    .filter((group) => group.vms.some((member) => member.vm === vm))
    .flatMap((group): Group[] => {
      const vms = group.vms
        .flatMap((member) => halves.get(member.vm) ?? [])
        .filter((half) => half.cluster === cluster);
      const added = group.vms.flatMap((member) => {
        const made = created.get(member.vm);
        return made?.spot.cluster === cluster ? [made.name] : [];
      });
      return vms.length + added.length < 2 ? [] : [{ cluster, vms, added }];
    });
}
