import { unavailability } from "../project/domains.ts";
import type { Domain, Service } from "../project/project.ts";
import { cutSets } from "../risk/cutSets.ts";
import { largestFirst } from "../risk/oneFailure.ts";
import type { Facts } from "./facts.ts";
import { basketName } from "./wording.ts";

/** Where the outage of a service comes from: a minimal cut set in words, with its share. */
export interface ReceiptLine {
  readonly domains: readonly Domain[];
  /** `storage san-east`, `host a with host b` */
  readonly names: string;
  /** `37 %`; undefined where the outage is not exact. */
  readonly share: string | undefined;
}

/** By share, the largest first. */
export interface Receipt {
  readonly singles: readonly ReceiptLine[];
  readonly pairs: readonly ReceiptLine[];
  /** What three and more failures at once add, where that is worth a line. */
  readonly others: string | undefined;
  /** false: there are more pairs than were looked at. */
  readonly complete: boolean;
}

/**
 * The share of a cut set is the product of its unavailabilities divided by that of the service: how often it is the
 * reason, as long as two reasons at once are rare (the rare-event approximation of NUREG-0492).
 */
export function receiptOf(service: Service, { structure, risk, failure }: Facts): Receipt {
  const gate = structure.serviceGate.get(service);
  const found = gate === undefined ? undefined : cutSets(structure, [gate], 2)[0];
  const whole = risk().of(service);
  const total = whole?.exact === true && whole.unavailability.low > 0 ? whole.unavailability.low : undefined;
  const chance = (set: readonly Domain[]) => set.reduce((product, each) => product * unavailability(each), 1);
  const order = new Map(
    largestFirst(failure.ofService(service) ?? new Set()).map((each, index) => [each, index]),
  );
  const rank = ([only, second]: readonly Domain[]) =>
    only === undefined || second !== undefined ? 0 : (order.get(only) ?? order.size);
  const lines = (size: number) =>
    (found?.sets ?? [])
      .filter((set) => set.length === size)
      .map((set) => ({ set, chance: chance(set) }))
      .sort((a, b) => b.chance - a.chance || rank(a.set) - rank(b.set))
      .map(({ set, chance: each }) => ({
        domains: set,
        names: set.map(basketName).join(" with "),
        share: total === undefined ? undefined : percent(each / total),
      }));
  const explained = (found?.sets ?? []).reduce((sum, set) => sum + (set.length > 0 ? chance(set) : 0), 0);
  const rest = total === undefined ? 0 : 1 - explained / total;
  return {
    singles: lines(1),
    pairs: lines(2),
    others: found?.complete === true && rest >= 0.005 ? percent(rest) : undefined,
    complete: found?.complete ?? true,
  };
}

/** `37 %`, `under 1 %` */
function percent(share: number): string {
  return share < 0.005 ? "under 1 %" : `${Math.min(100, Math.round(share * 100))} %`;
}
