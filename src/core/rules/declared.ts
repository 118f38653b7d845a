import { countOf } from "../model/values.ts";
import { counted } from "../model/words.ts";
import type { Cluster, KeepApart, Project, Service, Vm } from "../project/project.ts";
import type { Place } from "../text/span.ts";
import { listed } from "./wording.ts";

/** What a change declares otherwise than before, on which what is found and counted rests. */
export interface Declared {
  readonly what: "needs" | "keepApart";
  /** The service or cluster that declares it. */
  readonly name: string;
  /** A sentence. */
  readonly message: string;
  /** Less is asked for than before. */
  readonly weaker: boolean;
  /** In the texts after the change. */
  readonly at: Place;
}

/**
 * Services that are said to need fewer of their VMs, and clusters that keep other VMs apart. What is new or gone
 * altogether, service, cluster or VM, declares nothing otherwise.
 */
export function declaredIn(before: Project, after: Project): readonly Declared[] {
  const services = new Map(before.services.map((service) => [service.name, service]));
  const clusters = new Map(before.clusters.map((cluster) => [keyOf(cluster), cluster]));
  const [then, now] = [new Set(before.vms.map(keyOf)), new Set(after.vms.map(keyOf))];
  return [
    ...after.services.flatMap((service) => {
      const was = services.get(service.name);
      return was === undefined ? [] : needsOf(was, service);
    }),
    ...after.clusters.flatMap((cluster) => {
      const was = clusters.get(keyOf(cluster));
      return was === undefined ? [] : apartOf(was, cluster, { then, now });
    }),
  ];
}

function keyOf({ name, environment }: Cluster | Vm): string {
  return `${environment.name}/${name}`;
}

function needsOf(before: Service, after: Service): readonly Declared[] {
  const [was, is] = [before.entry.needs?.value, after.entry.needs];
  const total = after.placed.length;
  if (is === undefined || total === 0) return [];
  const enough = countOf(is.value, total);
  const asked = was === undefined ? total : countOf(was, total);
  const isNew = was === undefined;
  if (!isNew && enough >= asked) return [];
  const of = `“${after.name}” is said to need ${enough} of its ${counted(total, "VM")} now`;
  const message = isNew
    ? `${of}; nothing was said before, and each VM counted as needed.`
    : `${of}; it was ${asked} before.`;
  return [{ what: "needs", name: after.name, message, weaker: enough < asked, at: is.at }];
}

interface Known {
  readonly then: ReadonlySet<string>;
  readonly now: ReadonlySet<string>;
}

function apartOf(before: Cluster, after: Cluster, { then, now }: Known): readonly Declared[] {
  const declared = (message: string, weaker: boolean, at: Place): Declared => ({
    what: "keepApart",
    name: after.name,
    message: `Cluster ${after.name} ${message}.`,
    weaker,
    at,
  });
  const { keepApart } = after;
  const nameAt = after.entry.name.at;
  return [
    ...missingFrom(before.keepApart, keepApart, now).map((each) =>
      declared(
        each.rest.length === 0
          ? `no longer keeps ${listed(each.lacking)} apart`
          : `no longer keeps ${listed(each.lacking)} apart from ${listed(each.rest)}`,
        true,
        nameAt,
      ),
    ),
    ...missingFrom(keepApart, before.keepApart, then).map((each) =>
      declared(
        each.rest.length === 0
          ? `keeps ${listed(each.lacking)} apart now`
          : `keeps ${listed(each.lacking)} apart from ${listed(each.rest)} now`,
        false,
        each.group.at,
      ),
    ),
  ];
}

interface Missing {
  readonly group: KeepApart;
  /** Its VMs that no group there holds together with the `rest`; all of them where none holds two. */
  readonly lacking: readonly string[];
  readonly rest: readonly string[];
}

/** Groups of one side that no group of the other holds whole, as far as the other side has their VMs at all. */
function missingFrom(
  groups: readonly KeepApart[],
  others: readonly KeepApart[],
  known: ReadonlySet<string>,
): readonly Missing[] {
  const holding = new Map<string, KeepApart[]>();
  for (const other of others)
    for (const { vm } of other.vms) holding.set(keyOf(vm), [...(holding.get(keyOf(vm)) ?? []), other]);
  return groups.flatMap((group): Missing[] => {
    const vms = [...new Map(group.vms.map(({ vm }) => [keyOf(vm), vm]))].filter(([key]) => known.has(key));
    const held = new Map<KeepApart, number>();
    for (const [key] of vms)
      for (const other of holding.get(key) ?? []) held.set(other, (held.get(other) ?? 0) + 1);
    const [best, count = 0] = [...held].sort((a, b) => b[1] - a[1])[0] ?? [];
    if (vms.length < 2 || count === vms.length) return [];
    const names = (those: typeof vms) => those.map(([, { name }]) => name);
    if (best === undefined || count < 2) return [{ group, lacking: names(vms), rest: [] }];
    const isHeld = ([key]: readonly [string, Vm]) => holding.get(key)?.includes(best) === true;
    return [{ group, lacking: names(vms.filter((each) => !isHeld(each))), rest: names(vms.filter(isHeld)) }];
  });
}
