import { counted, listed, quoted } from "../../model/words.ts";
import type {
  DomainSeen,
  EnvironmentSeen,
  ExportFile,
  HostSeen,
  Names,
  Observed,
  ReadOptions,
  SnapshotFormat,
  VmSeen,
} from "../snapshot/observed.ts";
import { sizeOf } from "../tables/values.ts";
import { type Clusters, clustersIn, keyOf } from "./clusters.ts";
import { type Dated, type Environments, environmentsIn } from "./environments.ts";
import { type HostRow, readHosts } from "./hosts.ts";
import { type Licences, licencesIn } from "./licences.ts";
import { makeUnique, sharedNames } from "./names.ts";
import { type NoteBook, noteBook } from "./notes.ts";
import { keepApartIn } from "./rules.ts";
import { exportsIn, isRvtools } from "./sheets.ts";
import { apartNote, type Storages, storagesIn } from "./storage.ts";
import { orderIn, takenAtOf } from "./taken.ts";
import { readVms, type VmRow } from "./vms.ts";

/**
 * RVTools, versions 3 and 4: workbooks and folders of comma-separated files, of one or several vCenters. Which columns are
 * read is in the readers of each sheet; any other is there by its name for a team's `map`.
 */
export const rvtools: SnapshotFormat = {
  id: "rvtools",
  title: "RVTools",
  tells: {
    environments: ["manager", "x-version"],
    clusters: ["tolerates", "autoPlace", "keepApart", "x-datacenter"],
    hosts:
      "cluster platform build rack model firmware licence time cpu memory maintenance booted x-datacenter".split(
        " ",
      ),
    vms: "host cluster storage network cpu memory disk os power".split(" "),
  },
  recognise: isRvtools,
  read: readExports,
};

function readExports(files: readonly ExportFile[], options: ReadOptions): Observed {
  const notes = noteBook();
  const exports = datedIn(files, notes);
  const environments = environmentsIn(exports, options.environment, notes);
  const hostRows = readHosts(environments, notes);
  const vmRows = readVms(environments, notes);
  const clusters = clustersIn([...hostRows, ...vmRows], environments, notes);
  sayRenamed(makeUnique(vmRows), notes);
  const licences = licencesIn(hostRows, environments, notes);
  const hosts = hostsSeen(hostRows, vmRows, clusters, licences, notes);
  const clusterOf = new Map(hosts.map((host) => [keyOf(host.environment, host.name), host.cluster ?? null]));
  const storages = storagesIn(
    vmRows,
    environments,
    (environment, host) => clusterOf.get(keyOf(environment, host)),
    notes,
  );
  const vms = vmsSeen(vmRows, clusters, storages, notes);
  const inCluster = (vm: VmRow) => {
    const name = clusters.nameOf(vm);
    return name === undefined ? undefined : keyOf(vm.environment, name);
  };
  const seen = clusters.seen(keepApartIn(vmRows, inCluster, notes));
  const takenAt = oldest(exports, notes);
  return {
    ...(takenAt === undefined ? {} : { takenAt }),
    environments: environmentsSeen(environments),
    clusters: seen,
    hosts,
    vms,
    domains: [...certificatesOf(hostRows), ...storages.domains, ...licences.domains],
    notes: notes.all(),
  };
}

/** Oldest first, so that what comes later is newer; those without a date before all others. */
function datedIn(files: readonly ExportFile[], notes: NoteBook): readonly Dated[] {
  const exports = exportsIn(files, notes).map((each): Dated => {
    const order = orderIn(each);
    return { ...each, order, takenAt: takenAtOf(each, order) };
  });
  return exports.sort((a, b) =>
    (a.takenAt ?? "") < (b.takenAt ?? "") ? -1 : (a.takenAt ?? "") > (b.takenAt ?? "") ? 1 : 0,
  );
}

/** What is shown together is as old as the oldest of it. */
function oldest(exports: readonly Dated[], notes: NoteBook): string | undefined {
  const dates = exports.flatMap(({ takenAt }) => takenAt ?? []);
  const [first, ...others] = dates;
  if (first === undefined || dates.length < exports.length) return undefined;
  if (others.some((date) => date.slice(0, 10) !== first.slice(0, 10)))
    notes.say(
      "",
      undefined,
      `The exports were taken on different days: ${first}, the oldest, is written as takenAt.`,
    );
  return first;
}

function environmentsSeen(environments: Environments): readonly EnvironmentSeen[] {
  const versions = new Map<string, string>();
  const single = new Set<string>();
  for (const { row, environment } of environments.rows("vSource")) {
    const version = row.text("fullname");
    if (version !== undefined) versions.set(environment, version);
    // Asked of one host alone: no vCenter manages it.
    if (/^HostAgent$/i.test(row.text("api type") ?? "")) single.add(environment);
  }
  return environments.names().map((name) => {
    const version = versions.get(name);
    return {
      name,
      ...(environments.isServer(name) && !single.has(name) ? { manager: name } : {}),
      ...(version === undefined ? {} : { extra: { "x-version": version } }),
    };
  });
}

function sayRenamed(renamed: ReadonlyMap<string, readonly VmRow[]>, notes: NoteBook): void {
  for (const [key, group] of renamed) {
    const [first] = group;
    const name = key.slice(key.indexOf("\0") + 1);
    const names = listed(group.map((vm) => quoted(vm.name)));
    if (first !== undefined)
      notes.say(
        first.label,
        first.place,
        `${group.length} VMs are called ${quoted(name)}: here they are ${names}.`,
      );
  }
}

function hostsSeen(
  rows: readonly HostRow[],
  vms: readonly VmRow[],
  clusters: Clusters,
  licences: Licences,
  notes: NoteBook,
): readonly HostSeen[] {
  const hosts = new Map<string, HostSeen>();
  const ids = new Set<string>();
  for (const row of rows) {
    const cluster = clusters.nameOf(row);
    const licence = namesOf(licences.of(row));
    const isNew = row.id !== undefined && !ids.has(row.id);
    if (row.id !== undefined) ids.add(row.id);
    hosts.set(keyOf(row.environment, row.name), {
      name: row.name,
      environment: row.environment,
      ...(isNew && row.id !== undefined ? { source: row.id } : {}),
      ...(cluster === undefined ? {} : { cluster }),
      ...row.seen,
      ...(licence === undefined ? {} : { licence }),
    });
  }
  for (const vm of vms) {
    if (vm.host === undefined || hosts.has(keyOf(vm.environment, vm.host))) continue;
    const cluster = clusters.nameOf(vm);
    const message = (count: number) =>
      `${counted(count, "host is", "hosts are")} known only because VMs run there: vHost has no row of ${count === 1 ? "it" : "them"}, and so nothing else is known.`;
    notes.count(vm.label, vm.place, message, "unlisted");
    hosts.set(keyOf(vm.environment, vm.host), {
      name: vm.host,
      environment: vm.environment,
      ...(cluster === undefined ? {} : { cluster }),
    });
  }
  return [...hosts.values()];
}

function vmsSeen(
  rows: readonly VmRow[],
  clusters: Clusters,
  storages: Storages,
  notes: NoteBook,
): readonly VmSeen[] {
  const networks = sharedNames(networksOf(rows));
  if (networks.apart.length > 0) notes.say("", undefined, apartNote(networks.apart, "network"));
  const sources = new Set<string>();
  return rows.map((vm): VmSeen => {
    const { environment, name, source, host, cpu, memory, disk, os, power, fact } = vm;
    const cluster = clusters.nameOf(vm);
    const storage = namesOf(vm.datastores.flatMap((each) => storages.nameOf(vm, each) ?? []));
    const network = namesOf(vm.networks.map((each) => networks.of(environment, each)));
    const own = source !== undefined && !sources.has(source);
    if (source !== undefined) sources.add(source);
    return {
      name,
      environment,
      ...(own ? { source } : {}),
      ...(host === undefined ? {} : { host }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(storage === undefined ? {} : { storage }),
      ...(network === undefined ? {} : { network }),
      ...(cpu === undefined || cpu < 1 ? {} : { cpu }),
      ...(memory === undefined ? {} : { memory }),
      ...(disk === undefined || disk < 1 ? {} : { disk: sizeOf(disk) }),
      ...(os === undefined ? {} : { os }),
      ...(power === undefined ? {} : { power }),
      fact,
    };
  });
}

function* networksOf(
  rows: readonly VmRow[],
): Generator<{ readonly environment: string; readonly name: string }> {
  for (const { environment, networks } of rows) for (const name of networks) yield { environment, name };
}

function namesOf(names: readonly string[]): Names | undefined {
  const distinct = [...new Set(names)];
  return distinct.length < 2 ? distinct[0] : distinct;
}

/** When it ends vCenter cannot reach the host any more; what runs there goes on. */
function certificatesOf(hosts: readonly HostRow[]): readonly DomainSeen[] {
  return hosts.flatMap(({ environment, name, certificate }) =>
    certificate === undefined
      ? []
      : [
          {
            kind: "host",
            name: `${environment}/${name}`,
            expires: certificate,
            reason: "certificate",
            breaks: "nothing",
          },
        ],
  );
}
