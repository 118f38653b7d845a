import type { Finding, Fix } from "../model/finding.ts";
import type { Drift } from "../pairs/compare.ts";
import { syncItems } from "../pairs/sync.ts";
import type { Environment, Service, Vm } from "../project/project.ts";
import { isComparable, placementAt } from "../risk/moved.ts";
import type { Compared, Facts } from "./facts.ts";
import { promisedFix, riskAfter } from "./promise.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { syncEdits } from "./syncEdits.ts";
import { counted, listed } from "./wording.ts";

const withVms = (more: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: east
  - name: west
    licence: west
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
services:
  - name: erp
    tier: 2
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-e1
${more}`;

export const missingCounterpart: Rule = {
  id: "missing-counterpart",
  group: "pair",
  severity: "warning",
  severityBy: "warning for tier 1 and 2, else information",
  title: "A service that the other side of a pair cannot run",
  why: "A second environment helps only the services that are there. What was added on one side and forgotten on the other is missed on the day on which everything is to start there.",
  remedy:
    "Create its VMs on the other side. The quick fix writes them as they are here, with the other side's names, storage and network by the pair's `roles`, on hosts with room and away from each other. What is meant to stand on one side is accepted in the pair (`{field: missing, services: […], reason: …}`).",
  silentWhen:
    "Said of a service of tier 1 or 2 that has VMs on one side only, and of any service on both sides that one side alone cannot run (`needs`) and the other can. Less critical services that stand on one side only are a decision; where more than three of one tier do, that is said once, on the pair, as information. A VM that is replicated (`replica`) is created on the day.",
  bad: withVms(""),
  good: withVms("  - name: erp-1\n    service: erp\n    host: esx-w1\n"),
  fixed: withVms("  - name: erp-1\n    service: erp\n    host: esx-w1\n"),
  *check(facts) {
    for (const compared of facts.comparisons()) {
      const missing = compared.comparison.drift.filter(({ field }) => field === "missing");
      const oneSided = tiersOnOneSide(facts, compared);
      for (const [service, drifts] of byService(missing)) {
        const found = lacking(service, compared);
        const usual = found?.there === 0 && oneSided.some(({ tier }) => tier === service.tier);
        if (found !== undefined && !usual) yield findingOf(facts, compared, service, drifts, found);
      }
      if (oneSided.length > 0) yield onPair(compared, oneSided);
    }
  },
};

interface OneSided {
  readonly tier: number;
  readonly services: number;
  readonly alone: number;
}

/** Critical tiers of which many services stand on one side: that is how this pair is used, not what somebody forgot. */
function tiersOnOneSide({ project }: Facts, { pair }: Compared): readonly OneSided[] {
  const { sides } = pair;
  return [1, 2].flatMap((tier): OneSided[] => {
    const on = project.services
      .filter((service) => service.tier === tier)
      .map(({ placed }) => sides.filter((side) => placed.some((vm) => vm.environment === side)).length);
    const services = on.filter((count) => count > 0).length;
    const alone = on.filter((count) => count === 1).length;
    return alone > MOST_SINGLE ? [{ tier, services, alone }] : [];
  });
}

/** Beyond so many services of one tier it is said once. */
const MOST_SINGLE = 3;

function onPair({ pair }: Compared, oneSided: readonly OneSided[]): Finding {
  const [one, other] = pair.sides;
  const told = oneSided.map(
    ({ tier, services, alone }) => `${alone} of ${counted(services, "service")} of tier ${tier}`,
  );
  return finding({
    rule: "missing-counterpart",
    severity: "info",
    message: `${one.name} and ${other.name} stand in for each other, but ${listed(told)} have VMs on one side only: when that side is gone, so are they.`,
    at: pair.at,
    subject: { kind: "pair", name: `${one.name}–${other.name}` },
  });
}

function byService(drifts: readonly Drift[]): ReadonlyMap<Service, readonly Drift[]> {
  const groups = new Map<Service, Drift[]>();
  for (const drift of drifts) {
    const service = (drift.here ?? drift.there)?.service;
    if (service !== undefined) groups.set(service, [...(groups.get(service) ?? []), drift]);
  }
  return groups;
}

interface Lacking {
  readonly from: Environment;
  readonly to: Environment;
  readonly there: number;
}

/** The side that cannot run the service while the other can. */
function lacking({ placed, needs, tier, needsWritten }: Service, { pair }: Compared): Lacking | undefined {
  const [one, other] = pair.sides;
  const on = (side: Environment) => placed.filter((vm) => vm.environment === side);
  const isReplicated = (vms: readonly Vm[]) => vms.some(({ entry }) => entry.replica !== undefined);
  const critical = tier !== undefined && tier <= 2;
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const [here, there] = [on(from), on(to)];
    if (here.length === 0 || isReplicated(here)) continue;
    if (there.length === 0 ? critical : needsWritten && here.length >= needs && there.length < needs)
      return { from, to, there: there.length };
  }
  return undefined;
}

function findingOf(
  facts: Facts,
  compared: Compared,
  service: Service,
  drifts: readonly Drift[],
  { from, to, there }: Lacking,
): Finding {
  const vms = drifts.flatMap(({ here, there: other }) => here ?? other ?? []);
  const alone = vms.filter(({ environment }) => environment === from);
  const first = alone[0] ?? vms[0];
  const tier = service.tier === undefined ? "" : ` (tier ${service.tier})`;
  const here = service.placed.filter(({ environment }) => environment === from).length;
  const message =
    there === 0
      ? `“${service.name}”${tier} has ${counted(here, "VM")} in ${from.name} and none in ${to.name}, which stands in for it: when ${from.name} is gone, so is “${service.name}”.`
      : `“${service.name}”${tier} needs ${counted(service.needs, "VM")} and ${to.name} has ${there} of them: when ${from.name} is gone, so is “${service.name}”, though ${to.name} stands in for it.`;
  return finding({
    rule: "missing-counterpart",
    severity: service.tier !== undefined && service.tier <= 2 ? "warning" : "info",
    message,
    at: first?.entry.name.at ?? service.entry.name.at,
    subject: { kind: "service", name: service.name },
    related: alone
      .slice(1)
      .map((vm) => ({ at: vm.entry.name.at, message: `${vm.name} has no half in ${to.name} either.` })),
    fixes: () => creating(facts, compared, service, alone, { from, to }),
  });
}

function creating(
  facts: Facts,
  { comparison }: Compared,
  service: Service,
  alone: readonly Vm[],
  direction: { readonly from: Environment; readonly to: Environment },
): readonly Fix[] {
  const items = syncItems(comparison, direction).filter(
    ({ drift, from }) => drift.field === "missing" && from !== undefined && alone.includes(from),
  );
  const { edits, brought, added } = syncEdits(facts, comparison, direction, items);
  if (brought.length === 0 || brought.length < items.length) return [];
  const [only, second] = brought;
  const title =
    only !== undefined && second === undefined
      ? only.title
      : `Add ${listed(added.map(({ name }) => name))} in ${direction.to.name}`;
  const needs = service.needsWritten ? service.needs : service.placed.length;
  const known = added.every(({ vm, spot }) => isComparable(facts.project, vm, spot));
  const more = added.map(({ vm, spot }) => ({ ...placementAt(facts.project, vm, spot), pinned: false }));
  const after = known ? riskAfter(service, new Map(), facts, { added: more, needs }) : undefined;
  return promisedFix({ title, service, after, edits: [edits] }, facts, true);
}
