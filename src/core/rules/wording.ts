import { formatInstant, type Instant } from "../model/values.ts";
import * as words from "../model/words.ts";
import type { Domain, Vm } from "../project/project.ts";

/** Words that messages of several rules share. */

const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ["cluster", "configuration of cluster"],
  ["updateSource", "update source"],
  ["dns", "DNS"],
  ["time", "time source"],
  ["licence", "licence"],
]);

/** `host esx-e-01`, `storage san-east`, `configuration of cluster east-prod`. */
export function basketName({ kind, name }: Domain): string {
  return `${KIND_WORDS.get(kind) ?? kind} ${name}`;
}

const COUNTED_KINDS: ReadonlyMap<string, string> = new Map([
  ["power", "power feed"],
  ["cluster", "cluster"],
  ["firmware", "firmware version"],
  ["identity", "identity service"],
  ["dns", "DNS server"],
  ["time", "time source"],
  ["backup", "backup target"],
  ["updateSource", "update source"],
]);

/** `3 hosts`, `2 DNS servers`. */
export function countedKind(count: number, kind: string): string {
  return words.counted(count, COUNTED_KINDS.get(kind) ?? kind);
}

/** `1 VM`, `3 VMs`. */
export function counted(count: number, one: string, many?: string): string {
  return words.counted(count, one, many);
}

/** `a, b and c`; a long list is cut: `a, b, c and 7 more`. */
export function listed(names: readonly string[], most?: number): string {
  return words.listed(names, most);
}

/** `Both VMs`, `All 3 VMs`, `The only VM`. */
export function allVms(count: number): string {
  if (count === 1) return "The only VM";
  return count === 2 ? "Both VMs" : `All ${counted(count, "VM")}`;
}

/** `on host esx-e-01`, `in cluster east-prod`. */
export function standing(vm: Vm): string {
  if (vm.host !== undefined) return `on host ${vm.host.name}`;
  return vm.cluster === undefined ? "at no known place" : `in cluster ${vm.cluster.name}`;
}

/** `2008-08-11 23:00 UTC` */
export function momentInWords(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 16).replace("T", " ")} UTC`;
}
