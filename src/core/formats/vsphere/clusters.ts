import { quoted } from "../../model/words.ts";
import { toldApart } from "../snapshot/apart.ts";
import { amount, at, flag, isObject, number, text } from "../snapshot/fields.ts";
import type { ClusterSeen, Note } from "../snapshot/observed.ts";
import { noteAt, type Row } from "../snapshot/rows.ts";
import { clusterOf, factsOf } from "./hosts.ts";
import { idOf, items, type Managed } from "./managed.ts";
import { keptApart } from "./vms.ts";

/** A cluster with what the export has of it; of some only hosts tell. */
export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly own: Managed | undefined;
}

export interface Clusters {
  readonly all: readonly Cluster[];
  /** By the host's id the cluster's name. */
  readonly ofHost: ReadonlyMap<string, string>;
}

export function clustersOf(
  clusters: readonly Managed[],
  hosts: readonly Managed[],
  environment: string,
  notes: Note[],
): Clusters {
  const drafts = new Map<string, { id: string; name: string; row: Row; own: Managed | undefined }>();
  for (const own of clusters) drafts.set(own.id, { id: own.id, name: own.name, row: own.row, own });
  const idOfHost = new Map<string, string>();
  for (const host of hosts) {
    const told = clusterOf(host);
    if (told === undefined) continue;
    const byName = clusters.find(({ name }) => told.id === undefined && name === told.name);
    const id = told.id ?? byName?.id ?? told.name ?? environment;
    idOfHost.set(host.id, id);
    if (drafts.has(id)) continue;
    if (told.name === undefined)
      notes.push(
        noteAt(
          host.row,
          `Nothing names the cluster ${quoted(id)}: its id is its name. Export the clusters too.`,
        ),
      );
    drafts.set(id, { id, name: told.name ?? id, row: host.row, own: undefined });
  }
  const names = toldApart([...drafts.values()], "clusters", notes);
  const all = [...drafts.values()].map(({ id, name, own }) => ({ id, name: names.get(id) ?? name, own }));
  const ofHost = new Map([...idOfHost].map(([host, id]) => [host, names.get(id) ?? id]));
  return { all, ofHost };
}

/** @param vmNames by the VM's id */
export function clusterSeen(
  { id, name, own }: Cluster,
  environment: string,
  rules: readonly Managed[],
  vmNames: ReadonlyMap<string, string>,
  notes: Note[],
): ClusterSeen {
  const apart = [...rulesOf(own), ...rules.filter((rule) => concerns(rule, id, name)).map(ofRule)]
    .map((ids) => (ids ?? []).flatMap((vm) => vmNames.get(vm) ?? []))
    .filter((group) => group.length > 1);
  const tolerates = own === undefined ? undefined : toleratesOf(own, notes);
  return {
    name,
    source: `${environment}/${id}`,
    environment,
    ...(tolerates === undefined ? {} : { tolerates }),
    ...(own !== undefined && isPlacing(own, notes) ? { autoPlace: true } : {}),
    ...(apart.length > 0 ? { keepApart: apart } : {}),
    ...(own === undefined ? {} : { fact: factsOf(own) }),
  };
}

function rulesOf(own: Managed | undefined): readonly (readonly string[] | undefined)[] {
  const all = own?.get("configurationEx.rule") ?? own?.get("configuration.rule");
  return items(all).map((rule) => keptApart(rule, false));
}

function ofRule(rule: Managed): readonly string[] | undefined {
  return keptApart(rule.row.value, true);
}

/** Whether a rule is of this cluster: it says so by id or name, or there is nothing to tell by. */
function concerns(rule: Managed, id: string, name: string): boolean {
  const ofId = idOf(rule.own("ClusterId"));
  if (ofId !== undefined) return ofId === id;
  const told = rule.own("Cluster");
  const of = isObject(told) ? text(at(told, "Name")) : text(told);
  return of === undefined || of === name;
}

function das(own: Managed, path: string) {
  return own.get(`configurationEx.dasConfig.${path}`) ?? own.get(`configuration.dasConfig.${path}`);
}

function toleratesOf(own: Managed, notes: Note[]): number | undefined {
  const isOn = flag(das(own, "enabled")) ?? flag(own.own("HAEnabled"));
  if (isOn !== true) return isOn === undefined ? undefined : 0;
  const level =
    number(das(own, "admissionControlPolicy.failoverLevel")) ??
    number(das(own, "failoverLevel")) ??
    number(own.own("HAFailoverLevel"));
  if (level !== undefined && level >= 1) return Math.floor(level);
  notes.push(
    noteAt(
      own.row,
      "HA is on without a number of hosts that it keeps room for: it is read as absorbing one failure.",
    ),
  );
  return 1;
}

/** Only a scheduler that moves VMs by itself places them. */
function isPlacing(own: Managed, notes: Note[]): boolean {
  const drs = (path: string) =>
    own.get(`configurationEx.drsConfig.${path}`) ?? own.get(`configuration.drsConfig.${path}`);
  if ((flag(drs("enabled")) ?? flag(own.own("DrsEnabled"))) !== true) return false;
  const level = drs("defaultVmBehavior") ?? own.own("DrsAutomationLevel");
  const word = isObject(level) ? text(at(level, "Value")) : text(level);
  if (amount(level) !== undefined || number(level) === 0)
    notes.push(
      noteAt(
        own.row,
        "How far DRS is automated is a number that this version does not know: left out. Export it as a word.",
      ),
    );
  return /^fullyautomated$/i.test(word ?? "");
}
