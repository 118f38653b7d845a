import type { Instant } from "../model/values.ts";
import type { Pair } from "../project/project.ts";

type Entry = NonNullable<Pair["entry"]["accepted"]>[number];

/**
 * What a pair says of a difference that is meant (spec MANIFESTS.md, `accepted`); undefined where nobody accepts it, or no
 * longer. `field` is a field of a VM, a kind of failure domain or `capacity`.
 */
export function acceptedIn(
  entry: Pair["entry"] | undefined,
  asOf: Instant,
  field: string,
  service?: string,
): Entry | undefined {
  return (entry?.accepted ?? []).find(
    (each) =>
      each.field.value === field &&
      (each.until === undefined || each.until.value > asOf) &&
      (each.services === undefined || each.services.some(({ value }) => value === service)),
  );
}
