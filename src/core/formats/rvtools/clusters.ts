import { quoted } from "../../model/words.ts";
import type { ClusterSeen } from "../snapshot/observed.ts";
import type { Environments, Placed } from "./environments.ts";
import { idOf } from "./hosts.ts";
import type { NoteBook } from "./notes.ts";

/** A cluster of a vCenter and what it is called: with its datacenter where two of them have one of that name. */
export interface Clusters {
  /** The cluster's name in the manifest, for a host or VM in it. */
  readonly nameOf: (where: Where) => string | undefined;
  /** @param keepApart by environment and name in the manifest */
  readonly seen: (keepApart: ReadonlyMap<string, readonly (readonly string[])[]>) => readonly ClusterSeen[];
}

/** What hosts and VMs say of where they are. */
export interface Where {
  readonly environment: string;
  readonly datacenter: string | undefined;
  readonly cluster: string | undefined;
}

/** @param members hosts and VMs: the sheet of clusters does not say in which datacenter they are */
export function clustersIn(members: Iterable<Where>, environments: Environments, notes: NoteBook): Clusters {
  const datacenters = new Map<string, Set<string>>();
  for (const { environment, datacenter, cluster } of members) {
    if (cluster === undefined) continue;
    const key = keyOf(environment, cluster);
    const known = datacenters.get(key) ?? new Set<string>();
    if (datacenter !== undefined) known.add(datacenter);
    datacenters.set(key, known);
  }
  const rows = clusterRows(environments, notes);
  for (const { environment, cluster } of rows.values())
    if (!datacenters.has(keyOf(environment, cluster)))
      datacenters.set(keyOf(environment, cluster), new Set());

  const nameOf = ({ environment, datacenter, cluster }: Where) => {
    if (cluster === undefined) return undefined;
    const several = (datacenters.get(keyOf(environment, cluster))?.size ?? 0) > 1;
    return several && datacenter !== undefined ? `${cluster}-${datacenter}` : cluster;
  };

  return {
    nameOf,
    seen: (keepApart) => {
      const all = new Map<string, ClusterSeen>();
      for (const [key, known] of datacenters) {
        const [environment = "", cluster = ""] = key.split("\0");
        const places: readonly (string | undefined)[] = known.size === 0 ? [undefined] : [...known].sort();
        const row = rows.get(key);
        if (known.size > 1) notes.say(row?.label ?? "", row?.place, twice(cluster, [...known]));
        for (const datacenter of places) {
          const name = nameOf({ environment, datacenter, cluster }) ?? cluster;
          const apart = keepApart.get(keyOf(environment, name)) ?? [];
          const own = known.size > 1 ? {} : row?.seen;
          const extra = datacenter === undefined ? {} : { extra: { "x-datacenter": datacenter } };
          all.set(keyOf(environment, name), {
            name,
            environment,
            ...own,
            ...(apart.length === 0 ? {} : { keepApart: apart }),
            ...extra,
          });
        }
      }
      return [...all.values()];
    },
  };
}

export function keyOf(environment: string, name: string): string {
  return `${environment}\0${name}`;
}

function twice(cluster: string, datacenters: readonly string[]): string {
  const names = datacenters.map((datacenter) => quoted(`${cluster}-${datacenter}`)).join(" and ");
  return `Several datacenters have a cluster ${quoted(cluster)}: here they are ${names}. RVTools does not say which settings belong to which, so those are left out.`;
}

interface ClusterRow {
  readonly environment: string;
  readonly cluster: string;
  readonly label: string;
  readonly place: number;
  readonly seen: Partial<ClusterSeen>;
}

function clusterRows(environments: Environments, notes: NoteBook): ReadonlyMap<string, ClusterRow> {
  const rows = new Map<string, ClusterRow>();
  for (const placed of environments.rows("vCluster")) {
    const { row, environment } = placed;
    const cluster = row.text("name");
    if (cluster === undefined || rows.has(keyOf(environment, cluster))) continue;
    const { label, place } = row;
    rows.set(keyOf(environment, cluster), {
      environment,
      cluster,
      label,
      place,
      seen: seenIn(placed, notes),
    });
  }
  return rows;
}

function seenIn({ row }: Placed, notes: NoteBook): Partial<ClusterSeen> {
  const id = idOf(row.text("vi sdk uuid"), row.text("object id"));
  const tolerates = toleranceOf({ row }, notes);
  const autoPlace = autoPlaceOf({ row });
  return {
    ...(id === undefined ? {} : { source: id }),
    ...(tolerates === undefined ? {} : { tolerates }),
    ...(autoPlace === undefined ? {} : { autoPlace }),
    fact: row.fact,
  };
}

/** Host failures that vSphere HA absorbs: what admission control keeps free, or one where it keeps a share or nothing. */
function toleranceOf({ row }: Pick<Placed, "row">, notes: NoteBook): number | undefined {
  const restarts = row.flag("ha enabled");
  if (restarts !== true) return restarts === undefined ? undefined : 0;
  const level = row.whole("failover level");
  if (level !== undefined && level >= 1) return level;
  const message = (count: number) =>
    `${count === 1 ? "This cluster restarts" : `${count} clusters restart`} VMs (HA) without a failover level: one host failure is taken to be absorbed.`;
  notes.count(row.label, row.place, message, "failover");
  return 1;
}

function autoPlaceOf({ row }: Pick<Placed, "row">): boolean | undefined {
  const schedules = row.flag("drs enabled");
  if (schedules !== true) return schedules;
  const behaviour = row.text("drs default vm behavior", "drs default vm behaviour");
  return behaviour === undefined ? undefined : /^fully\s*automated$/i.test(behaviour);
}
