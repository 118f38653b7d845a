import { quoted } from "../../model/words.ts";
import type { HostSeen } from "../snapshot/observed.ts";
import { listFrom, sizeOf } from "../tables/values.ts";
import type { Environments, Placed } from "./environments.ts";
import type { NoteBook } from "./notes.ts";

/** A host as its row has it; names of clusters, racks and licences as they stand there. */
export interface HostRow {
  readonly environment: string;
  readonly name: string;
  readonly datacenter: string | undefined;
  readonly cluster: string | undefined;
  readonly licences: readonly string[];
  /** When its certificate ends. */
  readonly certificate: string | undefined;
  readonly seen: Partial<HostSeen>;
  /** What tells it from any other, over all vCenters; missing where the export has nothing of the kind. */
  readonly id: string | undefined;
}

export function readHosts(environments: Environments, notes: NoteBook): readonly HostRow[] {
  const hosts = new Map<string, HostRow>();
  for (const placed of environments.rows("vHost")) {
    const { row, environment } = placed;
    const name = row.text("host");
    if (name === undefined) {
      notes.count(
        row.label,
        row.place,
        (count) => `${count} of the rows name no host: left out.`,
        "nameless",
      );
      continue;
    }
    const key = `${environment}\0${name}`;
    if (hosts.has(key)) {
      notes.say(
        row.label,
        row.place,
        `The host ${quoted(name)} stands here once more: its first row counts.`,
      );
      continue;
    }
    hosts.set(key, hostFrom(placed, name, notes));
  }
  return [...hosts.values()];
}

function hostFrom({ row, environment }: Placed, name: string, notes: NoteBook): HostRow {
  const licences = row.text("assigned license(s)", "assigned licenses");
  const datacenter = row.text("datacenter");
  return {
    environment,
    name,
    datacenter,
    cluster: row.text("cluster"),
    licences: licences === undefined ? [] : [licences, ...listFrom(licences)],
    certificate: row.date("certificate expiry date"),
    id: row.text("uuid") ?? idOf(row.text("vi sdk uuid"), row.text("object id")),
    seen: {
      ...versionFrom({ row, environment }, notes),
      ...facts({ row, environment }),
      ...(datacenter === undefined ? {} : { extra: { "x-datacenter": datacenter } }),
      fact: row.fact,
    },
  };
}

/** An id of a vCenter is only its own: every vCenter begins to count anew. */
export function idOf(server: string | undefined, id: string | undefined): string | undefined {
  return server === undefined || id === undefined ? undefined : `${server}/${id}`;
}

/** `VMware ESXi 7.0.3 build-20328353` */
function versionFrom({ row }: Placed, notes: NoteBook): Pick<HostSeen, "platform" | "build"> {
  const text = row.text("esx version");
  if (text === undefined) return {};
  const match = /^(?:VMware )?(ESXi?)(?: Server)?\s+(\d+(?:\.\d+)*)(?:\D*build-(\d+))?/i.exec(text);
  const [, product, version, build] = match ?? [];
  if (product === undefined || version === undefined) {
    const message = (count: number) =>
      `${quoted(text)} is no version of ESX or ESXi that is known: the platform and build of ${count === 1 ? "this host" : `${count} hosts`} are left out.`;
    notes.count(row.label, row.place, message, "version");
    return {};
  }
  const platform = /i$/i.test(product) ? "VMware ESXi" : "VMware ESX";
  return build === undefined ? { platform } : { platform, build: `${version}-${build}` };
}

function facts({ row }: Placed): Partial<HostSeen> {
  const rack = row.text("vsan fault domain name");
  const models = [row.text("model"), row.text("cpu model")].filter((each) => each !== undefined);
  const [model, processor] = models;
  const bios = row.text("bios version");
  const ntp = listFrom(row.text("ntp server(s)", "ntp servers") ?? "");
  const cpu = row.whole("# cores") ?? coresOf(row.whole("# cpu"), row.whole("cores per cpu"));
  const memory = row.whole("# memory");
  const maintenance = row.flag("in maintenance mode");
  const booted = row.date("boot time");
  return {
    ...(rack === undefined ? {} : { rack }),
    ...(model === undefined ? {} : { model: processor === undefined ? model : models }),
    ...(bios === undefined ? {} : { firmware: [{ part: "bios", version: bios }] }),
    ...(ntp.length === 0 ? {} : { time: timeFrom(ntp) }),
    ...(cpu === undefined || cpu < 1 ? {} : { cpu }),
    ...(memory === undefined || memory < 1 ? {} : { memory: sizeOf(memory) }),
    ...(maintenance === undefined ? {} : { maintenance }),
    ...(booted === undefined ? {} : { booted }),
  };
}

function coresOf(sockets: number | undefined, each: number | undefined): number | undefined {
  return sockets === undefined || each === undefined ? undefined : sockets * each;
}

/** Any one of several time servers will do. */
function timeFrom(servers: readonly string[]): string | { readonly anyOf: readonly string[] } {
  const [only, ...others] = servers;
  return only !== undefined && others.length === 0 ? only : { anyOf: servers };
}
