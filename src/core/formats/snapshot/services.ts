import { listed, quoted } from "../../model/words.ts";
import type { FactOf, Note, Observed, VmSeen } from "./observed.ts";

/**
 * Who uses a VM is in no hypervisor: it is taken from where the team keeps it, by the policy's `map` (our key → their
 * column, attribute or tag) or from a list (`--services`). Nothing else is taken for a service.
 */

/** What is known of a service beside its VMs; texts as they stand in a manifest. */
export interface ServiceSeen {
  readonly name: string;
  readonly tier?: number;
  readonly owner?: string;
  readonly needs?: string;
  readonly users?: number;
}

/** A row of the list: about a VM, a service or both. */
export interface ServiceRow {
  readonly vm?: string;
  readonly service?: string;
  readonly tier?: string;
  readonly owner?: string;
  readonly needs?: string;
  readonly users?: string;
}

export interface ServicesSeen {
  /** By VM (the very object): the service that it belongs to. */
  readonly of: ReadonlyMap<VmSeen, string>;
  /** By name, in order. */
  readonly services: readonly ServiceSeen[];
  readonly notes: readonly Note[];
}

/** The keys of services that `map` and the list know. */
export const SERVICE_KEYS = ["service", "tier", "owner", "needs", "users"] as const;

/** How many names a note tells. */
const NAMED = 5;

type Told = { readonly [key in (typeof SERVICE_KEYS)[number]]?: string };

/** @param list rows of a file of that name; they win over `map` */
export function servicesOf(
  observed: Observed,
  map: ReadonlyMap<string, string>,
  list: { readonly file: string; readonly rows: readonly ServiceRow[] } | undefined,
): ServicesSeen {
  const notes: Note[] = [];
  const of = new Map<VmSeen, string>();
  const about = new Map<string, Told[]>();
  const rows = new Map((list?.rows ?? []).flatMap((row) => (row.vm === undefined ? [] : [[row.vm, row]])));
  const met = new Set<string>();
  for (const vm of observed.vms) {
    const told = { ...mapped(vm.fact, map), ...defined(rows.get(vm.name)) };
    if (rows.has(vm.name)) met.add(vm.name);
    if (told.service === undefined) continue;
    of.set(vm, told.service);
    push(about, told.service, told);
  }
  const strangers: string[] = [];
  for (const { vm, service, ...row } of list?.rows ?? []) {
    if (vm === undefined && service !== undefined) about.set(service, [defined({ ...row, service })]);
    else if (vm !== undefined && !met.has(vm)) strangers.push(vm);
  }
  if (strangers.length > 0)
    notes.push({
      file: list?.file ?? "",
      message: `The list names VMs that this export does not show: ${listed(strangers.map(quoted), NAMED)}.`,
    });
  const services = [...about].map(([name, told]) => serviceFrom(name, told, notes));
  return { of, services: services.sort((a, b) => (a.name < b.name ? -1 : 1)), notes };
}

function mapped(fact: FactOf | undefined, map: ReadonlyMap<string, string>): Told {
  const told: { [key: string]: string } = {};
  for (const key of SERVICE_KEYS) {
    const theirs = map.get(key);
    const value = theirs === undefined ? undefined : fact?.(theirs)?.trim();
    if (value !== undefined && value !== "") told[key] = value;
  }
  return told;
}

function defined(row: ServiceRow | undefined): Told {
  const told: { [key: string]: string } = {};
  for (const key of SERVICE_KEYS) {
    const value = row?.[key];
    if (value !== undefined && value !== "") told[key] = value;
  }
  return told;
}

function push(about: Map<string, Told[]>, name: string, told: Told): void {
  const known = about.get(name);
  if (known === undefined) about.set(name, [told]);
  else known.push(told);
}

function serviceFrom(name: string, told: readonly Told[], notes: Note[]): ServiceSeen {
  const note = (message: string) => notes.push({ file: "", message });
  const tier = tierOf(name, told, note);
  const owner = only(name, "owner", told, note);
  const needs = only(name, "needs", told, note);
  const users = only(name, "users", told, note);
  if (needs !== undefined && !/^(?:all|\d+%?)$/.test(needs))
    note(`The service ${name} needs “${needs}”: a whole number, a share or “all” was expected; left out.`);
  if (users !== undefined && !/^\d+$/.test(users))
    note(`The service ${name} has “${users}” users: a whole number was expected; left out.`);
  return {
    name,
    ...(tier === undefined ? {} : { tier }),
    ...(owner === undefined ? {} : { owner }),
    ...(needs !== undefined && /^(?:all|\d+%?)$/.test(needs) ? { needs } : {}),
    ...(users !== undefined && /^\d+$/.test(users) ? { users: Number(users) } : {}),
  };
}

/** The most critical one where its VMs say several. */
function tierOf(name: string, told: readonly Told[], note: (message: string) => void): number | undefined {
  const written = [...new Set(told.flatMap(({ tier }) => (tier === undefined ? [] : [tier])))];
  const tiers = new Set(written.flatMap((text) => tierFrom(text) ?? []));
  for (const text of written)
    if (tierFrom(text) === undefined)
      note(`The service ${name} has the tier “${text}”: 1 to 4 was expected; left out.`);
  const least = tiers.size === 0 ? undefined : Math.min(...tiers);
  if (tiers.size > 1)
    note(`VMs of the service ${name} have several tiers: the most critical, ${least}, is taken.`);
  return least;
}

/** `2`, `Tier 2`, `T2`, and the restart priorities of vSphere HA from highest to lowest. */
export function tierFrom(text: string): number | undefined {
  const number = /^(?:tier|t)?[ _-]?([1-4])$/i.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  return PRIORITIES.get(text.toLowerCase());
}

const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ["highest", 1],
  ["high", 2],
  ["medium", 3],
  ["low", 4],
  ["lowest", 4],
]);

function only(
  name: string,
  key: "owner" | "needs" | "users",
  told: readonly Told[],
  note: (message: string) => void,
): string | undefined {
  const values = new Set(told.flatMap((each) => each[key] ?? []));
  if (values.size > 1) note(`VMs of the service ${name} say several things of “${key}”: left out.`);
  return values.size === 1 ? [...values][0] : undefined;
}
