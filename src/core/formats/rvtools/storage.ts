import { counted, listed, quoted } from "../../model/words.ts";
import type { DomainSeen } from "../snapshot/observed.ts";
import { listFrom } from "../tables/values.ts";
import { keyOf } from "./clusters.ts";
import type { Environments } from "./environments.ts";
import { sharedNames } from "./names.ts";
import type { NoteBook } from "./notes.ts";
import type { VmRow } from "./vms.ts";

/** The datastores, and which hosts they stand and fall with. */
export interface Storages {
  /** What a VM's datastore is called in the manifest; undefined where nobody can say which one it is. */
  readonly nameOf: (vm: VmRow, datastore: string) => string | undefined;
  readonly domains: readonly DomainSeen[];
}

interface Datastore {
  readonly environment: string;
  /** With a piece of its URL where the vCenter has another of that name. */
  readonly name: string;
  readonly written: string;
  readonly url: string | undefined;
  readonly isVsan: boolean;
  readonly hosts: readonly string[];
  /** How many hosts see it. */
  readonly count: number | undefined;
  readonly label: string;
}

/** @param clusterOf the cluster of a host, by its environment and name; null for one that is in none, undefined for an unknown host */
export function storagesIn(
  vms: readonly VmRow[],
  environments: Environments,
  clusterOf: (environment: string, host: string) => string | null | undefined,
  notes: NoteBook,
): Storages {
  const rows = datastoreRows(environments, notes);
  const all = [...rows.values()].flat();
  const unlisted = vms.flatMap((vm) =>
    vm.datastores
      .filter((name) => !rows.has(keyOf(vm.environment, name)))
      .map((name) => ({ environment: vm.environment, name })),
  );
  const shared = sharedNames([
    ...all.map(({ environment, name, url }) => ({ environment, name, identity: url })),
    ...unlisted,
  ]);
  if (shared.apart.length > 0) notes.say("", undefined, apartNote(shared.apart, "datastore"));

  return {
    nameOf: (vm, datastore) => {
      const found = rows.get(keyOf(vm.environment, datastore));
      if (found === undefined || found.length < 2)
        return shared.of(vm.environment, found?.[0]?.name ?? datastore);
      const own = found.filter(({ hosts }) => vm.host !== undefined && hosts.includes(vm.host));
      const [only] = own;
      if (only !== undefined && own.length === 1) return shared.of(vm.environment, only.name);
      notes.count(
        vm.label,
        vm.place,
        (count) =>
          `Which of several datastores ${quoted(datastore)} is meant cannot be told for ${counted(count, "VM")}: left out.`,
        `datastore\0${datastore}`,
      );
      return undefined;
    },
    domains: domainsOf(all, shared.of, clusterOf, notes),
  };
}

/** @param what the kind of thing, in the singular */
export function apartNote(names: readonly string[], what: string): string {
  const sorted = [...names].sort();
  const quotes = listed(sorted.map(quoted));
  return names.length === 1
    ? `Several vCenters have a ${what} ${quotes}, and nothing shows that it is the same one: each is written with its vCenter before it.`
    : `Several vCenters have the ${what}s ${quotes}, and nothing shows that they are the same: each is written with its vCenter before it.`;
}

function datastoreRows(
  environments: Environments,
  notes: NoteBook,
): ReadonlyMap<string, readonly Datastore[]> {
  const rows = new Map<string, Datastore[]>();
  for (const { row, environment } of environments.rows("vDatastore")) {
    const written = row.text("name");
    if (written === undefined) continue;
    const datastore: Datastore = {
      environment,
      name: written,
      written,
      url: row.text("url"),
      isVsan: /^vsan/i.test(row.text("type") ?? ""),
      hosts: listFrom(row.text("hosts") ?? ""),
      count: row.whole("# hosts"),
      label: row.label,
    };
    const known = rows.get(keyOf(environment, written));
    if (known === undefined) rows.set(keyOf(environment, written), [datastore]);
    else if (known.every(({ url }) => url !== datastore.url)) known.push(datastore);
  }
  for (const [key, group] of rows) {
    const [first] = group;
    if (first === undefined || group.length < 2) continue;
    const named = group.map((each) => ({ ...each, name: `${each.written}-${pieceOf(each.url)}` }));
    rows.set(key, named);
    const names = listed(named.map(({ name }) => quoted(name)));
    notes.say(
      first.label,
      undefined,
      `${group.length} datastores are called ${quoted(first.written)}: here they are ${names}.`,
    );
  }
  return rows;
}

/** `ds:///vmfs/volumes/5f0c1d2e-…/` → `5f0c1d2e` */
function pieceOf(url: string | undefined): string {
  const last =
    (url ?? "")
      .split("/")
      .filter((part) => part !== "")
      .at(-1) ?? "";
  return last === "" ? "unnamed" : last.slice(0, 8);
}

function domainsOf(
  all: readonly Datastore[],
  finalName: (environment: string, name: string) => string,
  clusterOf: (environment: string, host: string) => string | null | undefined,
  notes: NoteBook,
): readonly DomainSeen[] {
  const byName = new Map<string, Datastore[]>();
  for (const each of all) {
    const name = finalName(each.environment, each.name);
    byName.set(name, [...(byName.get(name) ?? []), each]);
  }
  const domains: DomainSeen[] = [];
  for (const [name, seen] of byName) {
    const [first] = seen;
    if (first === undefined) continue;
    const { environment, label } = first;
    if (first.isVsan) {
      const cluster = onlyOne(first.hosts.map((host) => clusterOf(environment, host) ?? undefined));
      if (cluster === undefined) notes.count(label, undefined, vsanUnknown, "vsan?");
      else {
        domains.push({ kind: "storage", name, servedBy: { cluster: `${environment}/${cluster}` } });
        notes.count(label, undefined, vsanSurvives, "vsan");
      }
    } else if (seen.length === 1 && first.hosts.length === 1 && (first.count ?? 1) === 1) {
      const [host = ""] = first.hosts;
      if (clusterOf(environment, host) === undefined) continue;
      domains.push({ kind: "storage", name, within: { host: `${environment}/${host}` } });
      notes.count(label, undefined, localTo, "local");
    }
  }
  return domains;
}

/** The one of all; undefined where there are several, or one is not known. */
function onlyOne(names: readonly (string | undefined)[]): string | undefined {
  const distinct = new Set(names);
  return distinct.size === 1 ? names[0] : undefined;
}

const localTo = (count: number) =>
  `${counted(count, "datastore is", "datastores are")} seen by one host only: taken for its own disks.`;
const vsanSurvives = (count: number) =>
  `${counted(count, "datastore")} of vSAN: RVTools does not say how many hosts may fail, so one is assumed. Write servedBy.survives where it is otherwise.`;
const vsanUnknown = (count: number) =>
  `${counted(count, "datastore")} of vSAN whose hosts do not all stand in one cluster here: which hosts serve it is left out.`;
