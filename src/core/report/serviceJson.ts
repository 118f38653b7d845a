import { formatInstant } from "../model/values.ts";
import type { Domain, Service } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import { kindsKnown, type Range } from "../risk/score.ts";
import type { Facts } from "../rules/facts.ts";
import type { Help } from "../rules/promise.ts";
import { jsonPieces } from "./jsonText.ts";
import type { Reported } from "./reported.ts";
import type { Order, ScoreDetail } from "./scores.ts";

/**
 * The services with their figures (spec CLI.md), made one by one: numbers to double precision, `[low, high]` where they could not be
 * counted in full (`exact: false`), null for a service of which no VM is on and at a known place.
 */
export function* servicesJson(
  facts: Facts,
  services: readonly Service[] = facts.project.services,
  order: Order = 2,
  helps: ReadonlyMap<Service, readonly Help[]> = new Map(),
): Iterable<object> {
  const { structure, risk } = facts;
  const gates = services.map((service) => structure.serviceGate.get(service));
  const placed = gates.filter((gate) => gate !== undefined);
  const found = cutSets(structure, placed, order === 1 ? 1 : 2);
  const byGate = new Map(placed.map((gate, index) => [gate, found[index]]));
  for (const [index, service] of services.entries()) {
    const gate = gates[index];
    const cuts = gate === undefined ? undefined : byGate.get(gate);
    const of = risk().of(service);
    const more = order === 3 ? risk().cutSets(service, 3) : undefined;
    const { known, of: kinds } = kindsKnown(service);
    const help = helps.get(service);
    yield {
      name: service.name,
      tier: service.tier ?? null,
      vms: service.placed.length,
      needs: service.needs,
      users: service.users ?? null,
      unavailability: numbers(of?.unavailability),
      exact: of?.exact ?? null,
      score: numbers(of?.score),
      minutesPerYear: numbers(of?.minutes),
      // Of the kinds of failure domain that take something down: known for all its VMs, of so many.
      kindsKnown: of === undefined ? null : { known, of: kinds },
      cutSets: cuts === undefined ? null : (more ?? cuts.sets).map((set) => set.map(domainJson)),
      // Said only where the estate is too large to list them all.
      ...(cuts?.complete === false || (order === 3 && more === undefined && cuts !== undefined)
        ? { cutSetsComplete: false }
        : {}),
      importance:
        risk()
          .importance(service)
          ?.map(({ domain, birnbaum, fussellVesely }) => ({
            ...domainJson(domain),
            birnbaum,
            fussellVesely,
          })) ?? null,
      ...(help === undefined ? {} : { help: help.map(helpJson) }),
    };
  }
}

function numbers(range: Range | undefined): number | readonly [number, number] | null {
  if (range === undefined) return null;
  return range.low === range.high ? range.low : [range.low, range.high];
}

function domainJson({ kind, name }: Domain) {
  return { kind, name };
}

/** `baskets score --format json`: the services, and for those looked at closely what would help most. */
export function scoreJson(
  { facts, asOf }: Reported,
  services: readonly Service[],
  details: readonly ScoreDetail[],
  order: Order,
): Iterable<string> {
  const helps = new Map(details.map(({ service, help }) => [service, help]));
  return jsonPieces({
    version: 1,
    asOf: formatInstant(asOf),
    services: servicesJson(facts, services, order, helps),
  });
}

function helpJson({ title, risk }: Help) {
  return {
    title,
    unavailability: numbers(risk.unavailability),
    score: numbers(risk.score),
    minutesPerYear: numbers(risk.minutes),
  };
}
