import { toldApart } from "../snapshot/apart.ts";
import { amount, at, given, has, text } from "../snapshot/fields.ts";
import type {
  ClusterSeen,
  ExportFile,
  Note,
  Observed,
  ReadOptions,
  SnapshotFormat,
  VmSeen,
} from "../snapshot/observed.ts";
import { noteAt, problemsOf, rowsOf } from "../snapshot/rows.ts";
import { hostsOf } from "./hosts.ts";
import {
  choice,
  diskOf,
  type Entry,
  factsOf,
  isNetBox,
  memoryOf,
  reference,
  type Tables,
  tablesOf,
} from "./tables.ts";

/**
 * NetBox: answers of its REST API (`/api/virtualization/…`, `/api/dcim/…`), a page or several in a file, or a fixture as
 * `manage.py dumpdata` writes it. It knows sites, racks, feeds and which cluster a VM belongs to; builds only where a
 * platform's name has them.
 */
export const netbox: SnapshotFormat = {
  id: "netbox",
  title: "NetBox",
  tells: {
    environments: [],
    clusters: ["site"],
    hosts: ["cluster", "platform", "build", "site", "rack", "power", "model", "maintenance"],
    vms: ["host", "cluster", "cpu", "memory", "disk", "os", "power"],
  },
  spans: true,
  recognise: (file) => rowsOf(file).some(isNetBox),
  read,
};

function read(files: readonly ExportFile[], { environment }: ReadOptions): Observed {
  const notes: Note[] = [...problemsOf(files)];
  const tables = tablesOf(files.flatMap(rowsOf));
  const [other] = tables.others.filter(({ value }) => !has(value, "fields") && !has(value, "url"));
  if (other !== undefined) notes.push(noteAt(other, "This is no object of NetBox: left out."));
  const { clusters, nameOf } = clustersOf(tables, environment, notes);
  const hosts = hostsOf(tables, environment, nameOf, notes);
  const vms = vmsOf(tables, { environment, clusterName: nameOf, hostName: hosts.nameOf }, notes);
  const isEmpty = clusters.length + hosts.hosts.length + vms.length === 0;
  return {
    environments: isEmpty ? [] : [{ name: environment }],
    clusters,
    hosts: hosts.hosts,
    vms,
    domains: [],
    notes,
  };
}

interface Clusters {
  readonly clusters: readonly ClusterSeen[];
  readonly nameOf: ReadonlyMap<string, string>;
}

/** The clusters of the export, and those that only VMs and devices name. */
function clustersOf(tables: Tables, environment: string, notes: Note[]): Clusters {
  const table = tables.of("virtualization.cluster");
  const drafts = [...table.values()].map((entry) => ({
    id: entry.id,
    name: text(at(entry.fields, "name")) ?? `cluster ${entry.id}`,
    row: entry.row,
  }));
  const known = new Set(drafts.map(({ id }) => id));
  for (const { fields, row } of [
    ...tables.of("virtualization.virtualmachine").values(),
    ...tables.of("dcim.device").values(),
  ]) {
    const cluster = reference(at(fields, "cluster"), table);
    if (cluster === undefined || known.has(cluster.id)) continue;
    known.add(cluster.id);
    if (cluster.name !== undefined) drafts.push({ id: cluster.id, name: cluster.name, row });
    else notes.push(noteAt(row, "A cluster is named by an id that the export does not have: left out."));
  }
  const nameOf = toldApart(drafts, "clusters", notes);
  const clusters = drafts.map(({ id, name }): ClusterSeen => {
    const entry = table.get(id);
    const type = reference(at(entry?.fields, "type"), tables.of("virtualization.clustertype"))?.name;
    return {
      name: nameOf.get(id) ?? name,
      source: `cluster/${id}`,
      environment,
      ...given("site", entry === undefined ? undefined : siteOf(entry, tables)),
      ...(type === undefined ? {} : { extra: { "x-type": type } }),
      ...(entry === undefined ? {} : { fact: factsOf(entry) }),
    };
  });
  return { clusters, nameOf };
}

/** A cluster's `site`, since NetBox 4.2 its scope where that is a site (in fixtures kept as `_site`). */
function siteOf({ fields }: Entry, tables: Tables): string | undefined {
  const isScoped = text(at(fields, "scope_type")) === "dcim.site";
  const told = at(fields, "site") ?? at(fields, "_site") ?? (isScoped ? at(fields, "scope") : undefined);
  return reference(told, tables.of("dcim.site"))?.name;
}

interface Around {
  readonly environment: string;
  readonly clusterName: ReadonlyMap<string, string>;
  readonly hostName: ReadonlyMap<string, string>;
}

function vmsOf(tables: Tables, around: Around, notes: Note[]): readonly VmSeen[] {
  const entries = [...tables.of("virtualization.virtualmachine").values()].filter(({ fields, row }) => {
    const isThere = choice(at(fields, "status")) !== "planned";
    if (!isThere) notes.push(noteAt(row, "A VM that is only planned is left out."));
    return isThere;
  });
  const drafts = entries.map((entry) => ({
    id: entry.id,
    name: text(at(entry.fields, "name")) ?? `VM ${entry.id}`,
    row: entry.row,
  }));
  const names = toldApart(drafts, "VMs", notes);
  const disk = diskReader(entries, notes);
  return entries.map((entry): VmSeen => {
    const { id, fields } = entry;
    const host = reference(at(fields, "device"), tables.of("dcim.device"));
    const cluster = reference(at(fields, "cluster"), tables.of("virtualization.cluster"));
    if (host !== undefined && !around.hostName.has(host.id))
      notes.push(noteAt(entry.row, "A device is named by an id that the export does not have: left out."));
    return {
      name: names.get(id) ?? `VM ${id}`,
      source: `virtual-machine/${id}`,
      environment: around.environment,
      ...given("host", around.hostName.get(host?.id ?? "")),
      ...given("cluster", around.clusterName.get(cluster?.id ?? "")),
      ...given("cpu", amount(at(fields, "vcpus"))),
      ...given("memory", memoryOf(at(fields, "memory"))),
      ...given("disk", disk(entry)),
      ...given("os", reference(at(fields, "platform"), tables.of("dcim.platform"))?.name),
      ...given("power", powerOf(choice(at(fields, "status")))),
      fact: factsOf(entry),
    };
  });
}

/**
 * `disk` is GB before NetBox 4.1 and MB since; no answer names its version, but the serial number of VMs came with the
 * same release.
 */
function diskReader(entries: readonly Entry[], notes: Note[]): (entry: Entry) => string | undefined {
  const isSince41 = entries.some(({ fields }) => has(fields, "serial"));
  const first = entries.find(({ fields }) => amount(at(fields, "disk")) !== undefined);
  if (first !== undefined) {
    const unit = isSince41
      ? "Sizes of disks are read as MB, as NetBox 4.1 and later have them."
      : "Sizes of disks are read as GB, as NetBox before 4.1 has them.";
    notes.push(noteAt(first.row, unit));
  }
  return ({ fields }) => {
    const size = amount(at(fields, "disk"));
    if (size === undefined) return undefined;
    return isSince41 ? diskOf(size) : `${Math.floor(size)}GB`;
  };
}

/** What is not there any more, or not at work, is off; `staged` and `decommissioning` VMs exist. */
function powerOf(status: string | undefined): VmSeen["power"] {
  if (status === undefined) return undefined;
  if (status === "active") return "on";
  return status === "paused" ? "suspended" : "off";
}
