/**
 * A monotone condition over basic events. Parts are indices into the same list and always smaller
 * than the gate's own, so that one loop from the front evaluates everything. `always` and `never`
 * are never parts: they are folded away when a gate is made.
 */
export type Gate =
  | { readonly op: "never" }
  | { readonly op: "always" }
  | { readonly op: "event"; readonly event: number }
  | { readonly op: "or"; readonly parts: readonly number[] }
  | { readonly op: "and"; readonly parts: readonly number[] }
  /** True when parts of at least this total weight are true. */
  | { readonly op: "atLeast"; readonly least: number; readonly parts: readonly WeightedPart[] };

export interface WeightedPart {
  readonly gate: number;
  readonly weight: number;
}

/** Makes gates; the same condition on the same parts is made once and shared. */
export interface GateTable {
  readonly gates: readonly Gate[];
  readonly never: number;
  readonly always: number;
  readonly event: (event: number) => number;
  /** True when any part is; without parts never. */
  readonly or: (parts: readonly number[]) => number;
  /** True when every part is; without parts always. */
  readonly and: (parts: readonly number[]) => number;
  /** True when parts of at least the weight `least` are; a part given twice weighs twice. */
  readonly atLeast: (least: number, parts: readonly WeightedPart[]) => number;
}

export function gateTable(): GateTable {
  const gates: Gate[] = [];
  const byKey = new Map<string, number>();

  function intern(key: string, make: () => Gate): number {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const index = gates.push(make()) - 1;
    byKey.set(key, index);
    return index;
  }

  const never = intern("never", () => ({ op: "never" }));
  const always = intern("always", () => ({ op: "always" }));

  /** `or` and `and` mirror each other: one constant decides, the other says nothing. */
  function join(op: "or" | "and", given: readonly number[]): number {
    const [only, second] = given;
    if (only !== undefined && second === undefined) return only;
    const [decides, silent] = op === "or" ? [always, never] : [never, always];
    if (given.includes(decides)) return decides;
    const sorted = given.filter((part) => part !== silent).sort((a, b) => a - b);
    const parts = sorted.filter((part, index) => part !== sorted[index - 1]);
    const [first] = parts;
    if (first === undefined) return silent;
    return parts.length === 1 ? first : intern(`${op} ${parts.join(",")}`, () => ({ op, parts }));
  }

  function atLeast(least: number, given: readonly WeightedPart[]): number {
    const weights = new Map<number, number>();
    for (const { gate, weight } of given) weights.set(gate, (weights.get(gate) ?? 0) + weight);
    const rest = least - (weights.get(always) ?? 0);
    weights.delete(always);
    weights.delete(never);
    if (rest <= 0) return always;
    const parts = [...weights]
      .map(([gate, weight]) => ({ gate, weight: Math.min(weight, rest) }))
      .sort((a, b) => a.gate - b.gate);
    let total = 0;
    let lightest = rest;
    for (const { weight } of parts) {
      total += weight;
      lightest = Math.min(lightest, weight);
    }
    if (total < rest) return never;
    if (lightest >= rest) return join("or", [...weights.keys()]);
    if (total - lightest < rest) return join("and", [...weights.keys()]);
    const key = `${rest} of ${parts.map((part) => `${part.gate}*${part.weight}`).join(",")}`;
    return intern(key, () => ({ op: "atLeast", least: rest, parts }));
  }

  return {
    gates,
    never,
    always,
    event: (event) => intern(`event ${event}`, () => ({ op: "event", event })),
    or: (parts) => join("or", parts),
    and: (parts) => join("and", parts),
    atLeast,
  };
}
