import { quoted } from "../../model/words.ts";
import { at, minute, number, text } from "../snapshot/fields.ts";
import type {
  ClusterSeen,
  ExportFile,
  Note,
  Observed,
  ReadOptions,
  SnapshotFormat,
} from "../snapshot/observed.ts";
import { noteAt, problemsOf, type Row, rowsOf } from "../snapshot/rows.ts";
import { guestsOf, vmOf } from "./guests.ts";
import { type Ha, haOf } from "./ha.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { hostsOf, nodeNames, noteVotes, type Rows } from "./nodes.ts";
import { standingOn, storagesOf } from "./storage.ts";

/**
 * What `pvesh get … --output-format json` and the API of Proxmox VE answer, in one file or several: /cluster/resources is
 * enough for guests and nodes; /cluster/status names the cluster, /nodes/N/status has builds and cores, guests'
 * configurations have disks and networks, /cluster/ha/… says what restarts elsewhere.
 */
export const proxmox: SnapshotFormat = {
  id: "proxmox",
  title: "Proxmox VE",
  tells: {
    environments: [],
    clusters: ["tolerates", "quorum", "keepApart"],
    hosts: ["cluster", "platform", "build", "model", "cpu", "memory", "maintenance", "booted"],
    vms: ["host", "pinned", "storage", "network", "cpu", "memory", "disk", "os", "power"],
  },
  recognise: (file) => rowsOf(file).some((row) => OURS.has(kindOf(row) ?? "aside")),
  read,
};

/** What other tools' JSON does not look like. */
const OURS: ReadonlySet<Kind> = new Set<Kind>([
  "guest",
  "node",
  "cluster",
  "storage",
  "nodeStatus",
  "guestConfig",
  "package",
  "haResource",
  "haRule",
  "haGroup",
]);

function read(files: readonly ExportFile[], { environment }: ReadOptions): Observed {
  const notes: Note[] = [...problemsOf(files)];
  const rows = sorted(files.flatMap(rowsOf), notes);
  const nodes = nodeNames(rows);
  const name = clusterName(rows, nodes.size, environment, notes);
  const ha = haOf(rows, notes);
  const guests = guestsOf(rows, notes);
  const standing = standingOn(storagesOf(rows.storage), name, notes);
  const now = takenAt(rows.time);
  const hosts = hostsOf(rows, { environment, cluster: name, now }, notes);
  const vms = guests.map((guest) => vmOf(guest, { environment, ha, standing }, notes));
  noteVotes(rows, notes);
  const apart = apartOf(ha, new Map(guests.map((guest) => [guest.id, guest.name])));
  const cluster: ClusterSeen | undefined =
    name === undefined
      ? undefined
      : {
          name,
          environment,
          ...(ha.members.size > 0 && nodes.size > 1 ? { tolerates: 1 } : {}),
          ...(nodes.size > 1 ? { quorum: "majority" } : {}),
          ...(apart.length > 0 ? { keepApart: apart } : {}),
        };
  const taken = minute(now);
  return {
    ...(taken === undefined ? {} : { takenAt: taken }),
    environments: hosts.length + vms.length === 0 && cluster === undefined ? [] : [{ name: environment }],
    clusters: cluster === undefined ? [] : [cluster],
    hosts,
    vms,
    domains: [...standing.domains.values()],
    notes,
  };
}

function sorted(rows: readonly Row[], notes: Note[]): Rows {
  const byKind: { [kind in Kind]: Row[] } = {
    guest: [],
    node: [],
    cluster: [],
    storage: [],
    nodeStatus: [],
    package: [],
    guestConfig: [],
    haResource: [],
    haRule: [],
    haGroup: [],
    time: [],
    aside: [],
  };
  for (const row of rows) {
    const kind = kindOf(row);
    if (kind !== undefined) byKind[kind].push(row);
    else if (Object.keys(row.value).length > 0)
      notes.push(noteAt(row, "This is no answer that is read here: left out."));
  }
  return byKind;
}

function clusterName(rows: Rows, nodes: number, environment: string, notes: Note[]): string | undefined {
  const named = new Map(rows.cluster.map((row) => [text(at(row.value, "name")), row]));
  named.delete(undefined);
  const [first, second] = [...named];
  if (second !== undefined && first !== undefined) {
    const message = `The answers of several clusters are given: all of it is read as ${quoted(first[0] ?? "")}. Import each cluster by itself.`;
    notes.push(noteAt(second[1], message));
  }
  if (first !== undefined) return first[0];
  if (nodes < 2) return undefined;
  const [row] = [...rows.node, ...rows.guest];
  if (row !== undefined)
    notes.push(
      noteAt(
        row,
        `No answer names the cluster (/cluster/status would): it is called ${quoted(environment)}, as its environment.`,
      ),
    );
  return environment;
}

/** The clock of a node, in seconds since 1970; the latest where several were asked. */
function takenAt(rows: readonly Row[]): number | undefined {
  const times = rows.flatMap(({ value }) => number(at(value, "time")) ?? []);
  return times.length === 0 ? undefined : Math.max(...times) * 1000;
}

function apartOf(ha: Ha, nameOf: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  return ha.apart.map((ids) => ids.flatMap((id) => nameOf.get(id) ?? [])).filter((group) => group.length > 1);
}
