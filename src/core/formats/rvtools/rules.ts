import { counted, quoted } from "../../model/words.ts";
import type { NoteBook } from "./notes.ts";
import type { VmRow } from "./vms.ts";

/**
 * VMs that never share a host: those of a cluster that carry an anti-affinity rule of one name.
 * @param clusterOf a VM → its environment and cluster, as one text
 * @returns by that text; groups and names in order, so that two exports of one estate give the same
 */
export function keepApartIn(
  vms: readonly VmRow[],
  clusterOf: (vm: VmRow) => string | undefined,
  notes: NoteBook,
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const groups = new Map<string, Map<string, string[]>>();
  for (const vm of vms) {
    const cluster = vm.rules === undefined ? undefined : clusterOf(vm);
    if (cluster === undefined) continue;
    const rules = groups.get(cluster) ?? new Map<string, string[]>();
    groups.set(cluster, rules);
    for (const rule of new Set(apartRules(vm, notes))) {
      const members = rules.get(rule);
      if (members === undefined) rules.set(rule, [vm.name]);
      else members.push(vm.name);
    }
  }
  const found = new Map<string, readonly (readonly string[])[]>();
  for (const [cluster, rules] of groups) {
    const sets = [...rules.values()].filter((members) => members.length > 1).map((members) => members.sort());
    // Two rules about the same VMs say the same.
    const distinct = [...new Map(sets.map((members) => [members.join("\0"), members])).entries()];
    distinct.sort(([a], [b]) => (a < b ? -1 : 1));
    if (distinct.length > 0)
      found.set(
        cluster,
        distinct.map(([, members]) => members),
      );
  }
  return found;
}

/** The names of the anti-affinity rules of a VM: kinds and names stand in two cells, in the same order. */
function apartRules({ rules, label, place }: VmRow, notes: NoteBook): readonly string[] {
  const [kindsText, namesText] = rules ?? ["", ""];
  const kinds = partsOf(kindsText);
  const names = partsOf(namesText);
  const unclear = kinds.find((kind) => kindOf(kind) === undefined);
  if (kinds.length === 0 || unclear !== undefined) {
    const kind =
      unclear === undefined ? "no kind of rule" : `${quoted(unclear)}, a kind of rule that is not known`;
    notes.count(
      label,
      place,
      (count) => `${counted(count, "VM has", "VMs have")} ${kind}: not read.`,
      `kind\0${unclear ?? ""}`,
    );
    return [];
  }
  if (kinds.every((kind) => kindOf(kind) === "apart")) return kinds.length === 1 ? [namesText.trim()] : names;
  if (!kinds.some((kind) => kindOf(kind) === "apart")) return [];
  if (kinds.length === names.length) return names.filter((_, at) => kindOf(kinds[at] ?? "") === "apart");
  const message = (count: number) =>
    `${counted(count, "VM has", "VMs have")} rules of several kinds, and as many names do not stand beside them: which keep VMs apart is not told, so they are left out.`;
  notes.count(label, place, message, "rules");
  return [];
}

/** Not a set: the same kind stands there once for each rule. */
function partsOf(text: string): readonly string[] {
  return text
    .split(/[,;\r\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** In whatever words: `ClusterAntiAffinityRuleSpec`, `VM-VM anti affinity`, `Separate Virtual Machines`. Rules about hosts are others. */
function kindOf(kind: string): "apart" | "other" | undefined {
  if (/host|depend/i.test(kind)) return "other";
  if (/anti|separate/i.test(kind)) return "apart";
  return /affin|together/i.test(kind) ? "other" : undefined;
}
