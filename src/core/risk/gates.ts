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
    const missing = least - (weights.get(always) ?? 0);
    weights.delete(always);
    weights.delete(never);
    if (missing <= 0) return always;
    // Where all weigh a multiple of something, that is their unit: 121 of six times 40 is 4 of six.
    const unit = [...weights.values()].reduce(greatestCommonDivisor, 0);
    const rest = unit > 1 ? Math.ceil(missing / unit) : missing;
    const parts = [...weights]
      .map(([gate, weight]) => ({ gate, weight: Math.min(unit > 1 ? weight / unit : weight, rest) }))
      .sort((a, b) => a.gate - b.gate);
    let total = 0;
    let lightest = rest;
    for (const { weight } of parts) {
      total += weight;
      lightest = Math.min(lightest, weight);
    }
    if (total < rest) return never;
    const simpler = parts.length > 1 ? factored(rest, parts) : undefined;
    if (simpler !== undefined) return simpler;
    if (lightest >= rest) return join("or", [...weights.keys()]);
    if (total - lightest < rest) return join("and", [...weights.keys()]);
    const key = `${rest} of ${parts.map((part) => `${part.gate}*${part.weight}`).join(",")}`;
    return intern(key, () => ({ op: "atLeast", least: rest, parts }));
  }

  /**
   * What all parts have in common stands outside: `k of (c or a, c or b, …)` is `c or k of (a, b, …)`, and the
   * same with `and`. A pool on forty hosts of one cluster then asks only about its hosts, and about its storage,
   * its site and what restarts it once. Undefined where they have nothing in common.
   */
  function factored(least: number, parts: readonly WeightedPart[]): number | undefined {
    for (const [op, make] of [
      ["or", or],
      ["and", and],
    ] as const) {
      const terms = parts.map(({ gate }) => termsOf(gates, op, gate));
      const [first, ...others] = terms;
      const common = [...(first ?? [])].filter((term) => others.every((set) => set.has(term)));
      if (common.length === 0) continue;
      const outside = new Set(common);
      const rest = parts.map(({ weight }, index) => ({
        gate: make([...(terms[index] ?? [])].filter((term) => !outside.has(term))),
        weight,
      }));
      return make([...common, atLeast(least, rest)]);
    }
    return undefined;
  }

  const or = (parts: readonly number[]) => join("or", parts);
  const and = (parts: readonly number[]) => join("and", parts);

  return {
    gates,
    never,
    always,
    event: (event) => intern(`event ${event}`, () => ({ op: "event", event })),
    or,
    and,
    atLeast,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A VM's gate holds that of its host, which holds those of what it stands on: deeper need not be looked. */
const DEEPEST_TERM = 3;

/** What a gate joins by `op`, through gates of the same kind within it; itself where it is none of them. */
function termsOf(gates: readonly Gate[], op: "or" | "and", gate: number): ReadonlySet<number> {
  let terms: ReadonlySet<number> = new Set([gate]);
  for (let depth = 0; depth < DEEPEST_TERM; depth += 1) {
    const deeper = new Set<number>();
    for (const term of terms) {
      const inner = gates[term];
      if (inner?.op === op) for (const part of inner.parts) deeper.add(part);
      else deeper.add(term);
    }
    if (deeper.size === terms.size) return terms;
    terms = deeper;
  }
  return terms;
}
